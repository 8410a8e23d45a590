"""What a name stands for where it is read."""

from __future__ import annotations

from paramcalc.readers.python.imports import bare_name, star_name
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.values import (
    BUILTIN_NAMES,
    UNBOUND,
    Builtin,
    Ref,
    Value,
)


def look_up(machine: Machine, name: str, scope: Ref) -> Value:
    """What a name stands for; UNBOUND for one that nothing binds."""
    inner: Ref | None = scope
    is_first = True
    while inner is not None:
        obj = machine.get(inner)
        meta = obj.meta
        if meta.kind != "class" or is_first:
            if is_first and name in meta.globals:
                inner = machine.globals
                obj = machine.get(inner)
            value = obj.slots.get(name, UNBOUND)
            if value is not UNBOUND:
                return value
            if meta.kind == "function" and name in meta.names and name not in meta.globals:
                raise Raised("UnboundLocalError", machine.line)
        is_first = False
        inner = obj.meta.parent
    return _outside(machine, name)


def _outside(machine: Machine, name: str) -> Value:
    value = star_name(machine, name)
    if value is not None:
        return value
    if name in BUILTIN_NAMES:
        return Builtin(name)
    value = bare_name(machine, name)
    return UNBOUND if value is None else value
