"""Layers side by side at one size: a line a layer, a line a gate, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as html_text
from typing import Any

from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.layers.breakdown import total
from paramcalc.layers.comparison import Comparison, Reason, Subject
from paramcalc.render.grid import COLUMNS
from paramcalc.render.json import dump, value
from paramcalc.render.latex import GLYPHS as LATEX_GLYPHS
from paramcalc.render.markdown import escape
from paramcalc.render.page import ASCII_GLYPHS, Glyphs, Page
from paramcalc.render.tabular import csv_line, html_table, latex_table
from paramcalc.render.text import columns

SCHEMA_VERSION = 1


def text(comparison: Comparison, page: Page) -> Iterator[str]:
    """A line a layer, a line a gate, then why they differ."""
    yield from (f"{line}\n" for line in columns(_table(comparison, page.glyphs)))
    yield "\n"
    yield from (f"{line}\n" for line in columns(_gate_table(comparison, page.glyphs)))
    reasons = [
        line for subject in comparison.subjects for line in reason_lines(subject, base_of(comparison), page.glyphs)
    ]
    if reasons:
        yield "\n"
    yield from (f"{line}\n" for line in reasons)


def markdown(comparison: Comparison, page: Page) -> Iterator[str]:
    """The same as a GitHub table and a list."""
    for table in (_table(comparison, page.glyphs), _gate_table(comparison, page.glyphs)):
        yield from _markdown_table(table)
    base = base_of(comparison)
    for subject in comparison.subjects:
        yield from (f"- {escape(line)}\n" for line in reason_lines(subject, base, page.glyphs))


def _markdown_table(table: list[list[str]]) -> Iterator[str]:
    heads, *rows = table
    for row in (heads, [":---", *["---:"] * (len(heads) - 1)], *rows):
        yield f"| {' | '.join(cell if cell.endswith('---') or '--:' in cell else escape(cell) for cell in row)} |\n"
    yield "\n"


def csv_rows(comparison: Comparison, page: Page) -> Iterator[str]:
    """One line a layer, gate and role."""
    yield csv_line(["layer", "framework", "cell", "gate_name", "role", "count", "redundant"])
    for subject in comparison.subjects:
        layer = subject.breakdown.layer
        for (gate, role, redundant), count in subject.breakdown.by("gate_name", "role", "redundant").items():
            yield csv_line(
                [subject.label, layer.framework, layer.name, gate, role, value(count), str(redundant).lower()]
            )


def as_json(comparison: Comparison, page: Page) -> Iterator[str]:
    """The comparison for programs."""
    yield dump(
        {
            "schema": SCHEMA_VERSION,
            "base": comparison.base,
            "sizes": comparison.subjects[0].breakdown.sizes,
            "layers": [_subject(subject) for subject in comparison.subjects],
        }
    )


def latex(comparison: Comparison, page: Page) -> Iterator[str]:
    """The same as two tabulars and a list."""
    for table in (_table(comparison, LATEX_GLYPHS), _gate_table(comparison, LATEX_GLYPHS)):
        yield from latex_table(table)
        yield "\n"
    base = base_of(comparison)
    lines = [line for subject in comparison.subjects for line in reason_lines(subject, base, ASCII_GLYPHS)]
    items = [f"  \\item {line.replace('_', chr(92) + '_')}" for line in lines]
    yield "\n".join(["\\begin{itemize}", *items, "\\end{itemize}\n"]) if items else ""


def html(comparison: Comparison, page: Page) -> Iterator[str]:
    """The same as an HTML fragment."""
    for table in (_table(comparison, page.glyphs), _gate_table(comparison, page.glyphs)):
        yield from html_table(table)
    base = base_of(comparison)
    lines = [line for subject in comparison.subjects for line in reason_lines(subject, base, page.glyphs)]
    yield "".join(["<ul>\n", *(f"<li>{html_text(line)}</li>\n" for line in lines), "</ul>\n"]) if lines else ""


FORMS = {
    "table": text,
    "text": text,
    "json": as_json,
    "csv": csv_rows,
    "markdown": markdown,
    "latex": latex,
    "html": html,
}
"""The output forms of a comparison at one size."""


def reason_lines(subject: Subject, base: Subject, glyphs: Glyphs) -> list[str]:
    """Why a layer's count differs from the base's, from the equations; of another cell its gates."""
    if subject.breakdown.layer.name != base.breakdown.layer.name:
        return [f"{subject.label}: {_gates(subject)}; {base.label}: {_gates(base)}"]
    return [f"{subject.label}: {_reason(reason, base.label, glyphs)}" for reason in subject.reasons]


def _gates(subject: Subject) -> str:
    gates = list(subject.breakdown.by("gate"))
    return f"{len(gates)} gate{'s' * (len(gates) > 1)} ({', '.join(gates)})"


def base_of(comparison: Comparison) -> Subject:
    """The layer that the others are held against."""
    return next(subject for subject in comparison.subjects if subject.label == comparison.base)


def _reason(reason: Reason, base: str, glyphs: Glyphs) -> str:
    names = ", ".join(reason.parameters)
    count = glyphs.number(reason.count)
    head = f"{count} more in {names}" if reason.more else f"{count} fewer, without {base}'s {names}"
    spare = ", ".join(name for name, _ in reason.redundant)
    kept = ", ".join(name for _, name in reason.redundant)
    parts = [f"{spare} redundant: only ever added to {kept}"] if spare else []
    parts += [f"{name} not redundant: it stands in {where}" for name, where in reason.needed]
    return "; ".join([head, *parts])


def _table(comparison: Comparison, glyphs: Glyphs) -> list[list[str]]:
    every = [row for subject in comparison.subjects for row in subject.breakdown.rows]
    shown = {head: roles for head, roles in COLUMNS.items() if any(row.role in roles for row in every)}
    rows = [["", *shown, "redundant", "total", f"to {comparison.base}"]]
    for subject in comparison.subjects:
        held = (total(row for row in subject.breakdown.rows if row.role in roles) for roles in shown.values())
        counts = [glyphs.number(count) for count in (*held, subject.breakdown.redundant, subject.breakdown.total)]
        rows.append([subject.label, *counts, _signed(subject.difference, glyphs)])
    return rows


def _gate_table(comparison: Comparison, glyphs: Glyphs) -> list[list[str]]:
    """A line a gate, by its name since frameworks call them by different letters; a column a layer."""
    held = {subject.label: subject.breakdown.by("gate_name") for subject in comparison.subjects}
    names = dict.fromkeys(name for counts in held.values() for name in counts)
    rows = [
        [name, *(glyphs.number(counts[name]) if name in counts else glyphs.dash for counts in held.values())]
        for name in names
    ]
    return [["gate", *held], *rows]


def _signed(difference: Size, glyphs: Glyphs) -> str:
    text = glyphs.number(difference)
    return text if text.startswith("-") or difference == 0 or isinstance(difference, Polynomial) else f"+{text}"


def _subject(subject: Subject) -> dict[str, Any]:
    b = subject.breakdown
    return {
        "label": subject.label,
        "framework": b.layer.framework,
        "cell": b.layer.name,
        "options": b.options,
        "total": value(b.total),
        "difference": value(subject.difference),
        "redundant": value(b.redundant),
        "roles": {role: value(count) for role, count in b.by("role").items()},
        "gates": _gates_and_roles(subject),
        "formula": b.formula.show(PYTHON),
        "reasons": [
            {
                "more": reason.more,
                "parameters": list(reason.parameters),
                "count": value(reason.count),
                "redundant": [name for name, _ in reason.redundant],
            }
            for reason in subject.reasons
        ],
    }


def _gates_and_roles(subject: Subject) -> dict[str, dict[str, Any]]:
    gates: dict[str, dict[str, Any]] = {}
    for (gate, role), count in subject.breakdown.by("gate_name", "role").items():
        gates.setdefault(gate, {})[role] = value(count)
    return gates
