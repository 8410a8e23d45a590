"""The graph of a model, from each layer to those that read its output: for Graphviz, and as a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from paramcalc.document.nodes import Content, Phrase
from paramcalc.document.page import Page, columns_of
from paramcalc.document.subjects.layer import grouped
from paramcalc.document.subjects.model import ModelView, output_shapes
from paramcalc.document.writers.plain import TextWriter
from paramcalc.errors import printable
from paramcalc.models.breakdown import ModelLayer
from paramcalc.phrases import tr

COLUMN, LINE, MARGIN = 7.4, 18, 10
"""Pixels: the width of a character, the height of a line, and the margin within a box."""

BETWEEN_ROWS, BETWEEN_BOXES = 34, 24


class Edge(NamedTuple):
    """One layer reads an output of another. The label is the number of the output, empty for the first."""

    source: str
    target: str
    label: str


def edges(lines: Sequence[ModelLayer]) -> list[Edge]:
    """All edges of a model; several outputs that one layer reads from another share an edge."""
    paths = {line.path for line in lines}
    outputs: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        for source in line.reads:
            if source.layer in paths:
                outputs.setdefault((source.layer, line.path), []).append(source.output)
    return [
        Edge(*ends, ", ".join(map(str, dict.fromkeys(numbers))) if any(numbers) else "")
        for ends, numbers in outputs.items()
    ]


def words(line: ModelLayer, page: Page) -> list[str]:
    """The lines in a layer's box."""
    contents: list[Content] = [line.path if line.path == line.kind else f"{line.path} ({line.kind})"]
    contents.append(output_shapes(line.outputs))
    if line.total != 0:
        contents.append(Phrase(tr("{count} params"), {"count": line.total}))
    # A character that the stream lacks is escaped in the whole drawing, in its own way.
    return list(map(TextWriter(page._replace(stream=None)).content, contents))


def dot(view: ModelView, page: Page) -> str:
    """The graph for Graphviz."""
    lines = view.model.layers
    numbers = {line.path: f"n{number}" for number, line in enumerate(lines)}
    boxes = [f'  {numbers[line.path]} [label="{_quoted(words(line, page))}"];' for line in lines]
    arrows = [
        f"  {numbers[edge.source]} -> {numbers[edge.target]}" + (f' [label="{edge.label}"];' if edge.label else ";")
        for edge in edges(lines)
    ]
    head = ["digraph model {", "  rankdir=TB;", '  node [shape=box, fontname="sans-serif"];']
    return "\n".join([*head, *boxes, *arrows, "}"]) + "\n"


def _quoted(parts: Sequence[str]) -> str:
    return "\\n".join(part.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for part in parts)


class Box(NamedTuple):
    """The place of a layer in the drawing."""

    x: float
    y: float
    width: float
    height: float
    words: Sequence[str]

    @property
    def middle(self) -> float:
        """The middle between left and right."""
        return self.x + self.width / 2


def svg(view: ModelView, page: Page) -> str:
    """The graph as a drawing, each layer below those that it reads from."""
    lines = view.model.layers
    arrows = edges(lines)
    boxes = _placed(lines, arrows, page)
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
        f"<title>{escape(printable(name))}</title>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>\n'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>'
    )


def _placed(lines: Sequence[ModelLayer], arrows: Sequence[Edge], page: Page) -> dict[str, Box]:
    """A place for each layer: in a row below its sources, as near to the middle of them as the row allows."""
    texts = {line.path: words(line, page) for line in lines}
    sources = {name: [edge.source for edge in held] for name, held in grouped(arrows, lambda edge: edge.target).items()}
    ranks = _ranks(list(texts), sources)
    rows = grouped(texts, ranks.__getitem__)
    widths = {name: max(map(columns_of, parts)) * COLUMN + 2 * MARGIN for name, parts in texts.items()}
    whole = max((sum(widths[name] + BETWEEN_BOXES for name in row) for row in rows.values()), default=0)
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
    """The best horizontal place of a layer: the middle of its sources."""
    above = [boxes[source].middle for source in sources.get(name, ()) if source in boxes]
    return sum(above) / len(above) if above else whole / 2


def _ranks(names: Sequence[str], sources: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The row of each layer: one below the lowest of the sources that are listed above it."""
    ranks: dict[str, int] = {}
    for name in names:
        ranks[name] = max((ranks[source] + 1 for source in sources.get(name, ()) if source in ranks), default=0)
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
    """How far to the right an arrow must bend to avoid the boxes between its ends."""
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
    # A cubic curve reaches three quarters of the way to its two control points.
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
