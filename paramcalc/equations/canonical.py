"""The canonical form of equations: two cells whose forms are equal compute the same function up to their weights and
activation functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from paramcalc.equations import syntax

Tree: TypeAlias = Any
"""Nested tuples; the parts of sums and products are sorted."""


def canonical(program: syntax.Program, names: Mapping[str, str], zero: Collection[str]) -> dict[str, Tree]:
    """Every equation by its target. Names are replaced by `names`, those in `zero` are left out, and all functions are
    treated as one.

    >>> from paramcalc.equations.reader import parse
    >>> one = canonical(parse("h = tanh(W @ x + b) + p * h"), {"W": "kernel"}, {"b", "p"})
    >>> one == canonical(parse("h = sigmoid(V @ x)"), {"V": "kernel"}, set())
    True
    """

    def tree(expression: syntax.Expression) -> Tree:
        """The expression's tree, or None if nothing of it is left."""
        match expression:
            case syntax.Number(value):
                return ("number", value)
            case syntax.Name(name):
                return None if name in zero else ("name", names.get(name, name))
            case syntax.FunctionCall(_, argument):
                return ("call", tree(argument))
            case syntax.MatrixProduct(syntax.Name(matrix), vector, _, convolved):
                return None if matrix in zero else ("matrix", names.get(matrix, matrix), convolved, tree(vector))
            case syntax.ElementwiseProduct(factors):
                trees = [tree(factor) for factor in factors]
                return None if None in trees else ("product", *sorted(trees, key=repr))
        terms = [(sign, kept) for sign, term in expression.terms if (kept := tree(term)) is not None]
        if len(terms) == 1 and terms[0][0] > 0:
            return terms[0][1]
        return ("sum", *sorted(terms, key=repr)) if terms else None

    return {names.get(target, target): tree(expression) for target, expression, _ in program.equations}
