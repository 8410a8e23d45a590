"""The records of a comparison, at one size or over many."""

from __future__ import annotations

from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.document.records import Records, counts, counts_by, formula, same, value
from paramcalc.layers.comparison import Comparison, Subject, Sweep


def comparison(comparison: Comparison) -> Records:
    """A comparison at one size: the layers, and a row for each layer, gate and role."""
    rows = [row for subject in comparison.subjects for row in _rows(subject)]
    document = {
        "base": comparison.base,
        "sizes": comparison.subjects[0].breakdown.sizes,
        "layers": [_subject(subject) for subject in comparison.subjects],
        "rows": rows,
    }
    return Records(document, rows, same("layer", "framework", "cell", "gate_name", "role", "count", "redundant"))


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
    """A comparison over many sizes: a row for each combination, in the order of the columns."""
    columns = ["units", "input", *(subject.label for subject in sweep.comparison.subjects)]
    rows = ([units, features, *map(value, totals)] for units, features, totals in sweep)
    lines = (dict(zip(columns, [units, features, *totals], strict=True)) for units, features, totals in sweep)
    return Records({"columns": columns, "rows": rows}, lines, same(*columns))
