"""Markdown that pastes into an issue, a README or a notebook and renders there."""

from __future__ import annotations

from collections.abc import Iterable

from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.facts import Fact, facts, heading
from paramcalc.render.grid import Line, grid, percent
from paramcalc.render.page import Page


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as a GitHub table, and the facts as a list."""
    table = grid(breakdown, page.glyphs)
    shares = table.total.share is not None
    heads = [*table.heads, *(["share"] if shares else [])]
    lines = [f"**{escape(heading(breakdown))}**", "", _row(heads), _row([":---", *["---:"] * (len(heads) - 1)])]
    for group in table.groups:
        if group.label:
            lines.append(_row([f"*{escape(group.label)}*", *[""] * (len(heads) - 1)]))
        lines += [_line(line, shares) for line in group.lines]
    lines += [_line(table.total, shares, strong=True), ""]
    lines += [_item(fact) for fact in facts(breakdown, page.glyphs)]
    return "\n".join(lines) + "\n"


def _line(line: Line, shares: bool, strong: bool = False) -> str:
    texts = [line.label, *map(str, line.cells), line.total, *([percent(line.share or 0)] if shares else [])]
    escaped = map(escape, texts)
    return _row([f"**{text}**" for text in escaped] if strong else escaped)


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _item(fact: Fact) -> str:
    if fact.formula:
        return f"- {escape(fact.label)}: {' '.join(f'`{line}`' for line in fact.lines)}"
    return "\n".join(f"- {escape(fact.label)}: {escape(line)}" for line in fact.lines)


def escape(text: str) -> str:
    r"""Plain text so that Markdown leaves it as it is.

    >>> print(escape("h_tilde = r * (U_h @ h)"))
    h\_tilde = r \* (U\_h @ h)
    """
    for sign in "\\`*_|<":
        text = text.replace(sign, "\\" + sign)
    return text
