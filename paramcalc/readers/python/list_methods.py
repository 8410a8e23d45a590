"""Methods of lists and sets."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import iterable_builtins
from paramcalc.readers.python.comparisons import is_equal
from paramcalc.readers.python.containers import _is_key
from paramcalc.readers.python.layer_assignment import track
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import LONGEST
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Unknown, Value


def _edit_items(machine: Machine, owner: Ref) -> list[Value]:
    edited = machine.edit(owner)
    if edited.items is None:
        edited.items = []
    return edited.items


def _append(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = _edit_items(machine, owner)
    if len(items) >= LONGEST:
        machine.lose(owner.number, machine.origin(node, tr("it grows too large")), escaped=False)
        return None
    items.append(arguments[0])
    _tracked(machine, owner, arguments[0], node)
    return None


def _tracked(machine: Machine, owner: Ref, value: Value, node: Node) -> None:
    """A list of a model of Keras tells the model what is put into it."""
    model = machine.get(owner).slots.get("$tracked") if machine.get(owner).slots else None
    if isinstance(model, Ref) and machine.kind(model) == "layer":
        track(machine, model, value, node)


def _extend(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    more = machine.drain(arguments[0], node)
    if isinstance(more, Unknown) or len(more) > LONGEST:
        machine.may_raise()
        edited = machine.edit(owner)
        if edited.kind == "list":
            edited.items = [*(edited.items or ()), more]
            machine.lose(owner.number, machine.origin(node, tr("something unknown is added to it")), escaped=False)
        return None
    if machine.kind(owner) == "list":
        _edit_items(machine, owner).extend(more)
        for value in more:
            _tracked(machine, owner, value, node)
    return None


def _insert(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    place, value = arguments
    if isinstance(place, int):
        _edit_items(machine, owner).insert(place, value)
    else:
        _edit_items(machine, owner).append(value)
        machine.lose(owner.number, machine.origin(node, tr("something is inserted at an unknown place")), escaped=False)
    return None


def _pop(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    place = arguments[0] if arguments else -1
    items = machine.get(owner).items or []
    if not isinstance(place, int):
        value = machine.unknown(node, tr("an unknown entry is taken"), *items)
        machine.lose(owner.number, value.origin, escaped=False)
        return value
    if not -len(items) <= place < len(items):
        raise Raised("IndexError", machine.line)
    return _edit_items(machine, owner).pop(place)


def _remove(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    place = _find(machine, machine.get(owner).items or [], arguments[0])
    if place is None:
        machine.may_raise("ValueError")
        machine.lose(owner.number, machine.origin(node, tr("an unknown entry is removed")), escaped=False)
        return None
    if place < 0:
        raise Raised("ValueError", machine.line)
    del _edit_items(machine, owner)[place]
    return None


def _find(machine: Machine, items: list[Value], value: Value) -> int | None:
    """The place of a value; -1 where it is not there, None where that is not known."""
    for place, item in enumerate(items):
        equal = is_equal(machine, item, value)
        if equal is None:
            return None
        if equal:
            return place
    return -1


def _index(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    place = _find(machine, machine.get(owner).items or [], arguments[0]) if len(arguments) == 1 else None
    if place is None:
        machine.may_raise("ValueError")
        return machine.unknown(node, tr("its place is unknown"), *arguments)
    if place < 0:
        raise Raised("ValueError", machine.line)
    return place


def _count(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    results = [is_equal(machine, item, arguments[0]) for item in machine.get(owner).items or []]
    return (
        machine.unknown(node, tr("it depends on something unknown"), *arguments)
        if None in results
        else results.count(True)
    )


def _clear(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    edited = machine.edit(owner)
    if edited.kind == "dict":
        edited.map = {}
    else:
        edited.items = []
    return None


def _reverse(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    _edit_items(machine, owner).reverse()
    return None


def _sort(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    order = iterable_builtins.in_order(machine, list(machine.get(owner).items or ()), keywords, node)
    if isinstance(order, Unknown):
        machine.lose(owner.number, order.origin, escaped=False)
    else:
        machine.edit(owner).items = order
    return None


def _copy(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(machine.get(owner).copy())


def _add(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.get(owner).items or []
    machine.pay(len(items) // 20)
    if _is_key(machine, arguments[0]) and (arguments[0] in items) is not None:
        if arguments[0] not in items:
            _edit_items(machine, owner).append(arguments[0])
        return None
    _edit_items(machine, owner).append(arguments[0])
    machine.lose(owner.number, machine.origin(node, tr("some of its items may be equal")), escaped=False)
    return None


def _add_all(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    for value in arguments:
        more = machine.drain(value, node) if machine.kind(value) != "set" else list(machine.get(value).items or ())
        if isinstance(more, Unknown):
            _edit_items(machine, owner).append(more)
            machine.lose(owner.number, machine.origin(node, tr("something unknown is added to it")), escaped=False)
            return None
        for item in more:
            if machine.kind(owner) == "set":
                _add(machine, owner, [item], {}, node)
    return None


def _discard(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.get(owner).items or []
    if _is_key(machine, arguments[0]):
        if arguments[0] in items:
            _edit_items(machine, owner).remove(arguments[0])
        return None
    machine.lose(owner.number, machine.origin(node, tr("an unknown item is removed")), escaped=False)
    return None
