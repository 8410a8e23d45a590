"""How a table fits a terminal: from the full layout to narrower ones, each still with every digit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from paramcalc.document.nodes import Column, Content, Group, Joined, Product, Row, Share, Table
from paramcalc.document.page import columns_of, longest_piece, pad, wrapped

BAR = 6
"""Columns of the bar that shows a share. With them a GRU of usual sizes is 80 columns wide."""

BETWEEN = 2
"""Blanks between two columns."""

FIRST_ROWS = 50
"""Rows that are measured before all others, to find a layout that is too wide at once."""


class Level(NamedTuple):
    """What a layout does to save columns."""

    bars: bool = False
    folded: bool = False
    complete: bool = True
    """Whether optional columns are shown."""
    shortened: bool = False
    wrapped: bool = False
    """Whether heads and texts are wrapped between words, and a product's number stands below its shape."""


FULL = Level()

LEVELS = (
    Level(bars=True),
    FULL,
    Level(folded=True),
    Level(folded=True, complete=False),
    Level(folded=True, complete=False, shortened=True),
    Level(folded=True, complete=False, shortened=True, wrapped=True),
)
"""From the widest to the narrowest."""


class Cells(NamedTuple):
    """How contents are written: as text, a product in its parts, and a share as a bar."""

    text: Callable[[Content], str]
    product: Callable[[Product], tuple[str, ...]]
    bar: Callable[[int], str]

    def at(self, content: Content, column: Column, level: Level) -> str:
        """A cell at a level, possibly of several lines."""
        if isinstance(content, (int, str)):
            return self.text(content)
        match content:
            case Share(tenths) if level.bars:
                return f"{self.bar(tenths)} {self.text(content):>6}"
            case Product() if level.wrapped:
                return "\n".join(self.product(content))
            case Joined(items, separator) if level.shortened and column.shortens and len(items) > 1:
                return f"{self.text(items[0])}{separator}+{len(items) - 1}"
        return self.text(content)


class Layout:
    """A table at one level: the columns that are shown, and their widths.

    `width` is that of the terminal, None for any.
    """

    def __init__(self, table: Table, cells: Cells, level: Level = FULL, width: int | None = None) -> None:
        self.table = table
        self.cells = cells
        self.level = level
        self.width = width
        self.written: dict[int, list[str]] = {}

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the columns that are shown."""
        level, columns = self.level, self.table.columns
        return tuple(
            number
            for number, column in enumerate(columns)
            if (level.complete or not column.optional) and number not in self.folded
        )

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown."""
        return tuple(self.table.columns[number] for number in self.shown)

    @cached_property
    def heads(self) -> list[str]:
        """Their heads; the first names the columns that are folded into it."""
        first, *others = (column.head for column in self.columns)
        folded = [self.table.columns[number].head for number in self.folded]
        return [f"{first} ({', '.join(folded)})" if folded else first, *others]

    @cached_property
    def folded(self) -> tuple[int, ...]:
        """The numbers of the columns that are folded into the first."""
        return tuple(number for number, column in enumerate(self.table.columns) if self.level.folded and column.folds)

    def texts(self, row: Row) -> list[str]:
        """The cells of a row. Those of a table in memory are kept: they are measured first, and then printed."""
        if self.table.widest is not None:
            return self._texts(row)
        if id(row) not in self.written:
            self.written[id(row)] = self._texts(row)
        return self.written[id(row)]

    def _texts(self, row: Row) -> list[str]:
        at, level = self.cells.at, self.level
        texts = [at(content, column, level) for content, column in zip(row.cells, self.table.columns, strict=True)]
        if self.folded or row.depth:
            label = " ".join([texts[0], *(f"({texts[number]})" for number in self.folded if texts[number])])
            texts[0] = "  " * row.depth + label
        return texts if len(texts) == len(self.shown) else [texts[number] for number in self.shown]

    def measured(self) -> Iterator[list[str]]:
        """The heads and every row that a width depends on."""
        rows: Iterable[Row | Group] = self.table.rows if self.table.widest is None else [self.table.widest]
        total = [] if self.table.total is None else [self.table.total]
        return chain([self.heads], (self.texts(row) for row in chain(total, rows) if isinstance(row, Row)))

    @cached_property
    def widths(self) -> list[int]:
        """The width of each column; where texts are wrapped, as narrow as the terminal asks for."""
        return self._widths(list(self.measured()))

    def _widths(self, measured: Sequence[Sequence[str]]) -> list[int]:
        natural = [_width(column) for column in zip(*measured, strict=True)]
        if not self.level.wrapped or self.width is None:
            return natural
        least = [
            max(
                _width(map(_longest_word, column)) if self.columns[number].left else _width(column[1:]),
                max(map(columns_of, column[0].split()), default=0),
            )
            for number, column in enumerate(zip(*measured, strict=True))
        ]
        room = self.width - BETWEEN * (len(natural) - 1)
        widths = [
            wide if column.left else narrow for wide, narrow, column in zip(natural, least, self.columns, strict=True)
        ]
        while sum(widths) > room and widths != least:
            widest = max(range(len(widths)), key=lambda number: (widths[number] > least[number], widths[number]))
            widths[widest] = max(least[widest], widths[widest] - (sum(widths) - room))
        return widths

    @property
    def fits(self) -> bool:
        """Whether the table is as narrow as the terminal."""
        if self.width is None:
            return True
        # Most layouts that do not fit are too wide within a few rows, and a table may have thousands.
        first = list(islice(self.measured(), FIRST_ROWS))
        return _total(self._widths(first)) <= self.width and self.total_width <= self.width

    @property
    def total_width(self) -> int:
        """The width of the whole table."""
        return _total(self.widths)

    def lines(self, texts: Sequence[str]) -> Iterator[str]:
        """The lines of a row, its cells padded to the widths of their columns."""
        if not self.level.wrapped:
            yield self._line(texts)
            return
        cells = [_wrapped(text, width) for text, width in zip(texts, self.widths, strict=True)]
        for number in range(max(map(len, cells))):
            yield self._line([cell[number] if number < len(cell) else "" for cell in cells])

    def _line(self, texts: Sequence[str]) -> str:
        cells = zip(texts, self.widths, self.columns, strict=True)
        return (" " * BETWEEN).join(pad(text, width, left=column.left) for text, width, column in cells).rstrip()


def fitting(table: Table, cells: Cells, width: int | None) -> Layout | None:
    """The widest layout that fits, or None where none does."""
    layouts = (Layout(table, cells, level, width) for level in LEVELS)
    return next((layout for layout in layouts if layout.fits), None)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _width(texts: Iterable[str]) -> int:
    return max((columns_of(line) for text in texts for line in text.split("\n")), default=0)


def _longest_word(text: str) -> str:
    indent = len(text) - len(text.lstrip())
    return " " * indent + longest_piece(text)


def _wrapped(text: str, width: int) -> list[str]:
    """A cell's lines, broken between words; further lines are as far indented as the first."""
    if columns_of(text) <= width and "\n" not in text:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()))
    return [part for line in text.split("\n") for part in wrapped(line, max(width, 1), indent)]
