"""What can be iterated over, and the iterator that Python makes of it."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python.lookup import find_in_class, has_own_parameters
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Node, Ref, Unknown, Value


class UnknownLengthError(Exception):
    """Whether there is another item is not known."""


def iterator_of(machine: Machine, value: Value, node: Node) -> Ref | Unknown:
    """An iterator over a value; Unknown where its items are not known."""
    if isinstance(value, (str, tuple, range, bytes, frozenset)):
        if isinstance(value, frozenset):
            return machine.unknown(node, tr("the order of a set is unknown"), value)
        machine.pay(1)
        return machine.new(Obj("iterator", ("sequence", value), slots={"$place": 0}))
    kind = machine.kind(value)
    if isinstance(value, Ref) and kind == "iterator":
        return value
    if isinstance(value, Ref) and kind == "list":
        return machine.new(Obj("iterator", ("list", value), slots={"$place": 0}))
    if isinstance(value, Ref) and kind in ("dict", "view"):
        return _over_entries(machine, value, node)
    if kind == "set":
        items = machine.get(value).items or []
        if len(items) <= 1:
            return machine.new(Obj("iterator", ("set", value, tuple(items)), slots={"$place": 0}))
        return machine.unknown(node, tr("the order of a set is unknown"), value)
    if kind == "layer":
        held = children_of(machine, value)
        if held is not None:
            keys = tuple(machine.get(value).map or ())
            return machine.new(Obj("iterator", ("children", value, keys), slots={"$place": 0}))
    if kind in ("instance", "class"):
        return _of_instance(machine, value, node)
    machine.may_raise()
    return machine.unknown(node, tr("it is no list that is known"), value)


def _over_entries(machine: Machine, value: Ref, node: Node) -> Ref | Unknown:
    """An iterator over a dictionary, or over its keys, values or items."""
    obj = machine.get(value)
    which, owner = obj.meta if obj.kind == "view" else ("keys", value)
    if machine.kind(owner) != "dict":
        return machine.unknown(node, tr("it is no dictionary that is known"), value)
    keys = tuple(machine.get(owner).map or ())
    machine.pay(len(keys) // 50)
    return machine.new(Obj("iterator", (which, owner, keys), slots={"$place": 0}))


def children_of(machine: Machine, value: Value) -> tuple[Value, ...] | None:
    """What iterating over a container of PyTorch gives; None for any other layer."""
    obj = machine.get(value)
    if obj.meta.framework == "pytorch" and obj.meta.role in ("Sequential", "container"):
        if has_own_parameters(obj):
            return None
        if obj.meta.kind in ("ModuleDict", "ParameterDict"):
            return tuple(name for _, name in obj.map or ())
        return tuple((obj.map or {}).values())
    return None


def _of_instance(machine: Machine, value: Ref, node: Node) -> Ref | Unknown:
    obj = machine.get(value)
    if obj.kind == "class" and "$members" in obj.slots:
        return iterator_of(machine, obj.slots["$members"], node)
    if obj.kind == "instance" and "$tuple" in obj.slots:
        names = obj.slots["$tuple"]
        return iterator_of(machine, tuple(obj.slots.get(name) for name in names), node)
    method = find_in_class(machine, value, "__iter__") if obj.kind == "instance" else None
    if method is None or isinstance(method, Unknown):
        machine.may_raise()
        return machine.unknown(node, tr("paramcalc does not follow it"), value)
    result = machine.call(method, [value], {}, node)
    if machine.kind(result) == "iterator":
        return result  # type: ignore[no-any-return]
    following = find_in_class(machine, result, "__next__") if machine.kind(result) == "instance" else None
    if machine.kind(following) == "function":
        return machine.new(Obj("iterator", ("own", result), slots={"$place": 0}))
    machine.escape(machine.origin(node, tr("paramcalc does not follow its iterator")), value)
    return machine.unknown(node, tr("paramcalc does not follow its iterator"), result)
