"""The functions of Python that are computed while a source is read: those that give plain values of plain values."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.readers.python.values import LONGEST

LARGEST_BITS = 4000
"""Of a whole number: more than any size has digits for."""


HEAVIEST, DEEPEST = LONGEST, 40
"""Of a nested value: how many others it may hold, and how deep."""


def _range(*arguments: int) -> list[int]:
    numbers = range(*arguments)
    if len(numbers) > LONGEST:
        raise ValueError(f"a range of {len(numbers):,} numbers")
    return list(numbers)


def _product(values: Any) -> Any:
    total = 1
    for value in values:
        if not isinstance(value, (int, float)):
            raise TypeError("a product of what is no number")
        total = compute(operator.mul, total, value)
    return total


def _round(number: Any, digits: int | None = None) -> Any:
    if digits is not None and abs(digits) > 50:
        raise ValueError("so many digits")
    return round(number, digits)


def bounded(value: Any) -> Any:
    """A value, if it is not too large. Raises ValueError for one that is."""
    if isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        raise ValueError("a number of thousands of digits")
    if isinstance(value, (str, bytes, list, tuple)) and len(value) > LONGEST:
        raise ValueError(f"{len(value):,} entries")
    return value


def _zip(*lists: Any) -> list[tuple[Any, ...]]:
    return list(zip(*lists, strict=False))


def _enumerate(values: Any, start: int = 0) -> list[tuple[int, Any]]:
    return list(enumerate(values, start))


BUILTINS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "bool": bool,
    "dict": dict,
    "divmod": divmod,
    "enumerate": _enumerate,
    "float": float,
    "int": int,
    "len": len,
    "list": list,
    "max": max,
    "min": min,
    "range": _range,
    "reversed": lambda values: list(values)[::-1],
    "round": _round,
    "set": set,
    "sorted": sorted,
    "str": str,
    "sum": sum,
    "tuple": tuple,
    "xrange": _range,
    "zip": _zip,
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "math.ceil": math.ceil,
    "math.floor": math.floor,
    "math.log": math.log,
    "math.log2": math.log2,
    "math.prod": _product,
    "math.sqrt": math.sqrt,
    "numpy.ceil": math.ceil,
    "numpy.floor": math.floor,
    "numpy.prod": _product,
    "collections.OrderedDict": dict,
    "keras.backend.image_data_format": lambda: "channels_last",
    "keras.backend.image_dim_ordering": lambda: "tf",
    "keras.config.image_data_format": lambda: "channels_last",
}
"""Functions of modules that sizes are computed with; of Keras's settings their defaults."""

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

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, two: one in two,
    ast.NotIn: lambda one, two: one not in two,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}

UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}

WRONG = (ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError, MemoryError)
"""What a computation on plain values can end with."""


def weigh(value: Any) -> int:
    """How many values a nested one holds; what shares a part counts it each time, as whoever walks through it does.

    Raises UsageError for one too large or too deep to be walked through.
    """
    count = 0
    rest = [(value, 0)]
    while rest:
        each, depth = rest.pop()
        count += 1
        if count > HEAVIEST or depth > DEEPEST:
            raise UsageError("a list grows too large")
        if isinstance(each, dict):
            each = list(each.values())
        if isinstance(each, (list, tuple, set)):
            rest += [(inside, depth + 1) for inside in each]
    return count


def compute(function: Callable[..., Any], *arguments: Any) -> Any:
    """A function of plain values, its cost bounded before it is called.

    Raises one of WRONG, or UsageError, where it cannot be computed.
    """
    if function is operator.mul:
        sizes = [each.bit_length() if isinstance(each, int) else 0 for each in arguments]
        lengths = [len(each) for each in arguments if isinstance(each, (str, bytes, list, tuple))]
        numbers = [each for each in arguments if isinstance(each, int)]
        if sum(sizes) > LARGEST_BITS or (lengths and numbers and lengths[0] * max(numbers[0], 0) > LONGEST):
            raise UsageError("a number or a list grows too large")
    elif function in (operator.pow, operator.lshift):
        base, power = arguments
        if isinstance(base, int) and isinstance(power, int):
            bits = base.bit_length() * power if function is operator.pow else base.bit_length() + power
            if bits > LARGEST_BITS:
                raise UsageError("a number grows too large")
    elif function is operator.mod and isinstance(arguments[0], (str, bytes)):
        raise TypeError("texts are not put together")
    return bounded(function(*arguments))
