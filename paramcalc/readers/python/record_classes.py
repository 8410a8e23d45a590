"""Dataclasses and named tuples: their fields, and the `__init__` that Python makes for them."""

from __future__ import annotations

from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.values import UNBOUND, Arguments, Keywords, Ref, Value


def fields_of(machine: Machine, cls: Ref) -> list[str]:
    """The fields of a dataclass or a named tuple, those of its bases first."""
    fields: dict[str, None] = {}
    for base in reversed(machine.get(cls).slots["$order"]):
        obj = machine.get(base)
        if obj.kind == "class" and (obj.slots.get("$dataclass") or "$tuple" in obj.slots):
            fields.update(dict.fromkeys(obj.slots.get("$fields", ())))
    return list(fields)


def fill_fields(machine: Machine, cls: Ref, instance: Ref, arguments: Arguments, keywords: Keywords) -> None:
    """The `__init__` that a dataclass or a named tuple makes."""
    fields = fields_of(machine, cls)
    slots = machine.edit(instance).slots
    rest = dict(keywords)
    positional = list(arguments)
    for name in fields:
        default = in_order(machine, cls, name)
        options = _field_options(machine, default)
        if options.get("init") is False:
            value = _default(machine, options)
        elif positional and not options.get("kw_only") and not machine.get(cls).slots.get("$kw_only"):
            value = positional.pop(0)
        elif name in rest:
            value = rest.pop(name)
        elif default is None and not _has_default(machine, cls, name):
            raise Raised("TypeError", machine.line)
        else:
            value = _default(machine, options) if options else default
        if value is UNBOUND:
            raise Raised("TypeError", machine.line)
        slots[name] = value
    if positional or rest:
        raise Raised("TypeError", machine.line)
    if "$tuple" in machine.get(cls).slots:
        slots["$tuple"] = tuple(fields)
        return
    after = in_order(machine, cls, "__post_init__")
    if after is not None:
        machine.call(after, [instance], {}, None)
    if machine.get(cls).slots.get("$frozen"):
        machine.edit(instance).slots["$frozen"] = True


def _has_default(machine: Machine, cls: Ref, name: str) -> bool:
    return any(machine.get(base).slots.get(name, UNBOUND) is not UNBOUND for base in machine.get(cls).slots["$order"])


def _field_options(machine: Machine, default: Value) -> dict[str, Value]:
    if machine.kind(default) == "field":
        return dict(machine.get(default).slots)
    return {}


def _default(machine: Machine, options: dict[str, Value]) -> Value:
    if "default_factory" in options:
        return machine.call(options["default_factory"], [], {}, None)
    return options.get("default", UNBOUND)
