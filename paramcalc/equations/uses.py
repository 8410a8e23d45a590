"""How a parameter is used, and what follows from it: its role, and whether another parameter makes it redundant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from paramcalc.equations import syntax
from paramcalc.errors import shorten

ROLES = ("kernel", "recurrent_kernel", "bias", "recurrent_bias", "peephole", "projection", "scale")
"""The roles of parameters, which follow from their use."""

BIASES = ("bias", "recurrent_bias")


LONGEST_OPERAND = 400
"""Characters of an operand or a context as text; a longer one is cut, and compared by a digest of all of it."""


class Multiplier(NamedTuple):
    """What multiplies a parameter. Two are equal if their whole texts are."""

    text: str
    """`r * h`, after `@ ` for a matrix; empty for a bias. A long one is cut."""
    digest: bytes
    """Of the whole text, if the text is cut: in a long product every factor has an operand as long as the product."""


def _multiplier(text: str) -> Multiplier:
    if len(text) <= LONGEST_OPERAND:
        return Multiplier(text, b"")
    import hashlib

    return Multiplier(shorten(text, LONGEST_OPERAND), hashlib.blake2b(text.encode()).digest())


class Use(NamedTuple):
    """One appearance of a parameter: its term, the sum with this term, and what multiplies the parameter."""

    gate: str
    term: syntax.Expression
    sum: syntax.Sum | None
    term_index: int
    """The index of the term in the sum."""
    sign: int
    multiplier: Multiplier
    context: syntax.Expression
    """The expression around the sum."""


def names_from_states(program: syntax.Program) -> set[str]:
    """The states, and all names that are computed from a state."""
    names = set(program.states)
    for equation in program.equations:
        if _mentions(equation.expression, names):
            names.add(equation.target)
    return names


def _mentions(expression: syntax.Expression, names: set[str]) -> bool:
    return any(isinstance(part, syntax.Name) and part.name in names for part in syntax.walk(expression))


def uses_in(equation: syntax.Equation, parameters: Mapping[str, object]) -> Iterator[tuple[str, Use]]:
    """Every appearance of a parameter in an equation, in the order of the text."""

    def search(expression: syntax.Expression, parent: syntax.Expression) -> Iterator[tuple[str, Use]]:
        whole = expression if isinstance(expression, syntax.Sum) else None
        for position, (sign, term) in enumerate(syntax.signed_terms(expression)):
            for name, multiplier in _linear_in(term, parameters):
                yield name, Use(equation.target, term, whole, position, sign, multiplier, parent)
            for child in _operands(term):
                yield from search(child, term)

    yield from search(equation.expression, equation.expression)


def _linear_in(term: syntax.Expression, parameters: Mapping[str, object]) -> Iterator[tuple[str, Multiplier]]:
    """The parameters of which a term is a multiple, each with what multiplies it."""
    match term:
        case syntax.Name(name) if name in parameters:
            yield name, _multiplier("")
        case syntax.MatrixProduct(syntax.Name(name), vector):
            yield name, _multiplier(f"@ {syntax.show(vector)}")
        case syntax.ElementwiseProduct(factors):
            texts = list(map(syntax.show_inside, factors))
            whole, start = " * ".join(texts), 0
            for factor, text in zip(factors, texts, strict=True):
                end = start + len(text) + 3
                if isinstance(factor, syntax.Name) and factor.name in parameters:
                    # The other factors: all but this one and the sign behind it, or before it if it is the last.
                    others = whole[:start] + whole[end:] if end < len(whole) else whole[: max(start - 3, 0)]
                    yield factor.name, _multiplier(others)
                start = end


def _operands(term: syntax.Expression) -> tuple[syntax.Expression, ...]:
    """The expressions inside a term; the names in a product belong to the term itself."""
    if isinstance(term, syntax.ElementwiseProduct):
        return tuple(factor for factor in term.factors if not isinstance(factor, syntax.Name))
    return syntax.children(term)


def merged_with(uses: Mapping[str, list[Use]]) -> dict[str, str]:
    """The parameters that are always added to an earlier one, with the same multiplier: each with the earlier one."""
    first: dict[object, str] = {}
    merged: dict[str, str] = {}
    for name, own_uses in uses.items():
        if any(use.sum is None for use in own_uses):
            continue
        # A subtracted parameter merges as well if the two signs are equal everywhere or opposite everywhere.
        sums = Counter((id(use.sum), use.sign * own_uses[0].sign, use.multiplier) for use in own_uses)
        earlier = first.setdefault(frozenset(sums.items()), name)
        if earlier != name:
            merged[name] = earlier
    return merged


def roles_of(uses: Mapping[str, list[Use]], program: syntax.Program) -> dict[str, str]:
    """The role of every parameter: of a matrix by what it multiplies, of a vector by whether it is always added."""
    states, recurrent, projections = program.states, names_from_states(program), _projections(program)
    bias_roles: dict[int, list[str]] = {}
    # A long product or sum is looked at once, not once for each parameter in it.
    by_state = {id(use.term): use.term for own_uses in uses.values() for use in own_uses}
    multiplies_state = {key: _multiplies_state(term, states) for key, term in by_state.items()}
    sums = {id(use.sum): use.sum for own_uses in uses.values() for use in own_uses if use.sum}
    variable_terms = {
        key: sum(not isinstance(term, syntax.Number) for _, term in whole.terms) for key, whole in sums.items()
    }

    def is_added(use: Use) -> bool:
        """Whether a vector is a term of its own beside something other than a number: `1 - a` does not count."""
        return isinstance(use.term, syntax.Name) and variable_terms.get(id(use.sum), 0) > 1

    def role(name: str, own_uses: list[Use]) -> str:
        first = own_uses[0]
        if isinstance(first.term, syntax.MatrixProduct):
            kernel = "recurrent_kernel" if _mentions(first.term.vector, recurrent) else "kernel"
            return "projection" if name in projections else kernel
        if first.sum is None or not all(map(is_added, own_uses)):
            return "peephole" if any(multiplies_state[id(use.term)] for use in own_uses) else "scale"
        if id(first.sum) not in bias_roles:
            bias_roles[id(first.sum)] = _bias_roles(first.sum, recurrent, uses)
        return bias_roles[id(first.sum)][first.term_index]

    return {name: role(name, own_uses) for name, own_uses in uses.items()}


def _projections(program: syntax.Program) -> set[str]:
    """The matrices whose product with a value of the same step is the whole equation of a state."""
    states = program.states
    old, projections = set(states), set()
    for target, expression, _ in program.equations:
        if target in states and isinstance(expression, syntax.MatrixProduct) and not _mentions(expression.vector, old):
            projections.add(expression.matrix.name)
        old.discard(target)
    return projections


def _multiplies_state(term: syntax.Expression, states: Mapping[str, str]) -> bool:
    factors = term.factors if isinstance(term, syntax.ElementwiseProduct) else ()
    return any(isinstance(factor, syntax.Name) and factor.name in states for factor in factors)


def _bias_roles(whole: syntax.Sum, recurrent: set[str], parameters: Collection[str]) -> list[str]:
    """For every term of a sum, the role that it has if it is a bias.

    A bias is recurrent if all other terms are computed from a state, or, from the second bias on, if the product before
    it is.
    """
    terms = [term for _, term in whole.terms]
    biases = [isinstance(term, syntax.Name) and term.name in parameters for term in terms]
    from_state = [_mentions(term, recurrent) for term in terms]
    others = [depends for depends, is_bias in zip(from_state, biases, strict=True) if not is_bias]
    all_recurrent = bool(others) and all(others)
    roles, product_before, bias_before = [], False, False
    for depends, is_bias in zip(from_state, biases, strict=True):
        roles.append("recurrent_bias" if all_recurrent or (bias_before and product_before) else "bias")
        bias_before = bias_before or is_bias
        product_before = product_before if is_bias else depends
    return roles
