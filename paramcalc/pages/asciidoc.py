"""AsciiDoc: comments as markers, and `[source,console]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from paramcalc.pages import markers
from paramcalc.pages.slots import Answer, Line, Slot, answers_with, lines_of, transcript

DELIMITER = re.compile(r"(-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})\s*")
"""The line above and below a block whose content is no AsciiDoc."""

CONSOLE = re.compile(r"\[source\s*,\s*\"?console\"?\s*(,[^\]]*)?\]\s*")

EXAMPLE = "// paramcalc: gru 75 28"

PASSED_THROUGH = ("html", "svg")


def slots(page: str) -> list[Slot]:
    """The slots of a page. Raises PageError for a marker that is none."""
    comments: list[markers.Comment] = []
    consoles: list[list[Line]] = []
    delimiter, before, is_console = "", "", False
    for line in lines_of(page):
        text = line.text.rstrip()
        if delimiter:
            if text == delimiter:
                delimiter = ""
            elif is_console:
                consoles[-1].append(line)
        elif DELIMITER.fullmatch(line.text):
            delimiter, is_console = text, CONSOLE.fullmatch(before) is not None
            if is_console:
                consoles.append([])
        elif text.startswith("//"):
            comments.append(markers.Comment(text[2:], line.start, line.end))
        before = text

    def transcripts(is_answer: Callable[[int], bool]) -> Iterator[Slot]:
        for lines in consoles:
            if lines and not is_answer(lines[0].start):
                yield from transcript(lines)

    return answers_with(markers.slots(page, comments, EXAMPLE, named=True), transcripts)


def block(answer: Answer, name: str) -> list[str]:
    """The lines of an answer on a page."""
    if name:
        return [f":{name}: {answer.text.strip()}"]
    sign = "+" if answer.form in PASSED_THROUGH else "."
    lines = answer.text.splitlines()
    delimiter = sign * (4 + max((len(line) for line in lines if line and not line.strip(sign)), default=0))
    return [delimiter, *lines, delimiter]
