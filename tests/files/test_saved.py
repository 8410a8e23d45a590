"""Layers that Keras 1, Keras 2 and TensorFlow saved: their stored tensors are the derived ones."""

from __future__ import annotations

import json

import pytest
from support import CASES

from paramcalc import layer

SAVED = json.loads((CASES / "saved.json").read_text())["layers"]

FUSED = ("W", "U", "b")
"""Keras 1 with consume_less="gpu" saves the gates of a kernel as one tensor; the count is the same."""


def derived(saved):
    shapes = [shape for _, shape in saved["weights"]]
    features, units = shapes[0][0], shapes[1][0]
    options = {}
    if saved["class"].startswith("CuDNN"):
        framework = "cudnn"
    elif saved["generation"] == "keras_1.2.2":
        framework = "keras1"
    else:
        framework = "keras"
        options = {"reset_after": len(shapes[-1]) == 2} if saved["class"] == "GRU" else {}
    return layer(saved["class"], framework=framework, units=units, input=features, **options)


@pytest.mark.parametrize("saved", SAVED, ids=lambda saved: f"{saved['generation']} {saved['weights'][0][0]}")
def test_saved_tensors(saved):
    b = derived(saved)
    assert b.total == saved["params"]
    names = [name.partition(":")[0].rpartition("/")[2] for name, _ in saved["weights"]]
    if saved["generation"] == "keras_1.2.2":
        names = [name.split("_", 2)[2] for name in names]
    if tuple(names) == FUSED:
        return
    found = sorted(zip(names, (tuple(shape) for _, shape in saved["weights"]), strict=True))
    assert found == sorted((tensor.name, tensor.shape) for tensor in b.tensors)


def test_the_older_conventions_are_among_them():
    assert {derived(saved).layer.framework for saved in SAVED} == {"keras", "keras1", "cudnn"}
    assert len(SAVED) == 30
