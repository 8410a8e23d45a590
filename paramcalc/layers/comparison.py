"""Layers side by side: the differences of their counts, and the parameters that cause them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product as combinations
from typing import NamedTuple

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.equations.cell import redundancy
from paramcalc.errors import UsageError, shown
from paramcalc.layers.breakdown import Breakdown, Row, total

MOST_SIZES = 1_000_000
"""Combinations of sizes in one table."""


class Reason(NamedTuple):
    """The parameters that only one of two layers has, and whether the equations need them."""

    more: bool
    """True if the layer has them, false if the base has them."""
    parameters: tuple[str, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count
    redundant: tuple[tuple[str, str], ...]
    """Those that the equations do not need, each with the parameter to which it is always added."""
    needed: tuple[tuple[str, str], ...]
    """The recurrent biases that the equations need, each with the expression around its sum."""


class Subject(NamedTuple):
    """One of the compared layers: its label, its breakdown, and its difference from the base."""

    label: str
    breakdown: Breakdown
    difference: Size
    """Its total minus the base's."""
    reasons: tuple[Reason, ...]


class Comparison(NamedTuple):
    """Layers side by side; the base is one of them."""

    base: str
    subjects: tuple[Subject, ...]


def compare(breakdowns: Mapping[str, Breakdown], base: str) -> Comparison:
    """Each of the layers, by label, compared with the one labelled `base`.

    >>> from paramcalc import layer
    >>> b = {name: layer("gru", units=3, input=5, framework=name) for name in ("keras", "flax-nnx")}
    >>> [(subject.label, subject.difference) for subject in compare(b, "keras").subjects]
    [('keras', 0), ('flax-nnx', -9)]
    """
    first = breakdowns[base]
    subjects = []
    for label, breakdown in breakdowns.items():
        difference = polynomial(breakdown.total - first.total).evaluate({})
        # Different cells differ by their gates, whose number the table shows.
        same_cell = breakdown.layer.name == first.layer.name
        reasons = tuple(_reasons(breakdown, first)) if same_cell else ()
        subjects.append(Subject(label, breakdown, difference, reasons))
    return Comparison(base, tuple(subjects))


def _reasons(breakdown: Breakdown, base: Breakdown) -> Iterator[Reason]:
    """Gates are matched by their names, since frameworks use different symbols for them."""
    mine, theirs = _by_gate_and_role(breakdown), _by_gate_and_role(base)
    for more, rows, others in ((True, mine, theirs), (False, theirs, mine)):
        only = [row for key, row in rows.items() if key not in others]
        if only:
            parameters = {row.parameter: row.definition for row in only}
            yield Reason(more, tuple(parameters), total(only), *redundancy(parameters.values()))


def _by_gate_and_role(breakdown: Breakdown) -> dict[tuple[int, str, str, str], Row]:
    return {(row.layer, row.direction, row.gate_name or row.gate, row.role): row for row in breakdown.rows}


def read_sizes(name: str, text: str) -> tuple[int, ...]:
    """The sizes that a text lists: one, several with commas, or a range `first:last:step` that includes its last.

    >>> read_sizes("units", "16:64:16"), read_sizes("units", "3,5")
    ((16, 32, 48, 64), (3, 5))

    Raises UsageError for anything else.
    """
    sizes: list[int] = []
    for part in text.split(","):
        try:
            numbers = [int(number) for number in part.split(":")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 3:
            tip = f"for example --{name} 75, --{name} 16,32,64 or --{name} 16:256:16"
            raise UsageError(f"--{name} takes whole numbers, got {shown(part)}", tip=tip)
        first, last = numbers[0], numbers[1 if len(numbers) > 1 else 0]
        step = numbers[2] if len(numbers) > 2 else 1
        for number, what in ((first, name), (last, name), (step, f"the step of {name}")):
            whole_number(what, number, least=1)
        if (last - first) // step >= MOST_SIZES:
            raise UsageError(f"--{name} {part} is more than {MOST_SIZES:,} sizes")
        sizes += range(first, last + 1, step)
    if not sizes:
        raise UsageError(
            f"--{name} {text} holds no size", tip="a range is first:last:step, its first not above its last"
        )
    return tuple(sizes)


def sweep(
    breakdowns: Iterable[Breakdown], units: Sequence[int], features: Sequence[int]
) -> Iterator[tuple[int, int, list[Size]]]:
    """Every combination of sizes with the totals of all layers."""
    formulas = [breakdown.formula for breakdown in breakdowns]
    for units_size, input_size in combinations(units, features):
        sizes = {"units": units_size, "input": input_size}
        yield units_size, input_size, [formula.evaluate(sizes) for formula in formulas]
