"""How a parameter is used, and what follows from it: its role, and whether another one makes it redundant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from paramcalc.equations.syntax import (
    ElementwiseProduct,
    Equation,
    Expression,
    MatrixProduct,
    Name,
    Number,
    Program,
    Sum,
    children,
    show,
    show_inside,
    walk,
)

ROLES = ("kernel", "recurrent_kernel", "bias", "recurrent_bias", "peephole", "projection", "scale")
"""What a parameter can be, by how it is used."""

BIASES = ("bias", "recurrent_bias")


class Use(NamedTuple):
    """One appearance of a parameter: the term it makes, in which sum with which sign, and what it is multiplied by."""

    gate: str
    term: Expression
    sum: Sum | None
    position: int
    """Of the term in the sum."""
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
        for position, (sign, term) in enumerate(within.terms if within else ((1, expression),)):
            for name, multiplier in _linear_in(term, parameters):
                yield name, Use(equation.target, term, within, position, sign, multiplier, parent)
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
                yield factor.name, " * ".join(map(show_inside, others))


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
        # A parameter that is subtracted merges as well; what matters is that its sign goes with the other's everywhere.
        places = Counter((id(use.sum), use.sign * its_uses[0].sign, use.multiplier) for use in its_uses)
        earlier = first.setdefault(frozenset(places.items()), name)
        if earlier != name:
            merged[name] = earlier
    return merged


def roles_of(uses: Mapping[str, list[Use]], program: Program, states: Mapping[str, str]) -> dict[str, str]:
    """The role of every parameter: a matrix by what it multiplies, a vector by whether it is always just added."""
    recurrent = made_of_state(program, states)
    projections = _projections(program, states)
    sums: dict[int, list[str]] = {}
    found: dict[str, str] = {}
    for name, its_uses in uses.items():
        term, within = its_uses[0].term, its_uses[0].sum
        if isinstance(term, MatrixProduct):
            kernel = "recurrent_kernel" if _mentions(term.vector, recurrent) else "kernel"
            found[name] = "projection" if name in projections else kernel
        elif within is None or not all(map(_is_added, its_uses)):
            found[name] = "peephole" if any(_multiplies_state(use.term, states) for use in its_uses) else "scale"
        else:
            if id(within) not in sums:
                sums[id(within)] = _bias_roles(within, recurrent, uses)
            found[name] = sums[id(within)][its_uses[0].position]
    return found


def _projections(program: Program, states: Mapping[str, str]) -> set[str]:
    """The matrices that turn what a step has computed into a new state, and are that state's whole equation."""
    old, found = set(states), set()
    for target, expression, _ in program.equations:
        if target in states and isinstance(expression, MatrixProduct) and not _mentions(expression.vector, old):
            found.add(expression.matrix.name)
        old.discard(target)
    return found


def _is_added(use: Use) -> bool:
    """Whether a vector stands as it is in a sum with something that is not a number: `1 - a` adds nothing to it."""
    terms = use.sum.terms if use.sum else ()
    others = (term for position, (_, term) in enumerate(terms) if position != use.position)
    return isinstance(use.term, Name) and any(not isinstance(term, Number) for term in others)


def _multiplies_state(term: Expression, states: Mapping[str, str]) -> bool:
    factors = term.factors if isinstance(term, ElementwiseProduct) else ()
    return any(isinstance(factor, Name) and factor.name in states for factor in factors)


def _bias_roles(within: Sum, recurrent: set[str], parameters: Collection[str]) -> list[str]:
    """For every term of a sum that is a bias, which half of the sum it belongs to.

    The recurrent half, if all else in the sum is made of a state; or, from the second bias on, if the product before it
    is.
    """
    terms = [term for _, term in within.terms]
    biases = [isinstance(term, Name) and term.name in parameters for term in terms]
    of_state = [_mentions(term, recurrent) for term in terms]
    others = [made for made, bias in zip(of_state, biases, strict=True) if not bias]
    alone = bool(others) and all(others)
    found, before, several = [], False, False
    for made, bias in zip(of_state, biases, strict=True):
        found.append("recurrent_bias" if alone or (several and before) else "bias")
        several = several or bias
        before = before if bias else made
    return found
