"""Documents as nodes of docutils, so that Sphinx writes an answer as it writes the rest of a page, in every format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes

from paramcalc.document.nodes import (
    Block,
    Code,
    Content,
    Document,
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
from paramcalc.document.page import PLAIN
from paramcalc.document.writers.plain import TextWriter

WRITER = TextWriter(PLAIN)
"""How a content is written as text."""

INDENT = "\N{NO-BREAK SPACE}" * 2
"""Before the first cell of a nested row."""


SIGNS = 6
"""The blanks beside a cell, and the signs of bold text, as a builder of texts writes them."""


def document_nodes(document: Document) -> list[Any]:
    """The nodes of a document."""
    title = [_paragraph(nodes.strong("", text_of(document.title)))] if document.title != "" else []
    return [*title, *(node for block in document.blocks for node in _block(block))]


def text_of(content: Content) -> str:
    """A content as text."""
    return WRITER.content(content)


def inline_nodes(content: Content) -> list[Any]:
    """The nodes of a content within a line."""
    text = text_of(content)
    return [nodes.literal(text, text) if isinstance(content, Code) else nodes.Text(text)]


def _block(block: Block) -> Iterator[Any]:
    match block:
        case Table():
            yield _table(block)
        case Facts():
            fields = (_field(text_of(fact.label), fact.lines) for fact in block.facts)
            yield nodes.field_list("", *fields)
        case Items(items):
            yield nodes.bullet_list("", *(nodes.list_item("", _paragraph(*inline_nodes(item))) for item in items))
        case Heading(content):
            yield nodes.rubric("", text_of(content))
        case Paragraph(content) | Inline(content):
            yield _paragraph(*inline_nodes(content))
        case Equations():
            if not block.print_only:
                yield _literal_block(str(block.cell.program))
        case Listing(lines):
            yield _literal_block("\n".join(map(WRITER.text, lines)))


def _paragraph(*children: Any) -> Any:
    return nodes.paragraph("", "", *children)


def _literal_block(text: str) -> Any:
    return nodes.literal_block(text, text, language="text")


def _field(label: str, lines: tuple[Content, ...]) -> Any:
    body = nodes.line_block("", *(nodes.line("", "", *inline_nodes(line)) for line in lines))
    return nodes.field("", nodes.field_name("", label), nodes.field_body("", body))


def _table(table: Table) -> Any:
    widths = _widths(table)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    heads = (_entry(column.head, is_left=column.left) for column in table.columns)
    group += nodes.thead("", nodes.row("", *heads))
    rows = [*table.rows, *([] if table.total is None else [table.total])]
    group += nodes.tbody("", *(_row(row, table) for row in rows))
    return nodes.table("", group, classes=["paramcalc"])


def _widths(table: Table) -> list[int]:
    """The longest text of each column: a builder without tables of its own, such as that of texts, needs it."""
    rows = [row for row in (*table.rows, table.total) if isinstance(row, Row)]
    widths = [len(column.head) for column in table.columns]
    for row in rows:
        lengths = (len(text_of(cell)) + len(INDENT) * row.depth for cell in row.cells)
        widths = [max(pair) for pair in zip(widths, lengths, strict=True)]
    return [width + SIGNS for width in widths]


def _row(row: Row | Group, table: Table) -> Any:
    if isinstance(row, Group):
        # Not every builder lets a cell span columns.
        label = nodes.entry("", _paragraph(nodes.emphasis("", text_of(row.label))))
        return nodes.row("", label, *(nodes.entry("", nodes.paragraph()) for _ in table.columns[1:]))
    texts = [text_of(cell) for cell in row.cells]
    texts[0] = INDENT * row.depth + texts[0]
    is_bold = row.is_sum or row is table.total
    columns = zip(texts, table.columns, strict=True)
    return nodes.row("", *(_entry(text, is_left=column.left, is_bold=is_bold) for text, column in columns))


def _entry(text: str, *, is_left: bool, is_bold: bool = False) -> Any:
    child = nodes.strong("", text) if is_bold and text else nodes.Text(text)
    paragraph = nodes.paragraph("", "", child, classes=[] if is_left else ["align-right"])
    return nodes.entry("", paragraph)
