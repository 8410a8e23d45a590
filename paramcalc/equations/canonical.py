"""The canonical form of equations: two cells whose forms are equal compute the same function up to their weights and
activation functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from paramcalc.equations import syntax


def canonical(program: syntax.Program, names: Mapping[str, str], zero: Collection[str]) -> dict[str, str]:
    """Every equation as text by its target. Names are replaced by `names`, those in `zero` are left out, all functions
    are treated as one, and the parts of sums and products are sorted.

    >>> from paramcalc.equations.reader import parse
    >>> canonical(parse("h = tanh(W @ x + b) + p * h"), {"W": "kernel"}, {"b", "p"})
    {'h': 'f(kernel @ x)'}
    """

    def renamed(name: syntax.Name) -> syntax.Name:
        return name._replace(name=names.get(name.name, name.name))

    def change(expression: syntax.Expression) -> syntax.Expression:
        match expression:
            case syntax.Name(name, position) | syntax.MatrixProduct(syntax.Name(name), _, position) if name in zero:
                return syntax.Number(0, position)
            case syntax.Name():
                return renamed(expression)
            case syntax.FunctionCall():
                return expression._replace(function="f")
            case syntax.MatrixProduct(matrix):
                return expression._replace(matrix=renamed(matrix))
            case syntax.ElementwiseProduct(factors, position):
                if any(map(syntax.is_zero, factors)):
                    return syntax.Number(0, position)
                return expression._replace(factors=tuple(sorted(factors, key=syntax.show)))
            case syntax.Sum(terms, position):
                return syntax.add_nonzero(sorted(terms, key=lambda term: (term[0], syntax.show(term[1]))), position)
        return expression

    return {
        names.get(target, target): syntax.show(syntax.rewrite(expression, change))
        for target, expression, _ in program.equations
    }
