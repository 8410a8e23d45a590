"""Operators on plain values, containers and tensors; each pays for what it touches before it does the work."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from paramcalc.errors import line_text
from paramcalc.phrases import tr
from paramcalc.readers.python import arrays
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Array, Builtin, Node, Ref, Tensor, Unknown, Value, is_constant

LARGEST_BITS = 4000
"""Of a whole number: more than any size has digits for."""

LONGEST = 100_000
"""Entries of a list, characters of a text."""

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}


UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}

METHODS = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.FloorDiv: "__floordiv__",
    ast.Mod: "__mod__",
    ast.BitOr: "__or__",
    ast.RShift: "__rshift__",
    ast.MatMult: "__matmul__",
    ast.Eq: "__eq__",
    ast.NotEq: "__ne__",
    ast.Lt: "__lt__",
    ast.LtE: "__le__",
    ast.Gt: "__gt__",
    ast.GtE: "__ge__",
}

WRONG = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, MemoryError)
"""What a computation on plain values can end with, as it would in the source."""


class TooLargeError(Exception):
    """A value that would be too large to be worked out."""


def weight(value: Any) -> int:
    """How much work it is to walk through a plain value."""
    if isinstance(value, (str, bytes, range)):
        return len(value) // 50
    if isinstance(value, (tuple, frozenset)):
        return len(value) + sum(weight(item) for item in value if isinstance(item, (tuple, str)))
    return value.bit_length() // 500 if isinstance(value, int) else 0


def compute(machine: Machine, node: Node, function: Callable[..., Any], *arguments: Any) -> Value:
    """A function of plain values. Raises what Python raises, as `Raised`; Unknown where it would be too large."""
    machine.pay(1 + sum(map(weight, arguments)))
    try:
        _check(function, arguments)
        return _bounded(function(*arguments))
    except TooLargeError as error:
        return machine.unknown(node, str(error))
    except WRONG as error:
        raise Raised(type(error).__name__, getattr(node, "lineno", machine.line)) from error


def _check(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    if any(number.bit_length() > LARGEST_BITS for number in numbers):
        raise TooLargeError(tr("it has a number of thousands of digits"))
    if function is operator.mul:
        lengths = [len(argument) for argument in arguments if isinstance(argument, (str, bytes, tuple))]
        if lengths and numbers and lengths[0] * max(numbers[0], 0) > LONGEST:
            raise TooLargeError(tr("it would be too large"))
    elif function in (operator.pow, operator.lshift) and len(numbers) == 2:
        base, power = numbers
        bits = base.bit_length() * power if function is operator.pow else base.bit_length() + power
        if bits > LARGEST_BITS:
            raise TooLargeError(tr("it would be too large"))
    elif function is operator.mod and isinstance(arguments[0], (str, bytes)):
        _check_format(arguments[0], arguments[1])


def _check_format(text: Any, values: Any) -> None:
    """Refuse a format with a width of many digits."""
    shown = text if isinstance(text, str) else text.decode("latin-1")
    digits = "".join(character if character.isdigit() else " " for character in shown).split()
    if any(len(digit) > 3 for digit in digits) or "*" in shown:
        raise TooLargeError(tr("paramcalc does not follow its format"))


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        raise TooLargeError(tr("it has thousands of digits"))
    if isinstance(value, (str, bytes, tuple)) and len(value) > LONGEST:
        raise TooLargeError(tr("it has {count:,} entries", count=len(value)))
    return value


def binary(machine: Machine, node: ast.AST, left: Value, sign: ast.operator, right: Value) -> Value:
    """Two values and the operator between them."""
    for value in (left, right):
        if isinstance(value, Tensor):
            return machine.parts.operate(machine, node, sign, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(machine, node, left, right)
    function = ARITHMETIC.get(type(sign))
    if function is not None and is_constant(left) and is_constant(right):
        return compute(machine, node, function, left, right)
    if isinstance(left, Array) or isinstance(right, Array):
        array = arrays.operator(machine, node, left, sign, right)
        return machine.unknown(node, tr("it is computed from data"), left, right) if array is None else array
    result = _containers(machine, node, left, sign, right)
    if result is not NotImplemented:
        return result
    if isinstance(sign, ast.BitOr) and {type(left), type(right)} & {Builtin}:
        return machine.unknown(node, tr("it is a type"))
    if isinstance(left, tuple) and isinstance(right, tuple) and isinstance(sign, ast.Add):
        machine.pay(len(left) + len(right))
        return left + right
    if isinstance(left, tuple) and isinstance(right, int) and isinstance(sign, ast.Mult):
        return _repeated(machine, node, left, right)
    return _with_method(machine, node, left, sign, right)


def _unknown(machine: Machine, node: ast.AST, left: Value, right: Value) -> Value:
    """An operator on something unknown may call a method of it, which may change the other."""
    machine.may_raise()
    for one, two in ((left, right), (right, left)):
        if isinstance(one, Unknown) and (isinstance(two, Ref) or one.refs):
            origin = machine.origin(node, tr("an operator may have changed it"))
            machine.escape(origin, one, two)
    return machine.unknown(node, tr("it is computed from something unknown"), left, right)


def _repeated(machine: Machine, node: ast.AST, items: tuple[Value, ...], times: int) -> Value:
    if len(items) * max(times, 0) > LONGEST:
        return machine.unknown(node, tr("it would be too large"))
    machine.pay(len(items) * max(times, 0) // 10)
    return items * times


def _containers(machine: Machine, node: ast.AST, left: Value, sign: ast.operator, right: Value) -> Value:
    """Lists added and repeated, dictionaries and sets merged."""
    one, two = machine.kind(left), machine.kind(right)
    if "vague" in (one, two):
        return _vague(machine, node, left, right)
    if one == two == "list" and isinstance(sign, ast.Add):
        items = [*(machine.get(left).items or ()), *(machine.get(right).items or ())]
        if len(items) > LONGEST:
            return machine.unknown(node, tr("it would be too large"), left, right)
        return machine.new(Obj("list", items=items))
    if isinstance(sign, ast.Mult) and (one == "list" or two == "list"):
        owner, times = (left, right) if one == "list" else (right, left)
        if isinstance(times, int):
            items = machine.get(owner).items or []
            repeated = _repeated(machine, node, tuple(items), times)
            return repeated if isinstance(repeated, Unknown) else machine.new(Obj("list", items=list(repeated)))
    if one == two == "dict" and "$counter" in machine.get(left).slots:
        return machine.unknown(node, tr("paramcalc does not follow how counters are merged"), left, right)
    if one == two == "dict" and isinstance(sign, ast.BitOr):
        merged = {**(machine.get(left).map or {}), **(machine.get(right).map or {})}
        return machine.new(Obj("dict", map=merged))
    if one == two == "set" and isinstance(sign, (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)):
        sets = [machine.get(value).items or [] for value in (left, right)]
        machine.pay(len(sets[0]) + len(sets[1]))
        if all(map(is_constant, sets[0] + sets[1])):
            result = ARITHMETIC[type(sign)](dict.fromkeys(sets[0]).keys(), dict.fromkeys(sets[1]).keys())
            return machine.new(Obj("set", items=list(result)))
        return machine.unknown(node, tr("paramcalc does not follow it"), left, right)
    if is_constant(left) and isinstance(left, str) and isinstance(sign, ast.Mod):
        machine.may_raise()
        return machine.unknown(node, tr("paramcalc does not follow its format"), right)
    return NotImplemented


def _vague(machine: Machine, node: ast.AST, left: Value, right: Value) -> Unknown:
    machine.may_raise()
    origin = next(machine.get(value).meta.origin for value in (left, right) if machine.kind(value) == "vague")
    return machine.store.unknown(machine.origin(node, origin.why), left, right)


def _with_method(machine: Machine, node: ast.AST, left: Value, sign: Any, right: Value) -> Value:
    """An operator that a class of the source defines."""
    name = METHODS.get(type(sign), "")
    if machine.kind(left) == "instance" and name:
        method = find_in_class(machine, left, name)
        if method is not None and not isinstance(method, Unknown):
            return machine.call(method, [left, right], {}, node)
    machine.may_raise()
    if machine.kind(left) in ("instance", "layer", "vague") or machine.kind(right) in ("instance", "layer", "vague"):
        machine.escape(
            machine.origin(node, tr("an operator that paramcalc does not follow may have changed it")), left, right
        )
    return machine.unknown(node, tr("paramcalc does not follow it"), left, right)


def in_place(machine: Machine, node: ast.AugAssign, before: Value, sign: ast.operator, value: Value) -> Value:
    """An augmented assignment, which changes a list, a set or a dictionary by whatever name it goes."""
    kind = machine.kind(before)
    if kind == "list" and isinstance(sign, ast.Add):
        machine.call(machine.get_attribute(before, "extend", node), [value], {}, node)
        return before
    if kind in ("dict", "set") and isinstance(sign, ast.BitOr):
        machine.call(machine.get_attribute(before, "update", node), [value], {}, node)
        return before
    if kind in ("list", "set", "dict", "instance", "vague", "layer") or (isinstance(before, Unknown) and before.refs):
        origin = machine.origin(
            node.target, tr("paramcalc does not follow how {lineno} changes it", lineno=line_text(node.lineno))
        )
        machine.escape(origin, before, value)
        return machine.store.unknown(origin, before)
    return binary(machine, node, before, sign, value)


def unary(machine: Machine, node: ast.UnaryOp, value: Value) -> Value:
    """An operator before a value."""
    if isinstance(node.op, ast.Not):
        holds = truth(machine, value)
        return machine.unknown(node, tr("it depends on something unknown"), value) if holds is None else not holds
    if isinstance(value, Tensor):
        return machine.parts.operate(machine, node, node.op, value, None)
    if is_constant(value):
        return compute(machine, node, UNARY[type(node.op)], value)
    machine.may_raise()
    return machine.unknown(node, tr("paramcalc does not follow it"), value)
