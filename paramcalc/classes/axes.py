"""The length of an axis as an expression in named sizes: `units`, `2 * units`, `input // ratio`.

A text is parsed by `ast` and never executed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import UncountedError
from paramcalc.errors import UsageError, parser_reason, shown
from paramcalc.phrases import tr

LONGEST = 500
"""The characters of an expression."""

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)

Lookup: TypeAlias = "Callable[[str], Size]"
"""A function from the name of a size to its value."""


@lru_cache(maxsize=512)
def parsed(text: str) -> ast.expr:
    """The syntax tree of an expression. Raises UsageError for any other text."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body if len(text) <= LONGEST else ast.Constant(None)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(tr("{text} is not a size: {error}", text=shown(text), error=parser_reason(error))) from error
    for node in ast.walk(tree):
        is_number = isinstance(node, ast.Constant) and type(node.value) is int
        if not is_number and not isinstance(node, (ast.Name, ast.BinOp, ast.expr_context, *OPERATORS)):
            raise UsageError(
                tr("{text} is not a size", text=shown(text)), tip=tr("for example units, 2 * units or input // 4")
            )
    return tree


def names_in(text: str) -> tuple[str, ...]:
    """The names in an expression, in their order.

    >>> names_in("input // ratio + 1")
    ('input', 'ratio')
    """
    return tuple(dict.fromkeys(node.id for node in ast.walk(parsed(text)) if isinstance(node, ast.Name)))


def length(text: str, lookup: Lookup) -> Size:
    """The value of an expression.

    >>> length("input // ratio", {"input": 28, "ratio": 4}.__getitem__)
    7

    Raises UsageError for a division by 0, UncountedError for a division of a formula that is not exact.
    """

    def value(node: ast.expr) -> Size:
        match node:
            case ast.Name():
                return lookup(node.id)
            case ast.Constant():
                assert isinstance(node.value, int)
                return node.value
            case ast.BinOp(op=ast.Add()):
                return value(node.left) + value(node.right)
            case ast.BinOp(op=ast.Sub()):
                return value(node.left) - value(node.right)
            case ast.BinOp(op=ast.Mult()):
                return value(node.left) * value(node.right)
            case ast.BinOp():
                return _divided(value(node.left), value(node.right), text)
        raise AssertionError(node)

    return value(parsed(text))


def _divided(one: Size, two: Size, text: str) -> Size:
    if isinstance(two, Polynomial) or not two:
        if not two:
            raise UsageError(tr("{text}: it is divided by zero", text=text))
        raise UncountedError(tr("{text} cannot be divided before the sizes are known", text=text))
    if not isinstance(one, Polynomial):
        return one // two
    if any(factor % two for _, factor in one.terms):
        raise UncountedError(tr("{text} cannot be rounded down before the sizes are known", text=text))
    return Polynomial({sizes: factor // two for sizes, factor in one.terms})


def formula(text: str) -> Polynomial:
    """The same in symbols; a division is a symbol of its own.

    >>> print(formula("2 * units"), formula("input // 4"))
    2·units input // 4
    """
    tree = parsed(text)
    if any(isinstance(node, ast.FloorDiv) for node in ast.walk(tree)):
        return Polynomial.symbol(ast.unparse(tree))
    size = length(text, Polynomial.symbol)
    return size if isinstance(size, Polynomial) else Polynomial({(): size})
