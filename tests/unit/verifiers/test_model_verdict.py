"""The verdict on a model, and on each of its layers."""

from __future__ import annotations

import pytest

from paramcalc import model
from paramcalc.verifiers.model_verdict import LayerCheck, ModelCase, ModelTensor, ModelVerdict, WeightPair

BIAS = ModelTensor("bias", (4,), "float32", True)


def check(**changes):
    return LayerCheck(path="dense", kind="Dense", **{"derived": 16, "built": 16, **changes})


def verdict(*layers, **changes):
    case = ModelCase("models", model("Input((3,)) > Dense(4)"))
    totals = {"derived": 16, "built": 16, "derived_trainable": 16, "built_trainable": 16}
    return ModelVerdict(case=case, levels=("count",), layers=layers, method="toy", **{**totals, **changes})


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, ()),
        ({"built": 15}, ("count",)),
        ({"built": None}, ()),
        ({"tensors": (WeightPair(BIAS, BIAS._replace(trainable=False)),)}, ("tensors",)),
        ({"derived_outputs": ((None, 4),), "built_outputs": ((None, 5),)}, ("outputs",)),
        ({"refused": "ValueError: no"}, ("refused",)),
        ({"left_out": "no such class"}, ()),
    ],
    ids=str,
)
def test_problems_of_a_layer(changes, problems):
    assert check(**changes).problems == problems
    assert verdict(check(), check(**changes)).problems == problems


def test_totals():
    assert verdict(check(), built=15).problems == ("count",)
    assert verdict(check(), built_trainable=15).problems == ("count",)
    assert verdict(check(), built=None, built_trainable=None).ok
    assert verdict(check(refused="no"), built=15).problems == ("count", "refused")


def test_what_was_left_out():
    left = verdict(check(), check(left_out="no such class"), check(left_out="a program", is_open=True))
    assert left.left_out == "dense: no such class; dense: a program"
    assert left.ok
    assert not left.is_complete
    assert verdict(check()).is_complete


def test_what_a_layers_verdict_has_too():
    assert verdict(check()).forward_error is None
    assert verdict(check()).case.label == "Input((3,)) > Dense(4)"
