"""Notebooks: the Markdown cells, each a page of its own. Everything else in the file stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from paramcalc.errors import UsageError
from paramcalc.phrases import tr

DECODER = json.JSONDecoder()

BLANKS = " \t\r\n"


class Value(NamedTuple):
    """A value in a JSON text, and where it stands."""

    value: Any
    start: int
    end: int


class Cell(NamedTuple):
    """A Markdown cell: its number from 1 among all cells, its text, and the value that holds it."""

    number: int
    text: str
    source: Value


def cells(notebook: str) -> list[Cell]:
    """The Markdown cells of a notebook. Raises UsageError for a file that is none."""
    try:
        members = dict(_members(notebook, _skip(notebook, 0)))
        return list(_markdown(notebook, members["cells"]))
    except (ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(tr("this is no Jupyter notebook with cells (nbformat 4)")) from error


def _markdown(notebook: str, listed: Value) -> Iterator[Cell]:
    for number, cell in enumerate(_items(notebook, listed.start), 1):
        members = dict(_members(notebook, cell.start))
        if members["cell_type"].value == "markdown":
            source = members["source"]
            text = source.value if isinstance(source.value, str) else "".join(source.value)
            yield Cell(number, text, source)


def with_texts(notebook: str, texts: list[tuple[Cell, str]]) -> str:
    """The notebook with other texts in some of its cells, in their order."""
    pieces, position = [], 0
    for cell, text in texts:
        pieces += [notebook[position : cell.source.start], _source(notebook, cell.source, text)]
        position = cell.source.end
    return "".join([*pieces, notebook[position:]])


def _source(notebook: str, source: Value, text: str) -> str:
    """The text of a cell as the notebook wrote it: one text, or a list of lines; lines that stay keep their escapes."""
    is_ascii = notebook.isascii()
    if isinstance(source.value, str):
        return json.dumps(text, ensure_ascii=is_ascii)
    items = list(_items(notebook, source.start))
    written = {item.value: notebook[item.start : item.end] for item in items}
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    texts = [written.get(line) or json.dumps(line, ensure_ascii=is_ascii) for line in lines]
    if not items:
        return f"[{', '.join(texts)}]"
    first = notebook[source.start : items[0].start]
    blank = " " if '": ' in notebook else ""
    between = notebook[items[0].end : items[1].start] if len(items) > 1 else f",{first[1:] or blank}"
    return f"{first}{between.join(texts)}{notebook[items[-1].end : source.end]}"


def _members(text: str, start: int) -> Iterator[tuple[str, Value]]:
    """The members of the object that starts at a position."""
    position = _after(text, start, "{")
    while text[position] != "}":
        key, end = DECODER.raw_decode(text, position)
        value = _value(text, _after(text, _skip(text, end), ":"))
        yield key, value
        position = _skip(text, value.end)
        position = _after(text, position, ",") if text[position] == "," else position


def _items(text: str, start: int) -> Iterator[Value]:
    """The items of the list that starts at a position."""
    position = _after(text, start, "[")
    while text[position] != "]":
        item = _value(text, position)
        yield item
        position = _skip(text, item.end)
        position = _after(text, position, ",") if text[position] == "," else position


def _value(text: str, start: int) -> Value:
    value, end = DECODER.raw_decode(text, start)
    return Value(value, start, end)


def _after(text: str, position: int, sign: str) -> int:
    """The position of the next value behind a sign. Raises ValueError for another one."""
    if text[position] != sign:
        raise ValueError(f"expected {sign}")
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    """The position behind blanks."""
    while text[position] in BLANKS:
        position += 1
    return position
