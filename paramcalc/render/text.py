"""Plain text: the table in aligned columns without colour or frame, whatever the width; for pipes and logs."""

from __future__ import annotations

from paramcalc.breakdown import Breakdown
from paramcalc.render.facts import fact_lines, heading
from paramcalc.render.grid import Grid, Line, grid, percent
from paramcalc.render.page import Page


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as plain text."""
    table = grid(breakdown, page.glyphs)
    lines = [heading(breakdown), "", *_columns(table), "", *fact_lines(breakdown, page.glyphs, None)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _columns(table: Grid) -> list[str]:
    texts = {id(line): _texts(line) for line in table.lines}
    heads = [*table.heads, *(["share"] if table.total.share is not None else [])]
    widths = [max(map(len, column)) for column in zip(heads, *texts.values(), strict=True)]
    drawn = [_align(heads, widths)]
    for group in table.groups:
        drawn += [f"[{group.label}]"] if group.label else []
        drawn += [_align(texts[id(line)], widths) for line in group.lines]
    return [*drawn, _align(texts[id(table.total)], widths)]


def _texts(line: Line) -> list[str]:
    return [line.label, *map(str, line.cells), line.total, *([] if line.share is None else [percent(line.share)])]


def _align(texts: list[str], widths: list[int]) -> str:
    first, *rest = [
        f"{text:<{width}}" if position == 0 else f"{text:>{width}}"
        for position, (text, width) in enumerate(zip(texts, widths, strict=True))
    ]
    return "  ".join([first, *rest])
