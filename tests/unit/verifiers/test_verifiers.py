"""The registry of verifiers, and the levels; no framework is imported."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, custom_cell, layer, verify
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.verifiers import LEVELS, MODEL_VERIFIERS, VERIFIERS, chosen_levels, model_verifier_of, verifier_of


def test_every_framework_has_a_verifier():
    assert VERIFIERS.keys() == FRAMEWORKS.keys()
    assert MODEL_VERIFIERS.keys() <= VERIFIERS.keys()


def test_a_framework_without_a_verifier():
    with pytest.raises(UsageError, match="did you mean 'keras'"):
        verifier_of("kears")
    with pytest.raises(UsageError, match="no verifier for models of 'onnx'"):
        model_verifier_of("onnx")
    with pytest.raises(UsageError, match="no verifier for 'custom'"):
        verify(layer(custom_cell("h: units\nh = W @ x"), units=1, input=1))


def test_levels_keep_their_order():
    assert chosen_levels(["equations", "count"]) == ("count", "equations")
    assert chosen_levels("tensors,count") == ("count", "tensors")
    assert chosen_levels(LEVELS) == LEVELS


def test_levels_that_are_refused():
    with pytest.raises(UsageError, match="did you mean 'count'"):
        chosen_levels(["counts"])
    with pytest.raises(UsageError, match="no level"):
        chosen_levels([])
