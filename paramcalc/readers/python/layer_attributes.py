"""Attributes of layers, models, tensors and their classes."""

from __future__ import annotations

from paramcalc.classes import layer_classes
from paramcalc.classes.base import signature
from paramcalc.phrases import tr
from paramcalc.readers.python import keras_models, torch_parameters
from paramcalc.readers.python.keras_calls import tensor_shape
from paramcalc.readers.python.lookup import KERAS_METHODS, TORCH_METHODS, bound, in_order, learns_by
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Array,
    Bound,
    Builtin,
    Descriptor,
    FrameworkClass,
    LayerClass,
    Library,
    Method,
    Node,
    Parent,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
)

ENDS = ("input", "inputs", "output", "outputs")


def of_tensor(machine: Machine, owner: Tensor, name: str, node: Node) -> Value:
    """An attribute of a tensor of Keras."""
    if name in ("shape", "_keras_shape"):
        return tensor_shape(machine, owner)
    if name in ("dtype", "name", "ndim"):
        shape = tensor_shape(machine, owner)
        return (
            len(shape)
            if name == "ndim" and isinstance(shape, tuple)
            else Unknown(machine.origin(node, tr("paramcalc does not follow it")), is_plain=True)
        )
    return Method(owner, name)


def of_shaped(machine: Machine, owner: Shaped, name: str, node: Node) -> Value:
    """An attribute of a tensor of which the shape alone is known."""
    if name == "shape":
        return owner.shape
    if name == "ndim":
        return len(owner.shape)
    if name == "T" and isinstance(owner, Array):
        return Array(owner.shape[::-1])
    if name in ("data", "T") and len(owner.shape) == 2 and name == "T":
        return Shaped(owner.shape[::-1])
    return owner if name == "data" else Method(owner, name)


def of_class(
    machine: Machine, owner: FrameworkClass | LayerClass, name: str, node: Node, cls: Ref | None = None
) -> Value:
    """An attribute of a framework's class."""
    if isinstance(owner, FrameworkClass) and owner.what == "call Merge":
        from paramcalc.readers.python.imports import resolve

        return resolve(f"keras.layers.{name}")
    if isinstance(owner, LayerClass) and name == "from_config":
        return Bound(owner, Builtin("from_config"))
    return Method(owner if cls is None else cls, name)


def of_base(machine: Machine, parent: Parent, cls: Ref, name: str, node: Node) -> Value:
    """`super().name` where the source has no such name: a framework's, or Python's own."""
    special = machine.get(cls).slots.get("$special")
    if special is not None and machine.kind(parent.owner) == "layer":
        if name in ("__init__", "__setattr__", "__post_init__"):
            return Method(parent.owner, f"super {name}")
        if name == "build":
            return Method(parent.owner, "super build")
        return of_layer(machine, parent.owner, machine.get(parent.owner), name, node, is_super=True)
    if name in ("__init__", "__init_subclass__", "__post_init__"):
        return Method(Builtin("object"), "__init__")
    if name == "__setattr__":
        return Bound(parent.owner, Method(Builtin("object"), "__setattr__"))
    if machine.get(cls).slots.get("$open"):
        return machine.unknown(node, tr("it is an attribute of an unknown class"), parent.owner)
    raise Raised("AttributeError", machine.line)


def of_layer(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node, *, is_super: bool = False) -> Value:
    """An attribute of a layer, a model or a parameter."""
    if obj.kind == "parameter":
        return _of_parameter(machine, owner, obj, name, node)
    cls = obj.slots.get("$class")
    if name == "__class__":
        return cls if cls is not None else LayerClass(obj.meta.framework, obj.meta.kind, obj.meta.version)
    if isinstance(cls, Unknown):
        return machine.unknown(node, tr("its class is unknown"), owner)
    if isinstance(cls, Ref) and not is_super:
        in_class = _in_class(machine, owner, cls, name, node)
        if in_class is not UNBOUND:
            return in_class
    value = obj.slots.get(name, UNBOUND)
    if value is not UNBOUND:
        return value
    if obj.meta.framework == "pytorch":
        return _of_module(machine, owner, obj, name, node)
    return _of_keras(machine, owner, obj, name, node)


def _in_class(machine: Machine, owner: Ref, cls: Ref, name: str, node: Node) -> Value:
    value = in_order(machine, cls, name)
    if value is None:
        return UNBOUND
    if isinstance(value, Unknown):
        return machine.unknown(node, value.why, value, owner)
    if isinstance(value, Descriptor) and value.kind == "property":
        return machine.call(value.function, [owner], {}, node)
    held = machine.get(owner).slots.get(name, UNBOUND)
    entries = machine.get(owner).map or {}
    if held is not UNBOUND:
        return held
    for tag in ("m", "p", "u"):
        if (tag, name) in entries and machine.get(owner).meta.framework == "pytorch":
            # A class attribute hides what a module registers.
            break
    return bound(machine, value, owner, cls)


def _of_parameter(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    if name == "requires_grad":
        return obj.slots["$grad"]
    if name == "shape":
        return obj.slots["$shape"]
    if name == "data" and isinstance(obj.slots["$shape"], tuple):
        return Method(owner, "data")
    return Method(owner, name)


def _of_module(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    entries = obj.map or {}
    if obj.meta.role == "layer":
        if name in entries and not isinstance(entries[name], Ref):
            return entries[name]
        if name.startswith(("weight", "bias", "in_proj")):
            return torch_parameters.parameter_of(machine, owner, name)
        defaults = signature(layer_classes("pytorch")[obj.meta.kind].arguments)
        if name in defaults:
            return defaults[name]
    else:
        for tag in ("m", "p", "u", "b"):
            if (tag, name) in entries:
                return entries[(tag, name)]
    if name == "training":
        return Unknown(machine.origin(node, tr("paramcalc does not follow it")), is_plain=True)
    if name in TORCH_METHODS:
        return Method(owner, name)
    machine.may_raise("AttributeError")
    return machine.unknown(node, tr("paramcalc does not follow the attribute {name} of a module", name=name), owner)


def _of_keras(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    slots = obj.slots
    match name:
        case "trainable":
            return slots.get("$flag", True)
        case "name":
            if slots.get("$auto"):
                return slots["$name"]
            return slots.get("$name")
        case "layers" if obj.meta.role != "layer":
            return machine.new(Obj("list", items=keras_models.layers_of(machine, owner)))
        case "built":
            return slots.get("$built", False)
        case "cell" if "$cell" in slots:
            return slots["$cell"]
        case "forward_layer" | "backward_layer" if obj.meta.kind == "Bidirectional" and len(obj.items or ()) == 2:
            return obj.items[name == "backward_layer"]  # type: ignore[index]  # it has two
    if name in ENDS:
        return _ends(machine, owner, obj, name, node)
    if name in ("output_shape", "input_shape"):
        return _end_shape(machine, owner, obj, name, node)
    if obj.meta.role == "layer":
        config = obj.map or {}
        if name in config:
            return config[name]
        defaults = signature(layer_classes("keras")[obj.meta.kind].arguments)
        if name in defaults:
            return defaults[name]
    if name in KERAS_METHODS or learns_by(obj, name):
        return Method(owner, name)
    if name == "optimizer":
        return Library("keras.optimizers.Optimizer.instance")
    machine.may_raise("AttributeError")
    return machine.unknown(node, tr("paramcalc does not follow the attribute {name} of a layer", name=name), owner)


def _ends(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    """`model.input`, `model.output`, `layer.output`."""
    side = name.startswith("output")
    tensors: Value = None
    if obj.meta.role == "Functional":
        tensors = obj.slots["$outputs" if side else "$inputs"]
    elif obj.meta.role == "Sequential":
        tensors = _sequential_ends(machine, owner, obj, side, node)
    else:
        calls = obj.slots.get("$calls", ())
        if isinstance(calls, tuple) and calls:
            call = machine.tape[calls[0]]
            tensors = tuple(Tensor(calls[0], number) for number in range(call.outputs)) if side else call.inputs
    if not isinstance(tensors, tuple) or not tensors:
        machine.may_raise()
        return machine.unknown(node, tr("its inputs or outputs are unknown"), owner)
    if len(tensors) == 1 and not name.endswith("s"):
        return tensors[0]
    return machine.new(Obj("list", items=list(tensors)))


def _sequential_ends(machine: Machine, owner: Ref, obj: Obj, side: bool, node: Node) -> Value:
    """The tensors of a Sequential model: its layers, called one after another on its input."""
    items = list(obj.items or ())
    first = items[0] if items else None
    if machine.kind(first) != "layer" or obj.slots.get("$built") is not True:
        return None
    layer = machine.get(first)
    if layer.meta.kind != "InputLayer":
        return None
    calls = layer.slots.get("$calls", ())
    if not isinstance(calls, tuple) or not calls:
        return None
    tensor: Value = Tensor(calls[0])
    if not side:
        return (tensor,)
    chained = obj.slots.get("$chain")
    if isinstance(chained, tuple) and chained[0] == tuple(items):
        return (chained[1],)
    for item in items[1:]:
        if machine.kind(item) != "layer":
            return None
        tensor = machine.call(item, [tensor], {}, node)
        if not isinstance(tensor, Tensor):
            return None
    machine.edit(owner).slots["$chain"] = (tuple(items), tensor)
    return (tensor,)


def _end_shape(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    side = name.startswith("output")
    if obj.meta.role == "subclass" or obj.kind != "layer":
        return machine.unknown(node, tr("its shape is unknown"), owner)
    tensors = _ends(machine, owner, obj, "outputs" if side else "inputs", node)
    if isinstance(tensors, Unknown):
        return Unknown(tensors.origin, is_plain=True)
    shapes = [tensor_shape(machine, item) for item in machine.get(tensors).items or []]
    return shapes[0] if len(shapes) == 1 else machine.new(Obj("list", items=shapes))
