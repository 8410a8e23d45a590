"""The tables in a text: header, rows with cells that may be wrapped or cut, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from paramcalc.models.printed import PrintedRow, PrintedSummary
from paramcalc.readers.summaries import cells

COLUMNS = {
    "Layer (": "layer",
    "Input Shape": "input",
    "Output Shape": "output",
    "Kernel Shape": "kernel",
    "Param #": "params",
    "Param %": "share",
    "Mult-Adds": "macs",
    "Connected to": "reads",
    "Trainable": "trainable",
}
"""The heads of columns."""

HEADER = re.compile(r"Layer \((?:type|name)[^|┃]*?\)?[ :].*Param #")

TITLE = re.compile(r"Model:? \"?(?P<name>[^\"]+?)\"?\s*$")

TOTAL = re.compile(r"(?P<kind>Total|Trainable|Non-trainable|Optimizer) params:?\s*(?P<count>[\d,]+)")

PREFIX = re.compile(r"(?:[ \t]*(?:#|>|//)+ ?)?")

RULE = re.compile(r"[\s|│┃]*[-=_+─━═┏┳┓┡╇┩├┼┤└┴┘┌┬┐╞╪╡┗┻┛¯╺╸]{3,}[-=_+─━═┏┳┓┡╇┩├┼┤└┴┘┌┬┐╞╪╡┗┻┛¯╺╸\s|]*")
"""A line that is drawn between rows."""

SIDES = re.compile(r"[│┃|]")

LONGEST_TABLE = 20_000
"""Lines."""


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
    split = _box_splitter(header[prefix:]) if is_box else _column_splitter(header[prefix:])
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
        elif RULE.fullmatch(line) or not line.strip():
            body.append(Line({}))
        elif is_box and not SIDES.search(line):
            break
        else:
            body.append(Line(split(line)))
        position += 1
    style, rows = _rows(header, body, is_box)
    if not rows:
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


def _column_splitter(header: str):  # type: ignore[no-untyped-def]
    """Splits a line at the columns of the header."""
    starts = sorted((header.index(head), name) for head, name in COLUMNS.items() if head in header)
    starts[0] = (0, starts[0][1])
    ends = [start for start, _ in starts[1:]] + [None]

    def split(line: str) -> dict[str, str]:
        found = {name: line[start:end] for (start, name), end in zip(starts, ends, strict=True)}
        return {"line": line, **found}

    return split


def _box_splitter(header: str):  # type: ignore[no-untyped-def]
    """Splits a line at its vertical strokes."""
    heads = [head.strip() for head in SIDES.split(header)[1:]]
    names = [next((name for head, name in COLUMNS.items() if text.startswith(head)), "") for text in heads]

    def split(line: str) -> dict[str, str]:
        parts = SIDES.split(line.strip()[1:])
        while len(parts) > len(names):
            # A nested layer is drawn with strokes in its own cell.
            parts[:2] = [f"{parts[0]}│{parts[1]}"]
        return {"line": line, **dict(zip(names, parts, strict=False))}

    return split


def _rows(header: str, body: Sequence[Line], is_box: bool) -> tuple[str, list[PrintedRow]]:
    """The program that printed the table, and its rows."""
    if "depth-idx" in header:
        return "torchinfo", [row for line in body if line.cells and (row := cells.torchinfo_row(line.cells))]
    numbered = [row for line in body if line.cells and (row := cells.torchsummary_row(line.cells["line"]))]
    if numbered and not is_box:
        return "torchsummary", numbered
    groups = _grouped(body, is_box)
    reads = "Connected to" in header
    return "keras", [row for group in groups if (row := cells.keras_row(group, is_box, reads))]


def _grouped(body: Sequence[Line], is_box: bool) -> list[list[dict[str, str]]]:
    """The lines of each row: a new one begins behind a rule, and where a line has a number of parameters."""
    groups: list[list[dict[str, str]]] = [[]]
    for line in body:
        if not line.cells:
            groups.append([])
            continue
        begins = bool(line.cells.get("params", "").strip(" |")) and any(
            cell.get("params", "").strip(" |") for cell in groups[-1]
        )
        if (begins and not is_box) or (begins and line.cells.get("layer", "").strip()):
            groups.append([])
        groups[-1].append(line.cells)
    return [group for group in groups if group]
