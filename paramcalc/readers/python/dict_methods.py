"""Methods of dictionaries."""

from __future__ import annotations

from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python.containers import _is_key, set_item, snapshot
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.outside import _not_followed
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Unknown, Value


def _get(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key, default = arguments[0], arguments[1] if len(arguments) > 1 else None
    if _is_key(machine, key):
        return entries.get(key, default)
    return machine.unknown(node, tr("its key or index is unknown"), key, owner, default)


def _take(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key = arguments[0]
    if not _is_key(machine, key):
        machine.may_raise("KeyError")
        value = machine.unknown(node, tr("its key or index is unknown"), key, owner, *arguments[1:])
        machine.lose(owner.number, value.origin, escaped=False)
        return value
    if key in entries:
        edited = machine.edit(owner)
        assert edited.map is not None
        return edited.map.pop(key)
    if len(arguments) > 1:
        return arguments[1]
    raise Raised("KeyError", machine.line)


def _take_last(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    edited = machine.edit(owner)
    if not edited.map:
        raise Raised("KeyError", machine.line)
    if arguments or keywords:
        return _not_followed(machine, owner, "popitem", arguments, keywords, node)
    return edited.map.popitem()


def _set_default(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    default = arguments[1] if len(arguments) > 1 else None
    if not _is_key(machine, arguments[0]):
        set_item(machine, owner, arguments[0], default, node)
        return machine.unknown(node, tr("its key or index is unknown"), owner, default)
    if arguments[0] not in entries:
        set_item(machine, owner, arguments[0], default, node)
    return (machine.get(owner).map or {}).get(arguments[0], default)


def _update(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if "$counter" in machine.get(owner).slots:
        return _not_followed(machine, owner, "update", arguments, keywords, node)
    for value in arguments[:1]:
        entries = _entries(machine, value, node)
        if isinstance(entries, Unknown):
            machine.may_raise()
            edited = machine.edit(owner)
            edited.map = {**(edited.map or {}), "$more": entries}
            machine.lose(owner.number, machine.origin(node, tr("something unknown is put into it")), escaped=False)
            return None
        for key, entry in entries:
            set_item(machine, owner, key, entry, node)
    for key, keyword in keywords.items():
        set_item(machine, owner, key, keyword, node)
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


def _keys(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(Obj("view", ("keys", owner)))


def _values(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(Obj("view", ("values", owner)))


def _items(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(Obj("view", ("items", owner)))
