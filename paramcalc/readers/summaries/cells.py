"""The cells of a table's rows: names and classes, shapes, numbers, the layers that are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from paramcalc.models.printed import CUT, PrintedRow, PrintedShape

NAME = re.compile(r"(?P<name>.*?)\s*\((?P<kind>[A-Za-z_][\w.>]*)?(?P<end>\)?)[…\s]*$", re.DOTALL)

OPEN = ("None", "-1", "?")
"""A length that is not known."""

NUMBER = re.compile(r"[\d,]+")

SHAPE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")

READS = re.compile(r"(?P<name>[\w./:\-]+)\s*(?:(?P<cut>…)|\[(?:(?P<node>\d+)(?:\]\[(?P<output>\d+))?)?)")

TREE_WIDTH = 5
"""How many columns each level of torchinfo's tree takes."""

TREE = re.compile(r"^[\s│|├└─╰+\-]*")

LINE = re.compile(
    r"^(?P<layer>[|\s]*\S+ \(\w+\)?)\s*(?P<output>\[?[({].*[)}]\]?|multiple|\?)"
    r"\s+(?P<params>\d[\d,]*)(?:\s+(?P<reads>\S.*))?$"
)
"""A row whose columns do not stand below their heads."""


MOST_LINES, LONGEST_LINE = 30, 2000
"""The lines of a row, and the characters of a line: far above those of any table."""


def keras_row(lines: Sequence[Mapping[str, str]], is_box: bool, reads: bool) -> PrintedRow | None:
    """A row of Keras from its lines; None for what is no row."""
    if len(lines) > MOST_LINES or any(len(line["line"]) > LONGEST_LINE for line in lines):
        return None
    cells = _joined(lines, is_box)
    number = cells.get("params", "").replace(" ", "").strip("|")
    if not is_box and not NUMBER.fullmatch(number.removesuffix("(unbuilt)")):
        match = LINE.match(lines[0]["line"].rstrip(" |"))
        if match:
            cells = {key: value or "" for key, value in match.groupdict().items()}
            number = cells["params"]
    layer = cells.get("layer", "")
    depth = layer[: len(layer) - len(layer.lstrip(" │|├└─╰"))].count("│" if is_box else "|")
    nested = 1 if is_box and re.match(r"\s*[│|]?\s*[└├]", layer) else 0
    match = NAME.fullmatch(layer.strip(" │|├└─╰"))
    if match is None or not match["name"].strip():
        return None
    count = NUMBER.fullmatch(number)
    return PrintedRow(
        name=match["name"].strip().replace("…", CUT),
        kind=match["kind"] or "",
        outputs=shapes(cells.get("output", "")),
        params=int(number.replace(",", "")) if count else None,
        reads=tuple(_reads(cells.get("reads", ""))) if reads else None,
        depth=depth or nested,
        is_cut=not match["end"],
    )


def _joined(lines: Sequence[Mapping[str, str]], is_box: bool) -> dict[str, str]:
    """The cells of a row whose text goes over several lines."""
    cells: dict[str, str] = {}
    for line in lines:
        for name, cell in line.items():
            if name == "line":
                continue
            part = cell.rstrip(" |") if name != "layer" or is_box else cell.rstrip()
            if name in cells:
                glue = " " if is_box and cells[name].strip() and part.strip() else ""
                cells[name] = cells[name].rstrip() + glue + part.strip()
            else:
                cells[name] = part
    return cells


def shapes(text: str) -> tuple[PrintedShape | None, ...]:
    """The shapes in a cell; None for one that is unknown.

    >>> shapes("[(None, 5, 3), (None, 3)]"), shapes("multiple"), shapes("[-1, 10, 24]")
    (((None, 5, 3), (None, 3)), (None,), ((None, 10, 24),))
    """
    found: list[PrintedShape | None] = []
    for match in SHAPE.finditer(text):
        parts = [part.strip() for part in (match[1] if match[1] is not None else match[2]).split(",") if part.strip()]
        is_shape = all(part in OPEN or part.isdecimal() for part in parts)
        found.append(tuple(None if part in OPEN else int(part) for part in parts) if is_shape else None)
    return tuple(found) or (None,)


def _reads(text: str) -> list[str]:
    """The outputs that a cell names: `gru[0][1]` is the second one."""
    found = []
    for match in READS.finditer(text):
        name, output = match["name"], int(match["output"] or 0)
        found.append(f"{name}{CUT if match['cut'] else ''}" + (f"[{output}]" if output else ""))
    return found


def torchinfo_row(cells: Mapping[str, str]) -> PrintedRow | None:
    """A row of torchinfo; None for what is no row."""
    layer = cells.get("layer", "")
    tree = TREE.match(layer)
    prefix = tree[0] if tree else ""
    match = re.match(
        r"(?P<kind>[A-Za-z_][\w.]*)(?: \((?P<name>.+?)\))?(?::\s*(?P<depth>\d+)-\d+)?\s*$", layer[len(prefix) :]
    )
    if match is None:
        return None
    number = cells.get("params", "").strip()
    count = re.match(r"\(?(?P<count>\d[\d,]*)\)?$", number)
    depth = -(-len(prefix) // TREE_WIDTH)
    return PrintedRow(
        name=match["name"] or match["kind"],
        kind=match["kind"],
        outputs=shapes(cells["output"]) if "output" in cells else (),
        params=int(count["count"].replace(",", "")) if count else None,
        inputs=shapes(cells["input"]) if "input" in cells else (),
        depth=depth,
        is_repeated=number == "(recursive)",
    )


TORCHSUMMARY = re.compile(r"\s*(?P<kind>[A-Za-z_]\w*)-(?P<number>\d+)\s+(?P<output>\[.*\])\s+(?P<params>[\d,]+)\s*$")


def torchsummary_row(line: str) -> PrintedRow | None:
    """A row of torchsummary; None for what is no row."""
    match = TORCHSUMMARY.fullmatch(line)
    if match is None:
        return None
    name = f"{match['kind']}-{match['number']}"
    return PrintedRow(name, match["kind"], shapes(match["output"]), int(match["params"].replace(",", "")))
