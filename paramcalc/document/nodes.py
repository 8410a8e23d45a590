"""The parts of a document: what a command answers, as values that a writer turns into text.

A content is a text, a number or polynomial, or one of the classes below. Contents stay values until a writer writes
them: nothing that was written as text is parsed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.document.value import Value as Value
from paramcalc.equations.cell import Cell
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Comparison
from paramcalc.phrases import joined, tr, tr_in


class Phrase(Value):
    """A sentence with values in it: `Phrase("{count} more", {"count": 6})`."""

    template: str
    values: Mapping[str, Content] = MappingProxyType({})


class Joined(Value):
    """Contents one after another. Where there is no room, a table cell shows the first and how many more there are."""

    items: tuple[Content, ...]
    separator: str = ", "


class Code(Value):
    """A piece of code: a slice of an array, the name of a parameter."""

    text: str


class Formula(Value):
    """A polynomial as a formula. The given sizes are written in as numbers, but not worked out."""

    polynomial: Polynomial
    sizes: Mapping[str, int] | None = None


class Equals(Value):
    """A further step of a derivation: `= 23,625`."""

    content: Formula | Size


class Product(Value):
    """Shapes, and the number of weights that they have together: `28×75 = 2,100`."""

    shapes: tuple[tuple[Size, ...], ...]
    total: Size | None = None


class Shape(Value):
    """The shape of a tensor: `(28, 225)`. A free length is a formula, or None in the shape of an output."""

    lengths: tuple[Size | None, ...] | None
    """None where the shape is not known."""


class Bytes(Value):
    """A number of bytes, with a rounded number of KiB, MiB, …: `94,500 (92.3 KiB)`."""

    size: Size


class Share(Value):
    """A part of the whole, in tenths of a percent."""

    tenths: int


class Difference(Value):
    """A number with its sign."""

    size: Size


class LowerBound(Value):
    """A number to which more may come: `5,000+`."""

    size: Size


class Mark(Value):
    """A verdict: `ok` or `DIFFERS`."""

    ok: bool


class Missing(Value):
    """A dash: there is nothing of this kind here."""


Content: TypeAlias = (
    "str | int | Polynomial | Phrase | Joined | Code | Formula | Equals | Product | Shape | Bytes | Share | Difference "
    "| LowerBound | Mark | Missing"
)

MISSING = Missing()


class Column(Value):
    """A column of a table, and what happens to it on a narrow terminal."""

    head: str
    left: bool = False
    """Whether its cells start at the left; numbers end at the right."""
    optional: bool = False
    """Whether it is left out on a narrow terminal."""
    folds: bool = False
    """Whether its cells move into the first column, in parentheses, on a narrow terminal."""
    shortens: bool = False
    """Whether its `Joined` cells are shortened on a narrow terminal."""


class Row(Value):
    """A row of a table: its cells, how deep it is nested, and whether it is a sum of the rows above."""

    cells: tuple[Content, ...]
    depth: int = 0
    is_sum: bool = False


class Group(Value):
    """A line between the rows of a table: a label for those that follow."""

    label: Content


class Table(Value):
    """A table. `rows` may be iterated more than once, and need not be in memory."""

    columns: tuple[Column, ...]
    rows: Iterable[Row | Group]
    total: Row | None = None
    widest: Row | None = None
    """A row as wide as any other in each cell; needed only where there are too many rows to measure."""


class Fact(Value):
    """A labelled statement of one or several lines."""

    label: str
    lines: tuple[Content, ...]

    @property
    def derivation(self) -> tuple[Formula | Equals, ...]:
        """The steps, if the lines are those of a derivation."""
        steps = tuple(line for line in self.lines if isinstance(line, (Formula, Equals)))
        return steps if len(steps) == len(self.lines) else ()


class Facts(Value):
    """Labelled statements."""

    facts: tuple[Fact, ...]


class Items(Value):
    """Sentences about the block above."""

    items: tuple[Content, ...]
    indented: bool = True


class Heading(Value):
    """The title of the blocks that follow."""

    content: Content


class Paragraph(Value):
    """A sentence or several."""

    content: Content
    typed_only: bool = False
    """Whether it is about equations as they are typed, and so left out where they are typeset."""


class Equations(Value):
    """A cell's equations."""

    cell: Cell
    print_only: bool = False
    """Whether only forms that are typeset have them."""


class Drawing(Value):
    """The picture of a layer, or of compared layers. It is made by the forms that draw, since most have none."""

    subject: Breakdown | Comparison


class Inline(Value):
    """A value for the middle of a sentence: no paragraph is made of it, and no line of it is wrapped."""

    content: Content


class Listing(Value):
    """Lines of text or code, as they are."""

    lines: tuple[str, ...]
    language: str = ""


Block: TypeAlias = "Table | Facts | Items | Heading | Paragraph | Equations | Drawing | Inline | Listing"


class Document(Value):
    """An answer: its title, and the blocks below it."""

    title: Content = ""
    blocks: tuple[Block, ...] = ()


def note(label: str, content: Content) -> Content:
    """A statement about something: `gru: built for …`."""
    return Phrase(tr("{label}: {content}"), {"label": label, "content": content}) if label else content


def names(texts: Iterable[str]) -> str:
    """Names in a sentence.

    >>> names(["c_z", "c_r", "c_h"])
    'c_z, c_r and c_h'
    """
    *others, last = texts
    return tr("{others} and {last}", others=joined(tr_in("names", ", "), others), last=last) if others else last


COUNTED = {
    "layer": (tr("{count} layer"), tr("{count} layers")),
    "model": (tr("{count} model"), tr("{count} models")),
    "page": (tr("{count} page"), tr("{count} pages")),
    "answer": (tr("{count} answer"), tr("{count} answers")),
    "error": (tr("{count} error"), tr("{count} errors")),
    "tensor": (tr("{count} tensor"), tr("{count} tensors")),
    "mismatch": (tr("{count} mismatch"), tr("{count} mismatches")),
    "more match": (tr("{count} more match"), tr("{count} more matches")),
}
"""What is counted in sentences: for one, and for several."""


def plural(count: int, word: str) -> Content:
    """A number with its word: `1 layer`, `2 layers`."""
    return Phrase(COUNTED[word][count != 1], {"count": count})


def sequence(contents: Sequence[Content], separator: str = tr("; ")) -> Content:
    """Contents one after another; one alone as it is."""
    return contents[0] if len(contents) == 1 else Joined(tuple(contents), separator)
