"""Methods of dictionaries."""

from __future__ import annotations

from typing import Any

from paramcalc.readers.python.containers import _is_key, set_item, snapshot
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.outside import _not_followed
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Given, Named, Node, Ref, Unknown, Value


def _get(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key, default = given[0], given[1] if len(given) > 1 else None
    if _is_key(machine, key):
        return entries.get(key, default)
    return machine.unknown(node, "which entry it is is not known", key, owner, default)


def _take(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key = given[0]
    if not _is_key(machine, key):
        machine.may_raise("KeyError")
        found = machine.unknown(node, "which entry it is is not known", key, owner, *given[1:])
        machine.lose(owner.number, found.origin, escaped=False)
        return found
    if key in entries:
        edited = machine.edit(owner)
        assert edited.map is not None
        return edited.map.pop(key)
    if len(given) > 1:
        return given[1]
    raise Raised("KeyError", machine.line)


def _take_last(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    edited = machine.edit(owner)
    if not edited.map:
        raise Raised("KeyError", machine.line)
    if given or named:
        return _not_followed(machine, owner, "popitem", given, named, node)
    return edited.map.popitem()


def _set_default(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    default = given[1] if len(given) > 1 else None
    if not _is_key(machine, given[0]):
        set_item(machine, owner, given[0], default, node)
        return machine.unknown(node, "which entry it is is not known", owner, default)
    if given[0] not in entries:
        set_item(machine, owner, given[0], default, node)
    return (machine.get(owner).map or {}).get(given[0], default)


def _update(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    if "$counter" in machine.get(owner).slots:
        return _not_followed(machine, owner, "update", given, named, node)
    for value in given[:1]:
        entries = _entries(machine, value, node)
        if isinstance(entries, Unknown):
            machine.may_raise()
            edited = machine.edit(owner)
            edited.map = {**(edited.map or {}), "$more": entries}
            machine.lose(owner.number, machine.origin(node, "what is put into it is not known"), escaped=False)
            return None
        for key, each in entries:
            set_item(machine, owner, key, each, node)
    for key, each in named.items():
        set_item(machine, owner, key, each, node)
    return None


def _entries(machine: Machine, value: Value, node: Node) -> list[Any] | Unknown:
    value = snapshot(machine, value)
    if machine.kind(value) == "dict":
        return list((machine.get(value).map or {}).items())
    items = machine.drain(value, node)
    if isinstance(items, Unknown):
        return items
    pairs = []
    for item in items:
        pair = machine.drain(item, node)
        if isinstance(pair, Unknown):
            return pair
        if len(pair) != 2:
            raise Raised("ValueError", machine.line)
        pairs.append(tuple(pair))
    return pairs


def _keys(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("view", ("keys", owner)))


def _values(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("view", ("values", owner)))


def _items(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("view", ("items", owner)))
