"""What text is written for: the signs the stream can carry, and how wide it is."""

from __future__ import annotations

import os
import unicodedata
from shutil import get_terminal_size
from typing import NamedTuple, TextIO

from paramcalc.algebra.notation import ASCII, PRETTY, Notation
from paramcalc.algebra.polynomial import Size, show


class Glyphs(NamedTuple):
    """The signs that an ASCII stream cannot carry, and how formulas are written with them."""

    notation: Notation
    times: str
    bar: str
    rest: str
    dash: str

    def number(self, value: Size) -> str:
        """A number with its thousands apart, or a polynomial."""
        return show(value, self.notation)

    def dimensions(self, shape: tuple[Size, ...]) -> str:
        """A shape as people write it: 28×75."""
        texts = [self.number(size) for size in shape]
        several = len(texts) > 1
        compound = (several and (" " in text or self.notation.times in text) for text in texts)
        return self.times.join(f"({text})" if inside else text for text, inside in zip(texts, compound, strict=True))


UNICODE_GLYPHS = Glyphs(PRETTY, "×", "█", "░", "–")
ASCII_GLYPHS = Glyphs(ASCII, " x ", "#", ".", "-")


class Page(NamedTuple):
    """Where a text will stand: its glyphs, its width in columns (None: any), and the stream if it is known."""

    glyphs: Glyphs
    width: int | None
    stream: TextIO | None = None


PLAIN = Page(UNICODE_GLYPHS, None)


def page_of(stream: TextIO) -> Page:
    """The page that a stream is: its encoding decides the glyphs, its terminal (or COLUMNS) the width."""
    width = get_terminal_size().columns if stream.isatty() or os.environ.get("COLUMNS") else None
    return Page(glyphs_of(stream.encoding), width, stream)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two each, combining ones none.

    >>> columns_of("单位×75")
    7
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def pad(text: str, width: int, *, left: bool) -> str:
    """A text filled up with blanks to a number of columns, standing at the left or at the right of them."""
    blanks = " " * (width - columns_of(text))
    return text + blanks if left else blanks + text


def glyphs_of(encoding: str | None) -> Glyphs:
    """The richest glyphs that an encoding can write.

    >>> glyphs_of("ascii").times, glyphs_of("utf-8").times
    (' x ', '×')
    """
    try:
        "×·²⁰█░–".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII_GLYPHS
    return UNICODE_GLYPHS
