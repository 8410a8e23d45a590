"""reStructuredText: comments as markers, and `code-block:: console`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from paramcalc.pages import markers
from paramcalc.pages.slots import Answer, Line, Slot, answers_with, lines_of, transcript

LITERAL = ("code", "code-block", "sourcecode", "highlight", "parsed-literal", "raw", "math", "prompt", "productionlist")
"""The directives whose content is no reStructuredText."""

DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]+\|\s+)?(?P<name>[\w:.+-]+)::(?P<argument>.*)")

COMMENT = re.compile(r"\.\.\s+(?P<text>(?!_|\[|\|)\S.*)")

OPTION = re.compile(r"\s*:[\w-]+:")
"""An option of a directive, between its first line and its content."""

EXAMPLE = ".. paramcalc: gru 75 28"

BLOCKS = {
    "table": "::",
    "text": "::",
    "html": ".. raw:: html",
    "svg": ".. raw:: html",
    "latex": ".. raw:: latex",
    "python": ".. code-block:: python",
    "json": ".. code-block:: json",
}
"""What stands above an answer in each form; any other form is a literal block."""

INDENT = "    "


class _Part:
    """A directive's content, a comment or a literal block: its first line, and the indented lines below."""

    def __init__(self, opening: Line, lines: list[Line]) -> None:
        self.opening = opening
        self.lines = lines

    @property
    def content(self) -> list[Line]:
        """The lines below the options of a directive."""
        position = 0
        while position < len(self.lines) and OPTION.match(self.lines[position].text):
            position += 1
        return self.lines[position:]


def slots(page: str) -> list[Slot]:
    """The slots of a page. Raises PageError for a marker that is none."""
    comments: list[markers.Comment] = []
    consoles: list[list[Line]] = []
    for kind, part in _parts(list(lines_of(page))):
        if kind == "comment":
            comments.append(_comment(part))
        elif kind == "console":
            consoles.append(part.content)

    def transcripts(is_answer: Callable[[int], bool]) -> Iterator[Slot]:
        for lines in consoles:
            texts = [line for line in lines if line.text.strip()]
            if texts and not is_answer(texts[0].start):
                yield from transcript(lines[: lines.index(texts[-1]) + 1], _indent(texts[0].text))

    return answers_with(markers.slots(page, comments, EXAMPLE, named=True), transcripts)


def _parts(lines: list[Line]) -> Iterator[tuple[str, _Part]]:
    """The markers and the terminals of a page; what is no reStructuredText is passed over."""
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        kind = _kind(line.text.strip())
        if kind:
            below = _below(lines, position, _indent(line.text), stops_at_blank=kind == "comment")
            yield kind, _Part(line, lines[position:below])
            position = below


def _kind(text: str) -> str:
    """What starts with a line: a marker, a terminal, another literal block or comment, or none of them."""
    directive = DIRECTIVE.match(text)
    if directive:
        if directive["name"] not in LITERAL:
            return ""
        return "console" if directive["argument"].split() == ["console"] else "literal"
    comment = COMMENT.match(text)
    if comment and markers.MEANT.match(comment["text"]):
        return "comment"
    # What is indented below any other comment is part of it.
    return "literal" if comment or text == ".." or text.endswith("::") else ""


def _below(lines: list[Line], position: int, indent: int, *, stops_at_blank: bool) -> int:
    """The position behind the lines that are indented further."""
    while position < len(lines):
        text = lines[position].text
        if text.strip() and _indent(text) <= indent:
            break
        if not text.strip() and stops_at_blank:
            break
        position += 1
    return position


def _comment(part: _Part) -> markers.Comment:
    match = COMMENT.match(part.opening.text.strip())
    assert match is not None
    text = " ".join([match["text"], *(line.text.strip() for line in part.lines)])
    start = part.opening.start + _indent(part.opening.text)
    return markers.Comment(text, start, (part.lines or [part.opening])[-1].end)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def block(answer: Answer, name: str) -> list[str]:
    """The lines of an answer on a page, with the empty lines that set them apart."""
    if name:
        return ["", f".. |{name}| replace:: {answer.text.strip()}", ""]
    head = BLOCKS.get(answer.form, "::")
    return ["", head, "", *(f"{INDENT}{line}".rstrip() for line in answer.text.splitlines()), ""]
