"""Setting attributes of layers and models: what is tracked, frozen, replaced."""

from __future__ import annotations

from paramcalc.classes import layer_classes
from paramcalc.classes.base import signature
from paramcalc.phrases import tr
from paramcalc.readers.python import keras_calls, torch_assignment
from paramcalc.readers.python.keras_trainable import set_trainable
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Descriptor, Method, Node, Ref, Shaped, Unknown, Value


def set_on_layer(
    machine: Machine, owner: Ref, obj: Obj, name: str, value: Value, node: Node, *, is_super: bool = False
) -> None:
    """Set an attribute of a layer, a model or a parameter."""
    if obj.kind == "parameter":
        _set_on_parameter(machine, owner, obj, name, value, node)
        return
    cls = obj.slots.get("$class")
    if isinstance(cls, Unknown):
        machine.escape(machine.origin(node, tr("its class is unknown")), owner, value)
        return
    if isinstance(cls, Ref) and not is_super:
        in_class = in_order(machine, cls, name)
        own = in_order(machine, cls, "__setattr__")
        if isinstance(in_class, Unknown) or isinstance(own, Unknown):
            machine.escape(machine.origin(node, tr("its class is unknown")), owner, value)
            return
        if own is not None:
            machine.call(own, [owner, name, value], {}, node)
            return
        if isinstance(in_class, Descriptor) and in_class.kind == "property":
            if in_class.setter is None:
                raise Raised("AttributeError", machine.line)
            machine.call(in_class.setter, [owner, value], {}, node)
            return
    from paramcalc.readers.python.assignments import label

    if isinstance(value, Ref):
        label(machine, value, name)
    if obj.meta.framework == "pytorch":
        torch_assignment.set_attribute(machine, owner, name, value)
    else:
        _set_on_keras(machine, owner, obj, name, value, node)


def _set_on_parameter(machine: Machine, owner: Ref, obj: Obj, name: str, value: Value, node: Node) -> None:
    """Set an attribute of a parameter: its data, or whether it is trained."""
    if name == "requires_grad":
        from paramcalc.readers.python.truth import truth

        flag = truth(machine, value)
        machine.edit(owner).slots["$grad"] = (
            machine.unknown(node, tr("paramcalc cannot tell whether it is trained"), value) if flag is None else flag
        )
    elif name == "data":
        shape = value.shape if isinstance(value, Shaped) else obj.slots["$shape"] if _keeps_shape(value) else None
        machine.edit(owner).slots["$shared"] = True
        machine.edit(owner).slots["$shape"] = (
            machine.unknown(node, tr("the size of a parameter is unknown")) if shape is None else shape
        )


def _keeps_shape(value: Value) -> bool:
    return isinstance(value, Method) and value.name == "data"


def _set_on_keras(machine: Machine, owner: Ref, obj: Obj, name: str, value: Value, node: Node) -> None:
    if name == "trainable":
        set_trainable(machine, owner, value)
        return
    if name in ("_name", "name"):
        machine.edit(owner).slots["$name"] = value
        return
    if obj.meta.role == "layer":
        edited = machine.edit(owner)
        edited.slots[name] = value
        config = edited.map
        is_argument = name in signature(layer_classes("keras")[obj.meta.kind].arguments)
        if config is not None and is_argument and obj.slots.get("$built") is not True:
            is_sure = obj.slots.get("$built") is False and obj.meta.kind not in keras_calls.CELLS
            unsure = Unknown(machine.origin(node, tr("it is set on the layer afterwards")))
            config[name] = value if is_sure else unsure
        if isinstance(value, Ref) and machine.kind(value) in ("layer", "parameter"):
            machine.lose(owner.number, machine.origin(node, tr("its {name} is replaced", name=name)), escaped=False)
        return
    if machine.kind(value) in ("list", "dict"):
        # Keras keeps a copy that tracks what is put into it.
        value = machine.new(machine.get(value).copy())
    machine.edit(owner).slots[name] = value
    if obj.meta.role in ("subclass", "Functional", "own", "Sequential"):
        track(machine, owner, value, node)


def track(machine: Machine, owner: Ref, value: Value, node: Node) -> None:
    """What a model of Keras tracks: layers that are assigned to it, and those in lists and dictionaries."""
    edited = machine.edit(owner)
    kind = machine.kind(value)
    if edited.items is None or edited.meta.role == "own":
        return
    if kind == "layer":
        if value not in edited.items:
            edited.items.append(value)
            if edited.meta.role in ("Functional", "Sequential"):
                machine.lose(owner.number, machine.origin(node, tr("a layer is attached to the model")), escaped=False)
    elif isinstance(value, tuple) and type(value) is tuple:
        for item in value:
            track(machine, owner, item, node)
    elif kind == "list":
        machine.edit(value).slots["$tracked"] = owner
        for part in list(machine.get(value).items or ()):
            track(machine, owner, part, node)
    elif kind == "dict":
        machine.edit(value).slots["$tracked"] = owner
        for entry in list((machine.get(value).map or {}).values()):
            track(machine, owner, entry, node)
    elif kind == "vague" or (isinstance(value, Unknown) and not value.is_plain):
        if edited.meta.role == "subclass":
            edited.items.append(value)
    elif kind == "set":
        machine.lose(owner.number, machine.origin(node, tr("paramcalc does not follow a set of layers")), escaped=False)


def delete_on_layer(machine: Machine, owner: Ref, name: str, node: Node) -> None:
    """Delete an attribute of a layer or a model."""
    obj = machine.get(owner)
    if obj.kind == "layer" and obj.meta.framework == "pytorch":
        torch_assignment.delete_attribute(machine, owner, name)
    else:
        machine.lose(owner.number, machine.origin(node, tr("its {name} is deleted", name=name)), escaped=False)
