"""The README's picture: the table as a terminal shows it, drawn by rich from what the command prints."""

from __future__ import annotations

import io
import re

from rich import _export_format
from rich.console import Console
from rich.text import Text

from paramcalc import gru
from paramcalc.document.page import UNICODE_GLYPHS, Page

COMMAND = "paramcalc gru --units 75 --input 28"

WIDTH = 84


class Terminal(io.StringIO):
    """A stream that says it is a terminal, so that the table comes in colour."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def draw() -> str:
    """The picture as SVG, with the fonts that the reader's machine has."""
    printed = gru(75, 28).to("table", Page(UNICODE_GLYPHS, WIDTH, Terminal()))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ {COMMAND}", style="green"))
    console.print(Text.from_ansi(printed), soft_wrap=True)
    code = re.sub(r"@font-face \{\{.*?\}\}\n?", "", _export_format.CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="paramcalc", code_format=code, unique_id="gru")


def words(svg: str) -> list[str]:
    """The text in a picture, without how it is drawn (which differs between versions of rich)."""
    parts = (part.replace("&#160;", " ").strip() for part in re.findall(r"<text [^>]*>([^<]*)</text>", svg))
    return [part for part in parts if part]
