"""The registry of page formats: where their commands stand, and how an answer is written there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from paramcalc.errors import UsageError, word
from paramcalc.pages import asciidoc, html, markdown, rst
from paramcalc.pages.slots import Answer, Slot
from paramcalc.phrases import tr


@dataclass(frozen=True, kw_only=True)
class PageFormat:
    """A format of pages."""

    title: str
    suffixes: tuple[str, ...]
    form: str
    """The form of an answer between markers whose command names none."""
    slots: Callable[[str], list[Slot]]
    block: Callable[[Answer, str], list[str]]
    """The lines that an answer has between two markers; the name is that of the slot."""
    escape: Callable[[str], str] | None = None
    """How the output of a command is escaped in a block that shows a terminal."""
    has_cells: bool = False
    """Whether a page is a notebook, whose cells have this format."""


FORMATS: dict[str, PageFormat] = {
    "markdown": PageFormat(
        title="Markdown",
        suffixes=(".md", ".markdown", ".mdown", ".mkd"),
        form="markdown",
        slots=markdown.slots,
        block=markdown.block,
    ),
    "rst": PageFormat(
        title="reStructuredText", suffixes=(".rst", ".rest"), form="table", slots=rst.slots, block=rst.block
    ),
    "html": PageFormat(
        title="HTML",
        # Not XHTML: XML has no comment with two hyphens, and so none with an option.
        suffixes=(".html", ".htm"),
        form="html",
        slots=html.slots,
        block=html.block,
        escape=html.escaped,
    ),
    "asciidoc": PageFormat(
        title="AsciiDoc",
        suffixes=(".adoc", ".asciidoc", ".asc"),
        form="table",
        slots=asciidoc.slots,
        block=asciidoc.block,
    ),
    "notebook": PageFormat(
        title=tr("a Jupyter notebook"),
        suffixes=(".ipynb",),
        form="markdown",
        slots=markdown.slots,
        block=markdown.block,
        has_cells=True,
    ),
}
"""The formats that a page can have, by name."""

FORMAT_OF_SUFFIX = {suffix: entry for entry in FORMATS.values() for suffix in entry.suffixes}


def format_of(path: str) -> PageFormat:
    """The format of a page by the suffix of its name. Raises UsageError for an unknown suffix."""
    page_format = FORMAT_OF_SUFFIX.get(Path(path).suffix.lower())
    if page_format is None:
        raise UsageError(
            tr("{path} is no page of a known format", path=word(path)),
            tip=tr("suffixes: {names}", names=", ".join(FORMAT_OF_SUFFIX)),
        )
    return page_format
