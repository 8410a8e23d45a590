"""HTML: comments as markers, and `<pre>` of the class console."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from paramcalc.pages import markers
from paramcalc.pages.slots import Answer, PageError, Positions, Slot, answers_with, lines_of, transcript
from paramcalc.phrases import tr

PRE = re.compile(r"<pre\b[^<>]{0,1000}>(?:\s{0,1000}<code\b[^<>]{0,1000}>)?", re.IGNORECASE)
"""The start of preformatted text. Longer tags are not looked at: a page can be hostile."""

IS_CONSOLE = re.compile(r"""class\s*=\s*["']?[^"'>]*(?<![\w-])(?:language-|highlight-)?console(?![\w-])""")

END = re.compile(r"</(?:code|pre)\s*>", re.IGNORECASE)

EXAMPLE = "<!-- paramcalc: gru 75 28 -->"

AS_THEY_ARE = ("html", "svg")
"""The forms that a page holds as they are; the others are escaped within `<pre>`."""


def slots(page: str) -> list[Slot]:
    """The slots of a page. Raises PageError for a marker that is none."""
    positions = Positions(page)

    def transcripts(is_answer: Callable[[int], bool]) -> Iterator[Slot]:
        for opening in PRE.finditer(page):
            if IS_CONSOLE.search(opening[0]) and not is_answer(opening.start()):
                closing = END.search(page, opening.end())
                yield from _console(page, opening.end(), closing.start() if closing else len(page), positions)

    return answers_with(markers.slots(page, comments(page), EXAMPLE, named=False), transcripts)


def _console(page: str, start: int, end: int, positions: Positions) -> Iterator[Slot]:
    line = positions.line(start)
    lines = list(lines_of(page, start, end, line))
    if "<" in page[start:end] and any(html.unescape(line.text).startswith("$ paramcalc") for line in lines):
        raise PageError(tr("a terminal with a command of paramcalc has elements inside"), line=line)
    return transcript(lines, read=html.unescape)


def comments(page: str) -> Iterator[markers.Comment]:
    """The comments of a page."""
    start = page.find("<!--")
    while start >= 0:
        end = page.find("-->", start + 4)
        if end < 0:
            return
        yield markers.Comment(page[start + 4 : end], start, end + 3)
        start = page.find("<!--", end + 3)


def block(answer: Answer, name: str) -> list[str]:
    """The lines of an answer on a page."""
    if answer.form in AS_THEY_ARE:
        return answer.text.splitlines()
    first, *others = escaped(answer.text).splitlines() or [""]
    lines = [f"<pre>{first}", *others]
    return [*lines[:-1], f"{lines[-1]}</pre>"]


def escaped(text: str) -> str:
    """A text in which HTML sees nothing special."""
    return html.escape(text, quote=False)
