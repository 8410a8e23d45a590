"""HTML for notebooks: one table and the facts under it, without style of its own."""

from __future__ import annotations

from html import escape

from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.facts import facts, heading
from paramcalc.render.grid import Line, grid, percent
from paramcalc.render.page import Page


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as an HTML fragment."""
    table = grid(breakdown, page.glyphs)
    heads = [*table.heads, *(["share"] if table.total.share is not None else [])]
    lines = ["<table>", f"<caption>{escape(heading(breakdown))}</caption>", _row("th", heads)]
    for group in table.groups:
        if group.label:
            lines.append(f'<tr><th colspan="{len(heads)}">{escape(group.label)}</th></tr>')
        lines += [_row("td", _texts(line)) for line in group.lines]
    lines += [_row("th", _texts(table.total)), "</table>", "<dl>"]
    for fact in facts(breakdown, page.glyphs):
        lines.append(f"<dt>{escape(fact.label)}</dt><dd>{'<br>'.join(map(escape, fact.lines))}</dd>")
    return "\n".join([*lines, "</dl>"]) + "\n"


def _texts(line: Line) -> list[str]:
    share = [] if line.share is None else [percent(line.share)]
    return [line.label, *map(str, line.cells), line.total, *share]


def _row(tag: str, texts: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) + "</tr>"
