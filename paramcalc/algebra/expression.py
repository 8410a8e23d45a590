"""A polynomial read from its text, the inverse of `Polynomial.show(PYTHON)`. Nothing of the text is executed."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from paramcalc.algebra.integers import MOST_DIGITS, integer
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.errors import UsageError, shown

LONGEST_TEXT = 2000
"""Characters: far above any formula of a layer, and below what makes Python's own parser slow."""

MOST_TERMS = 10_000
"""Terms of one product, before equal ones are added up."""

LARGEST_POWER = 100


@lru_cache(maxsize=256)
def expression(text: str) -> Polynomial:
    """A polynomial from a text in Python's syntax: `+`, `-`, `*`, names, whole numbers, and powers of names.

    >>> print(expression("2 * units * (input + units**2)"))
    2·(units³ + input·units)

    Raises UsageError for any other text, and for one that is too long or too deep or has too many terms.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"a formula has at most {LONGEST_TEXT:,} characters, got {len(text):,}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on a text that is not for Python
            return polynomial(_value(ast.parse(text.strip(), mode="eval").body))
    except UsageError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"not a formula in sizes: {shown(text)}") from error


def _value(node: ast.expr) -> Size:
    match node:
        case ast.Name(id=name):
            return Polynomial.symbol(name)
        case ast.Constant(value=value) if (number := integer(value)) is not None and number < 10**MOST_DIGITS:
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left) + _value(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left) - _value(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(_value(left), _value(right))
        case ast.BinOp(left=ast.Name(id=name), op=ast.Pow(), right=ast.Constant(value=int(power))) if (
            power <= LARGEST_POWER
        ):
            return Polynomial.symbol(name) ** power
    raise UsageError(
        f"not a formula in sizes: {shown(ast.unparse(node))}",
        tip=f"allowed: names, whole numbers, + - * and powers of names up to {LARGEST_POWER}",
    )


def _product(left: Size, right: Size) -> Size:
    if len(polynomial(left).terms) * len(polynomial(right).terms) > MOST_TERMS:
        raise UsageError(f"the formula has a product of more than {MOST_TERMS:,} terms")
    return left * right
