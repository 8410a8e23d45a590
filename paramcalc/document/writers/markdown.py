"""Markdown that can be pasted into an issue, a README or a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paramcalc.document.nodes import (
    Content,
    Equations,
    Facts,
    Group,
    Heading,
    Items,
    Listing,
    Paragraph,
    Row,
    Table,
)
from paramcalc.document.page import ASCII_GLYPHS, Page
from paramcalc.document.writers.base import Writer
from paramcalc.errors import printable

SPECIAL = re.compile(r"[\\`*_|<]")


class MarkdownWriter(Writer):
    """GitHub's Markdown: tables, lists and fenced code."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.indent = "- " if self.glyphs is ASCII_GLYPHS else "\N{NO-BREAK SPACE}" * 2
        """Before a nested row: Markdown drops ordinary blanks."""

    def text(self, text: str) -> str:
        r"""A text in which Markdown sees nothing special.

        >>> from paramcalc.document.page import PLAIN
        >>> print(MarkdownWriter(PLAIN).text("h_tilde = r * (U_h @ h)"))
        h\_tilde = r \* (U\_h @ h)
        """
        return SPECIAL.sub(r"\\\g<0>", text)

    def code(self, text: str) -> str:
        """A code span."""
        return f"`{text}`"

    def title(self, content: Content) -> Iterator[str]:
        """The title in bold."""
        yield f"**{self.content(content)}**\n"

    def heading(self, block: Heading) -> Iterator[str]:
        """A heading in bold."""
        return self.title(block.content)

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        """The paragraph on one line."""
        yield f"{self.content(block.content)}\n"

    def items(self, block: Items) -> Iterator[str]:
        """A list."""
        return (f"- {self.content(item)}\n" for item in block.items)

    def facts(self, block: Facts) -> Iterator[str]:
        """A list; the steps of a derivation as code on one line."""
        for fact in block.facts:
            steps = " ".join(f"`{self.formula(step)}`" for step in fact.derivation)
            lines = [steps] if steps else map(self.content, fact.lines)
            yield from (f"- {self.label(fact.label)}{line}\n" for line in lines)

    def listing(self, block: Listing) -> Iterator[str]:
        """A block of code, its fence longer than any inside."""
        lines = list(map(printable, block.lines))
        runs = (len(run) for line in lines for run in re.findall("`{3,}", line))
        fence = "`" * (1 + max(runs, default=2))
        yield from (f"{line}\n" for line in (f"{fence}{block.language}", *lines, fence))

    def equations(self, block: Equations) -> Iterator[str]:
        """A block of code."""
        yield f"```text\n{block.cell.program}\n```\n"

    def table(self, table: Table) -> Iterator[str]:
        """A table, row by row."""
        yield _line(self.text(column.head) for column in table.columns)
        yield _line(":---" if column.left else "---:" for column in table.columns)
        for row in table.rows:
            if isinstance(row, Group):
                yield _line([f"*{self.content(row.label)}*", *[""] * (len(table.columns) - 1)])
            else:
                yield _line(self._cells(row))
        if table.total is not None:
            yield _line(f"**{text}**" if text else "" for text in self._cells(table.total))

    def _cells(self, row: Row) -> list[str]:
        first, *others = map(self.content, row.cells)
        return [self.indent * row.depth + first, *others]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
