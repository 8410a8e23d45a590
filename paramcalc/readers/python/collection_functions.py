"""`collections`, `dataclasses`, `itertools` and `types`."""

from __future__ import annotations

from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python.iterables import iterator_of
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Arguments,
    Builtin,
    Keywords,
    Library,
    Node,
    Partial,
    Ref,
    Unknown,
    Value,
    is_constant,
)


def _namedtuple(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    fields = arguments[1] if len(arguments) > 1 else keywords.get("field_names")
    if machine.kind(fields) == "list":
        fields = tuple(machine.get(fields).items or ())
    if isinstance(fields, str):
        fields = tuple(fields.replace(",", " ").split())
    if not isinstance(fields, tuple) or not all(isinstance(field, str) for field in fields) or keywords.get("rename"):
        return machine.unknown(node, tr("its fields are unknown"), *arguments)
    slots: dict[str, Value] = {"$name": arguments[0], "$tuple": fields, "$fields": fields}
    defaults = keywords.get("defaults")
    if defaults is not None:
        values = machine.drain(defaults, node)
        if isinstance(values, Unknown):
            return machine.unknown(node, tr("its defaults are unknown"), values)
        slots.update(zip(fields[len(fields) - len(values) :], values, strict=False))
    cls = machine.new(Obj("class", node, slots=slots))
    machine.edit(cls).slots["$order"] = (cls,)
    return cls


def _namespace(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    cls = machine.new(Obj("class", node, slots={"$name": "SimpleNamespace"}))
    machine.edit(cls).slots["$order"] = (cls,)
    return machine.new(Obj("instance", None, slots={**keywords, "$class": cls}))


def _dataclass(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if not arguments:
        return Partial(Library("dataclasses.dataclass"), (), tuple(keywords.items()))
    cls = arguments[0]
    if machine.kind(cls) != "class":
        machine.escape(machine.origin(node, tr("its class is unknown")), cls)
        return machine.unknown(node, tr("its class is unknown"), cls)
    slots = machine.edit(cls).slots
    if keywords.get("init") is False:
        slots["$open"] = True
    slots["$dataclass"] = True
    for name in ("frozen", "kw_only"):
        if keywords.get(name):
            slots[f"${name}"] = True
    return cls


def _field(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(Obj("field", None, slots=dict(keywords)))


def _replace(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0] if arguments else None) != "instance":
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    obj = machine.get(arguments[0])
    slots = {name: value for name, value in obj.slots.items() if not name.startswith("$")}
    return machine.call(obj.slots["$class"], [], {**slots, **keywords}, node)


def _as_dict(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0] if arguments else None) != "instance":
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    slots = {name: value for name, value in machine.get(arguments[0]).slots.items() if not name.startswith("$")}
    if not all(is_constant(value) for value in slots.values()):
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    return machine.new(Obj("dict", map=dict(slots)))


def _ordered(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.call(Builtin("dict"), arguments, keywords, node)


def _default_dict(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    dictionary = machine.call(Builtin("dict"), arguments[1:], keywords, node)
    if arguments and isinstance(dictionary, Ref) and machine.kind(dictionary) == "dict":
        machine.edit(dictionary).slots["$default"] = arguments[0]
    return dictionary


def _counter(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = (
        machine.drain(arguments[0], node)
        if arguments and machine.kind(arguments[0]) != "dict"
        else Unknown(machine.origin(node, ""))
    )
    if isinstance(items, Unknown) or not all(map(is_constant, items)):
        return machine.unknown(node, tr("it counts something unknown"), *arguments)
    counts: dict[Any, Value] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    counter = machine.new(Obj("dict", map=counts))
    machine.edit(counter).slots["$counter"] = True
    return counter


def _chain(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    sources = [iterator_of(machine, argument, node) for argument in arguments]
    if any(isinstance(source, Unknown) for source in sources):
        return machine.unknown(node, tr("the number of its items is unknown"), *sources)
    return machine.new(Obj("iterator", ("chain", tuple(sources)), slots={"$place": 0}))


def _from_iterable(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    return items if isinstance(items, Unknown) else _chain(machine, items, {}, node)


def _product(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`itertools.product`."""
    lists = [machine.drain(argument, node) for argument in arguments]
    times = keywords.get("repeat", 1)
    size = 1
    for items in lists:
        size *= 0 if isinstance(items, Unknown) else len(items)
    if any(isinstance(items, Unknown) for items in lists) or times != 1 or size > 10_000:
        return machine.unknown(node, tr("its items are unknown"), *arguments)
    pairs: list[tuple[Value, ...]] = [()]
    for value in lists:
        pairs = [(*pair, item) for pair in pairs for item in value]  # type: ignore[union-attr]  # none is unknown
    machine.pay(size)
    return machine.new(Obj("iterator", ("sequence", tuple(pairs)), slots={"$place": 0}))


def _repeat(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if len(arguments) == 2 and isinstance(arguments[1], int) and 0 <= arguments[1] <= 10_000:
        return machine.new(Obj("iterator", ("sequence", (arguments[0],) * arguments[1]), slots={"$place": 0}))
    return machine.unknown(node, tr("the number of its items is unknown"), *arguments)
