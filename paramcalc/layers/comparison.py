"""Layers side by side: how their counts differ, and which parameters make the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as combinations
from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.layers.breakdown import Breakdown, Row, total

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

    @property
    def base_subject(self) -> Subject:
        """The layer that the others are compared with."""
        return next(subject for subject in self.subjects if subject.label == self.base)


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


class Sweep(NamedTuple):
    """A comparison over all combinations of these sizes. Iterating gives the sizes and the totals of all layers."""

    comparison: Comparison
    units: Sequence[int]
    input: Sequence[int]

    def __iter__(self) -> Iterator[tuple[int, int, list[Size]]]:  # type: ignore[override]  # rows, not fields
        return self._totals(self.units, self.input)

    @property
    def largest(self) -> list[Size]:
        """The totals at the largest sizes."""
        ((_, _, totals),) = self._totals([max(self.units)], [max(self.input)])
        return totals

    def _totals(self, units: Sequence[int], features: Sequence[int]) -> Iterator[tuple[int, int, list[Size]]]:
        formulas = [subject.breakdown.formula for subject in self.comparison.subjects]
        for one, two in combinations(units, features):
            sizes = {"units": one, "input": two}
            yield one, two, [formula.evaluate(sizes) for formula in formulas]
