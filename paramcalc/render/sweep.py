"""Layers side by side over many sizes: a line a combination, one after another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Size
from paramcalc.layers.comparison import Comparison, sweep
from paramcalc.render.json import value
from paramcalc.render.latex import GLYPHS as LATEX_GLYPHS
from paramcalc.render.page import Glyphs, Page, pad
from paramcalc.render.tabular import csv_line, html_table, latex_table

SCHEMA_VERSION = 1


class Sweep(NamedTuple):
    """A comparison over all combinations of these sizes."""

    comparison: Comparison
    units: Sequence[int]
    input: Sequence[int]


def text(table: Sweep, page: Page) -> Iterator[str]:
    """A line a combination of sizes, a column a layer, wide enough for the largest."""
    subjects = table.comparison.subjects
    *_, (_, _, largest) = sweep(_breakdowns(table), [max(table.units)], [max(table.input)])
    labels = ["units", "input", *(subject.label for subject in subjects)]
    numbers = [max(table.units), max(table.input), *largest]
    widths = [max(len(label), len(page.glyphs.number(each))) for label, each in zip(labels, numbers, strict=True)]
    yield _aligned(labels, widths)
    for units, features, totals in _swept(table):
        yield _aligned([page.glyphs.number(each) for each in (units, features, *totals)], widths)


def markdown(table: Sweep, page: Page) -> Iterator[str]:
    """The same as a GitHub table."""
    labels = ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    yield f"| {' | '.join(labels)} |\n| {' | '.join(['---:'] * len(labels))} |\n"
    for units, features, totals in _swept(table):
        yield f"| {' | '.join(page.glyphs.number(each) for each in (units, features, *totals))} |\n"


def csv_rows(table: Sweep, page: Page) -> Iterator[str]:
    """The same as CSV, with plain digits."""
    yield csv_line(["units", "input", *(subject.label for subject in table.comparison.subjects)])
    for units, features, totals in _swept(table):
        yield csv_line([units, features, *totals])


def as_json(table: Sweep, page: Page) -> Iterator[str]:
    """The same for programs: one line a combination."""
    labels = ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    yield f'{{\n  "schema": {SCHEMA_VERSION},\n  "columns": {json.dumps(labels)},\n  "rows": ['
    between = "\n"
    for units, features, totals in _swept(table):
        yield f"{between}    {json.dumps([units, features, *map(value, totals)])}"
        between = ",\n"
    yield "\n  ]\n}\n"


def latex(table: Sweep, page: Page) -> Iterator[str]:
    """A tabular with a line a combination."""
    yield from latex_table(_sweep_rows(table, LATEX_GLYPHS))


def html(table: Sweep, page: Page) -> Iterator[str]:
    """An HTML table with a line a combination."""
    yield from html_table(_sweep_rows(table, page.glyphs))


FORMS = {
    "table": text,
    "text": text,
    "json": as_json,
    "csv": csv_rows,
    "markdown": markdown,
    "latex": latex,
    "html": html,
}
"""The output forms of a comparison over sizes."""


def _sweep_rows(table: Sweep, glyphs: Glyphs) -> Iterator[list[str]]:
    yield ["units", "input", *(subject.label for subject in table.comparison.subjects)]
    for units, features, totals in _swept(table):
        yield [glyphs.number(each) for each in (units, features, *totals)]


def _breakdowns(table: Sweep) -> list[Any]:
    return [subject.breakdown for subject in table.comparison.subjects]


def _swept(table: Sweep) -> Iterator[tuple[int, int, list[Size]]]:
    return sweep(_breakdowns(table), table.units, table.input)


def _aligned(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(pad(text, width, left=False) for text, width in zip(texts, widths, strict=True)) + "\n"
