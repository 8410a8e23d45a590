"""Converted weights in the real libraries: the target's layer gives the outputs of the source's."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from pairs import PAIRS, X, build, is_noted, random_weights

from paramcalc import convert
from paramcalc.verifiers import verifier_of
from paramcalc.verifiers.verdict import Case

NEEDS = {
    "keras": "keras",
    "pytorch": "torch",
    "onnx": "onnxruntime",
    "flax-linen": "flax",
    "flax-nnx": "flax",
    "keras1": "tf_keras",
}


@pytest.mark.parametrize(("source", "target", "choices"), [pair for pair in PAIRS if not is_noted(*pair[:2])], ids=str)
def test_the_real_layers_compute_the_same(source, target, choices):
    for framework in (source[0], target[0]):
        if importlib.util.find_spec(NEEDS[framework]) is None:
            pytest.skip(f"{NEEDS[framework]} is not installed: pip install 'paramcalc[{framework}]'")
    mine, theirs = build(source, **choices), build(target, **choices)
    weights = random_weights(mine)
    found = []
    for b, arrays in ((mine, weights), (theirs, convert(weights, mine, theirs))):
        with verifier_of(b.layer.framework).built(Case("x", b), allocate=True) as real:
            found.append(real.run(arrays, X)[0])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-4, atol=1e-6)
