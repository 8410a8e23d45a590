"""Methods of containers of PyTorch."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import torch_parameters
from paramcalc.readers.python.iterables import children_of
from paramcalc.readers.python.lookup import has_own_parameters
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_modules import append, container_kind, extend, is_numbered, register
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Shaped, Unknown, Value


def _no_entries(machine: Machine, owner: Ref, node: Node) -> Unknown:
    return machine.unknown(node, tr("it has parameters of its own"), owner)


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
    if container_kind(machine.get(owner)) == "Sequential" and isinstance(place, int) and -len(values) <= place < 0:
        place += len(values)
    is_module = isinstance(value, Unknown) or machine.kind(value) in ("layer", "vague")
    if not is_module or not is_numbered(machine, owner) or (isinstance(place, int) and not 0 <= place <= len(values)):
        # PyTorch may raise, or put it under a number that is not the next.
        machine.may_raise()
        machine.lose(owner.number, machine.origin(node, tr("paramcalc does not follow this place")), escaped=False)
        return owner
    if not isinstance(place, int):
        append(machine, owner, value)
        machine.lose(owner.number, machine.origin(node, tr("something is inserted at an unknown place")), escaped=False)
        return owner
    values.insert(place, value)
    _renumber(machine, owner, values)
    return owner


def _pop(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    key = arguments[0] if arguments else -1
    entries = machine.get(owner).map or {}
    is_sequence = is_numbered(machine, owner) or container_kind(machine.get(owner)) == "Sequential"
    if isinstance(key, int) and is_sequence and not has_own_parameters(machine.get(owner)):
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
    machine.lose(owner.number, machine.origin(node, tr("an unknown entry is taken")), escaped=False)
    return machine.unknown(node, tr("an unknown entry is taken"), owner)


def _update(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0]) == "dict":
        for name, value in list((machine.get(arguments[0]).map or {}).items()):
            register(machine, owner, "m", name, make(machine, value))
    else:
        machine.lose(owner.number, machine.origin(node, tr("something unknown is put into it")), escaped=False)
    return None


def _entries(machine: Machine, owner: Ref) -> dict[tuple[str, str], Value] | None:
    """The entries of a container; None if it has parameters beside them."""
    obj = machine.get(owner)
    return None if has_own_parameters(obj) else obj.map or {}


def _keys(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = _entries(machine, owner)
    return _no_entries(machine, owner, node) if entries is None else _listed(machine, [name for _, name in entries])


def _values(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = _entries(machine, owner)
    return _no_entries(machine, owner, node) if entries is None else _listed(machine, list(entries.values()))


def _items(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    entries = _entries(machine, owner)
    if entries is None:
        return _no_entries(machine, owner, node)
    return _listed(machine, [(name, value) for (_, name), value in entries.items()])


def _clear(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if _entries(machine, owner) is None:
        machine.lose(owner.number, machine.origin(node, tr("it has parameters of its own")), escaped=False)
    else:
        machine.edit(owner).map = {}
    return None


def set_item(machine: Machine, owner: Ref, key: Value, value: Value, node: Node) -> None:
    """`container[key] = value`."""
    obj = machine.get(owner)
    held = children_of(machine, owner) if obj.meta.framework == "pytorch" else None
    if held is None:
        machine.escape(machine.origin(node, tr("an entry of a layer is set")), owner, value)
        return
    if isinstance(key, int) and not is_numbered(machine, owner):
        machine.may_raise()
        machine.lose(owner.number, machine.origin(node, tr("its entries are not numbered")), escaped=False)
    elif isinstance(key, int) and "Dict" not in obj.meta.kind:
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
        machine.lose(owner.number, machine.origin(node, tr("an unknown entry is deleted")), escaped=False)
