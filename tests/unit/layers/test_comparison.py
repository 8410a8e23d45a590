"""Layers compared: differences, their reasons, and tables over sizes."""

from __future__ import annotations

from paramcalc import gru, layer, lstm
from paramcalc.layers.comparison import Sweep, compare


def test_differences_and_reasons():
    breakdowns = {name: layer("gru", units=3, input=5, framework=name) for name in ("keras", "flax-linen")}
    keras, flax = compare(breakdowns, "keras").subjects
    assert (keras.difference, keras.reasons) == (0, ())
    assert flax.difference == -6
    (reason,) = flax.reasons
    assert (reason.more, reason.parameters, reason.count) == (False, ("c_z", "c_r"), 6)
    assert reason.redundant == (("c_z", "b_z"), ("c_r", "b_r"))
    assert reason.needed == ()


def test_a_needed_bias_is_a_reason():
    breakdowns = {"without": gru(3, 5, framework="flax-nnx"), "with": gru(3, 5, framework="flax-linen")}
    (reason,) = compare(breakdowns, "without").subjects[1].reasons
    assert (reason.more, reason.needed) == (True, (("b_hn", "r * (W_hn @ h + b_hn)"),))


def test_different_cells_have_no_reasons():
    subjects = compare({"gru": gru(3, 5), "lstm": lstm(3, 5)}, "gru").subjects
    assert [(subject.difference, subject.reasons) for subject in subjects] == [(0, ()), (18, ())]


def test_sweep():
    table = Sweep(compare({"gru": gru(), "lstm": lstm()}, "gru"), [3, 4], [5])
    assert list(table) == list(table) == [(3, 5, [90, 108]), (4, 5, [132, 160])]
    assert table.largest == [132, 160]
