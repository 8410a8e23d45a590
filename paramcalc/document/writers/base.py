"""What all writers share: how a content becomes text, and a document its blocks."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from paramcalc.algebra.integers import grouped
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.document.nodes import (
    Block,
    Bytes,
    Code,
    Content,
    Difference,
    Document,
    Drawing,
    Equals,
    Equations,
    Facts,
    Formula,
    Heading,
    Inline,
    Items,
    Joined,
    Listing,
    LowerBound,
    Mark,
    Missing,
    Paragraph,
    Phrase,
    Product,
    Shape,
    Share,
    Table,
)
from paramcalc.document.page import Glyphs, Page
from paramcalc.errors import printable
from paramcalc.phrases import closed_up, tr, translated

VALUE = re.compile(r"\{(\w+)\}")
"""The place of a value in the template of a phrase."""

LARGER_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


class Writer(ABC):
    """Writes documents in one form. A form defines its blocks, and how text, mathematics and code are escaped."""

    prints = False
    """Whether the form is typeset, and so has the equations that belong to a printed answer only."""

    draws = False
    """Whether the form has pictures."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.glyphs: Glyphs = page.glyphs

    def write(self, document: Document) -> Iterator[str]:
        """The document as text, piece by piece, with an empty line between its blocks."""
        between = ""
        for pieces in self._blocks(document):
            for piece in pieces:
                yield between + piece
                between = ""
            between = "\n"

    def _blocks(self, document: Document) -> Iterator[Iterator[str]]:
        if document.title != "":
            yield self.title(document.title)
        for block in document.blocks:
            if self.has(block):
                yield self.block(block)

    def has(self, block: Block) -> bool:
        """Whether the form has a block: some belong to a typeset answer only, some to a typed one."""
        match block:
            case Equations():
                return self.prints or not block.print_only
            case Paragraph():
                return not (self.prints and block.typed_only)
            case Drawing():
                return self.draws
        return True

    def block(self, block: Block) -> Iterator[str]:
        """One block of the document."""
        match block:
            case Table():
                return self.table(block)
            case Facts():
                return self.facts(block)
            case Items():
                return self.items(block)
            case Heading():
                return self.heading(block)
            case Paragraph():
                return self.paragraph(block)
            case Equations():
                return self.equations(block)
            case Inline():
                return self.inline(block)
            case Listing():
                return self.listing(block)
            case Drawing():
                return self.drawing(block)

    @abstractmethod
    def title(self, content: Content) -> Iterator[str]:
        """The document's title."""

    @abstractmethod
    def table(self, table: Table) -> Iterator[str]:
        """A table."""

    @abstractmethod
    def facts(self, block: Facts) -> Iterator[str]:
        """Labelled statements."""

    @abstractmethod
    def items(self, block: Items) -> Iterator[str]:
        """A list of sentences."""

    @abstractmethod
    def heading(self, block: Heading) -> Iterator[str]:
        """The title of some blocks."""

    @abstractmethod
    def paragraph(self, block: Paragraph) -> Iterator[str]:
        """A paragraph."""

    @abstractmethod
    def equations(self, block: Equations) -> Iterator[str]:
        """A cell's equations."""

    @abstractmethod
    def listing(self, block: Listing) -> Iterator[str]:
        """Lines of text or code."""

    def inline(self, block: Inline) -> Iterator[str]:
        """A value for the middle of a sentence, on a line of its own."""
        yield f"{self.content(block.content)}\n"

    def drawing(self, block: Drawing) -> Iterator[str]:
        """A picture. Only a form that draws has it."""
        raise NotImplementedError

    def text(self, text: str) -> str:
        """A text, escaped so that the form leaves it as it is."""
        return text

    def math(self, text: str) -> str:
        """A number or a formula, already in the form's notation."""
        return self.text(text)

    def code(self, text: str) -> str:
        """A piece of code."""
        return self.text(text)

    def content(self, content: Content) -> str:
        """A content as text of this form."""
        if isinstance(content, str):
            return self.text(printable(content))
        if isinstance(content, (int, Polynomial)):
            return self.math(self.glyphs.number(content))
        match content:
            case Phrase():
                return self.phrase(content)
            case Joined(items, separator):
                joined = self.text(separator).join(map(self.content, items))
                # A Chinese full stop has its blank in it.
                return joined.replace("。 ", "。") if separator == " " else joined
            case Code(text):
                return self.code(printable(text))
            case Formula() | Equals():
                return self.math(self.formula(content))
            case Product():
                return self.math(" = ".join(self.product(content)))
            case _:
                return self._value(content)

    def _value(self, content: Any) -> str:
        match content:
            case Shape(lengths):
                return self.math(shape_text(lengths, self.glyphs))
            case Bytes(size):
                rounded = rounded_bytes(size)
                return self.content(size) + (self.text(f" ({rounded})") if rounded else "")
            case Share(tenths):
                return self.text(f"{tenths // 10}.{tenths % 10}%")
            case Difference(size):
                return self.math(("+" if isinstance(size, int) and size > 0 else "") + self.glyphs.number(size))
            case LowerBound(size):
                return f"{self.content(size)}+"
            case Mark(ok):
                return self.text("ok" if ok else "DIFFERS")
            case Missing():
                return self.glyphs.dash
        raise TypeError(f"not a content: {content!r}")

    def formula(self, content: Formula | Equals | Size) -> str:
        """A formula or a step of a derivation in the form's notation, to be set as mathematics or code."""
        match content:
            case Formula(polynomial, sizes):
                return polynomial.show(self.glyphs.notation, sizes)
            case Equals(inner):
                return f"= {self.formula(inner)}"
        return self.glyphs.number(content)

    def phrase(self, phrase: Phrase) -> str:
        """A sentence with its values."""
        parts = VALUE.split(phrase.template)
        return closed_up(
            self.content(phrase.values[part]) if number % 2 else self.text(part) for number, part in enumerate(parts)
        )

    def label(self, label: Content) -> str:
        """What stands before a statement, with its colon."""
        return f"{self.content(label)}{translated(tr(': '))}"

    def product(self, product: Product) -> tuple[str, ...]:
        """The shapes, and the number where there is one, before they are joined to `28×75 = 2,100`."""
        shapes = " + ".join(map(self.glyphs.dimensions, product.shapes))
        return (shapes,) if product.total is None else (shapes, self.glyphs.number(product.total))


def shape_text(lengths: tuple[Size | None, ...] | None, glyphs: Glyphs) -> str:
    """A shape as Python prints it; a question mark where it is not known.

    >>> from paramcalc.document.page import PLAIN
    >>> shape_text((None, 75), PLAIN.glyphs), shape_text((75,), PLAIN.glyphs), shape_text(None, PLAIN.glyphs)
    ('(None, 75)', '(75,)', '?')
    """
    if lengths is None:
        return "?"
    texts = [glyphs.notation.name("None") if length is None else glyphs.plain(length) for length in lengths]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def rounded_bytes(size: Size) -> str:
    """A number of bytes in KiB, MiB, … with one decimal place; empty below 1 KiB and for a formula.

    >>> rounded_bytes(94500), rounded_bytes(1000)
    ('92.3 KiB', '')
    """
    if isinstance(size, Polynomial) or size < 1024:
        return ""
    power = min((size.bit_length() - 1) // 10, len(LARGER_UNITS))
    tenths = (size * 20 + 1024**power) // (2 * 1024**power)
    return f"{grouped(tenths // 10)}.{tenths % 10} {LARGER_UNITS[power - 1]}"
