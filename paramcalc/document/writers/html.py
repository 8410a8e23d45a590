"""HTML for notebooks and pages: tables, lists and definition lists, without a style of their own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from paramcalc.document.nodes import (
    Content,
    Document,
    Drawing,
    Equations,
    Facts,
    Group,
    Heading,
    Inline,
    Items,
    Listing,
    Paragraph,
    Row,
    Table,
)
from paramcalc.document.pictures.layers import svg
from paramcalc.document.writers.base import Writer
from paramcalc.errors import printable

INDENT = "&#160;" * 2


class HtmlWriter(Writer):
    """A fragment of HTML."""

    draws = True

    def write(self, document: Document) -> Iterator[str]:
        """The fragment, a line for each element."""
        for pieces in self._blocks(document):
            yield from (f"{piece}\n" for piece in pieces)

    def text(self, text: str) -> str:
        """A text in which HTML sees nothing special."""
        return escape(text)

    def code(self, text: str) -> str:
        """A piece of code."""
        return f"<code>{escape(text)}</code>"

    def title(self, content: Content) -> Iterator[str]:
        """The title."""
        yield f"<h4>{self.content(content)}</h4>"

    def heading(self, block: Heading) -> Iterator[str]:
        """A heading."""
        yield f"<h5>{self.content(block.content)}</h5>"

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        """A paragraph."""
        yield f"<p>{self.content(block.content)}</p>"

    def items(self, block: Items) -> Iterator[str]:
        """A list."""
        yield "<ul>"
        yield from (f"<li>{self.content(item)}</li>" for item in block.items)
        yield "</ul>"

    def facts(self, block: Facts) -> Iterator[str]:
        """A definition list."""
        yield "<dl>"
        for fact in block.facts:
            yield f"<dt>{self.content(fact.label)}</dt><dd>{'<br/>'.join(map(self.content, fact.lines))}</dd>"
        yield "</dl>"

    def inline(self, block: Inline) -> Iterator[str]:
        """The value without an element around it."""
        yield self.content(block.content)

    def listing(self, block: Listing) -> Iterator[str]:
        """Preformatted text."""
        lines = "\n".join(self.text(printable(line)) for line in block.lines)
        yield f"<pre>{lines}</pre>"

    def equations(self, block: Equations) -> Iterator[str]:
        """The equations as they are typed."""
        yield f"<pre>{self.text(str(block.cell.program))}</pre>"

    def drawing(self, block: Drawing) -> Iterator[str]:
        """The picture as SVG within the page."""
        yield svg(block.subject, self.page).rstrip("\n")

    def table(self, table: Table) -> Iterator[str]:
        """A table, row by row."""
        yield "<table>"
        yield f"<tr>{''.join(f'<th>{self.text(column.head)}</th>' for column in table.columns)}</tr>"
        for row in table.rows:
            if isinstance(row, Group):
                yield f'<tr><th colspan="{len(table.columns)}">{self.content(row.label)}</th></tr>'
            else:
                yield self._row(row, table, "td")
        if table.total is not None:
            yield self._row(table.total, table, "th")
        yield "</table>"

    def _row(self, row: Row, table: Table, tag: str) -> str:
        texts = list(map(self.content, row.cells))
        texts[0] = INDENT * row.depth + texts[0]
        aligned = ("left" if column.left else "right" for column in table.columns)
        cells = (f'<{tag} style="text-align:{side}">{text}</{tag}>' for side, text in zip(aligned, texts, strict=True))
        return f"<tr>{''.join(cells)}</tr>"
