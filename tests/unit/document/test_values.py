"""One value of an answer by its name; the numbers are worked out by hand."""

from __future__ import annotations

import pytest
from examples import EXAMPLES

import paramcalc
from paramcalc import UsageError, gru
from paramcalc.document import SUBJECTS, text, value_of

# A gate has 28*75 = 2,100 kernel weights, 75*75 = 5,625 recurrent ones and two biases of 75: 7,875. Three have 23,625.
GRU = {
    "total": "23,625",
    "trainable": "23,625",
    "redundant": "150",
    "bytes": "94,500",
    "macs": "23,175",
    "sizes.units": "75",
    "options.reset_after": "True",
    "rows.z": "7,875",
    "rows.update": "7,875",
    "rows.z.bias": "75",
    "rows.bias.z": "75",
    "rows.bias": "225",
    "rows.W_z": "2,100",
    "rows.z.kernel": "2,100",
    "rows.h.recurrent_kernel": "5,625",
    "tensors.bias": "450",
}

# 28 -> GRU(75) -> Dense(10): 23,625 + 750 + 10.
MODEL = {
    "total": "24,385",
    "trainable": "24,385",
    "non_trainable": "0",
    "bytes": "97,540",
    "formula": "24,385",
    "layers.dense.total": "760",
    "layers.dense.class": "Dense",
    "layers.dense.output": "(None, 10)",
    "rows.gru.z": "7,875",
    "rows.Dense.bias": "10",
}


def picked(subject, value, name):
    return text("value", value_of(subject, value, name), "text").rstrip("\n")


@pytest.mark.parametrize("subject", ["layer", "explanation"])
@pytest.mark.parametrize("name", GRU)
def test_a_layer(subject, name):
    assert picked(subject, gru(75, 28), name) == GRU[name]


def test_the_rows_of_a_stack_are_summed_or_chosen():
    deep = paramcalc.lstm(6, 4, bidirectional=True, layers=2)
    # Keras has one bias vector of 6 for each gate: 2 layers in 2 directions.
    assert picked("layer", deep, "rows.f.bias") == "24"
    assert picked("layer", deep, "rows.2.forward.f.bias") == "6"
    assert picked("layer", deep, "rows.2.forward.f.kernel") == str(12 * 6)


@pytest.mark.parametrize("name", MODEL)
def test_a_model(name):
    assert picked("model", EXAMPLES["model"]["line"], name) == MODEL[name]


def test_a_lower_bound_is_shown_as_one():
    view = EXAMPLES["model"]["unknown"]
    assert picked("model", view, "total") == "0+"
    assert picked("model", view, "bytes") == "0+"
    assert picked("model", view, "formula") == "at least 0"
    with pytest.raises(UsageError, match="the value macs is not known"):
        picked("model", view, "macs")


def test_one_layer_of_a_model():
    view = EXAMPLES["model"]["line"]._replace(only="dense")
    assert picked("model", view, "total") == "760"
    assert picked("model", view, "rows.kernel") == "750"
    with pytest.raises(UsageError, match=r"no value 'layers\.gru\.total'"):
        picked("model", view, "layers.gru.total")


def test_compared_layers():
    cells = EXAMPLES["comparison"]["cells"]
    assert picked("comparison", cells, "lstm.total") == "31,200"
    assert picked("comparison", cells, "lstm.difference") == "+23,400"
    with pytest.raises(UsageError, match="many sizes has no single value"):
        picked("sweep", EXAMPLES["sweep"]["gru"], "gru.total")


def test_solutions():
    assert picked("solutions", EXAMPLES["solutions"]["gru"], "size") == "114"
    assert picked("solutions", EXAMPLES["solutions"]["cells"], "gru.size") == "1"
    assert picked("solutions", EXAMPLES["solutions"]["cells"], "rnn.total") == "96"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("totl", "did you mean 'total'"),
        ("rows.z.bais", "did you mean 'rows.z.bias'"),
        ("rows", "no value 'rows'"),
        ("rows.z.q", "no value"),
        ("", "no value ''"),
        ("total.total", "no value"),
        ("__class__", "no value"),
    ],
)
def test_an_unknown_name(name, says):
    with pytest.raises(UsageError, match=says):
        value_of("layer", gru(75, 28), name)


@pytest.mark.parametrize("subject", [name for name, entry in SUBJECTS.items() if entry.values and name != "sweep"])
def test_every_name_that_a_message_lists_has_a_value(subject):
    for value in EXAMPLES[subject].values():
        try:
            value_of(subject, value, "no such name")
        except UsageError as error:
            names = [name for name in (error.tip or "").partition("allowed: ")[2].split(", ") if name and name != "..."]
        for name in names:
            try:
                assert picked(subject, value, name)
            except UsageError as error:
                assert "is not known" in error.message
