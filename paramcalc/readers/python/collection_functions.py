"""`collections`, `dataclasses`, `itertools` and `types`."""

from __future__ import annotations

import ast
from typing import Any

from paramcalc.readers.python.iterables import iterator_of
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Builtin,
    Library,
    Partial,
    Ref,
    Unknown,
    Value,
    is_constant,
)


def _namedtuple(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    fields = given[1] if len(given) > 1 else named.get("field_names")
    if machine.kind(fields) == "list":
        fields = tuple(machine.get(fields).items or ())
    if isinstance(fields, str):
        fields = tuple(fields.replace(",", " ").split())
    if not isinstance(fields, tuple) or not all(isinstance(each, str) for each in fields) or named.get("rename"):
        return machine.unknown(node, "its fields are not known", *given)
    slots: dict[str, Value] = {"$name": given[0], "$tuple": fields, "$fields": fields}
    defaults = named.get("defaults")
    if defaults is not None:
        values = machine.drain(defaults, node)
        if isinstance(values, Unknown):
            return machine.unknown(node, "its defaults are not known", values)
        slots.update(zip(fields[len(fields) - len(values) :], values, strict=False))
    cls = machine.new(Obj("class", node, slots=slots))
    machine.edit(cls).slots["$order"] = (cls,)
    return cls


def _namespace(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    cls = machine.new(Obj("class", node, slots={"$name": "SimpleNamespace"}))
    machine.edit(cls).slots["$order"] = (cls,)
    return machine.new(Obj("instance", None, slots={**named, "$class": cls}))


def _dataclass(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if not given:
        return Partial(Library("dataclasses.dataclass"), (), tuple(named.items()))
    cls = given[0]
    if machine.kind(cls) != "class":
        machine.escape(machine.origin(node, "its class is not known"), cls)
        return machine.unknown(node, "its class is not known", cls)
    slots = machine.edit(cls).slots
    if named.get("init") is False:
        slots["$open"] = True
    slots["$dataclass"] = True
    for name in ("frozen", "kw_only"):
        if named.get(name):
            slots[f"${name}"] = True
    return cls


def _field(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return machine.new(Obj("field", None, slots=dict(named)))


def _replace(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if machine.kind(given[0] if given else None) != "instance":
        return machine.unknown(node, "it is not followed", *given)
    known = machine.get(given[0])
    slots = {name: value for name, value in known.slots.items() if not name.startswith("$")}
    return machine.call(known.slots["$class"], [], {**slots, **named}, node)


def _as_dict(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if machine.kind(given[0] if given else None) != "instance":
        return machine.unknown(node, "it is not followed", *given)
    slots = {name: each for name, each in machine.get(given[0]).slots.items() if not name.startswith("$")}
    if not all(is_constant(each) for each in slots.values()):
        return machine.unknown(node, "it is not followed", *given)
    return machine.new(Obj("dict", map=dict(slots)))


def _ordered(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return machine.call(Builtin("dict"), given, named, node)


def _default_dict(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    made = machine.call(Builtin("dict"), given[1:], named, node)
    if given and isinstance(made, Ref) and machine.kind(made) == "dict":
        machine.edit(made).slots["$default"] = given[0]
    return made


def _counter(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = (
        machine.drain(given[0], node)
        if given and machine.kind(given[0]) != "dict"
        else Unknown(machine.origin(node, ""))
    )
    if isinstance(items, Unknown) or not all(map(is_constant, items)):
        return machine.unknown(node, "what it counts is not known", *given)
    counts: dict[Any, Value] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    made = machine.new(Obj("dict", map=counts))
    machine.edit(made).slots["$counter"] = True
    return made


def _chain(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    sources = [iterator_of(machine, each, node) for each in given]
    if any(isinstance(each, Unknown) for each in sources):
        return machine.unknown(node, "how many items it has is not known", *sources)
    return machine.new(Obj("iterator", ("chain", tuple(sources)), slots={"$place": 0}))


def _from_iterable(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = machine.drain(given[0], node) if given else []
    return items if isinstance(items, Unknown) else _chain(machine, items, {}, node)


def _product(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    """`itertools.product`."""
    lists = [machine.drain(each, node) for each in given]
    times = named.get("repeat", 1)
    size = 1
    for each in lists:
        size *= 0 if isinstance(each, Unknown) else len(each)
    if any(isinstance(each, Unknown) for each in lists) or times != 1 or size > 10_000:
        return machine.unknown(node, "its items are not known", *given)
    pairs: list[tuple[Value, ...]] = [()]
    for each in lists:
        pairs = [(*pair, item) for pair in pairs for item in each]  # type: ignore[union-attr]  # none is unknown
    machine.pay(size)
    return machine.new(Obj("iterator", ("sequence", tuple(pairs)), slots={"$place": 0}))


def _repeat(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if len(given) == 2 and isinstance(given[1], int) and 0 <= given[1] <= 10_000:
        return machine.new(Obj("iterator", ("sequence", (given[0],) * given[1]), slots={"$place": 0}))
    return machine.unknown(node, "how many items it has is not known", *given)
