"""The page that a document is written for: the characters that its stream can encode, and its width."""

from __future__ import annotations

import os
import textwrap
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from shutil import get_terminal_size
from typing import NamedTuple, TextIO

from paramcalc.algebra.integers import digits
from paramcalc.algebra.notation import ASCII, LATEX, PRETTY, Notation
from paramcalc.algebra.polynomial import Size, show
from paramcalc.errors import escaped, printable


class Glyphs(NamedTuple):
    """The characters that an ASCII stream cannot encode, and the notation of formulas."""

    notation: Notation
    times: str
    bar: str
    rest: str
    dash: str

    def number(self, value: Size) -> str:
        """A number with its thousands apart, or a polynomial."""
        return show(value, self.notation)

    def plain(self, value: Size) -> str:
        """The same without thousands apart, as in a shape that is typed into a program."""
        return show(value, self.notation._replace(number=digits))

    def dimensions(self, shape: tuple[Size, ...]) -> str:
        """A shape as people write it: 28×75."""
        texts = [self.number(size) for size in shape]
        several = len(texts) > 1
        compound = (several and (" " in text or self.notation.times in text) for text in texts)
        return self.times.join(f"({text})" if inside else text for text, inside in zip(texts, compound, strict=True))


LATEX_GLYPHS = Glyphs(LATEX, r" \times ", "", "", "--")
UNICODE_GLYPHS = Glyphs(PRETTY, "×", "█", "░", "–")
ASCII_GLYPHS = Glyphs(ASCII, " x ", "#", ".", "-")


class Page(NamedTuple):
    """Where a document is written: the glyphs, the width in columns (None for any), and the stream if there is one."""

    glyphs: Glyphs
    width: int | None
    stream: TextIO | None = None

    def text(self, text: str) -> str:
        """A text, with everything escaped that is not printable or that the stream cannot encode."""
        safe = printable(text)
        return safe if self.stream is None else encodable(safe, self.stream.encoding)


PLAIN = Page(UNICODE_GLYPHS, None)


def page_of(stream: TextIO) -> Page:
    """The page for a stream: its encoding decides the glyphs, its terminal (or COLUMNS) the width."""
    width = get_terminal_size().columns if stream.isatty() or os.environ.get("COLUMNS") else None
    return Page(glyphs_of(stream.encoding), width, stream)


def encodable(text: str, encoding: str | None, escape: Callable[[str], str] = escaped) -> str:
    r"""The text with the characters escaped that the encoding lacks.

    >>> print(encodable("3×输", "cp1252"), encodable("3×输", "cp1252", xml_reference))
    3×\u8f93 3×&#36755;
    """
    if text.isascii() or _has(encoding or "ascii", text):
        return text
    return "".join(letter if _has(encoding or "ascii", letter) else escape(letter) for letter in text)


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return text.isascii()
    return True


def xml_reference(character: str) -> str:
    """A character by its number, in HTML, SVG and the labels of Graphviz."""
    return f"&#{ord(character)};"


def latex_character(character: str) -> str:
    """A character by its number in LaTeX, within text and mathematics alike."""
    return f'{{\\char"{ord(character):X}}}'


def columns_of(text: str) -> int:
    """The number of terminal columns that a text takes: two for a Chinese character, none for a combining one.

    >>> columns_of("单位×75")
    7
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns_of_character, text))


@lru_cache(maxsize=1024)
def _columns_of_character(character: str) -> int:
    return 0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")


OPENING, CLOSING = "（《“([", "，。；：？！、）》”)]"
"""Punctuation that belongs to what follows it, and to what stands before it."""


def pieces(text: str) -> list[str]:
    """The parts of a text that no line is broken within, and the blanks between them.

    >>> pieces("GRU（门）有 3 个")
    ['GRU', '（门）', '有', ' ', '3', ' ', '个']
    """
    # A regular expression with these ranges takes 5 ms to compile, at every start.
    found: list[str] = []
    before = " "
    for letter in text:
        last = found[-1][-1] if found else " "
        kind = " " if letter.isspace() else "Chinese" if "\u2e80" <= letter <= "\uffef" else "word"
        belongs = last in OPENING or letter in CLOSING if " " not in (kind, before) else kind == before
        if found and (belongs or kind == before == "word"):
            found[-1] += letter
        else:
            found.append(letter)
        before = kind
    return found


def wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    """The lines of a text, broken between words and between Chinese characters; further lines are indented.

    >>> wrapped("门的权重，一共 75 个", 12, "")
    ['门的权重，一', '共 75 个']
    """
    if len(text) == columns_of(text):
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent)
    lines = [""]
    blank = ""
    for piece in pieces(text.rstrip()):
        if piece.isspace():
            blank = piece
        elif columns_of(lines[-1] + blank + piece) <= width or not lines[-1].strip():
            lines[-1] += blank + piece
            blank = ""
        else:
            lines.append(indent + piece)
            blank = ""
    return lines


def longest_piece(text: str) -> str:
    """The widest part of a text that no line is broken within.

    >>> longest_piece("GRU 的更新门"), longest_piece("reset gate")
    ('GRU', 'reset')
    """
    words = text.split() if len(text) == columns_of(text) else pieces(text)
    return max(words, key=columns_of, default="")


def pad(text: str, width: int, *, left: bool) -> str:
    """A text padded with blanks to a number of columns, at its right end or at its left."""
    blanks = " " * (width - columns_of(text))
    return text + blanks if left else blanks + text


def glyphs_of(encoding: str | None) -> Glyphs:
    """The richest glyphs that an encoding can write.

    >>> glyphs_of("ascii").times, glyphs_of("utf-8").times
    (' x ', '×')
    """
    return UNICODE_GLYPHS if _has(encoding or "ascii", "×·²⁰█░–") else ASCII_GLYPHS
