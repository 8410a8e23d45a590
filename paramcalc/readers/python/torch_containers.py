"""Methods of containers of PyTorch."""

from __future__ import annotations

from paramcalc.readers.python import torch_parameters
from paramcalc.readers.python.iterables import children_of
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_modules import append, extend, register
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Shaped, Unknown, Value


def _listed(machine: Machine, values: list[Value]) -> Value:
    return machine.new(Obj("iterator", ("sequence", tuple(values)), slots={"$place": 0}))


def _append(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    append(machine, owner, arguments[0])
    return owner


def _extend(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    extend(machine, owner, arguments[0], node)
    return owner


def _renumber(machine: Machine, owner: Ref, values: list[Value]) -> None:
    edited = machine.edit(owner)
    tags = [tag for tag, _ in edited.map or {}]
    tag = tags[0] if tags else "m"
    edited.map = {
        ("u" if isinstance(value, Unknown) else tag if tag != "u" else "m", str(place)): value
        for place, value in enumerate(values)
    }


def _insert(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    place, value = arguments
    values = list((machine.get(owner).map or {}).values())
    if not isinstance(place, int):
        append(machine, owner, value)
        machine.lose(owner.number, machine.origin(node, "something is inserted at an unknown place"), escaped=False)
        return owner
    values.insert(place, value)
    _renumber(machine, owner, values)
    return owner


def _pop(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    key = arguments[0] if arguments else -1
    entries = machine.get(owner).map or {}
    if isinstance(key, int):
        values = list(entries.values())
        if not -len(values) <= key < len(values):
            raise Raised("IndexError", machine.line)
        value = values.pop(key)
        _renumber(machine, owner, values)
        return value
    for entry, value in list(entries.items()):
        if isinstance(key, str) and entry[1] == key:
            del machine.edit(owner).map[entry]  # type: ignore[union-attr]  # it has the entry
            return value
    machine.may_raise("KeyError")
    machine.lose(owner.number, machine.origin(node, "an unknown entry is taken"), escaped=False)
    return machine.unknown(node, "an unknown entry is taken", owner)


def _update(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0]) == "dict":
        for name, value in list((machine.get(arguments[0]).map or {}).items()):
            register(machine, owner, "m", name, make(machine, value))
    else:
        machine.lose(owner.number, machine.origin(node, "something unknown is put into it"), escaped=False)
    return None


def _keys(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return _listed(machine, [name for _, name in machine.get(owner).map or {}])


def _values(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return _listed(machine, list((machine.get(owner).map or {}).values()))


def _items(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return _listed(machine, [(name, value) for (_, name), value in (machine.get(owner).map or {}).items()])


def _clear(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    machine.edit(owner).map = {}
    return None


def set_item(machine: Machine, owner: Ref, key: Value, value: Value, node: Node) -> None:
    """`container[key] = value`."""
    obj = machine.get(owner)
    held = children_of(machine, owner) if obj.meta.framework == "pytorch" else None
    if held is None:
        machine.escape(machine.origin(node, "an entry of a layer is set"), owner, value)
        return
    if isinstance(key, int) and "Dict" not in obj.meta.kind:
        values = list(held)
        if not -len(values) <= key < len(values):
            raise Raised("IndexError", machine.line)
        values[key] = value
        _renumber(machine, owner, values)
    else:
        register(machine, owner, "m", key, make(machine, value))


def make(machine: Machine, value: Value) -> Value:
    """What a container keeps: a bare tensor becomes a parameter in a ParameterDict."""
    return torch_parameters.make_parameter(machine, [value], {}, None) if isinstance(value, Shaped) else value


def delete_item(machine: Machine, owner: Ref, key: Value, node: Node) -> None:
    """`del container[key]`."""
    obj = machine.get(owner)
    if obj.meta.framework == "pytorch" and isinstance(key, (int, str)):
        _pop(machine, owner, [key], {}, node)
    else:
        machine.lose(owner.number, machine.origin(node, "an unknown entry is deleted"), escaped=False)
