"""Models in memory: objects of Keras and PyTorch, which are read and neither changed nor called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from paramcalc.models.spec import LayerSpec, ModelSpec

KERAS_ROOTS = ("keras", "tf_keras", "keras_core", "tensorflow")
"""The packages whose class `Layer` is Keras's."""


class LiveModel(NamedTuple):
    """A model that was read from an object, and the object of each layer."""

    spec: ModelSpec
    objects: Mapping[LayerSpec, Any]


def framework_of(value: object) -> str:
    """The framework of a layer or model in memory; empty for any other object. Nothing is imported.

    >>> framework_of(3)
    ''
    """
    for cls in type(value).__mro__:
        root = cls.__module__.partition(".")[0]
        # A class that only looks like the framework's is not in the module that it names.
        if getattr(sys.modules.get(cls.__module__), cls.__name__, None) is not cls:
            continue
        if root in KERAS_ROOTS and cls.__name__ == "Layer":
            return "keras"
        if root == "torch" and cls.__name__ == "Module":
            return "pytorch"
    return ""


def is_keras(value: object) -> bool:
    """Whether a value is a layer or model of Keras."""
    return framework_of(value) == "keras"


def is_pytorch(value: object) -> bool:
    """Whether a value is a module of PyTorch."""
    return framework_of(value) == "pytorch"


def is_configuration(value: object) -> bool:
    """Whether a value is what `get_config()` of a model gives, or the dictionary around it."""
    return isinstance(value, dict) and bool({"class_name", "layers"} & value.keys())


def is_open_file(value: object) -> bool:
    """Whether a value is an open file."""
    return callable(getattr(value, "read", None)) and callable(getattr(value, "seek", None))
