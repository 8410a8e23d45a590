"""Generator functions and objects with `__next__`, taken item by item."""

from __future__ import annotations

import ast

from paramcalc.readers.python.iterables import UnknownLengthError
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Catcher, Jump, Raised
from paramcalc.readers.python.store import Obj, join
from paramcalc.readers.python.values import STOP, Ref, Unknown, Value, refs_in


def next_of_own(machine: Machine, iterator: Ref, known: Obj, node: ast.AST | None) -> Value:
    """An object of the source with `__next__`."""
    owner = known.meta[1]
    method = find_in_class(machine, owner, "__next__")
    before = machine.store.fork()
    catcher = Catcher()
    machine.catchers.append(catcher)
    try:
        return machine.call(method, [owner], {}, node)
    except Raised as raised:
        if raised.name == "StopIteration" and not catcher.raised:
            return STOP
        raise
    finally:
        machine.catchers.pop()
        if catcher.raised:
            machine.store = before
            machine.escape(machine.origin(node, "how many items it has is not known"), owner)
            raise UnknownLengthError


def next_of_function(machine: Machine, iterator: Ref, known: Obj, node: ast.AST | None) -> Value:
    """A generator function: followed to its end when its first item is taken, if nothing comes between its items."""
    place = known.slots["$place"]
    if not isinstance(place, int):
        raise UnknownLengthError
    if "$items" not in known.slots:
        _run_ahead(machine, iterator, known, node)
        known = machine.get(iterator)
    items = known.slots["$items"]
    if place >= len(items):
        return STOP
    if any(machine.store.objects.get(number) is not each for number, each in machine.reads[iterator.number].items()):
        raise UnknownLengthError
    machine.edit(iterator).slots["$place"] = place + 1
    return items[place]


def _run_ahead(machine: Machine, iterator: Ref, known: Obj, node: ast.AST | None) -> None:
    """Follow a generator to its end, and keep its items. Raises UnknownLengthError where that would be seen."""
    before = machine.store.fork()
    last = machine.last
    try:
        items = yielded(machine, iterator, known)
    except Jump as jump:
        # It may give items before it raises.
        origin = machine.origin(node, "the generator ends with an exception")
        machine.put_aside(jump, origin)
        machine.store = join(before, machine.store, origin)
        machine.edit(iterator).slots["$place"] = Unknown(origin)
        raise UnknownLengthError from jump
    own = known.meta[3].scope
    changed = [
        number
        for number, each in before.objects.items()
        if machine.store.objects.get(number) is not each
        and each.kind not in ("names", "iterator")
        and number != own.number
    ]
    if changed and len(items) > 1:
        origin = machine.origin(node, "the generator changes what others read")
        machine.store = join(before, machine.store, origin)
        machine.edit(iterator).slots["$place"] = Unknown(origin)
        raise UnknownLengthError
    machine.store.fork()
    reached = machine.store.reach(refs_in((*known.meta[2], known.meta[1])))
    held = {number: machine.store.objects[number] for number in reached if number <= last}
    known = machine.edit(iterator)
    known.slots["$items"] = tuple(items)
    machine.reads[iterator.number] = held


def yielded(machine: Machine, iterator: Ref, known: Obj) -> list[Value]:
    """All that a generator gives. Raises UnknownLengthError where that is not known."""
    items = known.meta[3](machine)
    if items is None:
        machine.edit(iterator).slots["$place"] = machine.unknown(None, "what the generator yields is not known")
        raise UnknownLengthError
    return list(items)
