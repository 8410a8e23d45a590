"""What a dotted name stands for: a layer class, a way to make a model, an operation, or a module."""

from __future__ import annotations

from paramcalc.classes import aliases
from paramcalc.readers.keras1 import CLASSES
from paramcalc.readers.python.builtins import BUILTINS
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
    for name in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Merge", "Minimum", "Multiply", "Subtract")
}
"""Functions of `keras.layers` that make a layer and call it at once."""


BUILTIN_ROOTS = ("six.moves", "builtins", "past.builtins")
"""Where sources for Python 2 and 3 have `range` and `zip` from."""

LAYER_PARTS = {"layers", "engine"}
"""Parts of a name in Keras behind which layer classes stand; elsewhere an `Identity` is an initializer."""


def keras_root(path: str) -> str | None:
    """Where a full name has Keras from; None for one of something else.

    >>> keras_root("tensorflow.keras.backend.int_shape"), keras_root("numpy.prod")
    ('tensorflow.keras', None)
    """
    return next((root for root in sorted(KERAS_ROOTS, key=len, reverse=True) if path.startswith(f"{root}.")), None)


def keras_path(path: str) -> str:
    """A full name as it is in the package `keras`.

    >>> keras_path("tensorflow.keras.backend.int_shape")
    'keras.backend.int_shape'
    """
    root = keras_root(path)
    return path if root is None else f"keras{path[len(root) :]}"


def resolve(path: str) -> Value:
    """What a full name stands for.

    >>> resolve("tensorflow.keras.layers.GRU").kind, resolve("torch.nn.LSTM").framework
    ('GRU', 'pytorch')
    """
    root = keras_root(path)
    before, _, last = path.rpartition(".")
    if before in BUILTIN_ROOTS and last in BUILTINS:
        return BUILTINS[last]
    if root is not None:
        version = KERAS_ROOTS[root]
        if last in KERAS_SPECIAL:
            return Special("keras", KERAS_SPECIAL[last], version)
        if last in HELPERS and ".layers" in path:
            return Special("keras", f"call {HELPERS[last]}", version)
        kind = aliases("keras").get(CLASSES.get(last, last))
        return LayerClass("keras", kind, version) if kind and LAYER_PARTS & {*before.split(".")} else Module(path)
    if path.startswith(f"{TORCH_ROOT}."):
        if last in TORCH_SPECIAL:
            return Special("pytorch", TORCH_SPECIAL[last], TORCH_VERSION)
        kind = aliases("pytorch").get(last)
        return LayerClass("pytorch", kind, TORCH_VERSION) if kind else Module(path)
    return Module(path)
