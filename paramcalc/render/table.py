"""The table for a terminal. The only file that knows rich; only `Text` reaches it, so nothing is read as markup."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.facts import fact_lines, heading
from paramcalc.render.grid import Cell, Grid, Group, Line, grid, percent
from paramcalc.render.page import ASCII_GLYPHS, Glyphs, Page, columns_of

BAR = 6
"""Columns of the bar that shows a share: what leaves a GRU of usual sizes 80 columns wide."""

ANY_WIDTH = 1_000_000
"""For rich, which knows no unlimited width: far above any table."""

_RULE = "    \n    \n ── \n    \n ── \n    \n    \n    \n"

RULES = {False: box.Box(_RULE), True: box.Box(_RULE.replace("─", "-"), ascii=True)}
"""A rule under the heads and one above the total, nothing else; with and without non-ASCII signs."""

CellText = Callable[[Cell], str]


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as a table that keeps every digit at any width: what does not fit is laid out in another way."""
    console = Console(file=page.stream or io.StringIO(), width=ANY_WIDTH, highlight=False, emoji=False, markup=False)
    glyphs = page.glyphs
    with console.capture() as capture:
        print_line(console, heading(breakdown), style="bold")
        _print_grid(console, grid(breakdown, glyphs), page)
        print_line(console)
        for line in fact_lines(breakdown, glyphs, page.width):
            print_line(console, line)
    return capture.get()


def print_line(console: Console, text: str = "", style: str = "") -> None:
    """A line as it is, however long."""
    console.print(Text(text, style=style), soft_wrap=True)


def _print_grid(console: Console, table: Grid, page: Page) -> None:
    """The first layout that fits: all, without the bar, without shares, cells on two lines, one gate under another."""
    for share, cell in ((_bar, str), (_percent, str), (None, str), (None, _two_lines)):
        layout = _Layout(table, page.glyphs, share, cell)
        if page.width is None or layout.width <= page.width:
            layout.print(console)
            return
    for line in _records(table):
        print_line(console, line)


def _bar(line: Line, glyphs: Glyphs) -> str:
    if line.share is None:
        return ""
    full = (line.share * BAR + 500) // 1000
    return f"{glyphs.bar * full}{glyphs.rest * (BAR - full)} {percent(line.share):>6}"


def _percent(line: Line, glyphs: Glyphs) -> str:
    return "" if line.share is None else percent(line.share)


def _two_lines(cell: Cell) -> str:
    return "\n".join(filter(None, cell))


class _Layout:
    """One way to lay out the grid, and how wide it comes out."""

    def __init__(
        self, table: Grid, glyphs: Glyphs, share: Callable[[Line, Glyphs], str] | None, cell: CellText
    ) -> None:
        self.grid = table
        self.ascii = glyphs is ASCII_GLYPHS
        self.share = share if table.total.share is not None else None
        self.heads = [*table.heads, *(["share"] if self.share else [])]
        self.texts = {id(line): self._texts(line, glyphs, cell) for line in table.lines}
        columns = zip(self.heads, *self.texts.values(), strict=True)
        self.widths = [max(columns_of(line) for text in column for line in text.split("\n")) for column in columns]

    @property
    def width(self) -> int:
        """Columns: the texts and two blanks between them."""
        return sum(self.widths) + 2 * (len(self.widths) - 1)

    def _texts(self, line: Line, glyphs: Glyphs, cell: CellText) -> list[str]:
        texts = [line.label, *map(cell, line.cells), line.total]
        return [*texts, self.share(line, glyphs)] if self.share else texts

    def print(self, console: Console) -> None:
        for position, group in enumerate(self.grid.groups):
            last = position == len(self.grid.groups) - 1
            if group.label:
                print_line(console)
                print_line(console, group.label, style="cyan")
            console.print(self._table(group, heads=position == 0, bottom=last))

    def _table(self, group: Group, *, heads: bool, bottom: bool) -> Table:
        drawn = Table(
            box=RULES[self.ascii],
            show_header=heads,
            show_edge=False,
            padding=(0, 1, 0, 0),
            pad_edge=False,
            header_style="bold",
        )
        for head, width in zip(self.heads, self.widths, strict=True):
            justify: JustifyMethod = "left" if head in ("gate", "share") else "right"
            drawn.add_column(Text(head), justify=justify, no_wrap=True, width=width)
        for line in group.lines:
            drawn.add_row(*map(Text, self.texts[id(line)]), style="italic" if line.is_sum else "")
        if bottom:
            drawn.add_section()
            drawn.add_row(*map(Text, self.texts[id(self.grid.total)]), style="bold")
        return drawn


def _records(table: Grid) -> list[str]:
    """One gate under another, for a narrow terminal: each number on a line of its own."""
    indent = max(map(len, table.heads)) + 2
    lines = []
    for group in table.groups:
        lines += ["", f"[{group.label}]"] if group.label else []
        for line in group.lines:
            lines += _record(line, table.heads[1:-1], indent)
    return ["", *lines, *_record(table.total, table.heads[1:-1], indent)]


def _record(line: Line, heads: tuple[str, ...], indent: int) -> list[str]:
    share = "" if line.share is None else f" ({percent(line.share)})"
    return [f"{line.label}: {line.total}{share}"] + [
        f"  {head:<{indent}}{cell}" for head, cell in zip(heads, line.cells, strict=True)
    ]
