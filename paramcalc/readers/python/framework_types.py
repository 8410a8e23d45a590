"""Which class a layer belongs to, and which attributes it has."""

from __future__ import annotations

from paramcalc.classes import layer_classes
from paramcalc.classes.base import signature
from paramcalc.readers.python import torch_parameters
from paramcalc.readers.python.lookup import TORCH_METHODS, in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    UNBOUND,
    FrameworkClass,
    LayerClass,
    LayerMeta,
    Library,
    Ref,
    Unknown,
    Value,
    words,
)

KEPT = words("activation data_format dropout filters kernel_size padding rate return_sequences strides units use_bias")
"""Arguments of layers of Keras that are attributes, too."""

DERIVED: dict[str, frozenset[str]] = {
    "Attention": words("AdditiveAttention"),
    "ConstantPad1d": words("ZeroPad1d"),
    "ConstantPad2d": words("ZeroPad2d"),
    "ConstantPad3d": words("ZeroPad3d"),
    "Dropout": words("SpatialDropout1D SpatialDropout2D SpatialDropout3D"),
    "Embedding": words("ReversibleEmbedding"),
    "Hardtanh": words("ReLU6"),
    "RNN": words("ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU LSTM SimpleRNN"),
    "Upsample": words("UpsamplingBilinear2d UpsamplingNearest2d"),
}
"""The classes of layers that are derived from others."""


def is_layer_of(machine: Machine, value: Ref, cls: Value) -> bool | None:
    """Whether a layer is of a class."""
    obj = machine.get(value)
    meta = obj.meta
    own = obj.slots.get("$class")
    if isinstance(cls, LayerClass):
        if own is not None:
            return _is_derived(machine, own, cls)
        if meta.framework == "keras" and meta.version[0] < 3 and meta.kind != cls.kind:
            return None
        is_kind = meta.kind == cls.kind or meta.kind in DERIVED.get(cls.kind, ())
        return bool(meta.framework == cls.framework and is_kind)
    if isinstance(cls, FrameworkClass):
        if cls.framework != meta.framework:
            return False
        if cls.what in ("Layer", "Module"):
            return True
        if cls.what == "Model":
            return meta.role in ("Sequential", "Functional", "subclass")
        kind = obj.slots.get("$container", meta.kind if own is None else meta.role)
        return bool(kind == cls.what)
    if isinstance(cls, Ref) and machine.kind(cls) == "class":
        if not isinstance(own, Ref):
            return False if own is None else None
        order = machine.get(own).slots.get("$order", ()) if machine.kind(own) == "class" else None
        return None if order is None or isinstance(order, Unknown) else cls in order
    if isinstance(cls, Library) and own is None:
        return _in_library(meta, cls.path)
    return None


def _is_derived(machine: Machine, own: Value, cls: LayerClass) -> bool | None:
    """Whether a class of the source is derived from a class of layers."""
    if machine.kind(own) != "class":
        return None
    special = machine.get(own).slots.get("$special")
    if isinstance(special, LayerClass):
        return special.framework == cls.framework and (
            special.kind == cls.kind or special.kind in DERIVED.get(cls.kind, ())
        )
    return False if isinstance(special, FrameworkClass) else None


def _in_library(meta: LayerMeta, path: str) -> bool | None:
    """Whether a layer is of a class that is named but not registered."""
    last = path.rpartition(".")[2]
    if path.startswith("torch.") and last in ("_BatchNorm", "_NormBase", "_ConvNd", "RNNBase"):
        words = {"_BatchNorm": "BatchNorm", "_NormBase": "Norm", "_ConvNd": "Conv", "RNNBase": ""}
        return None if not words[last] else words[last] in meta.kind and last != "_NormBase"
    return None


def layer_has(machine: Machine, value: Ref, name: str) -> bool | None:
    """Whether a layer has an attribute."""
    obj = machine.get(value)
    cls = obj.slots.get("$class")
    attribute = in_order(machine, cls, name) if isinstance(cls, Ref) else cls
    if attribute is not None:
        return None if isinstance(attribute, Unknown) else True
    if name in obj.slots:
        return None if obj.slots[name] is UNBOUND or isinstance(obj.slots[name], Unknown) else True
    if obj.meta.framework == "pytorch":
        entries = {value for _, value in obj.map or {}} if obj.meta.role != "layer" else set()
        if name in entries or (obj.meta.role == "layer" and name in (obj.map or {})):
            return True
        if obj.meta.role == "layer" and name in ("weight", "bias"):
            weights = torch_parameters.weights_of(machine, value)
            if weights is None:
                return None
            # A layer without a bias has the attribute all the same, which is None.
            return True if name in {name for name, _ in weights} else None
        is_own = obj.meta.role == "subclass" and isinstance(cls, Ref) and not name.startswith("_")
        if name in TORCH_METHODS or name in ("training", "forward", "dump_patches", "T_destination"):
            return None
        has_own = isinstance(cls, Ref) and in_order(machine, cls, "__getattr__") is not None
        return False if is_own and not has_own else None
    if name in ("name", "trainable", "weights", "built", "call", "build", "get_config"):
        return True
    if name == "layers":
        return None if obj.meta.role == "own" else bool(obj.meta.role != "layer")
    if obj.meta.role == "layer":
        arguments = signature(layer_classes("keras")[obj.meta.kind].arguments)
        return True if name in KEPT and name in arguments else None
    return None
