"""Plain text: the table in aligned columns without colour or frame, whatever the width; for pipes and logs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.facts import fact_lines, heading
from paramcalc.render.grid import Grid, Line, grid, percent
from paramcalc.render.page import Page, columns_of, pad


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as plain text."""
    table = grid(breakdown, page.glyphs)
    lines = [heading(breakdown), "", *_columns(table), "", *fact_lines(breakdown, page.glyphs, None)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _columns(table: Grid) -> list[str]:
    heads = [*table.heads, *(["share"] if table.total.share is not None else [])]
    aligned = iter(columns([heads, *map(_texts, table.lines)]))
    drawn = [next(aligned)]
    for group in table.groups:
        drawn += [f"[{group.label}]"] if group.label else []
        drawn += [next(aligned) for _ in group.lines]
    return [*drawn, *aligned]


def _texts(line: Line) -> list[str]:
    return [line.label, *map(str, line.cells), line.total, *([] if line.share is None else [percent(line.share)])]


def columns(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> list[str]:
    """Rows of texts in aligned columns; those numbered in `left` start at the left, the others end at the right.

    >>> columns([["gate", "total"], ["z", "30"]])
    ['gate  total', 'z        30']
    """
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            pad(text, width, left=position in left)
            for position, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
