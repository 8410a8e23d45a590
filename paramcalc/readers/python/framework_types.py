"""Of which class a layer is, and which attributes it has."""

from __future__ import annotations

from paramcalc.readers.python import torch_parameters
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    UNBOUND,
    LayerClass,
    LayerMeta,
    Library,
    Ref,
    Special,
    Unknown,
    Value,
)


def is_layer_of(machine: Machine, value: Ref, cls: Value) -> bool | None:
    """Whether a layer is of a class."""
    known = machine.get(value)
    meta = known.meta
    own = known.slots.get("$class")
    if isinstance(cls, LayerClass):
        if own is not None:
            return None
        return bool(meta.framework == cls.framework and meta.kind == cls.kind)
    if isinstance(cls, Special):
        if cls.framework != meta.framework:
            return False
        if cls.what in ("Layer", "Module"):
            return True
        if cls.what == "Model":
            return meta.role in ("Sequential", "Functional", "subclass")
        kind = known.slots.get("$container", meta.kind if own is None else meta.role)
        return bool(kind == cls.what)
    if isinstance(cls, Ref) and machine.kind(cls) == "class":
        if not isinstance(own, Ref):
            return False if own is None else None
        order = machine.get(own).slots.get("$order", ()) if machine.kind(own) == "class" else None
        return None if order is None or isinstance(order, Unknown) else cls in order
    if isinstance(cls, Library) and own is None:
        return _in_library(meta, cls.path)
    return None


def _in_library(meta: LayerMeta, path: str) -> bool | None:
    """Whether a layer is of a class that is named but not registered."""
    last = path.rpartition(".")[2]
    if path.startswith("torch.") and last in ("_BatchNorm", "_NormBase", "_ConvNd", "RNNBase"):
        words = {"_BatchNorm": "BatchNorm", "_NormBase": "Norm", "_ConvNd": "Conv", "RNNBase": ""}
        return None if not words[last] else words[last] in meta.kind and last != "_NormBase"
    return None


def layer_has(machine: Machine, value: Ref, name: str) -> bool | None:
    """Whether a layer has an attribute."""
    known = machine.get(value)
    if name in known.slots:
        return None if known.slots[name] is UNBOUND or isinstance(known.slots[name], Unknown) else True
    if known.meta.framework == "pytorch":
        entries = {each for _, each in known.map or {}} if known.meta.role != "layer" else set()
        if name in entries or (known.meta.role == "layer" and name in (known.map or {})):
            return True
        if known.meta.role == "layer" and name in ("weight", "bias"):
            weights = torch_parameters.weights_of(machine, value)
            if weights is None:
                return None
            # A layer without a bias has the attribute all the same, which is None.
            return True if name in {each for each, _ in weights} else None
        return None
    if name in ("name", "trainable", "weights", "built", "call", "build", "get_config"):
        return True
    if name == "layers":
        return known.meta.role in ("Sequential", "Functional", "subclass")
    if known.meta.role == "layer":
        from paramcalc.classes import layer_classes
        from paramcalc.classes.base import signature

        if name in signature(layer_classes("keras")[known.meta.kind].arguments):
            return True
    return None
