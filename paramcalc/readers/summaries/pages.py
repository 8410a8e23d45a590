"""The texts in which a summary may stand: of a notebook's outputs, an HTML page, a terminal's output."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""The escape sequences that colour a terminal's output."""

TAG = re.compile(r"<[^<>]*>")

BREAK = re.compile(r"<br\s*/?>|</(?:div|p|tr|li)>", re.IGNORECASE)

NOTEBOOK = re.compile(r'\s*\{.*"cells"\s*:', re.DOTALL)

HTML = re.compile(r"<(?:pre|html|body|div|span|code|br)\b", re.IGNORECASE)


def texts(content: str) -> Iterator[str]:
    """The texts of a file, in order, without markup.

    >>> list(texts('<pre>gru (<b>GRU</b>)</pre>'))
    ['gru (GRU)']
    """
    if NOTEBOOK.match(content[:10_000]) or content.lstrip().startswith('{"cells"') or '"nbformat"' in content[-500:]:
        found = _notebook(content)
        if found is not None:
            yield from map(plain, found)
            return
    yield plain(content)


def plain(text: str) -> str:
    """A text without markup, escape sequences and odd blanks."""
    text = ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if HTML.search(text):
        text = html.unescape(TAG.sub("", BREAK.sub("\n", text)))
    return text.replace("\xa0", " ").replace("\u200b", "")


def _notebook(content: str) -> list[str] | None:
    """The outputs and the Markdown of a notebook's cells; None for what is none."""
    try:
        notebook = json.loads(content)
        found: list[str] = []
        sheets = notebook.get("worksheets") or [notebook]
        for cell in (cell for sheet in sheets for cell in sheet.get("cells", ())):
            if cell.get("cell_type") != "code":
                found.append(joined(cell.get("source")))
            found += [text for output in cell.get("outputs", ()) for text in output_texts(output)]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None
    # The parts of one output can be split anywhere; a table never goes over cells.
    return found


def output_texts(output: dict[str, Any]) -> list[str]:
    """The text of one output: what was printed, else its plain text, else its HTML."""
    if "text" in output:
        return [joined(output["text"])]
    data = output.get("data", output)
    for kind in ("text/plain", "text/html", "html"):
        if kind in data:
            text = joined(data[kind])
            if "Param #" in text:
                return [text]
    return []


def joined(lines: Any) -> str:
    """A text that a notebook may have as a list of lines."""
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
