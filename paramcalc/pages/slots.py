"""The slots of a page: each is a command that the page names, and the text that its answer replaces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from paramcalc.errors import UsageError


class PageError(UsageError):
    """Something on a page that cannot be answered, with its `line` from 1."""

    def __init__(self, message: str, *, line: int, tip: str | None = None) -> None:
        super().__init__(message, tip=tip)
        self.line = line


class Kind(Enum):
    """Where an answer stands."""

    BLOCK = "block"
    """On lines of its own, between two markers."""
    INLINE = "inline"
    """Within a line, between two markers."""
    TRANSCRIPT = "transcript"
    """Below its command, in a block of code that shows a terminal."""


class Slot(NamedTuple):
    """A command on a page, and the text from `start` to `end` that its answer replaces."""

    kind: Kind
    command: str
    """The command without the word `paramcalc`."""
    line: int
    start: int
    end: int
    prefix: str = ""
    """What each line of the answer starts with: the indent of a list, the sign of a quotation."""
    name: str = ""
    """The name that a page gives to a value, where its format has no comment within a line."""
    is_alone: bool = False
    """Whether an inline slot and its markers have the line for themselves, so that it can become a block."""


class Answer(NamedTuple):
    """What a command answers, and in which form."""

    text: str
    form: str


class Line(NamedTuple):
    """A line of a page: its number from 1, its position, and its text without the line ending."""

    number: int
    start: int
    text: str
    ending: str

    @property
    def end(self) -> int:
        """The position behind the text."""
        return self.start + len(self.text)


def lines_of(text: str, start: int = 0, end: int | None = None, number: int = 1) -> Iterator[Line]:
    r"""The lines of a part of a text, whose endings are `\n` and `\r\n`."""
    end = len(text) if end is None else end
    while start < end:
        feed = text.find("\n", start, end)
        after = end if feed < 0 else feed + 1
        line = text[start:after]
        bare = line.removesuffix("\n").removesuffix("\r") if feed >= 0 else line
        yield Line(number, start, bare, line[len(bare) :])
        start, number = after, number + 1


class Positions:
    """The numbers of lines by positions in a text."""

    def __init__(self, text: str) -> None:
        self.starts = [line.start for line in lines_of(text)]

    def line(self, position: int) -> int:
        """The number of the line that a position is in."""
        return max(bisect_right(self.starts, position), 1)

    def start(self, position: int) -> int:
        """The start of the line that a position is in."""
        return self.starts[self.line(position) - 1] if self.starts else 0


def answers_with(markers: Iterable[Slot], transcripts: Callable[[Callable[[int], bool]], Iterable[Slot]]) -> list[Slot]:
    """The slots between markers and those of transcripts, in their order.

    `transcripts` gets a function that says whether a position is between two markers: what stands there is an answer,
    even if it has blocks of code.
    """
    slots = sorted(markers, key=lambda slot: slot.start)
    starts = [slot.start for slot in slots]

    def is_answer(position: int) -> bool:
        before = bisect_right(starts, position)
        return before > 0 and position < slots[before - 1].end

    return sorted([*slots, *transcripts(is_answer)], key=lambda slot: slot.start)


def ending_at(text: str, position: int) -> str:
    """The line ending behind a position; that of the page's first line where no line ends behind it."""
    feed = text.find("\n", position)
    if feed < 0:
        feed = text.find("\n")
    return "\r\n" if feed > 0 and text[feed - 1] == "\r" else "\n"


def transcript(lines: list[Line], prefix: int = 0, read: Callable[[str], str] = str) -> Iterator[Slot]:
    """The slots of a block that shows a terminal: `$ paramcalc …`, and the lines below it up to the next command.

    `prefix` is the number of characters before each line; `read` makes text of what the page has.
    """
    position = 0
    while position < len(lines):
        first = position
        command = _typed(lines[first], prefix, read)
        position += 1
        if command is None:
            continue
        while command.endswith("\\") and position < len(lines):
            more = read(lines[position].text[prefix:]).removeprefix("> ")
            command, position = f"{command[:-1]} {more}", position + 1
        last = position - 1
        while position < len(lines) and _typed(lines[position], prefix, read) is None:
            position += 1
        if command == "paramcalc" or command.startswith("paramcalc "):
            start, end = lines[last].end, lines[position - 1].end
            lead = lines[first].text[:prefix]
            yield Slot(
                Kind.TRANSCRIPT, command.removeprefix("paramcalc").strip(), lines[first].number, start, end, lead
            )


def _typed(line: Line, prefix: int, read: Callable[[str], str]) -> str | None:
    """The command that is typed on a line; None for output."""
    text = read(line.text[prefix:])
    return text[2:].rstrip() if text.startswith("$ ") else None
