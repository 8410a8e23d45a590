"""Layers side by side, as text, JSON, CSV and Markdown; a table over sizes comes line by line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape as html_text
from typing import Any, NamedTuple

from paramcalc.breakdown import total
from paramcalc.comparison import Comparison, Reason, Subject, sweep
from paramcalc.notation import PYTHON
from paramcalc.polynomial import Polynomial, Size
from paramcalc.render.grid import COLUMNS
from paramcalc.render.json import dump, value
from paramcalc.render.latex import GLYPHS as LATEX_GLYPHS
from paramcalc.render.markdown import escape
from paramcalc.render.page import ASCII_GLYPHS, Glyphs, Page, pad
from paramcalc.render.text import columns

SCHEMA_VERSION = 1


class Sweep(NamedTuple):
    """A comparison over all combinations of these sizes."""

    comparison: Comparison
    units: Sequence[int]
    input: Sequence[int]


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
    yield _csv(["layer", "framework", "cell", "gate_name", "role", "count", "redundant"])
    for subject in comparison.subjects:
        layer = subject.breakdown.layer
        for (gate, role, redundant), count in subject.breakdown.by("gate_name", "role", "redundant").items():
            yield _csv([subject.label, layer.framework, layer.name, gate, role, value(count), str(redundant).lower()])


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


def text_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """A line a combination of sizes, a column a layer, wide enough for the largest."""
    subjects = table.comparison.subjects
    *_, (_, _, largest) = sweep(_breakdowns(table), [max(table.units)], [max(table.input)])
    labels = ["units", "input", *(subject.label for subject in subjects)]
    numbers = [max(table.units), max(table.input), *largest]
    widths = [max(len(label), len(page.glyphs.number(each))) for label, each in zip(labels, numbers, strict=True)]
    yield _aligned(labels, widths)
    for units, features, totals in _swept(table):
        yield _aligned([page.glyphs.number(each) for each in (units, features, *totals)], widths)


def markdown_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """The same as a GitHub table."""
    labels = ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    yield f"| {' | '.join(labels)} |\n| {' | '.join(['---:'] * len(labels))} |\n"
    for units, features, totals in _swept(table):
        yield f"| {' | '.join(page.glyphs.number(each) for each in (units, features, *totals))} |\n"


def csv_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """The same as CSV, with plain digits."""
    yield _csv(["units", "input", *(subject.label for subject in table.comparison.subjects)])
    for units, features, totals in _swept(table):
        yield _csv([units, features, *totals])


def json_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """The same for programs: one line a combination."""
    labels = ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    yield f'{{\n  "schema": {SCHEMA_VERSION},\n  "columns": {json.dumps(labels)},\n  "rows": ['
    between = "\n"
    for units, features, totals in _swept(table):
        yield f"{between}    {json.dumps([units, features, *map(value, totals)])}"
        between = ",\n"
    yield "\n  ]\n}\n"


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


def latex_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """A tabular with a line a combination."""
    yield from latex_table(_sweep_rows(table, LATEX_GLYPHS))


def html_sweep(table: Sweep, page: Page) -> Iterator[str]:
    """An HTML table with a line a combination."""
    yield from html_table(_sweep_rows(table, page.glyphs))


def latex_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A tabular, line by line: heads first, the first column as text and the others as mathematics."""
    ahead = iter(rows)
    heads = next(ahead)
    yield f"\\begin{{tabular}}{{l{'r' * (len(heads) - 1)}}}\n\\hline\n{_latex_row(heads)}\\hline\n"
    for first, *others in ahead:
        yield _latex_row([first, *(f"${cell}$" if cell != LATEX_GLYPHS.dash else cell for cell in others)])
    yield "\\hline\n\\end{tabular}\n"


def _latex_row(cells: Sequence[str]) -> str:
    first, *others = cells
    return " & ".join([first.replace("_", "\\_"), *others]) + " \\\\\n"


def html_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """An HTML table, line by line, heads first."""
    tag = "th"
    yield "<table>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<{tag}>{html_text(cell)}</{tag}>" for cell in row) + "</tr>\n"
        tag = "td"
    yield "</table>\n"


def _sweep_rows(table: Sweep, glyphs: Glyphs) -> Iterator[list[str]]:
    yield ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    for units, features, totals in _swept(table):
        yield [glyphs.number(each) for each in (units, features, *totals)]


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

SWEEP_FORMS = {
    "table": text_sweep,
    "text": text_sweep,
    "json": json_sweep,
    "csv": csv_sweep,
    "markdown": markdown_sweep,
    "latex": latex_sweep,
    "html": html_sweep,
}
"""The same over several sizes."""


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


def _breakdowns(table: Sweep) -> list[Any]:
    return [subject.breakdown for subject in table.comparison.subjects]


def _swept(table: Sweep) -> Iterator[tuple[int, int, list[Size]]]:
    return sweep(_breakdowns(table), table.units, table.input)


def _aligned(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(pad(text, width, left=False) for text, width in zip(texts, widths, strict=True)) + "\n"


def _csv(row: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
