"""Tensors in nested values."""

from __future__ import annotations

from collections.abc import Iterable

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Shaped, Tensor, Unknown, Value

MOST = 10_000


def tensors_in(machine: Machine, values: Iterable[Value], depth: int = 8) -> list[Tensor]:
    """The tensors in some values, however nested, in order."""
    tensors: list[Tensor] = []
    for value in values:
        if isinstance(value, Tensor):
            tensors.append(value)
        elif depth:
            tensors += tensors_in(machine, _inside(machine, value), depth - 1)
    return tensors


def _inside(machine: Machine, value: Value) -> Iterable[Value]:
    if type(value) is tuple:
        return value if len(value) <= MOST else ()
    obj = machine.get(value) if machine.kind(value) in ("list", "dict") else None
    if obj is None or obj.size() > MOST:
        return ()
    machine.pay(1 + obj.size() // 5)
    return obj.items if obj.kind == "list" else (obj.map or {}).values()  # type: ignore[return-value]


def holds_unknown(machine: Machine, values: Iterable[Value], depth: int = 8) -> bool:
    """Whether something in some values, however nested, is not known."""
    for value in values:
        if isinstance(value, (Unknown, Shaped)) or machine.kind(value) == "vague":
            return True
        if depth and holds_unknown(machine, _inside(machine, value), depth - 1):
            return True
    return False
