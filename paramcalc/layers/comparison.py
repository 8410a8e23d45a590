"""Layers side by side: how their counts differ, and which parameters make the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product as combinations
from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.errors import UsageError, shown
from paramcalc.layers.breakdown import Breakdown, Row, check_size, total

MOST_SIZES = 1_000_000
"""Combinations of sizes in one table."""


class Reason(NamedTuple):
    """Parameters that one of two layers has and the other has not, and whether the equations need them."""

    more: bool
    """Whether the layer has them and the base has not; else the other way round."""
    parameters: tuple[str, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count
    redundant: tuple[tuple[str, str], ...]
    """Those that are only ever added to another one, each with that one."""
    needed: tuple[tuple[str, str], ...]
    """Those that stand apart from every other bias, each with where."""


class Subject(NamedTuple):
    """One of the layers compared: its label, its breakdown, and how it differs from the base."""

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
    """The layers of these labels, each held against the one labelled `base`.

    >>> from paramcalc import layer
    >>> b = {name: layer("gru", units=3, input=5, framework=name) for name in ("keras", "flax-nnx")}
    >>> [(subject.label, subject.difference) for subject in compare(b, "keras").subjects]
    [('keras', 0), ('flax-nnx', -9)]
    """
    first = breakdowns[base]
    subjects = []
    for label, breakdown in breakdowns.items():
        difference = polynomial(breakdown.total - first.total).evaluate({})
        # Other cells differ by their gates, which are counted, not listed.
        same_cell = breakdown.layer.name == first.layer.name
        reasons = tuple(_reasons(breakdown, first)) if same_cell else ()
        subjects.append(Subject(label, breakdown, difference, reasons))
    return Comparison(base, tuple(subjects))


def _reasons(breakdown: Breakdown, base: Breakdown) -> Iterator[Reason]:
    """Gates are matched by their names, since frameworks call them by different letters."""
    mine, theirs = _by_place(breakdown), _by_place(base)
    for more, rows, others in ((True, mine, theirs), (False, theirs, mine)):
        only = [row for place, row in rows.items() if place not in others]
        if only:
            yield _reason(more, only)


def _by_place(breakdown: Breakdown) -> dict[tuple[int, str, str, str], Row]:
    return {(row.layer, row.direction, row.gate_name or row.gate, row.role): row for row in breakdown.rows}


def _reason(more: bool, rows: Sequence[Row]) -> Reason:
    parameters = {row.parameter: row.symbolic.parameter for row in rows}.values()
    return Reason(
        more,
        tuple(each.name for each in parameters),
        total(rows),
        tuple((each.name, each.merges_with) for each in parameters if each.merges_with),
        tuple((each.name, each.context) for each in parameters if each.role == "recurrent_bias" and not each.redundant),
    )


def read_sizes(name: str, text: str) -> tuple[int, ...]:
    """The sizes that a text means: one, several with commas, or a range `first:last:step` with its last.

    >>> read_sizes("units", "16:64:16"), read_sizes("units", "3,5")
    ((16, 32, 48, 64), (3, 5))

    Raises UsageError for anything else.
    """
    sizes: list[int] = []
    for part in text.split(","):
        try:
            numbers = [int(each) for each in part.split(":")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 3:
            tip = f"for example --{name} 75, --{name} 16,32,64 or --{name} 16:256:16"
            raise UsageError(f"--{name} takes whole numbers, got {shown(part)}", tip=tip)
        first, last, step = numbers[0], numbers[1] if len(numbers) > 1 else numbers[0], (*numbers, 1, 1)[2]
        if len(numbers) < 3:
            step = 1
        for each, what in ((first, name), (last, name), (step, f"the step of {name}")):
            check_size(what, each)
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
    """For every combination of sizes the totals of all layers, one combination after another."""
    formulas = [breakdown.formula for breakdown in breakdowns]
    for one, two in combinations(units, features):
        sizes = {"units": one, "input": two}
        yield one, two, [formula.evaluate(sizes) for formula in formulas]
