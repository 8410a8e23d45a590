"""The values that a user gives for expressions of the source."""

from __future__ import annotations

import ast
from typing import Any

from paramcalc.readers.python.containers import make_set
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import UNBOUND, Value

LONGEST = 60
"""The nodes of the longest expression that can be given."""


def given_value(machine: Machine, node: ast.expr) -> Value:
    """The value that the user gives for an expression; UNBOUND if there is none."""
    text = _whole_text(machine, node)
    if text not in machine.given:
        return UNBOUND
    machine.used.add(text)
    return _as_value(machine, machine.given[text])


def _whole_text(machine: Machine, node: ast.expr) -> str:
    text = getattr(node, "_text", None)
    if text is None:
        size = sum(1 for _ in zip(ast.walk(node), range(LONGEST), strict=False))
        machine.pay(size)
        text = ast.unparse(node) if size < LONGEST else ""
        node._text = text  # type: ignore[attr-defined]  # a place of our own on the node
    return str(text)


def _as_value(machine: Machine, value: Any) -> Value:
    """A value of Python as one of the interpreter, which keeps lists, sets and dictionaries in the store."""
    match value:
        case list():
            return machine.new(Obj("list", items=[_as_value(machine, item) for item in value]))
        case set():
            return make_set(machine, [_as_value(machine, item) for item in value], None)
        case dict():
            return machine.new(Obj("dict", map={key: _as_value(machine, item) for key, item in value.items()}))
        case tuple():
            return tuple(_as_value(machine, item) for item in value)
    return value
