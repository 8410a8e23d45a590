"""Plain text: aligned columns for pipes and logs, and the same drawn for a terminal, wrapped and with colours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache

from paramcalc.document.nodes import (
    Content,
    Document,
    Equals,
    Equations,
    Facts,
    Formula,
    Group,
    Heading,
    Inline,
    Items,
    Listing,
    Paragraph,
    Table,
)
from paramcalc.document.page import ASCII_GLYPHS, Page, columns_of, wrapped
from paramcalc.document.writers.base import Writer
from paramcalc.document.writers.layout import BAR, BETWEEN, Cells, Layout, fitting

LONGEST_LABEL = 20
"""Columns of a label that stands to the left of its statement."""

NARROWEST_TEXT = 25
"""Columns that a statement needs to the right of its label; with fewer it stands below."""

NARROWEST = 12
"""Columns of a wrapped sentence on the narrowest terminal."""


class TextWriter(Writer):
    """Plain text without colour, rules or line breaks within a sentence, whatever the width."""

    width: int | None = None

    def _blocks(self, document: Document) -> Iterator[Iterator[str]]:
        """The blocks line by line; a heading stands directly above its block."""
        if document.title != "":
            yield _ended(self.title(document.title))
        headings: list[Iterator[str]] = []
        for block in document.blocks:
            if isinstance(block, Heading):
                headings.append(self.heading(block))
            elif self.has(block):
                yield _ended(*headings, self.block(block))
                headings = []
        if headings:
            yield _ended(*headings)

    def text(self, text: str) -> str:
        """A text as the page can show it: what is escaped has its width already when a table is laid out."""
        return self.page.text(text)

    def title(self, content: Content) -> Iterator[str]:
        """The title, in bold."""
        yield from (self.styled(line, "bold") for line in self.wrapped(content))

    def heading(self, block: Heading) -> Iterator[str]:
        """A heading, directly above what it is about."""
        yield from self.wrapped(block.content)

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        """The paragraph."""
        yield from self.wrapped(block.content)

    def items(self, block: Items) -> Iterator[str]:
        """A sentence after another."""
        indent = "  " if block.indented else ""
        for item in block.items:
            yield from (f"{indent}{line}" for line in self.wrapped(item, len(indent)))

    def inline(self, block: Inline) -> Iterator[str]:
        """The value, never broken."""
        yield self.content(block.content)

    def listing(self, block: Listing) -> Iterator[str]:
        """The lines, never wrapped."""
        yield from (self.text(line).rstrip() for line in block.lines)

    def equations(self, block: Equations) -> Iterator[str]:
        """The equations as they are typed."""
        yield from (f"  {line}" for line in str(block.cell.program).splitlines())

    def facts(self, block: Facts) -> Iterator[str]:
        """Labels on the left, statements on the right."""
        labels = {fact.label: self.content(fact.label) for fact in block.facts}
        widths = [columns_of(label) for label in labels.values() if columns_of(label) <= LONGEST_LABEL]
        indent = max(widths, default=0) + BETWEEN
        for fact in block.facts:
            lead = labels[fact.label]
            if self.width is not None and self.width - indent < NARROWEST_TEXT:
                yield lead
                yield from (f"  {line}" for content in fact.lines for line in self.wrapped(content, 2))
                continue
            for content in fact.lines:
                for line in self.wrapped(content, indent):
                    yield f"{lead}{' ' * max(indent - columns_of(lead), 1)}{line}"
                    lead = ""

    def wrapped(self, content: Content, indent: int = 0) -> list[str]:
        """A sentence broken between words, further lines indented; a formula and a long number are never broken."""
        text = self.content(content)
        if self.width is None or isinstance(content, (Formula, Equals)):
            return [text]
        room = max(self.width - indent, NARROWEST)
        return wrapped(text, room) or [""]

    def styled(self, line: str, style: str) -> str:
        """A line in a style of the terminal."""
        return line

    @property
    def cells(self) -> Cells:
        """How the cells of a table are written."""
        return Cells(self.content, self.product, self._bar)

    def _bar(self, tenths: int) -> str:
        full = (tenths * BAR + 500) // 1000
        return self.glyphs.bar * full + self.glyphs.rest * (BAR - full)

    def table(self, table: Table) -> Iterator[str]:
        """The table in aligned columns."""
        return self.aligned(Layout(table, self.cells))

    rule = ""
    """The character of the rules in a table; empty for none."""

    def group(self, label: Content, *, is_first: bool) -> Iterator[str]:
        """The label above a group of rows."""
        yield f"[{self.content(label)}]"

    def aligned(self, layout: Layout) -> Iterator[str]:
        """The lines of a layout, with rules below the heads and above the total."""
        table = layout.table
        rules = [self.rule * layout.total_width] if self.rule else []
        if any(layout.heads):
            yield from (self.styled(line, "bold") for line in layout.lines(layout.heads))
            yield from rules
        for number, row in enumerate(table.rows):
            if isinstance(row, Group):
                yield from self.group(row.label, is_first=number == 0)
            else:
                lines = layout.lines(layout.texts(row))
                yield from (self.styled(line, "italic") for line in lines) if row.is_sum else lines
        if table.total is not None:
            yield from rules
            yield from (self.styled(line, "bold") for line in layout.lines(layout.texts(table.total)))


def _ended(*parts: Iterator[str]) -> Iterator[str]:
    """Lines with their line feeds."""
    return (f"{line}\n" for part in parts for line in part)


class TableWriter(TextWriter):
    """Plain text for a terminal: as wide as it is, with rules and colours where it has them."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.width = page.width
        self.rule = "-" if self.glyphs is ASCII_GLYPHS else "─"
        self.style = _style_of(page)

    def styled(self, line: str, style: str) -> str:
        """A line in a style of the terminal, as rich writes it there."""
        return self.style(line, style) if self.style else line

    def table(self, table: Table) -> Iterator[str]:
        """The widest layout that fits; where none does, a row after another with a line for each cell."""
        layout = fitting(table, self.cells, self.width)
        if layout is None:
            return self._records(table)
        return self.aligned(layout)

    def group(self, label: Content, *, is_first: bool) -> Iterator[str]:
        """The label above a group of rows, after an empty line."""
        if not is_first:
            yield ""
        yield self.styled(self.content(label), "cyan")

    def _records(self, table: Table) -> Iterator[str]:
        columns = table.columns[1:]
        indent = max((columns_of(column.head) for column in columns), default=0) + BETWEEN
        for number, row in enumerate((*table.rows, *([] if table.total is None else [table.total]))):
            if isinstance(row, Group):
                yield from self.group(row.label, is_first=number == 0)
                continue
            deep = "  " * row.depth
            label, *contents = row.cells
            yield self.styled(f"{deep}{self.content(label)}", "bold")
            for column, content in zip(columns, contents, strict=True):
                lead = column.head
                lines = self.wrapped(content, len(deep) + 2 + indent) if column.left else [self.content(content)]
                for line in filter(None, lines):
                    yield f"{deep}  {lead}{' ' * (indent - columns_of(lead))}{line}"
                    lead = ""


def _style_of(page: Page) -> Callable[[str, str], str] | None:
    """A function that gives a line a style, or None if the stream has no styles. rich is imported only here."""
    forced = os.environ.get("FORCE_COLOR")
    if page.stream is None or not (page.stream.isatty() or forced):
        return None
    from rich.console import Console
    from rich.text import Text

    console = Console(file=page.stream, width=1_000_000, highlight=False, emoji=False, markup=False)

    @lru_cache
    def around(name: str) -> tuple[str, str]:
        """What a terminal needs before and behind a line in this style: rich is asked once for each style."""
        with console.capture() as capture:
            console.print(Text("-", style=name), soft_wrap=True, end="")
        before, _, behind = capture.get().partition("-")
        return before, behind

    def style(line: str, name: str) -> str:
        before, behind = around(name)
        return f"{before}{line}{behind}" if line else ""

    return style
