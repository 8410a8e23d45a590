"""Cases and their labels, verdicts and reports."""

from __future__ import annotations

import pytest

from paramcalc import gru, layer, lstm, model
from paramcalc.verifiers.model_verdict import LayerCheck, ModelCase, ModelVerdict
from paramcalc.verifiers.verdict import BuiltTensor, Case, Report, TensorPair, Verdict

KERNEL = BuiltTensor(1, "forward", "kernel", (3, 12), "float32", True)


def verdict(**changes):
    values = {"derived": 108, "built": 108, "tensors": (), "forward_error": None, "tolerance": 1e-5, "left_out": ""}
    return Verdict(case=Case("toy", gru(4, 3)), levels=(), method="memory", **{**values, **changes})


def model_verdict(**check):
    case = ModelCase("models", model("Input((5, 3)) > GRU(4)"))
    layers = (LayerCheck(path="gru", kind="GRU", **check),)
    totals = {"derived": 108, "built": 108, "derived_trainable": 108, "built_trainable": 108}
    return ModelVerdict(case=case, levels=("count",), layers=layers, method="toy", **totals)


@pytest.mark.parametrize(
    ("case", "label"),
    [
        (Case("x", gru(3, 5)), "gru units=3 input=5 reset_after=True"),
        (Case("x", lstm(3, 5, bias=False, layers=2)), "lstm units=3 input=5 bias=False layers=2"),
        (
            Case("x", lstm(3, 5, bidirectional=True, dtype="float16"), {"dropout": 0.2}, merge_mode="sum"),
            "lstm units=3 input=5 bidirectional=sum dtype=float16 dropout=0.2",
        ),
    ],
)
def test_labels(case, label):
    assert case.label == label


def test_the_field_of_a_convolution():
    case = Case("x", layer("convlstm2d", filters=5, channels=2, kernel_size=(3, 4)))
    assert (case.kernel_sizes, case.field, case.input_features) == ((3, 4), (4, 5), 2)
    assert (Case("x", gru(3, 5)).field, Case("x", gru(3, 5)).input_features) == ((), 5)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, ()),
        ({"built": 107}, ("count",)),
        ({"built": None}, ()),
        ({"tensors": (TensorPair(KERNEL, KERNEL),)}, ()),
        ({"tensors": (TensorPair(KERNEL, None),)}, ("tensors",)),
        ({"forward_error": 1e-6}, ()),
        ({"forward_error": 1e-4}, ("equations",)),
        ({"forward_error": float("nan")}, ("equations",)),
        ({"built": 107, "forward_error": float("inf")}, ("count", "equations")),
    ],
    ids=str,
)
def test_problems(changes, problems):
    assert verdict(**changes).problems == problems
    assert verdict(**changes).ok is not bool(problems)


def test_a_report():
    wrong = verdict(built=107, forward_error=3e-7)
    report = Report((verdict(), wrong, model_verdict()), {}, 0.1)
    assert report.mismatches == (wrong,)
    assert report.largest_error == 3e-7
    assert report.is_complete
    assert not Report((verdict(), model_verdict(is_open=True)), {}, 0.1).is_complete
    assert Report((verdict(),), {}, 0.1).largest_error is None
