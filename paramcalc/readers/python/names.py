"""What a dotted name stands for: a layer class, a way to make a model, an operation, or a module."""

from __future__ import annotations

from paramcalc.layer_classes import aliases
from paramcalc.readers.python.values import LayerClass, Module, Special, Value

KERAS_ROOTS: dict[str, tuple[int, ...]] = {
    "keras": (3,),
    "keras_core": (3,),
    "tf_keras": (2, 21),
    "tensorflow.keras": (3,),
    "tensorflow.python.keras": (2, 21),
    "tensorflow.compat.v1.keras": (2, 0),
    "tensorflow.compat.v2.keras": (2, 21),
}
"""Where Keras is imported from, and the version whose defaults hold there."""

TORCH_ROOT = "torch.nn"

TORCH_VERSION = (2,)

KERAS_SPECIAL = {
    "Sequential": "Sequential",
    "Model": "Model",
    "Functional": "Model",
    "Input": "Input",
    "Layer": "Layer",
}

TORCH_SPECIAL = {
    "Sequential": "Sequential",
    "Module": "Module",
    "ModuleList": "List",
    "ModuleDict": "Dict",
}

HELPERS = {
    name.lower(): name
    for name in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
}
"""Functions of `keras.layers` that make a layer and call it at once."""


def resolve(path: str) -> Value:
    """What a full name stands for.

    >>> resolve("tensorflow.keras.layers.GRU").kind, resolve("torch.nn.LSTM").framework
    ('GRU', 'pytorch')
    """
    root = next((root for root in sorted(KERAS_ROOTS, key=len, reverse=True) if path.startswith(f"{root}.")), None)
    last = path.rpartition(".")[2]
    if root is not None:
        version = KERAS_ROOTS[root]
        if last in KERAS_SPECIAL:
            return Special("keras", KERAS_SPECIAL[last], version)
        if last in HELPERS and ".layers" in path:
            return Special("keras", f"call {HELPERS[last]}", version)
        kind = aliases("keras").get(last)
        return LayerClass("keras", kind, version) if kind else Module(path)
    if path.startswith(f"{TORCH_ROOT}."):
        if last in TORCH_SPECIAL:
            return Special("pytorch", TORCH_SPECIAL[last], TORCH_VERSION)
        kind = aliases("pytorch").get(last)
        return LayerClass("pytorch", kind, TORCH_VERSION) if kind else Module(path)
    return Module(path)
