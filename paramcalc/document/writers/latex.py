"""LaTeX: equations and derivations aligned (needs amsmath), tables as tabulars, statements as lists."""

from __future__ import annotations

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
from paramcalc.document.page import ASCII_GLYPHS, LATEX_GLYPHS, Page
from paramcalc.document.writers.base import Writer
from paramcalc.document.writers.latex_equations import aligned, equations
from paramcalc.document.writers.plain import TextWriter
from paramcalc.errors import printable

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    **{sign: f"\\{sign}" for sign in "_%&#${}"},
}


class LatexWriter(Writer):
    """LaTeX for a paper. The title is a comment, so that a caption can be chosen."""

    prints = True

    def __init__(self, page: Page) -> None:
        super().__init__(page._replace(glyphs=LATEX_GLYPHS))
        self.plain = TextWriter(page._replace(glyphs=ASCII_GLYPHS))

    def text(self, text: str) -> str:
        """A text in which nothing is a command."""
        return "".join(SPECIAL.get(sign, sign) for sign in text)

    def math(self, text: str) -> str:
        """Mathematics within a text."""
        return f"${text}$"

    def code(self, text: str) -> str:
        """A piece of code."""
        return rf"\texttt{{{self.text(text)}}}"

    def title(self, content: Content) -> Iterator[str]:
        """The title as a comment of one line."""
        yield f"% {' '.join(self.plain.content(content).split())}\n"

    def heading(self, block: Heading) -> Iterator[str]:
        """A heading within the text."""
        yield rf"\paragraph{{{self.content(block.content)}}}" + "\n"

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        """A paragraph."""
        yield f"{self.content(block.content)}\n"

    def items(self, block: Items) -> Iterator[str]:
        """A list."""
        return _list(map(self.content, block.items))

    def facts(self, block: Facts) -> Iterator[str]:
        """A list; the steps of a derivation below each other."""
        lines = []
        for fact in block.facts:
            if fact.derivation:
                steps = aligned([f"& {self.formula(step)}" for step in fact.derivation])
                lines.append(f"{self.label(fact.label).rstrip()}\n{steps}")
            else:
                lines += [f"{self.label(fact.label)}{self.content(content)}" for content in fact.lines]
        return _list(lines)

    def listing(self, block: Listing) -> Iterator[str]:
        """Lines in a typewriter's letters; every blank is kept."""
        yield "\\begin{quote}\\ttfamily\n"
        for line in block.lines:
            yield f"{self.text(printable(line)).replace(' ', '~') or '~'}\\\\\n"
        yield "\\end{quote}\n"

    def equations(self, block: Equations) -> Iterator[str]:
        """The equations as mathematics."""
        yield f"{equations(block.cell)}\n"

    def table(self, table: Table) -> Iterator[str]:
        """A tabular, row by row."""
        width = len(table.columns)
        yield f"\\begin{{tabular}}{{{''.join('l' if column.left else 'r' for column in table.columns)}}}\n\\hline\n"
        yield f"{_line(self.text(column.head) for column in table.columns)}\\hline\n"
        for row in table.rows:
            if isinstance(row, Group):
                yield rf"\multicolumn{{{width}}}{{l}}{{{self.content(row.label)}}} \\" + "\n"
            else:
                yield _line(self._cells(row))
        yield "\\hline\n"
        if table.total is not None:
            yield f"{_line(self._cells(table.total))}\\hline\n"
        yield "\\end{tabular}\n"

    def _cells(self, row: Row) -> list[str]:
        first, *others = map(self.content, row.cells)
        return [r"\quad " * row.depth + first, *others]


def _line(cells: Iterable[str]) -> str:
    return f"{' & '.join(cells)} \\\\\n"


def _list(lines: Iterable[str]) -> Iterator[str]:
    yield "\\begin{itemize}\n"
    yield from (f"  \\item {line}\n" for line in lines)
    yield "\\end{itemize}\n"
