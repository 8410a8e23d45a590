"""The records of a comparison, at one size or over many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.document.records import CsvColumn, Records, counts, counts_by, formula, same, value
from paramcalc.layers.comparison import Comparison, Subject, Sweep
from paramcalc.phrases import tr


def comparison(comparison: Comparison) -> Records:
    """A comparison at one size: the layers, and a row for each layer, gate and role."""
    rows = [row for subject in comparison.subjects for row in _rows(subject)]
    sizes = list(dict.fromkeys(name for subject in comparison.subjects for name in subject.breakdown.layer.sizes))
    given = {subject.label: subject.breakdown.sizes for subject in comparison.subjects}
    lines = [{**row, **{tr("size {name}", name=name): given[row["layer"]].get(name) for name in sizes}} for row in rows]
    document = {
        "base": comparison.base,
        "sizes": _shared_sizes(comparison),
        "layers": [_subject(subject) for subject in comparison.subjects],
        "rows": rows,
    }
    columns = (
        *same("layer", "framework", "cell"),
        *(CsvColumn(name, tr("size {name}", name=name)) for name in sizes),
        *same("gate_name", "role", "count", "redundant"),
    )
    return Records(document, lines, columns)


def _shared_sizes(comparison: Comparison) -> dict[str, int]:
    """The sizes that all layers have."""
    first, *others = (subject.breakdown.sizes for subject in comparison.subjects)
    return {name: size for name, size in first.items() if all(other.get(name) == size for other in others)}


def _rows(subject: Subject) -> list[dict[str, Any]]:
    layer = subject.breakdown.layer
    head = {"layer": subject.label, "framework": layer.framework, "cell": layer.name}
    sums = subject.breakdown.by("gate_name", "role", "redundant")
    return [
        {**head, "gate_name": gate, "role": role, **counts(count=count), "redundant": redundant}
        for (gate, role, redundant), count in sums.items()
    ]


def _subject(subject: Subject) -> dict[str, Any]:
    breakdown = subject.breakdown
    gates: dict[str, dict[str, Size]] = {}
    for (gate, role), count in breakdown.by("gate_name", "role").items():
        gates.setdefault(gate, {})[role] = count
    return {
        "label": subject.label,
        "framework": breakdown.layer.framework,
        "cell": breakdown.layer.name,
        "options": breakdown.options,
        "sizes": dict(breakdown.sizes),
        "polynomial": formula(breakdown.total),
        **counts(total=breakdown.total, difference=subject.difference, redundant=breakdown.redundant),
        **counts_by("roles", breakdown.by("role")),
        **counts_by("gates", gates),
        "formula": formula(breakdown.formula),
        "reasons": [
            {
                "more": reason.more,
                "parameters": list(reason.parameters),
                **counts(count=reason.count),
                "redundant": [name for name, _ in reason.redundant],
            }
            for reason in subject.reasons
        ],
    }


def sweep(sweep: Sweep) -> Records:
    """A comparison over many sizes: a row for each combination, in the order of the columns.

    A tidy one has a row for each combination and layer.
    """
    if sweep.tidy:
        return _tidy(sweep)
    columns = ["units", "input", *(subject.label for subject in sweep.comparison.subjects)]
    rows = ([units, features, *map(value, totals)] for units, features, totals in sweep)
    lines = (dict(zip(columns, [units, features, *totals], strict=True)) for units, features, totals in sweep)
    return Records({"columns": columns, "rows": rows}, lines, same(*columns))


TIDY = ("units", "input", "layer", "framework", "cell", "total")


def _tidy(sweep: Sweep) -> Records:
    layers = [(subject.label, subject.breakdown.layer) for subject in sweep.comparison.subjects]
    rows = _Rows(sweep, [(label, layer.framework, layer.name) for label, layer in layers])
    lines = (dict(zip(TIDY, row, strict=True)) for row in rows)
    return Records({"columns": list(TIDY), "rows": rows}, lines, same(*TIDY))


class _Rows:
    """The rows of a tidy sweep, computed while they are written."""

    def __init__(self, sweep: Sweep, layers: list[tuple[str, str, str]]) -> None:
        self.sweep = sweep
        self.layers = layers

    def __iter__(self) -> Iterator[list[Any]]:
        for units, features, totals in self.sweep:
            for layer, total in zip(self.layers, totals, strict=True):
                yield [units, features, *layer, value(total)]
