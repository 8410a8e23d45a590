"""Comparisons, equality and `in`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import _unknown, _with_method, compute, weight
from paramcalc.readers.python.values import Builtin, Library, Method, Ref, Shaped, Tensor, Unknown, Value, is_constant

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, two: one in two,
    ast.NotIn: lambda one, two: one not in two,
}


def compare(machine: Machine, node: ast.AST, left: Value, sign: ast.cmpop, right: Value) -> Value:
    """One comparison."""
    if isinstance(sign, (ast.Is, ast.IsNot)):
        same = is_same(left, right)
        if same is None:
            return machine.unknown(node, tr("it depends on something unknown"), left, right)
        return same == isinstance(sign, ast.Is)
    if isinstance(sign, (ast.In, ast.NotIn)):
        holds = contains(machine, node, left, right)
        if isinstance(holds, Unknown):
            return holds
        return holds == isinstance(sign, ast.In)
    if is_constant(left) and is_constant(right):
        return compute(machine, node, COMPARISONS[type(sign)], left, right)
    if isinstance(sign, (ast.Eq, ast.NotEq)):
        equal = is_equal(machine, left, right)
        if equal is not None:
            return equal == isinstance(sign, ast.Eq)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(machine, node, left, right)
    return _with_method(machine, node, left, sign, right)


def is_same(left: Value, right: Value) -> bool | None:
    """Whether two values are one object."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if _is_open(left) or _is_open(right):
        return True if left == right else None
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Ref) or isinstance(right, Ref):
        return bool(left == right)
    if isinstance(left, (Tensor, Builtin, Library)) and isinstance(right, (Tensor, Builtin, Library)):
        return bool(left == right)
    # Python keeps some equal constants as one object, and others not.
    return None if is_constant(left) and is_constant(right) and type(left) is type(right) and left == right else False


def _is_open(value: Value) -> bool:
    """Whether a value is a name of a library that may stand for anything: `os.name`."""
    return (isinstance(value, Library) and "." in value.path) or isinstance(value, Method)


def is_equal(machine: Machine, left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where that is not known."""
    if is_constant(left) and is_constant(right):
        machine.pay(1 + min(weight(left), weight(right)))
        return bool(left == right)
    machine.pay(1)
    if isinstance(left, (Unknown, Tensor, Shaped)) or isinstance(right, (Unknown, Tensor, Shaped)):
        return None
    if _is_open(left) or _is_open(right):
        return True if left == right else None
    if isinstance(left, Ref) and isinstance(right, Ref):
        return _equal_objects(machine, left, right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _all_equal(machine, list(left), list(right))
    for one, two in ((left, right), (right, left)):
        if isinstance(one, Ref):
            return None if machine.kind(one) in ("instance", "vague") else False
        if isinstance(one, tuple) and not isinstance(two, tuple):
            return False
    return bool(left == right)


def _equal_objects(machine: Machine, left: Ref, right: Ref) -> bool | None:
    if left == right:
        return None if machine.kind(left) == "vague" else True
    one, two = machine.get(left), machine.get(right)
    if one.kind == two.kind == "list":
        return _all_equal(machine, one.items or [], two.items or [])
    if one.kind == two.kind == "layer":
        return None if "$class" in one.slots or "$class" in two.slots else False
    if one.kind != two.kind and not {"vague", "instance", "view"} & {one.kind, two.kind}:
        return False
    return False if one.kind == two.kind in ("class", "function") else None


def _all_equal(machine: Machine, left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    results = [is_equal(machine, one, two) for one, two in zip(left, right, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def contains(machine: Machine, node: ast.AST, item: Value, container: Value) -> Value:
    """`in`."""
    if is_constant(item) and isinstance(container, (str, bytes, range)):
        return compute(machine, node, COMPARISONS[ast.In], item, container)
    kind = machine.kind(container)
    if kind == "dict" and is_constant(item):
        return compute(machine, node, lambda one: one in (machine.get(container).map or {}), item)
    if isinstance(container, Ref) and kind == "view":
        which, owner = machine.get(container).meta
        if which == "keys":
            return contains(machine, node, item, owner)
        held = machine.drain(container, None)
        return held if isinstance(held, Unknown) else contains(machine, node, item, tuple(held))
    if kind == "dict" and isinstance(item, Ref) and machine.kind(item) in ("layer", "class", "function"):
        return item in (machine.get(container).map or {})
    if (
        kind == "layer"
        and isinstance(item, str)
        and machine.get(container).meta.kind in ("ModuleDict", "ParameterDict")
    ):
        return any(name == item for _, name in machine.get(container).map or {})
    if kind in ("list", "set") or isinstance(container, tuple):
        items = container if isinstance(container, tuple) else machine.get(container).items or []
        may = False
        for value in items:
            equal = is_equal(machine, value, item)
            if equal:
                return True
            may = may or equal is None
        return machine.unknown(node, tr("it depends on something unknown"), item, container) if may else False
    if isinstance(container, (Ref, Unknown)):
        machine.may_raise()
        if kind in ("instance", "vague") or isinstance(container, Unknown):
            machine.escape(machine.origin(node, tr("`in` may change it")), container, item)
    return machine.unknown(node, tr("it depends on something unknown"), item, container)
