"""How a parameter is used, and what follows from it: its role, and whether another one makes it redundant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from paramcalc.equations.syntax import (
    ElementwiseProduct,
    Equation,
    Expression,
    MatrixProduct,
    Name,
    Program,
    Sum,
    children,
    show,
    walk,
)


class Use(NamedTuple):
    """One appearance of a parameter: the term it makes, in which sum with which sign, and what it is multiplied by."""

    gate: str
    term: Expression
    sum: Sum | None
    sign: int
    multiplier: str
    context: Expression


def made_of_state(program: Program, states: Mapping[str, str]) -> set[str]:
    """The names that carry something of a state: the states and all that is computed from one."""
    names = set(states)
    for equation in program.equations:
        if _mentions(equation.expression, names):
            names.add(equation.target)
    return names


def _mentions(expression: Expression, names: set[str]) -> bool:
    return any(isinstance(part, Name) and part.name in names for part in walk(expression))


def uses_in(equation: Equation, parameters: Mapping[str, object]) -> Iterator[tuple[str, Use]]:
    """Every appearance of a parameter in an equation, in the order of the text."""

    def search(expression: Expression, parent: Expression) -> Iterator[tuple[str, Use]]:
        within = expression if isinstance(expression, Sum) else None
        for sign, term in within.terms if within else ((1, expression),):
            for name, multiplier in _linear_in(term, parameters):
                yield name, Use(equation.target, term, within, sign, multiplier, parent)
            for child in _deeper(term):
                yield from search(child, term)

    yield from search(equation.expression, equation.expression)


def _linear_in(term: Expression, parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The parameters that a term is a plain multiple of, with what multiplies them."""
    if isinstance(term, Name) and term.name in parameters:
        yield term.name, ""
    elif isinstance(term, MatrixProduct):
        yield term.matrix.name, f"@ {show(term.vector)}"
    elif isinstance(term, ElementwiseProduct):
        for position, factor in enumerate(term.factors):
            if isinstance(factor, Name) and factor.name in parameters:
                others = term.factors[:position] + term.factors[position + 1 :]
                yield factor.name, " * ".join(map(show, others))


def _deeper(term: Expression) -> tuple[Expression, ...]:
    if isinstance(term, ElementwiseProduct):
        return tuple(factor for factor in term.factors if not isinstance(factor, Name))
    return children(term)


def merged_with(uses: Mapping[str, list[Use]]) -> dict[str, str]:
    """The parameters that only ever appear added to an earlier one, multiplied by the same: each with that one."""
    first: dict[object, str] = {}
    merged: dict[str, str] = {}
    for name, its_uses in uses.items():
        if any(use.sum is None for use in its_uses):
            continue
        signature = frozenset((id(use.sum), use.sign, use.multiplier) for use in its_uses)
        earlier = first.setdefault((signature, len(its_uses)), name)
        if earlier != name:
            merged[name] = earlier
    return merged


def role(use: Use, recurrent: set[str], states: set[str], parameters: Mapping[str, object]) -> str:
    """The role that a use gives a parameter: a matrix by what it multiplies, a vector by whether it is added."""
    if isinstance(use.term, MatrixProduct):
        return "recurrent_kernel" if _mentions(use.term.vector, recurrent) else "kernel"
    if isinstance(use.term, ElementwiseProduct):
        on_state = any(isinstance(factor, Name) and factor.name in states for factor in use.term.factors)
        return "peephole" if on_state else "scale"
    return "recurrent_bias" if use.sum and _follows_state(use, use.sum, recurrent, parameters) else "bias"


def _follows_state(use: Use, within: Sum, recurrent: set[str], parameters: Mapping[str, object]) -> bool:
    """Whether a bias belongs to the recurrent half of its sum: all else in it is made of a state, or, where the sum
    holds several biases, the product before it is.
    """
    terms = [term for _, term in within.terms]
    biases = [term for term in terms if isinstance(term, Name) and term.name in parameters]
    others = [_mentions(term, recurrent) for term in terms if term not in biases]
    if others and all(others):
        return True
    before = [_mentions(term, recurrent) for term in terms[: terms.index(use.term)] if term not in biases]
    return len(biases) > 1 and bool(before) and before[-1]
