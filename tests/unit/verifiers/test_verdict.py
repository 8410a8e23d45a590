"""Cases and their labels, verdicts on layers and on models, and reports."""

from __future__ import annotations

import pytest

from paramcalc import gru, layer, lstm, model
from paramcalc.verifiers.verdict import (
    Agreement,
    BuiltTensor,
    Case,
    LayerCheck,
    ModelCase,
    ModelTensor,
    ModelVerdict,
    Pair,
    Report,
    Verdict,
)

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
        ({"tensors": (Pair(KERNEL, KERNEL),)}, ()),
        ({"tensors": (Pair(KERNEL, None),)}, ("tensors",)),
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


class Compared(Agreement):
    """A comparison of two things."""

    def __init__(self, **differs):
        self.given = differs

    @property
    def differs(self):
        return self.given


def test_a_pair():
    assert Pair(1, 1).ok
    assert not Pair(1, 2).ok
    assert not Pair(1, None).ok


def test_problems_in_their_order():
    assert Compared(count=True, tensors=False, outputs=True).problems == ("count", "outputs")
    assert not Compared(count=True).ok


def test_agreement():
    assert Compared(count=False, tensors=False).ok
    assert Compared().problems == ()


BIAS = ModelTensor("bias", (4,), "float32", True)


def check(**changes):
    return LayerCheck(path="dense", kind="Dense", **{"derived": 16, "built": 16, **changes})


def of_model(*layers, **changes):
    case = ModelCase("models", model("Input((3,)) > Dense(4)"))
    totals = {"derived": 16, "built": 16, "derived_trainable": 16, "built_trainable": 16}
    return ModelVerdict(case=case, levels=("count",), layers=layers, method="toy", **{**totals, **changes})


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, ()),
        ({"built": 15}, ("count",)),
        ({"built": None}, ()),
        ({"tensors": (Pair(BIAS, BIAS._replace(trainable=False)),)}, ("tensors",)),
        ({"derived_outputs": ((None, 4),), "built_outputs": ((None, 5),)}, ("outputs",)),
        ({"refused": "ValueError: no"}, ("refused",)),
        ({"left_out": "no such class"}, ()),
    ],
    ids=str,
)
def test_problems_of_a_layer(changes, problems):
    assert check(**changes).problems == problems
    assert of_model(check(), check(**changes)).problems == problems


def test_totals():
    assert of_model(check(), built=15).problems == ("count",)
    assert of_model(check(), built_trainable=15).problems == ("count",)
    assert of_model(check(), built=None, built_trainable=None).ok
    assert of_model(check(refused="no"), built=15).problems == ("count", "refused")


def test_what_was_left_out():
    left = of_model(check(), check(left_out="no such class"), check(left_out="a program", is_open=True))
    assert left.left_out == "dense: no such class; dense: a program"
    assert left.ok
    assert not left.is_complete
    assert of_model(check()).is_complete


def test_what_a_layers_verdict_has_too():
    assert of_model(check()).forward_error is None
    assert of_model(check()).case.label == "Input((3,)) > Dense(4)"
