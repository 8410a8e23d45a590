"""Whether two cells compute the same function up to their weights: equations in a form that order and names do not
change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from paramcalc.equations.syntax import (
    ElementwiseProduct,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Program,
    Sum,
)

Tree: TypeAlias = Any
"""Nested tuples, sums and products sorted."""


def canonical(program: Program, names: Mapping[str, str], zero: Collection[str]) -> dict[str, Tree]:
    """Every equation by its target, with names exchanged for `names`, those in `zero` left out, and functions alike.

    >>> from paramcalc.equations.reader import parse
    >>> one = canonical(parse("h = tanh(W @ x + b) + p * h"), {"W": "kernel"}, {"b", "p"})
    >>> one == canonical(parse("h = sigmoid(V @ x)"), {"V": "kernel"}, set())
    True
    """
    return {
        names.get(equation.target, equation.target): _tree(equation.expression, names, zero)
        for equation in program.equations
    }


def _tree(expression: Expression, names: Mapping[str, str], zero: Collection[str]) -> Tree:
    """The expression's tree, or None where nothing is left of it."""
    if isinstance(expression, Number):
        return ("number", expression.value)
    if isinstance(expression, Name):
        return None if expression.name in zero else ("name", names.get(expression.name, expression.name))
    if isinstance(expression, FunctionCall):
        return ("call", _tree(expression.argument, names, zero))
    if isinstance(expression, MatrixProduct):
        if expression.matrix.name in zero:
            return None
        matrix = names.get(expression.matrix.name, expression.matrix.name)
        return ("matrix", matrix, expression.convolved, _tree(expression.vector, names, zero))
    if isinstance(expression, ElementwiseProduct):
        factors = [_tree(factor, names, zero) for factor in expression.factors]
        return None if None in factors else ("product", *sorted(factors, key=repr))
    return _sum(expression, names, zero)


def _sum(expression: Sum, names: Mapping[str, str], zero: Collection[str]) -> Tree:
    terms = [(sign, tree) for sign, term in expression.terms if (tree := _tree(term, names, zero)) is not None]
    if len(terms) == 1 and terms[0][0] > 0:
        return terms[0][1]
    return ("sum", *sorted(terms, key=repr)) if terms else None
