"""Comparisons in Python: labels, differences, sweeps, rows."""

from __future__ import annotations

import json

import pytest

import paramcalc
from paramcalc import LayerComparison, LayerSweep, UsageError, compare, custom_cell, gru, layer, lstm
from paramcalc.api.comparison import across
from paramcalc.document import forms_of


def differences(comparison):
    return {subject.label: subject.difference for subject in comparison.subjects}


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (compare(gru(75, 28), gru(75, 28, reset_after=False)), {"reset_after=True": 0, "reset_after=False": -225}),
        (compare("rnn", "lstm", units=75, input=28), {"rnn": 0, "lstm": 3 * 7800}),
        (compare("gru", framework=["keras", "flax-nnx"], units=3, input=5), {"keras": 0, "flax-nnx": -9}),
        (
            compare(gru(3, 5, reset_after=False), gru(3, 5, framework="torch")),
            {"keras reset_after=False": 0, "pytorch": 9},
        ),
        (compare(gru(3, 5), gru(4, 5), base="units=4"), {"units=3": 90 - 132, "units=4": 0}),
        (compare({"one": gru(3, 5), "two": gru(3, 5)}, base="two"), {"one": 0, "two": 0}),
        (compare("lstm", "gru", units=3, input=5, bias=False), {"lstm": 0, "gru": -24}),
    ],
)
def test_labels_and_differences(comparison, expected):
    assert isinstance(comparison, LayerComparison)
    assert differences(comparison) == expected


def test_one_name_is_compared_in_every_framework_that_has_the_option():
    assert list(differences(compare("gru", units=3, input=5))) == [
        *("keras", "pytorch", "onnx", "flax-linen", "flax-nnx", "cudnn", "keras1")
    ]
    assert [b.layer.framework for b in across("lstm", [], {"projection": 2, "units": 3, "input": 4})] == ["pytorch"]
    assert "flax-nnx" not in differences(compare("gru", units=3, input=5, bias=False))


def test_a_custom_cell_can_be_compared():
    cell = custom_cell("h: units\nh = tanh(W @ x + U @ h + b)", name="mine")
    assert differences(compare(layer(cell, units=3, input=5), paramcalc.rnn(3, 5))) == {
        "custom mine": 0,
        "keras rnn": 0,
    }


class TestSweep:
    def test_the_totals(self):
        sweep = compare("rnn", "gru", units=[3, 4], input=5)
        assert isinstance(sweep, LayerSweep)
        assert list(sweep) == [(3, 5, [27, 90]), (4, 5, [40, 132])]

    def test_one_cell_is_swept_in_its_first_framework_alone(self):
        assert [subject.label for subject in compare("gru", units=[3], input=[5, 6]).comparison.subjects] == ["gru"]
        assert (
            compare("mgu", units=range(3, 5), input=5).comparison.subjects[0].breakdown.layer.framework == "flax-linen"
        )

    def test_a_size_that_only_one_layer_has_stays(self):
        projected = lstm(framework="pytorch", projection=2)
        ((_, _, totals),) = compare(projected, lstm(), units=[3], input=5)
        assert totals == [lstm(3, 5, framework="pytorch", projection=2).total, 108]

    def test_rows_wide_and_tidy(self):
        wide = compare("rnn", "gru", units=[3, 4], input=5)
        assert wide.to_dicts() == [
            {"units": 3, "input": 5, "rnn": 27, "gru": 90},
            {"units": 4, "input": 5, "rnn": 40, "gru": 132},
        ]
        tidy = compare("rnn", "gru", units=[3, 4], input=5, tidy=True).to_dicts()
        assert len(tidy) == 4
        assert tidy[3] == {
            "units": 4,
            "input": 5,
            "layer": "gru",
            "framework": "keras",
            "cell": "gru",
            "total": 132,
        }

    @pytest.mark.parametrize("form", ["table", "text", "markdown", "latex", "html", "csv", "json"])
    @pytest.mark.parametrize("tidy", [False, True])
    def test_every_form(self, form, tidy):
        text = compare("rnn", "gru", units=[3, 4], input=5, tidy=tidy).to(form)
        assert all(number in text for number in ("27", "90", "40", "132"))


def test_a_comparison_shows_itself():
    comparison = compare(gru(75, 28), gru(75, 28, reset_after=False))
    assert "225 fewer" in str(comparison)
    assert json.loads(comparison.to("json"))["layers"][1]["options"]["reset_after"] is False
    assert repr(comparison) == "<comparison of reset_after=True, reset_after=False>"
    assert repr(compare("rnn", units=[3, 4], input=5)) == "<comparison of rnn over 2 units and 1 inputs>"
    row = comparison.to_dicts()[0]
    assert (row["layer"], row["units"], row["input"], row["count"]) == ("reset_after=True", 75, 28, 2100)
    assert set(forms_of("comparison")) >= {"svg", "png"}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: compare(), "nothing to compare"),
        (lambda: compare("gruu", "gru"), "did you mean 'gru'"),
        (lambda: compare(3), "compare() takes breakdowns and names of cells, got 3"),
        (lambda: compare({"a": 3}), "compare() takes breakdowns"),
        (lambda: compare(gru(3, 5), gru(3, 5)), "two of the layers are the same: gru"),
        (lambda: compare("rnn", "gru", framework=["keras", "torch"]), "within one framework"),
        (lambda: compare("gru", base="kears"), "did you mean 'keras'"),
        (lambda: compare("rnn", "gru", units=[3, 4]), "a sweep needs every size; missing: input"),
        (lambda: compare(gru(3), lstm(), units=[3, 4], input=5), "units of its own"),
        (
            lambda: compare("convlstm2d", units=[3, 4], input=5),
            "needs every size; convlstm2d has free: filters, channels",
        ),
        (lambda: compare("rnn", "gru", units=[3, 0], input=5), "units must be a whole number of at least 1"),
        (lambda: compare("rnn", "gru", tidy=True), "tidy applies to a comparison over many sizes"),
    ],
)
def test_mistakes(call, says):
    with pytest.raises(UsageError) as error:
        call()
    assert says in str(error.value)
