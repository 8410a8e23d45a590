"""Answers put into a page: only the text of the slots changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from paramcalc.errors import UsageError
from paramcalc.pages.formats import PageFormat
from paramcalc.pages.slots import Answer, Kind, PageError, Slot, ending_at
from paramcalc.phrases import tr

Ask = Callable[[Slot], Answer]
"""What answers a command. Raises UsageError for a command that has no answer."""


BESIDE = " \t>"
"""What may stand on the line of a marker."""


class FilledText(NamedTuple):
    """A page with its answers: the text, the slots whose answers have changed, and what could not be answered."""

    text: str
    slots: int
    stale: tuple[Slot, ...]
    errors: tuple[PageError, ...]


def fill(page: str, page_format: PageFormat, ask: Ask) -> FilledText:
    """The page with the answer of every command.

    A command that cannot be answered leaves its slot as it is, and is among the errors.
    """
    try:
        slots = page_format.slots(page)
    except PageError as error:
        return FilledText(page, 0, (), (error,))
    pieces: list[str] = []
    stale: list[Slot] = []
    errors: list[PageError] = []
    position = 0
    for slot in slots:
        current = page[slot.start : slot.end]
        try:
            content = _content(page, slot, page_format, ask(slot))
        except UsageError as error:
            errors.append(PageError(error.message, line=slot.line, tip=error.tip))
            content = current
        stale += [slot] if content != current else []
        pieces += [page[position : slot.start], content]
        position = slot.end
    text = "".join([*pieces, page[position:]])
    errors += _breakouts(text, pieces, slots, page_format) if stale else []
    return FilledText(text, len(slots), tuple(stale), tuple(errors))


def _content(page: str, slot: Slot, page_format: PageFormat, answer: Answer) -> str:
    """The text that a slot gets."""
    if slot.kind is Kind.TRANSCRIPT:
        text = page_format.escape(answer.text) if page_format.escape else answer.text
        return _transcript(page, slot, text)
    lines = answer.text.strip("\n").split("\n")
    if len(lines) == 1 and slot.kind is Kind.INLINE:
        return _inline(page[slot.start : slot.end], lines[0])
    if slot.is_alone or (slot.kind is Kind.BLOCK and (len(lines) == 1 or not slot.name)):
        return _block(page, slot, page_format, answer)
    tip = tr("put each marker on a line of its own, or choose one value, such as total")
    message = tr("the answer has {count} lines, and this place in a sentence has room for one", count=len(lines))
    raise PageError(message, line=slot.line, tip=tip)


def _inline(current: str, text: str) -> str:
    """The answer with the blanks that stand around the text which it replaces."""
    bare = current.strip()
    if not bare or not text:
        return text
    before, _, after = current.partition(bare)
    return f"{before}{text}{after}"


def _block(page: str, slot: Slot, page_format: PageFormat, answer: Answer) -> str:
    """The lines of an answer. Empty lines that the author, or a formatter, put beside the markers stay."""
    ending = ending_at(page, slot.start)
    lines = page_format.block(answer, slot.name)
    current = [line.strip(" \t>\r") for line in page[slot.start : slot.end].split("\n")][1:-1]
    first, last = _empty(current), _empty(current[::-1])
    if any(current):
        lines = [*[""] * (first - _empty(lines)), *lines, *[""] * (last - _empty(lines[::-1]))]
    written = "".join(f"{slot.prefix}{line}".rstrip(" \t") + ending for line in lines)
    # A pair of markers on one line becomes three lines or more.
    closing = slot.prefix if slot.kind is Kind.INLINE else ""
    return f"{ending}{written}{closing}"


def _empty(lines: Sequence[str]) -> int:
    """The number of empty lines at the start."""
    return next((number for number, line in enumerate(lines) if line), len(lines))


def _transcript(page: str, slot: Slot, text: str) -> str:
    """The lines below a command. Empty lines before the next command stay."""
    ending = ending_at(page, slot.start)
    lines = [line.rstrip() for line in text.rstrip("\n").split("\n")] if text else []
    current = [line.strip(" \t>\r") for line in page[slot.start : slot.end].split("\n")][1:]
    lines += [""] * (_empty(current[::-1]) if any(current) else 0)
    return "".join(f"{ending}{slot.prefix}{line}".rstrip(" \t") for line in lines)


def _breakouts(text: str, pieces: list[str], slots: list[Slot], page_format: PageFormat) -> list[PageError]:
    """The errors for answers that end their own place: one with a marker in it, or with the end of its block of code.

    Read again, the page must have the same commands, with the same answers.
    """
    message = tr("the answer has a line that ends its place on the page")
    try:
        again = page_format.slots(text)
    except PageError as error:
        return [PageError(message, line=error.line)]
    before = [(slot.command, content.rstrip(BESIDE)) for slot, content in zip(slots, pieces[1::2], strict=True)]
    after = [(slot.command, text[slot.start : slot.end].rstrip(BESIDE)) for slot in again]
    for slot, one, other in zip(slots, before, [*after, *[("", "")] * len(slots)], strict=False):
        if one != other:
            return [PageError(message, line=slot.line, tip=tr("give a block of code a longer fence"))]
    return []
