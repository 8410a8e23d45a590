"""Layers compared: differences, their reasons, and tables over sizes."""

from __future__ import annotations

import pickle

import pytest

from paramcalc import UsageError, gru, layer, lstm
from paramcalc.layers.comparison import Sweep, check_sweep, compare, labels, option_effects


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


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([gru()], ["gru"]),
        ([gru(), lstm()], ["gru", "lstm"]),
        ([gru(), gru(framework="torch")], ["keras", "pytorch"]),
        ([gru(), lstm(framework="torch")], ["keras gru", "pytorch lstm"]),
        ([gru(bias=False), lstm(bias=False)], ["gru", "lstm"]),
        ([gru(), gru(bias=False), gru(layers=2)], ["bias=True layers=1", "bias=False layers=1", "bias=True layers=2"]),
        ([gru(), lstm(bidirectional=True)], ["gru", "lstm bidirectional=True"]),
        ([gru(3), gru()], ["units=3", "gru"]),
        ([gru(3), lstm(4)], ["gru units=3", "lstm units=4"]),
        ([gru(3, dtype="int8"), lstm(3)], ["gru", "lstm"]),
        ([gru(3, dtype="int8"), gru(4)], ["units=3", "units=4"]),
    ],
    ids=str,
)
def test_labels(layers, expected):
    assert labels(layers) == expected


def test_two_layers_that_are_the_same():
    with pytest.raises(UsageError, match="two of the layers are the same: gru"):
        labels([gru(3), gru(3)])


def test_a_sweep_needs_its_sizes_and_no_others():
    check_sweep(compare({"a": gru(), "b": lstm(framework="torch", projection=2)}, "a"))
    with pytest.raises(UsageError, match="b has units of its own"):
        check_sweep(compare({"a": gru(), "b": gru(3)}, "a"))
    with pytest.raises(UsageError, match="b has free: filters, channels, kernel_1"):
        check_sweep(compare({"a": gru(), "b": layer("convlstm1d")}, "a"))


def test_sweep():
    table = Sweep(compare({"gru": gru(), "lstm": lstm()}, "gru"), [3, 4], [5])
    assert list(table) == list(table) == [(3, 5, [90, 108]), (4, 5, [132, 160])]
    assert table.largest == [132, 160]
    assert not table.tidy
    assert list(pickle.loads(pickle.dumps(table))) == list(table)


def test_a_sweep_keeps_the_other_sizes():
    # Four gates with a kernel, a recurrent kernel on the projection and two biases; and the projection itself.
    projected = compare({"lstm": lstm(framework="torch", projection=2)}, "lstm")
    assert list(Sweep(projected, [3], [5])) == [(3, 5, [4 * (3 * 5 + 3 * 2 + 3 + 3) + 2 * 3])]


def test_reset_after_and_its_reason():
    (effect,) = option_effects(gru(75, 28))
    assert (effect.option, effect.value, effect.other_total, effect.difference) == ("reset_after", True, 23400, 225)
    assert effect.parameters == ("c_z", "c_r", "c_h")
    assert effect.redundant == (("c_z", "b_z"), ("c_r", "b_r"))
    assert effect.needed == (("c_h", "r * (U_h @ h + c_h)"),)


def test_other_options():
    (effect,) = gru(75, 28, reset_after=False).choices
    assert (effect.value, effect.default, effect.other_total, effect.difference) == (False, True, 23625, -225)
    (bias,) = lstm(75, 28, bias=False).choices
    assert (bias.option, bias.value, bias.default) == ("bias", False, True)
    assert (bias.other_total, bias.difference) == (31200, -300)
    assert bias.parameters == ("b_i", "b_f", "b_c", "b_o")
    (bias,) = gru(75, 28, bias=False).choices
    assert (bias.option, bias.difference) == ("bias", -450)
    assert gru(75).choices[0].difference == 225
    assert isinstance(gru(75).choices[0].difference, int)
    assert lstm(75, 28).choices == ()


def test_the_base_is_the_layer_with_its_label():
    comparison = compare({"one": gru(3, 5), "two": lstm(3, 5)}, "two")
    assert comparison.base_subject.label == "two"
    assert comparison.base_subject.breakdown.total == 108
