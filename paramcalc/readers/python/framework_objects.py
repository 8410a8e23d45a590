"""Objects of classes of the source that are derived from a framework."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import keras_layers, keras_models, torch_modules
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Arguments,
    FrameworkClass,
    Keywords,
    LayerClass,
    LayerMeta,
    Node,
    Ref,
    Unknown,
    Value,
)


def instantiate(
    machine: Machine, cls: Ref, special: Value, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """An object of a class of the source that is derived from one of a framework."""
    machine.last_layer += 1
    init = in_order(machine, cls, "__init__")
    is_layer = isinstance(special, LayerClass) or special.what in ("Layer", "Input") or special.what.startswith("call ")
    if is_layer and special.framework == "pytorch":
        return _opaque_object(machine, cls, arguments, keywords, node)
    if is_layer:
        layer = _new_layer(machine, cls, special.version, node)
    elif special.framework == "pytorch":
        layer = _new_module(machine, cls, special, node)
    else:
        layer = _new_model(machine, cls, special, keywords.get("name"), has_init=init is not None)
    if isinstance(init, Unknown):
        machine.escape(init.origin, layer, *arguments, *keywords.values())
    elif init is not None:
        machine.call(init, [layer, *arguments], keywords, node)
    else:
        machine.edit(layer).slots["$ready"] = True
        base_init(machine, layer, special, arguments, keywords, node)
    return layer


def _new_layer(machine: Machine, cls: Ref, version: tuple[int, ...], node: Node) -> Ref:
    """An object of a class that is derived from a layer of Keras."""
    name = machine.get(cls).slots["$name"]
    label = keras_layers.automatic_name(machine, name)
    meta = LayerMeta("keras", name, version, getattr(node, "lineno", machine.line), "own")
    slots = {"$name": label, "$flag": True, "$vars": True, "$built": False, "$class": cls}
    return machine.new(Obj("layer", meta, slots=slots, items=[], map={}))


def _new_module(machine: Machine, cls: Ref, special: FrameworkClass, node: Node) -> Ref:
    """An object of a class that is derived from a module of PyTorch."""
    container = special.what if special.what in torch_modules.CONTAINERS else ""
    role = "Sequential" if container == "Sequential" else "container" if container else "subclass"
    module = torch_modules.new_module(machine, machine.get(cls).slots["$name"], role, node, cls)
    if container:
        machine.edit(module).slots["$container"] = container
    machine.models.append((module.number, getattr(machine.get(cls).meta, "lineno", machine.line)))
    return module


def _new_model(machine: Machine, cls: Ref, special: FrameworkClass, label: Value, *, has_init: bool) -> Ref:
    """An object of a class that is derived from a model of Keras."""
    name = machine.get(cls).slots["$name"]
    line = getattr(machine.get(cls).meta, "lineno", machine.line)
    role = "Sequential" if special.what == "Sequential" else "subclass"
    meta = LayerMeta("keras", name, keras_models.version_of(machine, special.version), line, role)
    slots = {"$flag": True, "$vars": True, "$built": False, "$class": cls, "$kind": name, "$name": label}
    if not isinstance(label, str) and has_init:
        slots["$name"] = keras_layers.automatic_name(machine, name)
    model = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
    machine.models.append((model.number, line))
    return model


def _opaque_object(machine: Machine, cls: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Unknown:
    origin = machine.origin(
        node,
        tr("{name} is derived from a layer, which paramcalc does not follow", name=machine.get(cls).slots["$name"]),
    )
    machine.escape(origin, cls, *arguments, *keywords.values())
    return Unknown(origin)


def base_init(
    machine: Machine, owner: Ref, special: Value, arguments: Arguments, keywords: Keywords, node: Node
) -> None:
    """`super().__init__(...)` of a framework's class."""
    obj = machine.get(owner)
    if obj.kind != "layer":
        return
    machine.edit(owner).slots["$ready"] = True
    if obj.meta.framework == "pytorch":
        container = obj.slots.get("$container")
        if container:
            torch_modules.fill(machine, owner, container, [*arguments, *keywords.values()], node)
        return
    if obj.meta.role == "Sequential":
        keras_models.make_sequential(machine, special, arguments, keywords, node, owner)
        return
    if obj.meta.role == "subclass":
        ends = {"inputs", "outputs"} & keywords.keys()
        if len(arguments) >= 2 or ends or (arguments and not isinstance(arguments[0], str)):
            keras_models.make_functional(machine, special, arguments, keywords, node, owner)
            return
    name, flag = keywords.get("name"), keywords.get("trainable", True)
    if isinstance(name, str):
        machine.edit(owner).slots["$name"] = name
    machine.edit(owner).slots["$flag"] = flag if isinstance(flag, Unknown) else bool(flag)
