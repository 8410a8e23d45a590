"""Chinese pages as text: how Chinese and Latin words stand side by side, and whether everything is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from paramcalc.pages.markdown import fences_of

HAN = "\u3400-\u9fff"
"""Chinese characters."""

SIGNS = "，。；：？！“”（）、《》"
"""Chinese punctuation."""

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

CODE = re.compile(r"`[^`\n]+`")

TARGET = re.compile(r"\]\([^)\s]*\)|<[^<>\n]*>")
"""What a reader does not see: the target of a link, a tag."""


class Rule(NamedTuple):
    """A mistake in a line, and what to do about it."""

    pattern: re.Pattern[str]
    remedy: str


RULES = (
    Rule(re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]"), "put a blank between Chinese and Latin characters"),
    Rule(re.compile(rf"[{HAN}][,;:?!]|[{HAN}]\.(?!\w)"), f"Chinese punctuation stands in Chinese sentences: {SIGNS}"),
    Rule(
        re.compile(rf"[，。；：（、“《] (?=[^\s|·])|(?<=[^|·-]) [{SIGNS}]"),
        "Chinese punctuation has no blank beside it",
    ),
    Rule(re.compile("您"), "say 你"),
    Rule(re.compile(r"(?:\b[A-Za-z]+[,;]? ){4,}[A-Za-z]+"), "translate this"),
)

BROKEN = re.compile(rf"[{HAN}{SIGNS}]\n[{HAN}{SIGNS}]")
"""A line break within a paragraph, which a browser shows as a blank."""


def mistakes(page: str) -> Iterator[str]:
    """What is wrong with the text of a Chinese page."""
    text = prose(page)
    for line in text.splitlines():
        for rule in RULES:
            if match := rule.pattern.search(line):
                yield f"{rule.remedy}: {around(line, match)!r}"
    for match in BROKEN.finditer(text):
        yield f"write a paragraph on one line, a line break is shown as a blank: {around(text, match)!r}"


def around(text: str, match: re.Match[str]) -> str:
    """A match with the characters next to it."""
    return text[max(match.start() - 10, 0) : match.end() + 10]


def prose(page: str) -> str:
    """What a page says outside blocks of code. A span of code counts as one Latin word."""
    text, position = "", 0
    for fence in fences_of(page):
        text, position = text + page[position : fence.opening.start] + "\n\n", fence.end
    text = COMMENT.sub("", text + page[position:])
    return TARGET.sub(lambda match: "]" if match[0].startswith("]") else "", CODE.sub("x1", text)).translate(
        dict.fromkeys(map(ord, "*[]"))
    )
