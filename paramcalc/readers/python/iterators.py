"""Iterators, taken item by item as Python does: over lists, `zip`, `map`, generators."""

from __future__ import annotations

from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python import assignments, generators
from paramcalc.readers.python.iterables import UnknownLengthError, iterator_of
from paramcalc.readers.python.lookup import has_own_parameters
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import STOP, Node, Ref, Tensor, Unknown, Value

MOST_ITEMS = 100_000


def advance(machine: Machine, iterator: Ref, node: Node) -> Value:
    """The next item, or STOP. Raises UnknownLengthError where it is not known whether there is one."""
    machine.pay(1)
    obj = machine.get(iterator)
    if obj.kind != "iterator":
        raise UnknownLengthError
    take = TAKE[obj.meta[0]]
    return take(machine, iterator, obj, node)


def _sequence(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    place = obj.slots["$place"]
    if isinstance(place, Unknown):
        raise UnknownLengthError
    source = obj.meta[1]
    items: Any = source
    if isinstance(source, Ref):
        inside = machine.get(source)
        if inside.kind == "vague":
            raise UnknownLengthError
        items = inside.items
    if place >= len(items):
        machine.edit(iterator).slots["$place"] = MOST_ITEMS * 10
        return STOP
    machine.edit(iterator).slots["$place"] = place + 1
    return items[place]


def _entries(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    """The next entry of a dictionary or a set. Python raises where its length has changed meanwhile."""
    which, owner, keys = obj.meta
    place = obj.slots["$place"]
    inside = machine.get(owner)
    if isinstance(place, Unknown) or inside.kind == "vague":
        raise UnknownLengthError
    if place > len(keys):
        return STOP
    if which == "children" and has_own_parameters(inside):
        raise UnknownLengthError
    current = (inside.items if which == "set" else inside.map) or ()
    if len(current) != len(keys):
        raise Raised("RuntimeError", machine.line)
    machine.edit(iterator).slots["$place"] = place + 1
    if place == len(keys):
        return STOP
    key = keys[place]
    if key not in current:
        raise UnknownLengthError
    if which in ("keys", "set"):
        return key
    if which == "children":
        return key[1] if inside.meta.kind in ("ModuleDict", "ParameterDict") else (inside.map or {})[key]
    value = (inside.map or {})[key]
    return value if which == "values" else (key, value)


def _reversed(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    place = obj.slots["$place"]
    inside = machine.get(obj.meta[1])
    if isinstance(place, Unknown) or inside.kind == "vague":
        raise UnknownLengthError
    if not 0 <= place < len(inside.items or ()):
        machine.edit(iterator).slots["$place"] = -1
        return STOP
    machine.edit(iterator).slots["$place"] = place - 1
    return (inside.items or ())[place]


def _zip(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    items = []
    for source in obj.meta[1]:
        item = advance(machine, source, node)
        if item is STOP:
            return STOP
        items.append(item)
    return tuple(items) if items else STOP


def _enumerate(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    item = advance(machine, obj.meta[1], node)
    number = obj.slots["$place"]
    if item is STOP:
        return STOP
    if not isinstance(number, int):
        return (number, item)
    machine.edit(iterator).slots["$place"] = number + 1
    return (number, item)


def _map(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    arguments = _zip(machine, iterator, Obj("", ("zip", obj.meta[2])), node)
    if arguments is STOP:
        return STOP
    return machine.call(obj.meta[1], list(arguments), {}, node)


def _filter(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    while True:
        item = advance(machine, obj.meta[2], node)
        if item is STOP:
            return STOP
        test = obj.meta[1]
        kept = item if test is None else machine.call(test, [item], {}, node)
        holds = truth(machine, kept)
        if holds is None:
            raise UnknownLengthError
        if holds:
            return item


def _chain(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    sources = obj.meta[1]
    while True:
        place = obj.slots["$place"]
        if not isinstance(place, int):
            raise UnknownLengthError
        if place >= len(sources):
            return STOP
        item = advance(machine, sources[place], node)
        if item is not STOP:
            return item
        obj = machine.edit(iterator)
        obj.slots["$place"] = place + 1


def _expression(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    """A generator expression with one `for`: item by item, in its own scope."""
    _, written, scope, source = obj.meta
    clause = written.generators[0]
    while True:
        item = advance(machine, source, node)
        if item is STOP:
            return STOP
        assignments.assign(machine, clause.target, item, scope)
        holds = [truth(machine, machine.evaluate(test, scope)) for test in clause.ifs]
        if None in holds:
            raise UnknownLengthError
        if all(holds):
            return machine.evaluate(written.elt, scope)


TAKE = {
    "sequence": _sequence,
    "list": _sequence,
    "keys": _entries,
    "values": _entries,
    "items": _entries,
    "set": _entries,
    "children": _entries,
    "own": generators.next_of_own,
    "reversed": _reversed,
    "zip": _zip,
    "enumerate": _enumerate,
    "map": _map,
    "filter": _filter,
    "chain": _chain,
    "expression": _expression,
    "function": generators.next_of_function,
}


def calls_functions(machine: Machine, iterator: Ref) -> bool:
    """Whether taking an item may run code of the source."""
    kind, *sources = machine.get(iterator).meta
    if kind in ("map", "filter", "expression", "function", "own"):
        return True
    inside = sources[0] if sources and isinstance(sources[0], tuple) else sources
    return any(machine.kind(value) == "iterator" and calls_functions(machine, value) for value in inside)


def drain(machine: Machine, value: Value, node: Node) -> list[Value] | Unknown:
    """All items of a value; Unknown where they are not known."""
    if type(value) is tuple:
        return list(value)
    if isinstance(value, (str, range)):
        if len(value) > MOST_ITEMS:
            return machine.unknown(node, tr("it has {count:,} items", count=len(value)))
        machine.pay(len(value) // 20)
        return list(value)
    if machine.kind(value) == "list":
        items = machine.get(value).items or []
        machine.pay(len(items) // 20)
        return list(items)
    if isinstance(value, Tensor):
        return machine.unknown(node, tr("it is a tensor"))
    iterator = iterator_of(machine, value, node)
    if isinstance(iterator, Unknown):
        return iterator
    found: list[Value] = []
    obj = machine.get(iterator)
    if obj.kind == "iterator" and obj.meta[0] == "function" and "$items" not in obj.slots:
        # Nothing comes between its items.
        if not isinstance(obj.slots["$place"], int):
            return abstract_rest(machine, iterator, node, found)
        try:
            items = generators.yielded(machine, iterator, obj)
        except UnknownLengthError:
            return abstract_rest(machine, iterator, node, found)
        edited = machine.edit(iterator)
        edited.slots.update({"$items": (), "$place": 0})
        machine.reads[iterator.number] = {}
        return items
    while True:
        try:
            item = advance(machine, iterator, node)
        except UnknownLengthError:
            return abstract_rest(machine, iterator, node, found)
        if item is STOP:
            return found
        found.append(item)


def abstract_rest(machine: Machine, iterator: Ref, node: Node, items: list[Value]) -> Unknown:
    """What is left of an iterator of unknown length: what its functions may change is unknown."""
    origin = machine.origin(node, tr("the number of its items is unknown"))
    obj = machine.get(iterator)
    machine.escape(origin, iterator, *(obj.meta[1:] if obj.kind == "iterator" else ()))
    return machine.unknown(node, tr("the number of its items is unknown"), iterator, *items)
