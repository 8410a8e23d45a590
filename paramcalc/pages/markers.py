"""Markers: the pairs of comments between which an answer stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from paramcalc.pages.slots import Kind, PageError, Positions, Slot
from paramcalc.phrases import tr

OPENING = re.compile(r"paramcalc(?P<name>\s+as\s+[\w-]+)?:(?!:)(?P<command>.*)", re.DOTALL)
"""The text of a comment that starts an answer: `paramcalc: gru 75 28`, or with a name, `paramcalc as total: …`."""

CLOSING = "/paramcalc"
"""The text of a comment that ends an answer."""

MEANT = re.compile(r"/?\s*paramcalc\b(?!::)", re.IGNORECASE)
"""The start of a comment that is meant as a marker."""


LONGEST_LEAD = 1000
"""How many characters of its line are looked at beside a marker."""


class Comment(NamedTuple):
    """A comment of a page: its text, and where it starts and ends."""

    text: str
    start: int
    end: int


def slots(page: str, comments: Iterable[Comment], example: str, *, named: bool) -> Iterator[Slot]:
    """The slots between pairs of markers; `named` says whether the format gives names to values.

    Raises PageError for a marker without its partner, and for a comment that is only nearly a marker.
    """
    positions = Positions(page)
    opening: Comment | None = None
    for comment in comments:
        text = comment.text.strip()
        if not MEANT.match(text):
            continue
        line = positions.line(comment.start)
        if text == CLOSING:
            if opening is None:
                raise PageError(tr("{closing} ends an answer that was not begun", closing=CLOSING), line=line)
            yield _slot(page, opening, comment, positions)
            opening = None
            continue
        match = OPENING.fullmatch(text)
        if match is None:
            raise PageError(
                tr("a comment is nearly a marker"), line=line, tip=tr("a marker is written {example}", example=example)
            )
        if opening is not None:
            raise _unclosed(positions.line(opening.start))
        if match["name"] and not named:
            message = tr("an answer has a name only in reStructuredText and AsciiDoc")
            raise PageError(message, line=line, tip=tr("put the markers into the sentence"))
        opening = comment
    if opening is not None:
        raise _unclosed(positions.line(opening.start))


def _unclosed(line: int) -> PageError:
    return PageError(tr("this marker has no {closing} behind it", closing=CLOSING), line=line)


def _slot(page: str, opening: Comment, closing: Comment, positions: Positions) -> Slot:
    line = positions.line(opening.start)
    match = OPENING.fullmatch(opening.text.strip())
    assert match is not None
    command, name = " ".join(match["command"].split("\n")).strip(), (match["name"] or "").split()[-1:]
    before = _line_before(page, opening.start, positions)
    before_closing = _line_before(page, closing.start, positions)
    is_first, is_last = not before.strip(" \t>"), not before_closing.strip(" \t>")
    if is_first and is_last and page.startswith(("\n", "\r\n"), opening.end):
        start, end = opening.end, closing.start - len(before_closing)
        return Slot(Kind.BLOCK, command, line, start, end, before, "".join(name))
    after = page[closing.end : closing.end + LONGEST_LEAD].partition("\n")[0]
    is_alone = is_first and "\n" not in page[opening.start : closing.end] and not after.strip()
    return Slot(Kind.INLINE, command, line, opening.end, closing.start, before, "".join(name), is_alone)


def _line_before(page: str, position: int, positions: Positions) -> str:
    """The text of a line before a position in it; of a long one the end."""
    return page[max(positions.start(position), position - LONGEST_LEAD) : position]
