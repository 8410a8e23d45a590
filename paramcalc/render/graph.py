"""Who reads from whom in a model: as Graphviz's DOT, and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from paramcalc.models.breakdown import ModelLayer
from paramcalc.render.model_grid import ModelView, output_text
from paramcalc.render.page import Glyphs, Page, columns_of

COLUMN, LINE, MARGIN = 7.4, 18, 10
"""Pixels: of a sign of the font at its size, of a line, and inside a box."""

BETWEEN_ROWS, BETWEEN_BOXES = 34, 24


class Edge(NamedTuple):
    """That one layer reads what another gives; the label is the output's number where it is not the first."""

    source: str
    target: str
    label: str


def edges(lines: Sequence[ModelLayer]) -> list[Edge]:
    """All of a model, each once."""
    names = {line.path for line in lines}
    found = []
    for line in lines:
        for read in line.reads:
            if read.layer in names:
                found.append(Edge(read.layer, line.path, str(read.output) if read.output else ""))
    return list(dict.fromkeys(found))


def words(line: ModelLayer, glyphs: Glyphs) -> list[str]:
    """What stands in a layer's box."""
    name = line.path if line.path == line.kind else f"{line.path} ({line.kind})"
    count = f"{glyphs.number(line.total)} params" if line.total != 0 else ""
    return list(filter(None, [name, output_text(line.outputs), count]))


def dot(view: ModelView, page: Page) -> str:
    """The graph for Graphviz."""
    lines = view.model.layers
    numbers = {line.path: f"n{number}" for number, line in enumerate(lines)}
    boxes = [f'  {numbers[line.path]} [label="{_quoted(words(line, page.glyphs))}"];' for line in lines]
    arrows = [
        f"  {numbers[edge.source]} -> {numbers[edge.target]}{f' [label={edge.label}]' if edge.label else ''};"
        for edge in edges(lines)
    ]
    head = ["digraph model {", "  rankdir=TB;", '  node [shape=box, fontname="sans-serif"];']
    return "\n".join([*head, *boxes, *arrows, "}"]) + "\n"


def _quoted(parts: Sequence[str]) -> str:
    return "\\n".join(part.replace("\\", "\\\\").replace('"', '\\"') for part in parts)


class Box(NamedTuple):
    """A layer's place in the picture."""

    x: float
    y: float
    width: float
    height: float
    words: Sequence[str]

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return self.x + self.width / 2


def svg(view: ModelView, page: Page) -> str:
    """The graph as a picture: each layer below those that it reads from."""
    lines = view.model.layers
    arrows = edges(lines)
    boxes = _placed(lines, arrows, page.glyphs)
    swung = [boxes[edge.target].middle + _beside(edge, boxes) for edge in arrows]
    width = max([0, *swung, *(box.x + box.width for box in boxes.values())]) + MARGIN
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN
    drawn = [_arrow(boxes[edge.source], boxes[edge.target], edge.label, _beside(edge, boxes)) for edge in arrows]
    drawn += [_box(box) for box in boxes.values()]
    return "\n".join([_head(width, height, view.model.name), *drawn, "</svg>"]) + "\n"


def _head(width: float, height: float, name: str) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">\n'
        f"<title>{escape(name)}</title>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>\n'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>'
    )


def _placed(lines: Sequence[ModelLayer], arrows: Sequence[Edge], glyphs: Glyphs) -> dict[str, Box]:
    """A place for each layer: a row below its sources, in a row as near to them as it can be."""
    texts = {line.path: words(line, glyphs) for line in lines}
    ranks = _ranks(list(texts), arrows)
    rows: dict[int, list[str]] = {}
    for name, rank in ranks.items():
        rows.setdefault(rank, []).append(name)
    sources: dict[str, list[str]] = {}
    for edge in arrows:
        sources.setdefault(edge.target, []).append(edge.source)
    widths = {name: max(map(columns_of, parts)) * COLUMN + 2 * MARGIN for name, parts in texts.items()}
    whole = max(sum(widths[name] + BETWEEN_BOXES for name in row) for row in rows.values()) if rows else 0
    boxes: dict[str, Box] = {}
    y = float(MARGIN)
    for rank in sorted(rows):
        row = sorted(rows[rank], key=lambda name: _wish(name, sources, boxes, whole))
        x = MARGIN + (whole - sum(widths[name] + BETWEEN_BOXES for name in row)) / 2
        for name in row:
            boxes[name] = Box(x, y, widths[name], len(texts[name]) * LINE + MARGIN, texts[name])
            x += widths[name] + BETWEEN_BOXES
        y += max(boxes[name].height for name in row) + BETWEEN_ROWS
    return boxes


def _wish(name: str, sources: Mapping[str, Sequence[str]], boxes: Mapping[str, Box], whole: float) -> float:
    """Where a layer would stand best: in the middle of those that it reads from."""
    above = [boxes[source].middle for source in sources.get(name, ()) if source in boxes]
    return sum(above) / len(above) if above else whole / 2


def _ranks(names: Sequence[str], arrows: Sequence[Edge]) -> dict[str, int]:
    """How many layers stand above each at least."""
    readers: dict[str, list[str]] = {}
    waiting = dict.fromkeys(names, 0)
    for edge in arrows:
        readers.setdefault(edge.source, []).append(edge.target)
        waiting[edge.target] += 1
    ranks = dict.fromkeys(names, 0)
    ready = [name for name, count in waiting.items() if not count]
    for name in ready:
        for reader in readers.get(name, ()):
            ranks[reader] = max(ranks[reader], ranks[name] + 1)
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    return ranks


def _box(box: Box) -> str:
    texts = [
        f'<text x="{box.middle:.1f}" y="{box.y + MARGIN / 2 + LINE * (number + 0.72):.1f}" text-anchor="middle" '
        f'font-weight="{"normal" if number else "bold"}">{escape(part)}</text>'
        for number, part in enumerate(box.words)
    ]
    frame = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return "\n".join([f'<rect {frame} rx="4" fill="#eef3fa" stroke="#456"/>', *texts])


def _beside(edge: Edge, boxes: Mapping[str, Box]) -> float:
    """How far to the right an arrow must swing so that it does not run behind the boxes between its ends."""
    source, target = boxes[edge.source], boxes[edge.target]
    if target.y - source.y - source.height <= BETWEEN_ROWS:
        return 0
    between = [box for box in boxes.values() if source.y + source.height < box.y < target.y]
    middle = (source.middle + target.middle) / 2
    crossed = [box for box in between if box.x < middle < box.x + box.width]
    return max((box.x + box.width - middle + BETWEEN_BOXES for box in crossed), default=0)


def _arrow(source: Box, target: Box, label: str, beside: float) -> str:
    start, end = source.y + source.height, target.y
    bend = (end - start) / 2
    one, two = source.middle, target.middle
    # A curve reaches three quarters of the way to where its two middle points lie.
    swing = beside / 0.75
    path = (
        f"M{one:.1f},{start:.1f} C{one + swing:.1f},{start + bend * 0.6:.1f} "
        f"{two + swing:.1f},{end - bend * 0.6:.1f} {two:.1f},{end:.1f}"
    )
    drawn = f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#tip)"/>'
    if not label:
        return drawn
    place = f'x="{(one + two) / 2 + beside + 4:.1f}" y="{start + bend:.1f}"'
    return f'{drawn}\n<text {place} fill="#555">{escape(label)}</text>'
