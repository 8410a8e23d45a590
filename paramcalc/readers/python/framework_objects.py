"""Objects of classes of the source that are derived from a framework."""

from __future__ import annotations

from paramcalc.readers.python import keras_layers, keras_models, torch_modules
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    FrameworkClass,
    Given,
    LayerClass,
    LayerMeta,
    Named,
    Node,
    Ref,
    Unknown,
    Value,
)


def instantiate(machine: Machine, cls: Ref, special: Value, given: Given, named: Named, node: Node) -> Value:
    """An object of a class of the source that is derived from one of a framework."""
    machine.last_layer += 1
    init = in_order(machine, cls, "__init__")
    is_layer = isinstance(special, LayerClass) or special.what in ("Layer", "Input") or special.what.startswith("call ")
    if is_layer and special.framework == "pytorch":
        return _opaque_object(machine, cls, given, named, node)
    if is_layer:
        made = _new_layer(machine, cls, special.version, node)
    elif special.framework == "pytorch":
        made = _new_module(machine, cls, special, node)
    else:
        made = _new_model(machine, cls, special, named.get("name"), has_init=init is not None)
    if isinstance(init, Unknown):
        machine.escape(init.origin, made, *given, *named.values())
    elif init is not None:
        machine.call(init, [made, *given], named, node)
    else:
        machine.edit(made).slots["$ready"] = True
        base_init(machine, made, special, given, named, node)
    return made


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
    made = torch_modules.new_module(machine, machine.get(cls).slots["$name"], role, node, cls)
    if container:
        machine.edit(made).slots["$container"] = container
    machine.models.append((made.number, getattr(machine.get(cls).meta, "lineno", machine.line)))
    return made


def _new_model(machine: Machine, cls: Ref, special: FrameworkClass, label: Value, *, has_init: bool) -> Ref:
    """An object of a class that is derived from a model of Keras."""
    name = machine.get(cls).slots["$name"]
    line = getattr(machine.get(cls).meta, "lineno", machine.line)
    role = "Sequential" if special.what == "Sequential" else "subclass"
    meta = LayerMeta("keras", name, keras_models.version_of(machine, special.version), line, role)
    slots = {"$flag": True, "$vars": True, "$built": False, "$class": cls, "$kind": name, "$name": label}
    if not isinstance(label, str) and has_init:
        slots["$name"] = keras_layers.automatic_name(machine, name)
    made = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
    machine.models.append((made.number, line))
    return made


def _opaque_object(machine: Machine, cls: Ref, given: Given, named: Named, node: Node) -> Unknown:
    origin = machine.origin(node, f"{machine.get(cls).slots['$name']} is derived from a layer, which is not followed")
    machine.escape(origin, cls, *given, *named.values())
    return Unknown(origin)


def base_init(machine: Machine, made: Ref, special: Value, given: Given, named: Named, node: Node) -> None:
    """`super().__init__(...)` of a framework's class."""
    known = machine.get(made)
    if known.kind != "layer":
        return
    machine.edit(made).slots["$ready"] = True
    if known.meta.framework == "pytorch":
        container = known.slots.get("$container")
        if container:
            torch_modules.fill(machine, made, container, [*given, *named.values()], node)
        return
    if known.meta.role == "Sequential":
        keras_models.make_sequential(machine, special, given, named, node, made)
        return
    if known.meta.role == "subclass":
        ends = {"inputs", "outputs"} & named.keys()
        if len(given) >= 2 or ends or (given and not isinstance(given[0], str)):
            keras_models.make_functional(machine, special, given, named, node, made)
            return
    name, flag = named.get("name"), named.get("trainable", True)
    if isinstance(name, str):
        machine.edit(made).slots["$name"] = name
    machine.edit(made).slots["$flag"] = flag if isinstance(flag, Unknown) else bool(flag)
