"""A table of texts as LaTeX, HTML and CSV, line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape as html_text

from paramcalc.render.latex import GLYPHS as LATEX_GLYPHS


def latex_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A tabular, line by line: heads first, the first column as text and the others as mathematics."""
    ahead = iter(rows)
    heads = next(ahead)
    yield f"\\begin{{tabular}}{{l{'r' * (len(heads) - 1)}}}\n\\hline\n{_latex_row(heads)}\\hline\n"
    for first, *others in ahead:
        yield _latex_row([first, *(f"${cell}$" if cell != LATEX_GLYPHS.dash else cell for cell in others)])
    yield "\\hline\n\\end{tabular}\n"


def _latex_row(cells: Sequence[str]) -> str:
    first, *others = cells
    return " & ".join([first.replace("_", "\\_"), *others]) + " \\\\\n"


def html_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """An HTML table, line by line, heads first."""
    tag = "th"
    yield "<table>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<{tag}>{html_text(cell)}</{tag}>" for cell in row) + "</tr>\n"
        tag = "td"
    yield "</table>\n"


def csv_line(row: Sequence[object]) -> str:
    """A row as CSV, with its line feed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
