"""The layout of a picture: where each area, frame and text of it stands, in pixels.

All areas of a picture have one scale. An area that has no room for its number gets a pale frame, which has.
The calculator's page computes the same layout (docs/calculator/picture.js); a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial, Size, known
from paramcalc.document.nodes import Content, Shape
from paramcalc.document.page import columns_of, wrapped
from paramcalc.document.picture import Area, Band, ColumnHead, Panel, Picture, StoredBands
from paramcalc.phrases import tr, translated

LETTER, LINE, PAD = 7.2, 16, 8
"""The width that a letter takes at most, the height of a line of text, and the room beside a text."""

COLUMN_GAP, BAND_GAP, STORED_GAP, PANEL_GAP, MARGIN = 2, 3, 12, 36, 16

LONGEST_LINE = 100
"""Letters of a title or a note; a longer one continues on the next line."""

LARGEST_UNIT = 24
"""The largest side of an area that stands for one weight."""

WIDTHS, HEIGHT = (480, 240), 320
"""The largest width of the areas of one panel, if it stands alone in its row and if not; and their largest height."""

HAIRLINE = 1.0
"""The smallest side of an area: with less it could not be seen."""

Write: TypeAlias = "Callable[[Content], str]"


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


class Text(NamedTuple):
    """A line of text: the middle of its height, and its left end, middle or right end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    style: str = "ink"
    """`ink`, `muted`, `bold`, `title` or `on-area`."""


class PlacedArea(NamedTuple):
    """An area: its frame, the part of it that is to scale, its number, and what it is called."""

    frame: Box
    full: Box
    text: Text
    area: Area

    @property
    def is_framed(self) -> bool:
        """Whether the frame is larger than the area itself."""
        return self.frame != self.full


class Layout(NamedTuple):
    """Everything in a picture."""

    width: float
    height: float
    areas: Sequence[PlacedArea]
    texts: Sequence[Text]
    brackets: Sequence[Box]
    """The lines that join the bands of a tensor, each with no width."""


def text_width(text: str) -> float:
    """The room that a text needs."""
    return columns_of(text) * LETTER


def scale_of(picture: Picture) -> Fraction:
    """Pixels for each weight: as many as the largest panel has room for."""
    scale = Fraction(LARGEST_UNIT)
    for row in picture.rows:
        for panel in row:
            bands = [band for stored in panel.stored for band in stored.bands]
            rows = sum(max(_number(area.height, picture) for area in band.areas if area) for band in bands)
            widths = [
                max((_number(area.width, picture) for area in column if area), default=0)
                for column in zip(*(band.areas for band in bands), strict=True)
            ]
            room = WIDTHS[len(picture.rows[0]) > 1]
            scale = min(scale, Fraction(room, sum(widths)), Fraction(HEIGHT, rows))
    return scale


def _number(size: Size, picture: Picture) -> int:
    return known(size.evaluate(picture.assumed)) if isinstance(size, Polynomial) else size


class _Measured(NamedTuple):
    """An area in pixels, before it has a place: its frame has room for its number, below the area or beside it."""

    area: Area
    width: float
    height: float
    frame_width: float
    frame_height: float
    text: str


class Layouter:
    """Lays out one picture. `write` gives a content as text."""

    def __init__(self, picture: Picture, write: Write) -> None:
        self.picture = picture
        self.write = write
        self.scale = scale_of(picture)
        self.areas: list[PlacedArea] = []
        self.texts: list[Text] = []
        self.brackets: list[Box] = []

    def layout(self) -> Layout:
        """Everything in its place: the title, the rows of panels, and the notes below each other."""
        y = self._lines(MARGIN, [(self.picture.title, "title"), (self.picture.subtitle, "ink")])
        starts = self._starts()
        for row in self.picture.rows:
            y = max(self._panel(panel, x, y + LINE)[1] for panel, x in zip(row, starts, strict=False))
        y = self._lines(y + LINE, [(note, "muted") for note in self.picture.notes])
        ends_of_lines = (text.x + text_width(text.text) for text in self.texts if text.anchor == "start")
        width = max(starts[-1] - PANEL_GAP, *ends_of_lines)
        return Layout(width + MARGIN, y + MARGIN / 2, self.areas, self.texts, self.brackets)

    def _lines(self, y: float, lines: Sequence[tuple[Content, str]]) -> float:
        """Places lines of text below each other; the lower end."""
        for content, style in lines:
            for text in wrapped(self.write(content), LONGEST_LINE, ""):
                self.texts.append(Text(MARGIN, y + LINE / 2, text, style=style))
                y += LINE + (LINE / 4 if style == "title" else 0)
        return y

    def _starts(self) -> list[float]:
        """The left ends of the panels in a row, and where one more would start: the same in all rows."""
        trial, rows = Layouter(self.picture, self.write), self.picture.rows
        starts = [float(MARGIN)]
        for number in range(len(rows[0])):
            widths = (trial._panel(row[number], 0, 0)[0] for row in rows if len(row) > number)
            starts.append(starts[-1] + max(widths) + PANEL_GAP)
        return starts

    def _panel(self, panel: Panel, x: float, y: float) -> tuple[float, float]:
        """Places one panel; its right and its lower end."""
        bands = [band for stored in panel.stored for band in stored.bands]
        x += max(text_width(self.write(band.side)) for band in bands) + PAD
        right = x
        for content, style in ((panel.title, "bold"), (panel.note, "muted")):
            if text := self.write(content):
                self.texts.append(Text(x, y + LINE / 2, text, style=style))
                right, y = max(right, x + text_width(text)), y + LINE
        y += LINE / 2 if panel.title else 0
        columns = self._columns(bands, x)
        for stored in panel.stored:
            end, y = self._stored(stored, columns, y)
            right = max(right, end)
        return right, y - STORED_GAP

    def _columns(self, bands: Sequence[Band], x: float) -> list[float]:
        """The left ends of the columns, and behind them the right end of the last."""
        columns = [x]
        for areas, heads in zip(
            zip(*(band.areas for band in bands), strict=True),
            zip(*(band.heads or (None,) * len(band.areas) for band in bands), strict=True),
            strict=True,
        ):
            widths = [self._measured(area).frame_width for area in areas if area]
            widths += [text_width(text) + PAD for head in heads if head for text in self._head(head)]
            columns.append(columns[-1] + max(widths) + COLUMN_GAP)
        return columns

    def _head(self, head: ColumnHead) -> tuple[str, str]:
        return self.write(head.gate), self.write(head.size)

    def _measured(self, area: Area) -> _Measured:
        text = self.write(area.count)
        width, height = self._pixels(area.width), self._pixels(area.height)
        room = text_width(text) + PAD
        if height < LINE:
            return _Measured(area, width, height, max(width, room), height + LINE, text)
        return _Measured(area, width, height, width + (0 if room <= width else room), height, text)

    def _pixels(self, size: Size) -> float:
        """A length in pixels, in steps of a hundredth."""
        hundredths = 100 * _number(size, self.picture) * self.scale.numerator // self.scale.denominator
        return max(HAIRLINE, hundredths / 100)

    def _stored(self, stored: StoredBands, columns: Sequence[float], y: float) -> tuple[float, float]:
        """Places the bands of some tensors, and beside them the tensors' names; the right and the lower end."""
        top = y + (2 * LINE if stored.bands[0].heads else 0)
        for band in stored.bands:
            y = self._band(band, columns, y) + BAND_GAP
        bottom = y - BAND_GAP
        x = columns[-1] + PAD
        self.brackets.append(Box(x, top, 0, bottom - top))
        middle, names = max((top + bottom) / 2, top + LINE), self._tensors(stored)
        for number, text in enumerate(names):
            style = "muted" if number else "ink"
            self.texts.append(Text(x + PAD, middle + (number - 0.5) * LINE, text, style=style))
        return x + PAD + max(map(text_width, names)), max(bottom, top + 2 * LINE) + STORED_GAP

    def _tensors(self, stored: StoredBands) -> tuple[str, str]:
        """The names of tensors and their shapes, as two lines."""
        first, *others = stored.tensors
        names = ", ".join(stored.tensors)
        if others and len(names) > LONGEST_NAMES:
            names = translated(tr("{first} to {last}", first=first, last=others[-1]))
        shapes = list(dict.fromkeys(self.write(Shape(shape)) for shape in stored.shapes))
        each = translated(tr("each {shapes}", shapes=shapes[0]))
        return names, ", ".join(shapes) if len(shapes) > 1 or not others else each

    def _band(self, band: Band, columns: Sequence[float], y: float) -> float:
        """Places one band, with the heads above it; its lower end."""
        for head, x in zip(band.heads, columns, strict=False):
            for number, text in enumerate(self._head(head) if head else ()):
                self.texts.append(Text(x, y + (number + 0.5) * LINE, text, style="muted" if number else "bold"))
        y += 2 * LINE if band.heads else 0
        areas = [(self._measured(area), x) for area, x in zip(band.areas, columns, strict=False) if area]
        height = max(area.frame_height for area, _ in areas)
        if side := self.write(band.side):
            self.texts.append(Text(columns[0] - PAD, y + height / 2, side, "end", "muted"))
        self.areas += [_placed(area, x, y) for area, x in areas]
        return y + height


LONGEST_NAMES = 28
"""Letters of the names of several tensors; of more names only the first and the last are shown."""


def _placed(measured: _Measured, x: float, y: float) -> PlacedArea:
    area, width, height, frame_width, frame_height, number = measured
    frame, full = Box(x, y, frame_width, frame_height), Box(x, y, width, height)
    if frame == full:
        text = Text(x + width / 2, y + height / 2, number, "middle", "on-area")
    elif height < LINE:
        text = Text(x + frame_width / 2, y + height + LINE / 2, number, "middle")
    else:
        text = Text(x + (width + frame_width) / 2, y + frame_height / 2, number, "middle")
    return PlacedArea(frame, full, text, area)
