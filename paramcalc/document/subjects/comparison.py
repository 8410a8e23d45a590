"""Layers side by side: at one size by role and by gate, with the reasons for the differences; or over many sizes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from paramcalc.algebra.polynomial import known
from paramcalc.document.nodes import (
    MISSING,
    Column,
    Content,
    Difference,
    Document,
    Drawing,
    Items,
    Phrase,
    Row,
    Table,
    names,
    note,
    sequence,
)
from paramcalc.document.page import columns_of
from paramcalc.document.subjects.layer import ROLE_COLUMNS, settings, shown_columns
from paramcalc.document.words import GATES, word
from paramcalc.layers.breakdown import total
from paramcalc.layers.comparison import Comparison, Reason, Subject, Sweep
from paramcalc.phrases import labelled, tr


def build(comparison: Comparison) -> Document:
    """A comparison at one size."""
    reasons = [reason for subject in comparison.subjects for reason in _reasons(subject, comparison.base_subject)]
    lists = (Items(tuple(reasons), indented=False),) if reasons else ()
    tables = (_role_table(comparison), _gate_table(comparison))
    return Document(title(comparison), (*tables, Drawing(comparison), *lists))


def title(comparison: Comparison, without: Collection[str] = ()) -> str:
    """The cells, and the sizes and options that all layers share, except those named `without`."""
    breakdowns = [subject.breakdown for subject in comparison.subjects]
    first, *others = map(settings, breakdowns)
    shared = [setting for setting in first if all(setting in other for other in others) and setting not in without]
    cells = ", ".join(dict.fromkeys(breakdown.layer.name for breakdown in breakdowns))
    frameworks = ", ".join(dict.fromkeys(breakdown.layer.framework for breakdown in breakdowns))
    whole = tr("{cells} of {frameworks}", cells=cells, frameworks=frameworks)
    return labelled(whole, ", ".join(shared)) if shared else whole


def _role_table(comparison: Comparison) -> Table:
    columns = shown_columns(row for subject in comparison.subjects for row in subject.breakdown.rows)
    heads = (*columns, tr("redundant"), tr("total"), tr("to {base}", base=comparison.base))
    rows = []
    for subject in comparison.subjects:
        rows_of = subject.breakdown.rows
        counts = (total(row for row in rows_of if row.role in ROLE_COLUMNS[head]) for head in columns)
        breakdown = subject.breakdown
        cells = (subject.label, *counts, breakdown.redundant, breakdown.total, Difference(subject.difference))
        rows.append(Row(cells))
    return Table((Column(tr("layer"), left=True), *map(Column, heads)), rows)


def _gate_table(comparison: Comparison) -> Table:
    """A row for each gate by its name, since frameworks use different letters; a column for each layer."""
    counts = [subject.breakdown.by("gate_name") for subject in comparison.subjects]
    gates = dict.fromkeys(gate for by_gate in counts for gate in by_gate)
    heads = (Column(tr("gate"), left=True), *(Column(subject.label) for subject in comparison.subjects))
    return Table(
        heads, [Row((word(GATES, str(gate)), *(by_gate.get(gate, MISSING) for by_gate in counts))) for gate in gates]
    )


def _reasons(subject: Subject, base: Subject) -> Iterator[Content]:
    """Why a layer has another count than the base: its parameters, or its gates where it is another cell."""
    if subject.breakdown.layer.name != base.breakdown.layer.name:
        sides = (note(side.label, _gates(side)) for side in (subject, base))
        yield sequence(list(sides))
        return
    for reason in subject.reasons:
        yield note(subject.label, reason_sentence(reason, base.label))


def _gates(subject: Subject) -> str:
    gates = list(subject.breakdown.by("gate"))
    template = tr("{count} gates ({gates})") if len(gates) > 1 else tr("{count} gate ({gates})")
    return template.format(count=len(gates), gates=", ".join(gates))


def reason_sentence(reason: Reason, base: str) -> Content:
    """The parameters that only one of two layers has, and which of them are redundant."""
    values: dict[str, Content] = {"count": reason.count, "names": names(reason.parameters), "base": base}
    template = tr("{count} more, in {names}") if reason.more else tr("{count} fewer, without {base}'s {names}")
    parts: list[Content] = [Phrase(template, values)]
    if reason.redundant:
        spare, kept = (names(pair[side] for pair in reason.redundant) for side in (0, 1))
        several = tr("{spare} are redundant: they are only ever added to {kept}")
        template = several if len(reason.redundant) > 1 else tr("{spare} is redundant: it is only ever added to {kept}")
        parts.append(template.format(spare=spare, kept=kept))
    parts += [
        tr("{name} is not redundant: it occurs in {where}", name=name, where=where) for name, where in reason.needed
    ]
    return sequence(parts)


def build_sweep(sweep: Sweep) -> Document:
    """A comparison over many sizes: a row for each combination, a column for each layer; or a row for each of both."""
    if sweep.tidy:
        return Document("", (_tidy_table(sweep),))
    heads = (tr("units"), tr("input"), *(subject.label for subject in sweep.comparison.subjects))
    widest = Row((max(sweep.units), max(sweep.input), *sweep.largest))
    return Document("", (Table(tuple(map(Column, heads)), _SweepRows(sweep), widest=widest),))


def _tidy_table(sweep: Sweep) -> Table:
    names = [subject.label for subject in sweep.comparison.subjects]
    heads = (Column(tr("units")), Column(tr("input")), Column(tr("layer"), left=True), Column(tr("total")))
    largest = max(map(known, sweep.largest))
    widest = Row((max(sweep.units), max(sweep.input), max(names, key=columns_of), largest))
    return Table(heads, _SweepRows(sweep), widest=widest)


class _SweepRows:
    """The rows of a sweep, computed while they are written."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep

    def __iter__(self) -> Iterator[Row]:
        if not self.sweep.tidy:
            return (Row((units, features, *totals)) for units, features, totals in self.sweep)
        names = [subject.label for subject in self.sweep.comparison.subjects]
        return (
            Row((units, features, name, total))
            for units, features, totals in self.sweep
            for name, total in zip(names, totals, strict=True)
        )
