"""A picture as SVG: areas, frames and texts; readable on a light and on a dark page, and by a screen reader."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from html import escape

from paramcalc.algebra.integers import digits
from paramcalc.algebra.notation import Notation
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.document.nodes import Content, Joined, Phrase, Product
from paramcalc.document.page import Glyphs, Page
from paramcalc.document.picture import Area, Picture
from paramcalc.document.pictures.blocks import LINE, Box, Layout, Layouter, PlacedArea, Text, text_width
from paramcalc.document.pictures.colours import DARK, LIGHT, ON_AREA, Theme, area_colour
from paramcalc.document.translation import in_language
from paramcalc.document.writers.plain import TextWriter
from paramcalc.errors import shorten
from paramcalc.phrases import tr

LONGEST_NUMBER = 15
"""Digits of a number that is written whole."""

LONGEST_TEXT = 300
"""Letters of a text: of a longer one the beginning is shown."""

HATCH = 7
"""Pixels between the lines of a hatching."""

FRAME_OPACITY = 0.28

AREA = tr("{name} of {gate}: {product}")
AREA_REDUNDANT = tr("{name} of {gate}: {product}, redundant")
"""What a pointer on an area shows."""

STYLES = {"title": 'font-size="14" font-weight="bold"', "bold": 'font-weight="bold"'}
"""What the styles of text have beside their colour."""


def svg(picture: Picture, page: Page) -> str:
    """A picture as an SVG element, which can stand alone or within a page."""
    picture = in_language(picture)
    # A character that the stream lacks is escaped in the whole drawing, in its own way.
    writer = TextWriter(page._replace(stream=None))
    short = TextWriter(page._replace(stream=None, glyphs=_ShortGlyphs.of(page.glyphs)))
    layout = Layouter(picture, lambda content: shorten(short.content(content), LONGEST_TEXT)).layout()
    areas = [line for area in layout.areas for line in _area(area, writer.content(_words(area.area)))]
    brackets = [_bracket(box) for box in layout.brackets]
    texts = [_text(text) for text in layout.texts]
    title, description = writer.content(picture.title), writer.content(_spoken(picture))
    head = _head(layout, title, description)
    return "\n".join([*head, *areas, *brackets, *texts, "</svg>"]) + "\n"


class _ShortGlyphs(Glyphs):
    """The glyphs of a page, with very long numbers rounded: a picture has no room for them."""

    @classmethod
    def of(cls, glyphs: Glyphs) -> _ShortGlyphs:
        """Those of a page."""
        notation = glyphs.notation
        return cls(notation._replace(number=lambda number: short_number(number, notation)), *glyphs[1:])

    def plain(self, value: Size) -> str:
        """A number in a shape, without thousands apart."""
        return self.number(value) if is_long(value) else super().plain(value)


def is_long(value: Size) -> bool:
    """Whether a number is written rounded."""
    return not isinstance(value, Polynomial) and value >= 10**LONGEST_NUMBER


def short_number(number: int, notation: Notation) -> str:
    """A number as it stands in a picture: a very long one rounded, and marked as such.

    >>> from paramcalc.algebra.notation import PRETTY
    >>> short_number(23625, PRETTY), short_number(4 * 10**30 + 7, PRETTY)
    ('23,625', '~4.00·10³⁰')
    """
    if not is_long(number):
        return notation.number(number)
    power = len(digits(number)) - 1
    leading = (number * 200 // 10**power + 1) // 2
    if leading == 1000:
        leading, power = 100, power + 1
    return f"~{leading // 100}.{leading % 100:02}{notation.times}10{notation.power(power)}"


def _spoken(picture: Picture) -> Content:
    return Joined((picture.description, *picture.notes[1:]), " ")


def _words(area: Area) -> Content:
    """What a pointer on an area shows."""
    shape = (area.width,) if area.height == 1 else (area.height, area.width)
    count = None if isinstance(area.count, Polynomial) or len(shape) == 1 else area.count
    template = AREA_REDUNDANT if area.redundant else AREA
    values: dict[str, Content] = {"name": area.parameter, "gate": area.gate, "product": Product((shape,), count)}
    content: Content = in_language(Phrase(template, values))
    return content


def _head(layout: Layout, title: str, description: str) -> Iterator[str]:
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    # Two pictures on one page need names of their own.
    name = f"{zlib.crc32((title + description).encode()):08x}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'style="max-width:100%;height:auto" font-family="system-ui, sans-serif" font-size="12" role="img" '
        f'aria-labelledby="title-{name} text-{name}">'
    )
    yield f'<title id="title-{name}">{escape(title)}</title>'
    yield f'<desc id="text-{name}">{escape(description)}</desc>'
    yield f"<style>@media (prefers-color-scheme: dark) {{ {' '.join(_rules(DARK))} }}</style>"
    yield f'<rect class="pc-page" width="{width}" height="{height}" rx="6" fill="{LIGHT.page}"/>'


def _rules(theme: Theme) -> Iterator[str]:
    """The rules of a dark page; a light one has the attributes of the elements, which any program reads."""
    yield f".pc-page {{ fill: {theme.page} }}"
    yield f".pc-ink {{ fill: {theme.ink} }}"
    yield f".pc-muted {{ fill: {theme.muted} }}"
    yield f".pc-hatch {{ stroke: {theme.ink} }}"
    yield f".pc-line {{ stroke: {theme.line} }}"


def _area(placed: PlacedArea, words: str) -> Iterator[str]:
    colour = area_colour(placed.area.colour)
    yield f"<g><title>{escape(words)}</title>"
    if placed.is_framed:
        yield f'<rect class="pc-frame" {_box(placed.frame)} fill="{colour}" fill-opacity="{FRAME_OPACITY}"/>'
    yield f'<rect class="pc-area" {_box(placed.full)} fill="{colour}"/>'
    if placed.area.redundant:
        yield from _hatched(placed, colour)
    yield f"{_text(placed.text)}</g>"


def _hatched(placed: PlacedArea, colour: str) -> Iterator[str]:
    """The hatching, and a ground for the number on it."""
    path = f'd="{hatching(placed.frame)}" stroke-opacity="0.6"'
    ground = _box(around(placed.text))
    if placed.is_framed:
        yield f'<path class="pc-hatch" {path} stroke="{LIGHT.ink}"/>'
        yield f'<rect class="pc-page" {ground} rx="3" fill="{LIGHT.page}"/>'
    else:
        yield f'<path {path} stroke="{ON_AREA}"/>'
        yield f'<rect {ground} rx="3" fill="{colour}"/>'


def around(text: Text) -> Box:
    """The room that a text in the middle of something takes."""
    width = text_width(text.text) + 4
    return Box(text.x - width / 2, text.y - LINE / 2 + 2, width, LINE - 4)


def hatching(box: Box) -> str:
    """Lines from the lower left to the upper right across a rectangle, as the path of SVG."""
    x, y, width, height = box
    lines = []
    offset = HATCH / 2
    while offset < width + height:
        start = (x + max(0, offset - height), y + min(height, offset))
        end = (x + min(width, offset), y + max(0, offset - width))
        lines.append(f"M{start[0]:.2f},{start[1]:.2f}L{end[0]:.2f},{end[1]:.2f}")
        offset += HATCH
    return "".join(lines)


def _bracket(box: Box) -> str:
    return (
        f'<path class="pc-line" d="M{box.x - 3:.2f},{box.y:.2f}h3v{box.height:.2f}h-3" fill="none" '
        f'stroke="{LIGHT.line}"/>'
    )


def _text(text: Text) -> str:
    on_area = text.style == "on-area"
    kind = "muted" if text.style == "muted" else "ink"
    colour = ON_AREA if on_area else LIGHT.muted if kind == "muted" else LIGHT.ink
    parts = [
        "" if on_area else f'class="pc-{kind}"',
        f'x="{text.x:.2f}" y="{text.y + 4:.2f}"',
        "" if text.anchor == "start" else f'text-anchor="{text.anchor}"',
        STYLES.get(text.style, ""),
        f'fill="{colour}"',
    ]
    return f"<text {' '.join(part for part in parts if part)}>{escape(text.text)}</text>"


def _box(box: Box) -> str:
    return f'x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"'
