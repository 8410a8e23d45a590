"""A page from its bytes to its bytes: encoding, byte order mark and line endings stay as they are."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import NamedTuple

from paramcalc.errors import UsageError
from paramcalc.pages import notebook
from paramcalc.pages.filling import Ask, fill
from paramcalc.pages.formats import PageFormat
from paramcalc.pages.slots import PageError, Slot
from paramcalc.phrases import tr

MOST_BYTES = 64 * 2**20
"""Bytes of a page."""

MARKS = {
    codecs.BOM_UTF8: ("utf-8", "utf-8"),
    codecs.BOM_UTF16_LE: ("utf-16-le", "utf-16-le"),
    codecs.BOM_UTF16_BE: ("utf-16-be", "utf-16-be"),
}
"""The byte order marks, each with the codec of the page and the encoding of its answers."""


class Encoded(NamedTuple):
    """A page's text, and how it becomes bytes again."""

    text: str
    mark: bytes
    codec: str
    answers: str
    """The encoding that answers must fit."""

    def encode(self, text: str) -> bytes:
        """Another text as bytes of the page."""
        return self.mark + text.encode(self.codec)


class Problem(NamedTuple):
    """Something on a page that cannot be answered, and where it stands."""

    place: str
    """The line, and in a notebook also the cell: `12`, `cell 3, line 2`."""
    message: str
    tip: str


class PageResult(NamedTuple):
    """A page with its answers."""

    path: str
    before: str
    after: str
    data: bytes
    """The page with its answers as bytes."""
    answers: int
    """The number of commands on it."""
    stale: tuple[str, ...]
    """The commands whose answers have changed."""
    problems: tuple[Problem, ...]

    @property
    def is_stale(self) -> bool:
        """Whether an answer on the page is not what the command prints."""
        return self.before != self.after


class PagesReport(NamedTuple):
    """Pages with their answers, which were compared or written."""

    pages: tuple[PageResult, ...]
    is_check: bool

    @property
    def stale_pages(self) -> tuple[PageResult, ...]:
        """The pages on which an answer is not what the command prints."""
        return tuple(page for page in self.pages if page.is_stale)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What cannot be answered, on any page."""
        return tuple(problem for page in self.pages for problem in page.problems)


def decoded(data: bytes) -> Encoded:
    r"""The text of a page.

    Bytes that are no UTF-8 are kept as they are: in every other encoding of pages a byte below 128 is that of ASCII,
    so answers in ASCII fit it.

    >>> decoded(b"caf\xe9").answers, decoded("café".encode()).answers
    ('ascii', 'utf-8')
    """
    for mark, (codec, answers) in MARKS.items():
        if data.startswith(mark):
            try:
                return Encoded(data[len(mark) :].decode(codec), mark, codec, answers)
            except UnicodeDecodeError as error:
                raise UsageError(
                    tr("this is no {codec} text: byte {start:,}", codec=codec, start=error.start)
                ) from error
    try:
        return Encoded(data.decode("utf-8"), b"", "utf-8", "utf-8")
    except UnicodeDecodeError:
        return Encoded(data.decode("latin-1"), b"", "latin-1", "ascii")


AskFor = Callable[[str], Ask]
"""What answers the commands of a page, by the encoding that the answers must fit."""


def refresh(path: str, data: bytes, page_format: PageFormat, ask: AskFor) -> PageResult:
    """The page with the answers of all its commands."""
    if b"paramcalc" not in data.replace(b"\0", b""):
        return PageResult(path, "", "", data, 0, (), ())
    try:
        page = decoded(data)
        if page_format.has_cells:
            return _refresh_cells(path, page, page_format, ask)
    except UsageError as error:
        return PageResult(path, "", "", data, 0, (), (Problem("", error.message, error.tip or ""),))
    result = fill(page.text, page_format, ask(page.answers))
    return PageResult(
        path=path,
        before=page.text,
        after=result.text,
        data=page.encode(result.text),
        answers=result.slots,
        stale=tuple(map(_command, result.stale)),
        problems=tuple(_problem(error, "") for error in result.errors),
    )


def _refresh_cells(path: str, page: Encoded, page_format: PageFormat, ask: AskFor) -> PageResult:
    """The same for a notebook. The texts that a difference shows are those of the cells."""
    texts: list[tuple[notebook.Cell, str]] = []
    before: list[str] = []
    after: list[str] = []
    stale: list[str] = []
    problems: list[Problem] = []
    answers = 0
    for cell in notebook.cells(page.text):
        result = fill(cell.text, page_format, ask("utf-8"))
        answers += result.slots
        problems += [_problem(error, tr("cell {number}, line ", number=cell.number)) for error in result.errors]
        stale += map(_command, result.stale)
        before.append(cell.text)
        after.append(result.text)
        if result.text != cell.text:
            texts.append((cell, result.text))
    return PageResult(
        path=path,
        before="\n\n".join(before),
        after="\n\n".join(after),
        data=page.encode(notebook.with_texts(page.text, texts)),
        answers=answers,
        stale=tuple(stale),
        problems=tuple(problems),
    )


def _command(slot: Slot) -> str:
    return slot.command


def _problem(error: PageError, place: str) -> Problem:
    return Problem(f"{place}{error.line}", error.message, error.tip or "")
