"""`copy.copy` and `copy.deepcopy`."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import keras_copies, torch_modules
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Bound, Method, Node, Parent, Partial, Ref, Tensor, Unknown, Value

HOOKS = ("__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__getstate__", "__setstate__")
"""Methods of a class that change how its objects are copied."""


class NotCopiedError(Exception):
    """How something is copied is not followed."""


def copied(machine: Machine, value: Value, node: Node, *, deep: bool) -> Value:
    """A copy of a value; unknown where it is not followed, and then its contents are unknown, too."""
    try:
        return _deep(machine, value, node, {}) if deep else _shallow(machine, value)
    except NotCopiedError:
        machine.may_raise()
        machine.escape(machine.origin(node, tr("paramcalc does not follow how it is copied")), value)
        return machine.unknown(node, tr("paramcalc does not follow how it is copied"), value)


def _shallow(machine: Machine, value: Value) -> Value:
    kind = machine.kind(value)
    if not isinstance(value, (Ref, Unknown)) or kind in ("function", "class"):
        return value
    if kind not in ("list", "dict", "set", "instance") or _has_hook(machine, value):
        raise NotCopiedError
    return machine.new(machine.get(value).copy())


def _has_hook(machine: Machine, value: Value) -> bool:
    is_instance = machine.kind(value) == "instance"
    return is_instance and any(find_in_class(machine, value, name) is not None for name in HOOKS)


def _deep(machine: Machine, value: Value, node: Node, done: dict[int, Ref]) -> Value:
    """A deep copy; `done` has the copies of the objects that were met before."""
    machine.pay(1)
    if isinstance(value, tuple):
        return tuple(_deep(machine, item, node, done) for item in value)
    if isinstance(value, (Bound, Method, Parent, Partial, Tensor)) or (isinstance(value, Unknown) and value.refs):
        raise NotCopiedError
    if not isinstance(value, Ref) or machine.kind(value) in ("function", "class"):
        return value
    if value.number in done:
        return done[value.number]
    obj = machine.get(value)
    if obj.kind == "parameter" or (obj.kind == "layer" and obj.meta.framework == "pytorch"):
        return torch_modules.copied(machine, value, done)
    if obj.kind == "layer" and obj.meta.role in ("layer", "Sequential"):
        copy = keras_copies.copy_model(machine, value, done, node)
        if isinstance(copy, Ref):
            return copy
    if obj.kind not in ("list", "dict", "set", "instance") or _has_hook(machine, value):
        raise NotCopiedError
    return _deep_object(machine, value, node, done)


def _deep_object(machine: Machine, value: Ref, node: Node, done: dict[int, Ref]) -> Ref:
    """A deep copy of a list, a dictionary, a set or an object of the source."""
    obj = machine.get(value)
    copied = done[value.number] = machine.new(obj.copy())
    if any(isinstance(key, (Ref, tuple)) for key in obj.map or ()):
        raise NotCopiedError
    slots = {
        name: value if name.startswith("$") else _deep(machine, value, node, done) for name, value in obj.slots.items()
    }
    items = None if obj.items is None else [_deep(machine, item, node, done) for item in obj.items]
    entries = None if obj.map is None else {key: _deep(machine, value, node, done) for key, value in obj.map.items()}
    edited = machine.edit(copied)
    edited.slots, edited.items, edited.map = slots, items, entries
    return copied
