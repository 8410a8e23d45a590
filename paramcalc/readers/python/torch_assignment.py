"""Setting and deleting attributes of modules of PyTorch."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.torch_modules import register
from paramcalc.readers.python.torch_parameters import weights_of
from paramcalc.readers.python.values import (
    Ref,
    Unknown,
    Value,
)


def set_attribute(machine: Machine, module: Ref, name: str, value: Value) -> None:
    """`module.name = value`, as `nn.Module.__setattr__` does it."""
    obj = machine.get(module)
    entries = obj.map or {}
    kind = machine.kind(value)
    if obj.meta.role == "layer":
        _set_on_layer(machine, module, name, value)
        return
    may_hold = (
        kind in ("layer", "parameter") or (kind == "vague") or (isinstance(value, Unknown) and not value.is_plain)
    )
    if may_hold and not obj.slots.get("$ready", obj.meta.role != "subclass"):
        if kind in ("layer", "parameter"):
            raise Raised("AttributeError", machine.line)
        machine.may_raise()
    if ("p", name) in entries and kind != "parameter" and not may_hold:
        if value is None:
            machine.edit(module).map[("p", name)] = None  # type: ignore[index]  # a module has entries
            return
        raise Raised("TypeError", machine.line)
    if may_hold:
        register(machine, module, "m", name, value)
        return
    if ("m", name) in entries:
        if value is not None:
            raise Raised("TypeError", machine.line)
        machine.edit(module).map[("m", name)] = None  # type: ignore[index]  # a module has entries
        return
    edited = machine.edit(module)
    assert edited.map is not None
    edited.map.pop(("u", name), None)
    edited.slots[name] = value


def _set_on_layer(machine: Machine, layer: Ref, name: str, value: Value) -> None:
    """An attribute of a layer of PyTorch: a parameter that is replaced, or one that it does not have."""
    weights = weights_of(machine, layer)
    names = {name for name, _ in weights or ()}
    if (
        weights is None
        or machine.kind(value) in ("layer", "vague")
        or (isinstance(value, Unknown) and not value.is_plain)
    ):
        edited = machine.edit(layer)
        edited.slots[name] = value
        machine.lose(
            layer.number,
            machine.origin(None, tr("its {name} is replaced by something that paramcalc does not follow", name=name)),
            escaped=False,
        )
    elif machine.kind(value) == "parameter":
        if name not in names:
            machine.lose(
                layer.number, machine.origin(None, tr("{name} is added to the layer", name=name)), escaped=False
            )
            return
        if machine.get(value).meta[0] == "own":
            machine.edit(value).slots["$shared"] = True
        machine.edit(layer).slots[f"$p:{name}"] = value
    elif name in names:
        if value is not None:
            raise Raised("TypeError", machine.line)
        machine.edit(layer).slots[f"$p:{name}"] = None
    else:
        machine.edit(layer).slots[name] = value


def delete_attribute(machine: Machine, module: Ref, name: str) -> None:
    """`del module.name`."""
    obj = machine.get(module)
    if obj.kind != "layer":
        return
    if obj.meta.role == "layer" and name in {value for value, _ in weights_of(machine, module) or ()}:
        machine.edit(module).slots[f"$p:{name}"] = None
        return
    edited = machine.edit(module)
    for tag in ("m", "p", "u", "b"):
        if edited.map is not None and obj.meta.role != "layer" and (tag, name) in edited.map:
            del edited.map[(tag, name)]
            return
    if name not in edited.slots:
        raise Raised("AttributeError", machine.line)
    del edited.slots[name]
