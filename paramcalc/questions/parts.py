"""The parameters that a difference of two counts consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.layers.breakdown import total
from paramcalc.layers.layer import Layer
from paramcalc.layers.structure import DIRECTIONS, Row
from paramcalc.questions.conventions import Known, conventions

ROLES = ("recurrent_bias", "bias", "kernel", "recurrent_kernel", "peephole", "projection", "scale")
"""The roles in the order in which they are named where several would do."""


class Part(NamedTuple):
    """A part of a difference: parameters that one side counts and the other does not."""

    kind: str
    """`role`: all parameters of some roles; `gate`: whole gates; `direction`: one direction; `twice`: roles counted
    twice; `other`: parameters that another layer has; `unknown`: nothing that a layer has."""
    more: bool
    """True if the count has them and the layer has not."""
    amount: Size
    """How many they are, from 1."""
    parameters: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    option: str = ""
    """The option of the layer that decides whether it has them: `reset_after`."""
    other: Layer | None = None
    """The layer that has them, for the kind `other`."""


Parts: TypeAlias = "tuple[Part, ...]"

Measure: TypeAlias = "Callable[[Polynomial], Size]"


def explain(difference: Size, layer: Layer, sizes: Mapping[str, int] | None = None) -> Parts:
    """The parts whose sum is a difference from a layer's count, in symbols or at these sizes; none for 0.

    >>> from paramcalc import gru
    >>> [part.parameters for part in explain(-225, gru().layer, {"units": 75, "input": 28})]
    [('c_z', 'c_r', 'c_h')]
    """
    if polynomial(difference) == 0:
        return ()

    def measure(count: Polynomial) -> Size:
        return count.evaluate(sizes or {})

    edits = _edits(layer, measure)
    whole = _combination(difference, edits)
    if whole is not None:
        return whole
    if not isinstance(difference, Polynomial):
        return (_unknown(difference),)
    parts: list[Part] = []
    for monomial, factor in difference.terms:
        term = Polynomial({monomial: factor})
        parts += [part for value, part in edits if value == term][:1] or [_unknown(term)]
    return tuple(parts)


def _unknown(difference: Size) -> Part:
    more = leading(difference) > 0
    return Part("unknown", more, difference if more else polynomial(-difference).evaluate({}))


def leading(difference: Size) -> int:
    """The factor of the term of highest degree, whose sign is that of the difference at large sizes."""
    return difference.terms[0][1] if isinstance(difference, Polynomial) else difference


def _combination(difference: Size, edits: Sequence[tuple[Size, Part]]) -> Parts | None:
    """One edit or two that make the difference."""
    for value, part in edits:
        if value == difference:
            return (part,)
    pairs = [
        (first, second)
        for (one, first), (two, second) in combinations(edits, 2)
        if one + two == difference and set(first.parameters).isdisjoint(second.parameters)
    ]
    of_roles = (pair for pair in pairs if all(part.kind == "role" and not part.more for part in pair))
    opposite = (pair for pair in pairs if pair[0].more != pair[1].more)
    return next(chain(of_roles, opposite), None)


def _edits(layer: Layer, measure: Measure) -> list[tuple[Size, Part]]:
    """Everything that may be left out of a layer's count, or put in, with its signed amount; the likeliest first."""
    parts = [*_lacking(layer), *_other(layer), *_lacking_gates(layer), *_twice(layer)]
    edits = []
    for part in parts:
        amount = measure(polynomial(part.amount))
        edits.append((amount if part.more else amount * -1, part._replace(amount=amount)))
    return edits


def _lacking(layer: Layer) -> Iterator[Part]:
    """Some roles left out, in both directions or in one; one direction left out as a whole."""
    rows = layer.structure.rows
    present = [role for role in ROLES if any(row.role == role for row in rows)]
    directions = DIRECTIONS[: 1 + layer.bidirectional]
    sides = [directions, *([(side,) for side in reversed(directions)] if len(directions) > 1 else [])]
    for number in range(1, len(present)):
        for roles in combinations(present, number):
            for side in sides:
                yield _role_part(layer, [row for row in rows if row.role in roles and row.direction in side], side)
    if layer.bidirectional:
        backward = [row for row in rows if row.direction == DIRECTIONS[1]]
        yield Part("direction", False, _count(backward), directions=(DIRECTIONS[1],))


def _role_part(layer: Layer, rows: Sequence[Row], side: tuple[str, ...]) -> Part:
    names = tuple(dict.fromkeys(row.parameter for row in rows))
    roles = tuple(dict.fromkeys(row.role for row in rows))
    return Part("role", False, _count(rows), names, roles, side, _option_of(layer, roles))


def _option_of(layer: Layer, roles: Iterable[str]) -> str:
    """The option whose other setting would leave out exactly these roles."""
    mine = _counts_by_role(layer.structure.rows)
    for option in layer.entry.options:
        if not option.is_size:
            theirs = _counts_by_role(layer.with_options(**{option.name: not layer.options[option.name]}).structure.rows)
            if {role for role in mine if mine[role] != theirs.get(role)} == {*roles}:
                return option.name
    return ""


def _counts_by_role(rows: Iterable[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.role] = counts.get(row.role, 0) + 1
    return counts


def _lacking_gates(layer: Layer) -> Iterator[Part]:
    """Some gates left out, and some parameters of one role; in the order of storage, from the last."""
    rows = layer.structure.rows
    gates = list(dict.fromkeys(row.gate for row in rows))
    for number in range(1, len(gates)):
        held = [row for row in rows if row.gate in gates[-number:]]
        yield Part("gate", False, _count(held), tuple(dict.fromkeys(row.parameter for row in held)))
    for role in ROLES:
        of_role = [row for row in rows if row.role == role]
        for number in range(1, len(of_role)):
            yield _role_part(layer, of_role[-number:], ())._replace(option="")


def _other(layer: Layer) -> Iterator[Part]:
    """What the same cell has with another option or in another framework."""
    mine = {(row.layer, row.direction, row.gate_name, row.role) for row in layer.structure.rows}
    known = Known(layer.name, bidirectional=layer.bidirectional, layers=layer.layers)
    others = sorted(conventions(known, spatial=True), key=lambda other: other.framework != layer.framework)
    for other in others:
        if other.sizes == layer.sizes:
            rows = [
                row for row in other.structure.rows if (row.layer, row.direction, row.gate_name, row.role) not in mine
            ]
            if rows:
                names = tuple(dict.fromkeys(row.parameter for row in rows))
                roles = tuple(dict.fromkeys(row.role for row in rows))
                yield Part("other", True, _count(rows), names, roles, DIRECTIONS[: 1 + layer.bidirectional], "", other)


def _twice(layer: Layer) -> Iterator[Part]:
    """Roles counted twice, and the whole layer."""
    rows = layer.structure.rows
    for role in ROLES:
        held = [row for row in rows if row.role == role]
        if held:
            part = _role_part(layer, held, DIRECTIONS[: 1 + layer.bidirectional])
            yield part._replace(kind="twice", more=True, option="")
    yield Part("twice", True, layer.structure.formula)


def _count(rows: Iterable[Row]) -> Size:
    return total(rows)
