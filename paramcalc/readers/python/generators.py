"""Generator functions and objects with `__next__`, taken item by item."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.iterables import UnknownLengthError
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Catcher, Jump, Raised
from paramcalc.readers.python.store import Obj, join
from paramcalc.readers.python.values import STOP, Node, Ref, Unknown, Value, refs_in


def next_of_own(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    """An object of the source with `__next__`."""
    owner = obj.meta[1]
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
            machine.escape(machine.origin(node, tr("the number of its items is unknown")), owner)
            raise UnknownLengthError


def next_of_function(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> Value:
    """A generator function: followed to its end when its first item is taken, if nothing comes between its items."""
    place = obj.slots["$place"]
    if not isinstance(place, int):
        raise UnknownLengthError
    if "$items" not in obj.slots:
        _run_ahead(machine, iterator, obj, node)
        obj = machine.get(iterator)
    items = obj.slots["$items"]
    if place >= len(items):
        return STOP
    if any(machine.store.objects.get(number) is not value for number, value in machine.reads[iterator.number].items()):
        raise UnknownLengthError
    machine.edit(iterator).slots["$place"] = place + 1
    return items[place]


def _run_ahead(machine: Machine, iterator: Ref, obj: Obj, node: Node) -> None:
    """Follow a generator to its end, and keep its items. Raises UnknownLengthError where that would be seen."""
    before = machine.store.fork()
    last = machine.last
    try:
        items = yielded(machine, iterator, obj)
    except Jump as jump:
        # It may give items before it raises.
        origin = machine.origin(node, tr("the generator ends with an exception"))
        machine.put_aside(jump, origin)
        machine.store = join(before, machine.store, origin)
        machine.edit(iterator).slots["$place"] = Unknown(origin)
        raise UnknownLengthError from jump
    own = obj.meta[3].scope
    changed = [
        number
        for number, value in before.objects.items()
        if machine.store.objects.get(number) is not value
        and value.kind not in ("names", "iterator")
        and number != own.number
    ]
    if changed and len(items) > 1:
        origin = machine.origin(node, tr("the generator changes what others read"))
        machine.store = join(before, machine.store, origin)
        machine.edit(iterator).slots["$place"] = Unknown(origin)
        raise UnknownLengthError
    machine.store.fork()
    reached = machine.store.reach(refs_in((*obj.meta[2], obj.meta[1])))
    held = {number: machine.store.objects[number] for number in reached if number <= last}
    obj = machine.edit(iterator)
    obj.slots["$items"] = tuple(items)
    machine.reads[iterator.number] = held


def yielded(machine: Machine, iterator: Ref, obj: Obj) -> list[Value]:
    """All that a generator gives. Raises UnknownLengthError where that is not known."""
    items = obj.meta[3](machine)
    if items is None:
        machine.edit(iterator).slots["$place"] = machine.unknown(None, tr("the generator yields something unknown"))
        raise UnknownLengthError
    return list(items)
