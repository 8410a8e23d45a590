"""A model's table for a terminal. Beside `table` the only file that knows rich."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from paramcalc.render.model import fact_lines
from paramcalc.render.model_grid import HEADS, LEFT, ModelGrid, ModelView, heading, model_grid
from paramcalc.render.page import ASCII_GLYPHS, Page, columns_of
from paramcalc.render.table import ANY_WIDTH, RULES, print_line
from paramcalc.render.text import columns

LAYOUTS = (((), True), (("class",), True), (("class", "bytes", "macs"), True), (("class", "bytes", "macs"), False))
"""What is left out, and whether all outputs are shown, from the widest layout to the narrowest."""

MOST_DRAWN = 1000
"""Lines of a model's table up to which it is drawn; a longer one is set in plain columns, which takes no time."""


def render(view: ModelView, page: Page) -> str:
    """A model as a table; where it is too wide without the columns that can be missed, then layer after layer."""
    console = Console(file=page.stream or io.StringIO(), width=ANY_WIDTH, highlight=False, emoji=False, markup=False)
    table = model_grid(view, page.glyphs)
    with console.capture() as capture:
        print_line(console, heading(view), style="bold")
        print_line(console)
        for dropped, whole in LAYOUTS:
            narrower = _without(table, dropped, whole)
            widths = [max(map(columns_of, column)) for column in zip(*narrower, strict=True)]
            if page.width is None or sum(widths) + 2 * (len(widths) - 1) <= page.width:
                _print_table(console, narrower, widths, table.left, page.glyphs is ASCII_GLYPHS)
                break
        else:
            for line in _records(table):
                print_line(console, line)
        print_line(console)
        for line in fact_lines(view, page, page.width):
            print_line(console, line)
    return capture.get()


def _without(table: ModelGrid, dropped: tuple[str, ...], whole: bool) -> list[tuple[str, ...]]:
    """Heads, rows and totals without some columns; a class that is dropped stands behind the name.

    Unless the outputs are to be `whole`, the first stands for all, with how many more there are.
    """
    kept = [place for place, head in enumerate(table.heads) if head not in dropped]
    rows = []
    for row in (table.heads, *table.rows, table.totals):
        cells = list(row)
        if "class" in dropped and row[1]:
            cells[0] = f"{row[0]} ({row[1]})"
        if not whole:
            cells[2] = _first(row[2])
        rows.append(tuple(cells[place] for place in kept))
    return rows


def _first(outputs: str) -> str:
    """The first of several shapes, and how many more.

    >>> _first("(None, 8), (None, 4), (None, 4)")
    '(None, 8), +2'
    """
    first, *others = outputs.split("), (")
    return f"{first}), +{len(others)}" if others else outputs


def _print_table(
    console: Console, rows: list[tuple[str, ...]], widths: list[int], left: tuple[int, ...], ascii_only: bool
) -> None:
    heads, *lines, totals = rows
    words = {head for place, head in enumerate(HEADS) if place in LEFT}
    places = [place for place, head in enumerate(heads) if head.partition(" ")[0] in words]
    if len(lines) > MOST_DRAWN:
        for line in columns(rows, left=places):
            print_line(console, line)
        return
    drawn = Table(box=RULES[ascii_only], show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        drawn.add_column(Text(head), justify="left" if place in places else "right", no_wrap=True, width=width)
    for row in lines:
        drawn.add_row(*map(Text, row))
    drawn.add_section()
    drawn.add_row(*map(Text, totals), style="bold")
    console.print(drawn)


def _records(table: ModelGrid) -> list[str]:
    """One layer under another, for a narrow terminal: each number on a line of its own."""
    lines = []
    for row in (*table.rows, table.totals):
        lines.append(row[0])
        indent = " " * (len(row[0]) - len(row[0].lstrip()) + 2)
        lines += [f"{indent}{head}: {cell}" for head, cell in zip(table.heads[1:], row[1:], strict=True) if cell]
    return lines
