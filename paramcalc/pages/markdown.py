"""Markdown, MyST included: comments as markers, and fences that show a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from paramcalc.pages import markers
from paramcalc.pages.slots import Answer, Line, PageError, Slot, answers_with, lines_of, transcript
from paramcalc.phrases import tr

FENCE = re.compile(r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
"""The line that starts a block of code, also in a list and in a quotation."""

CONSOLE = re.compile(r"(?:\{(?:code-block|code|sourcecode)\})?\s*(?:\{\s*)?\.?console(?![\w-])")
"""What stands behind a fence that shows a terminal."""

SPANS = re.compile(r"<!--|\\`|`+")

RUN = re.compile("`+")

EMPTY_LINE = re.compile(r"\n[ \t>]*\r?\n")

OPEN, CLOSE = "<!--", "-->"

EXAMPLE = "<!-- paramcalc: gru 75 28 -->"

AS_THEY_ARE = ("markdown", "html", "svg")
"""The forms that a Markdown page holds as they are; the others become blocks of code."""

LANGUAGES = {"table": "text", "text": "text"}
"""The language of a block of code, where it is not the name of the form."""


class Fence:
    """A block of code: its first line, and the lines inside."""

    def __init__(self, opening: Line, match: re.Match[str]) -> None:
        self.opening = opening
        self.prefix = len(match["lead"])
        self.sign = match["fence"]
        info = match["info"].strip()
        self.language = "".join(info.split()[:1])
        self.is_console = CONSOLE.match(info) is not None
        self.lines: list[Line] = []
        self.end = opening.end
        self.is_closed = False

    def is_closed_by(self, line: Line) -> bool:
        """Whether the block ends at a line."""
        text = line.text.lstrip(" \t>").rstrip()
        return len(text) >= len(self.sign) and not text.strip(self.sign[0])


def slots(page: str) -> list[Slot]:
    """The slots of a page. Raises PageError for a marker that is none, and for a terminal that does not end."""
    fences = list(fences_of(page))
    code = [(fence.opening.start, fence.end) for fence in fences]

    def transcripts(is_answer: Callable[[int], bool]) -> Iterator[Slot]:
        for fence in fences:
            if fence.is_console and not is_answer(fence.opening.start):
                for slot in transcript(fence.lines, fence.prefix):
                    if not fence.is_closed:
                        raise PageError(tr("a block of code with a command of paramcalc does not end"), line=slot.line)
                    yield slot

    return answers_with(markers.slots(page, comments(page, code), EXAMPLE, named=False), transcripts)


def fences_of(page: str) -> Iterator[Fence]:
    """The blocks of code between fences."""
    fence: Fence | None = None
    for line in lines_of(page):
        if fence is None:
            match = FENCE.match(line.text)
            if match and not ("`" in match["fence"] and "`" in match["info"]):
                fence = Fence(line, match)
            continue
        fence.end = line.end
        if fence.is_closed_by(line):
            fence.is_closed = True
            yield fence
            fence = None
        else:
            fence.lines.append(line)
    if fence is not None:
        yield fence


def comments(page: str, code: list[tuple[int, int]]) -> Iterator[markers.Comment]:
    """The comments outside blocks and spans of code."""
    waiting = iter([*code, (len(page), len(page))])
    start, end = next(waiting)
    position = 0
    while (match := SPANS.search(page, position)) is not None:
        while match.start() >= end and end < len(page):
            start, end = next(waiting)
        if start <= match.start() < end:
            position = end
        elif match[0] == OPEN:
            closing = page.find(CLOSE, match.end())
            if closing < 0:
                return
            yield markers.Comment(page[match.end() : closing], match.start(), closing + len(CLOSE))
            position = closing + len(CLOSE)
        elif match[0].startswith("`"):
            position = _end_of_span(page, match)
        else:
            position = match.end()


def _end_of_span(page: str, opening: re.Match[str]) -> int:
    """The end of a span of code; of backticks that have no partner in their paragraph, the end of themselves."""
    checked = opening.end()
    for closing in RUN.finditer(page, opening.end()):
        if EMPTY_LINE.search(page, checked, closing.start()):
            break
        if len(closing[0]) == len(opening[0]):
            return closing.end()
        checked = closing.start()
    return opening.end()


def block(answer: Answer, name: str) -> list[str]:
    """The lines of an answer on a page."""
    lines = answer.text.splitlines()
    if answer.form in AS_THEY_ARE:
        return lines
    runs = re.findall("`{3,}", answer.text)
    fence = "`" * (1 + max(map(len, runs), default=2))
    return [f"{fence}{LANGUAGES.get(answer.form, answer.form)}", *lines, fence]
