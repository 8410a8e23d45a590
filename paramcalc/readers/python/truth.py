"""Whether a value is true: yes, no, or not known."""

from __future__ import annotations

from paramcalc.readers.python.lookup import find_in_class, has_own_parameters
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import CONSTANTS, Library, Ref, Shaped, Tensor, Unknown, Value

LENGTHS = {"list": "items", "set": "items", "dict": "map"}


def truth(machine: Machine, value: Value) -> bool | None:
    """The truth of a value; None where it is not known."""
    if isinstance(value, (*CONSTANTS, tuple, range, frozenset)):
        return bool(value)
    if isinstance(value, (Unknown, Tensor, Shaped)):
        machine.may_raise()
        return None
    if isinstance(value, Library) and "." in value.path:
        return None
    if isinstance(value, Ref):
        return _of_object(machine, value, machine.get(value))
    return True


def _of_object(machine: Machine, value: Ref, obj: Obj) -> bool | None:
    if obj.kind in LENGTHS:
        return bool(obj.items if obj.kind != "dict" else obj.map)
    if obj.kind == "view":
        return truth(machine, obj.meta[1])
    if obj.kind == "layer":
        # A container of PyTorch has a length; a layer has none.
        if obj.meta.framework == "pytorch" and obj.meta.role in ("Sequential", "container"):
            return None if has_own_parameters(obj) else bool(obj.map)
        return True if "$class" not in obj.slots else None
    if obj.kind == "instance":
        return _of_instance(machine, value)
    return True if obj.kind in ("class", "function", "iterator") else None


def _of_instance(machine: Machine, value: Ref) -> bool | None:
    for name in ("__bool__", "__len__"):
        method = find_in_class(machine, value, name)
        if isinstance(method, Unknown):
            return None
        if method is not None:
            result = machine.call(method, [value], {}, None)
            return truth(machine, result)
    return None if "$fields" in machine.get(value).slots else True
