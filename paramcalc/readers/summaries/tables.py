"""The tables in a text: header, rows with cells that may be wrapped or cut, totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from paramcalc.models.printed import PrintedRow, PrintedSummary
from paramcalc.readers.summaries import cells

COLUMNS = {
    "Layer(": "layer",
    "InputShape": "input",
    "OutputShape": "output",
    "KernelShape": "kernel",
    "Param#": "params",
    "Param%": "share",
    "Mult-Adds": "macs",
    "Connectedto": "reads",
    "Trainable": "trainable",
}
"""The heads of columns."""

HEADER = re.compile(r"Layer \((?:type|name).*(?:Output|Param)")

TORCHINFO = re.compile(r"depth-idx|var_name")

TITLE = re.compile(r"Model:? \"?(?P<name>[^\"]+?)\"?\s*$")

TOTAL = re.compile(r"(?P<kind>Total|Trainable|Non-trainable|Optimizer) params:?\s*(?P<count>[\d,]+)")

PREFIX = re.compile(r"(?:[ \t]*(?:#|>|//)+ ?)?")

RULE = re.compile(r"[\s|│┃]*[-=_+─━═┏┳┓┡╇┩├┼┤└┴┘┌┬┐╞╪╡┗┻┛¯╺╸]{3,}[-=_+─━═┏┳┓┡╇┩├┼┤└┴┘┌┬┐╞╪╡┗┻┛¯╺╸\s|]*")
"""A line that is drawn between rows."""

SIDES = re.compile(r"[│┃|]")

WHOLE_NAME = re.compile(r"[\s|]*\S+ \(\w+\)\s*")
"""A name and a class that are not cut."""

LONGEST_TABLE = 20_000
"""Lines."""


Splitter: TypeAlias = "Callable[[str], dict[str, str]]"


class Line(NamedTuple):
    """The cells of one line by column; none for a line between rows."""

    cells: dict[str, str]


def tables(text: str) -> Iterator[PrintedSummary]:
    """The tables of a text in order."""
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        if HEADER.search(lines[position]):
            table, position = _table(lines, position)
            if table is not None:
                yield table
        else:
            position += 1


def _table(lines: Sequence[str], start: int) -> tuple[PrintedSummary | None, int]:
    """The table whose header is in this line, and the line behind it."""
    header = lines[start]
    prefix = len((PREFIX.match(header) or [""])[0])
    is_box = bool(SIDES.search(header))
    if is_box:
        header = _whole_header(lines, start, prefix)
        columns = {_column(head) for head in SIDES.split(header[prefix:])}
        split = _box_splitter(header[prefix:])
    else:
        heads = _plain_heads(lines, start, prefix)
        columns = {name for _, name in heads}
        split = _column_splitter(heads)
    if not {"layer", "params"} <= columns:
        return None, start + 1
    body: list[Line] = []
    totals: dict[str, int] = {}
    position = start + 1
    while position < min(len(lines), start + LONGEST_TABLE):
        line = lines[position][prefix:].rstrip()
        match = TOTAL.search(line)
        if match and not (is_box and SIDES.match(line.strip())):
            totals.setdefault(match["kind"].lower().replace("-", "_"), int(match["count"].replace(",", "") or 0))
        elif HEADER.search(line) or (totals and not RULE.fullmatch(line) and line.strip()):
            break
        elif totals:
            pass
        elif RULE.fullmatch(line) or not line.strip(" |"):
            body.append(Line({}))
        elif is_box and not SIDES.search(line):
            break
        else:
            body.append(Line(split(line)))
        position += 1
    style, rows = _rows(header, body, is_box, "reads" in columns or "cut off" in header)
    if not rows or not (totals or any(row.params is not None for row in rows)):
        return None, start + 1
    title = next((match["name"] for line in lines[max(0, start - 4) : start] if (match := TITLE.search(line))), "")
    return PrintedSummary(style, title.strip(), tuple(rows), totals, start + 1), max(position, start + 1)


def _whole_header(lines: Sequence[str], start: int, prefix: int) -> str:
    """The header of a box whose heads may go over several lines, and whose right side may be cut off."""
    first = start
    while first and SIDES.search(lines[first - 1]) and not RULE.fullmatch(lines[first - 1][prefix:].rstrip()):
        first -= 1
    last = start
    while last + 1 < len(lines) and not RULE.fullmatch(lines[last + 1][prefix:].rstrip()) and last < start + 4:
        last += 1
    parts = [[part.strip() for part in SIDES.split(line[prefix:].strip())] for line in lines[first : last + 1]]
    header = lines[start]
    if len({len(part) for part in parts}) == 1 and last < start + 4:
        heads = [" ".join(filter(None, column)) for column in zip(*parts, strict=True)]
        header = lines[start][:prefix] + "┃".join(heads)
    is_cut = bool(first) and lines[first - 1].rstrip()[-1:] in CUT
    return f"{header} Connected to: cut off" if is_cut else header


CUT = ("┳", "━", "┬", "─")
"""How the upper side of a box ends that is cut off at the right."""


def _column_splitter(heads: Sequence[tuple[int, str]]) -> Splitter:
    """Splits a line at the columns of the header."""
    starts = [(start if position else 0, name) for position, (start, name) in enumerate(heads)]
    ends = [start for start, _ in starts[1:]] + [None]

    def split(line: str) -> dict[str, str]:
        found = {name: line[start:end] for (start, name), end in zip(starts, ends, strict=True)}
        return {"line": line, **found}

    return split


def _plain_heads(lines: Sequence[str], start: int, prefix: int) -> list[tuple[int, str]]:
    """The columns of a header without strokes, with the places where they start; heads may go over several lines."""
    first = list(re.finditer(r"\S+(?: \S+)*", lines[start][prefix:]))
    places = [match.start() for match in first]
    texts = [match[0] for match in first]
    for line in lines[start + 1 : start + 8]:
        if RULE.fullmatch(line[prefix:].rstrip()):
            break
        pieces = zip(places, [*places[1:], None], strict=True)
        texts = [text + line[prefix:][begin:end].strip() for text, (begin, end) in zip(texts, pieces, strict=True)]
    return [(place, name) for place, text in zip(places, texts, strict=True) if (name := _column(text))]


def _column(head: str) -> str:
    """The column with this head; empty for an unknown one."""
    text = head.replace(" ", "")
    return next((name for start, name in COLUMNS.items() if text.startswith(start)), "")


def _box_splitter(header: str) -> Splitter:
    """Splits a line at its vertical strokes."""
    names = [_column(head) for head in SIDES.split(header)[1:]]

    def split(line: str) -> dict[str, str]:
        parts = SIDES.split(line.strip()[1:])
        while len(parts) > len(names):
            # A nested layer is drawn with strokes in its own cell.
            parts[:2] = [f"{parts[0]}│{parts[1]}"]
        return {"line": line, **dict(zip(names, parts, strict=False))}

    return split


def _rows(header: str, body: Sequence[Line], is_box: bool, reads: bool) -> tuple[str, list[PrintedRow]]:
    """The program that printed the table, and its rows."""
    if TORCHINFO.search(header) or any("├─" in line.cells.get("line", "") for line in body if not is_box):
        return "torchinfo", [row for line in body if line.cells and (row := cells.torchinfo_row(line.cells))]
    numbered = [row for line in body if line.cells and (row := cells.torchsummary_row(line.cells["line"]))]
    if numbered and not is_box:
        return "torchsummary", numbered
    groups = _grouped(body, is_box)
    return "keras", [row for group in groups if (row := cells.keras_row(group, is_box, reads))]


def _grouped(body: Sequence[Line], is_box: bool) -> list[list[dict[str, str]]]:
    """The lines of each row: a new one begins behind a rule.

    Tables that have no rule behind each row begin one with each number of parameters.
    """
    numbered = [line for line in body if line.cells.get("params", "").strip(" |")]
    places = [position for position, line in enumerate(body) if line.cells]
    inside = body[places[0] : places[-1]] if places else []
    has_rules = is_box or 3 * sum(not line.cells for line in inside) >= len(numbered) - 1 > 0
    groups: list[list[dict[str, str]]] = [[]]
    for line in body:
        begins = bool(line.cells.get("params", "").strip(" |")) and (
            not has_rules or bool(not is_box and WHOLE_NAME.fullmatch(line.cells.get("layer", "")))
        )
        if not line.cells or (begins and groups[-1]):
            groups.append([])
        if line.cells:
            groups[-1].append(line.cells)
    return [group for group in groups if group]
