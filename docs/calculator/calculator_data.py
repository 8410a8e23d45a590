"""The engine's own polynomials as JSON: every count of every layer in symbols, for a page that puts numbers in.

Each setting of a cell's options is a variant. Its counts are polynomials in the sizes, and in `layers` for a stack: the
layers above the second are like the second. A polynomial is written once, as terms `[factor, [sizes]]`, and referred to
by its index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from calculator_words import AFTER_CONTEXT, NAMES, TAGS, key, words

from paramcalc import __version__
from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.api import LayerBreakdown
from paramcalc.document.nodes import Content, Joined, Phrase, Product
from paramcalc.document.page import PLAIN
from paramcalc.document.picture import Area, Band, Panel, StoredBands
from paramcalc.document.pictures import blocks, colours
from paramcalc.document.pictures import svg as drawing
from paramcalc.document.subjects.layer import ROLE_COLUMNS, option_effect
from paramcalc.document.subjects.picture import (
    ASSUMED,
    ASSUMED_OTHER,
    DISTINCT_LAYERS,
    NOT_TO_SCALE,
    NOT_TO_SCALE_ONE,
    PANELS_IN_A_ROW,
    TO_SCALE,
    build,
)
from paramcalc.document.writers.latex_equations import equations
from paramcalc.frameworks import FRAMEWORKS, CellEntry, cell_options, cells, homes
from paramcalc.layers.breakdown import Row
from paramcalc.layers.comparison import option_effects
from paramcalc.layers.layer import recurrent
from paramcalc.phrases import LANGUAGES, Message

LAYERS = Polynomial.symbol("layers")

MOST_LAYERS = 100
"""Layers in a stack: the page writes a row for each of their gates."""


def export() -> dict[str, Any]:
    """Everything that the page needs."""
    table = Polynomials()
    variants = {key: _variant(breakdowns, table) for key, breakdowns in _breakdowns()}
    return {
        "version": __version__,
        "most_layers": MOST_LAYERS,
        "languages": {language: {"name": NAMES[language], "tag": TAGS[language]} for language in LANGUAGES},
        "after_context": AFTER_CONTEXT,
        "cells": {name: _cell(name, table) for name in cells()},
        "frameworks": {name: framework.title for name, framework in FRAMEWORKS.items()},
        "columns": [table.content(column) for column in ROLE_COLUMNS],
        "picture": _picture_facts(table),
        "variants": variants,
        # Last, when all of them are known.
        "words": words(table.templates),
        "gates": list(table.gates.values()),
        "panels": table.panels,
        "polynomials": table.written,
    }


class Polynomials:
    """The polynomials, panels and phrases that were written so far, each once."""

    def __init__(self) -> None:
        self.written: list[list[Any]] = []
        self.panels: list[Any] = []
        self.gates: dict[str, Any] = {}
        self.templates: dict[str, None] = {}
        self._indices: dict[Polynomial, int] = {}

    def index(self, size: Size) -> int:
        """The index of a polynomial or a number."""
        value = polynomial(size)
        if value not in self._indices:
            self._indices[value] = len(self.written)
            self.written.append([[factor, list(names)] for names, factor in value.terms])
        return self._indices[value]

    def panel(self, panel: Any) -> int:
        """The index of a panel. Most variants have panels that another one has, too."""
        if panel not in self.panels:
            self.panels.append(panel)
        return self.panels.index(panel)

    def gate(self, label: str) -> int:
        """The index of a gate's label."""
        self.gates.setdefault(label, self.content(label))
        return list(self.gates).index(label)

    def content(self, content: Content) -> Any:
        """A text or a sentence in English, with indices in the place of numbers."""
        match content:
            case Message(values=values):
                return self._phrase(content, self._contents(values))
            case str():
                return content
            case int() | Polynomial():
                return {"size": self.index(content)}
            case Phrase(Message(values=parts) as template, values) if parts:
                # A template of several: each has places for the values.
                return self._phrase(
                    template, {name: self.content(Phrase(part, values)) for name, part in parts.items()}
                )
            case Phrase(template, values):
                return self._phrase(template, self._contents(values))
            case Joined(items, separator):
                return {"items": [self.content(item) for item in items], "separator": self.content(separator)}
        raise TypeError(f"the page cannot write {content!r}")

    def _contents(self, values: Mapping[str, Content]) -> dict[str, Any]:
        return {name: self.content(value) for name, value in values.items()}

    def _phrase(self, template: str, values: dict[str, Any]) -> Any:
        name = key(template)
        self.templates[name] = None
        return {"template": name, "values": values} if values else name


def variant_key(cell: str, framework: str, options: Mapping[str, bool], bias: bool, bidirectional: bool) -> str:
    """The key of a variant: `gru keras reset_after bias`."""
    switches = {**options, "bias": bias, "bidirectional": bidirectional}
    return " ".join([cell, framework, *(name for name, value in switches.items() if value)])


def _cell(name: str, table: Polynomials) -> dict[str, Any]:
    options = [
        {
            "name": option.name,
            "help": table.content(option.help),
            "is_size": option.is_size,
            "frameworks": list(having),
        }
        for option, having in cell_options(name)
    ]
    entries = {framework: _entry(entry, table) for framework, entry in homes(name).items()}
    return {"frameworks": entries, "options": options}


def _entry(entry: CellEntry, table: Polynomials) -> dict[str, Any]:
    return {
        "title": entry.title,
        "source": entry.source,
        "always_bias": table.content(entry.always_bias),
        "smaller_than": dict(entry.smaller_than),
        "spatial": entry.spatial,
        "defaults": {option.name: option.default for option in entry.options},
    }


def _breakdowns() -> Iterator[tuple[str, tuple[LayerBreakdown, LayerBreakdown]]]:
    """Each variant's key, and its breakdowns in symbols with one layer and with two."""
    for cell in cells():
        for framework, entry in homes(cell).items():
            switches = [option.name for option in entry.options]
            biases = (True,) if entry.always_bias else (True, False)
            for *values, bias, both in product(*[(True, False)] * len(switches), biases, (False, True)):
                options = dict(zip(switches, values, strict=True))
                key = variant_key(cell, framework, options, bias, both)
                yield key, tuple(_layer(cell, entry, framework, options, bias, both, count) for count in (1, 2))


def _layer(
    cell: str, entry: CellEntry, framework: str, options: Mapping[str, bool], bias: bool, both: bool, layers: int
) -> LayerBreakdown:
    return LayerBreakdown(recurrent(framework, cell, entry, options, bias=bias, bidirectional=both, layers=layers), {})


def _variant(breakdowns: tuple[LayerBreakdown, LayerBreakdown], table: Polynomials) -> dict[str, Any]:
    one, two = breakdowns
    effects = zip(option_effects(one), option_effects(two), strict=True)
    return {
        "sizes": list(one.layer.sizes),
        "total": table.index(in_layers(one.total, two.total)),
        "redundant": table.index(in_layers(one.redundant, two.redundant)),
        "macs": table.index(in_layers(one.macs, two.macs)),
        "reads": one.layer.structure.cell.input,
        "panels": [_panel(key, panel, two, table) for key, panel in _panels(two)],
        "effects": [
            {"option": first.option, "text": table.content(_merged(option_effect(first), option_effect(second)))}
            for first, second in effects
        ],
        "notes": [
            table.content(_merged(*pair)) for pair in zip(build(one).notes[1:], build(two).notes[1:], strict=True)
        ],
        "equations": str(one.layer.structure.cell.program),
        "latex": equations(one.layer.structure.cell),
    }


def in_layers(one: Size, two: Size) -> Size:
    """A count of any number of layers, from those of one and of two: every further layer is like the second.

    >>> from paramcalc import lstm
    >>> count = in_layers(lstm().total, lstm(layers=2).total)
    >>> count.at(units=3, input=5, layers=7) == lstm(3, 5, layers=7).total
    True
    """
    return polynomial(one) + (LAYERS - 1) * (polynomial(two) - polynomial(one))


def _merged(one: Content, two: Content) -> Content:
    """A sentence about any number of layers, from those about one and about two."""
    match one, two:
        case Phrase(template, values), Phrase(same, others) if template == same:
            return Phrase(template, {name: _merged(value, others[name]) for name, value in values.items()})
        case ((int() | Polynomial()), (int() | Polynomial())):
            return in_layers(one, two)
        case str(), str() if one == two:
            return one
    raise TypeError(f"the sentences differ: {one!r} and {two!r}")


def _panels(two: LayerBreakdown) -> Iterator[tuple[tuple[int, str], Panel]]:
    """The panels of the picture, each with its layer and direction."""
    keys = dict.fromkeys((row.layer, row.direction) for row in two.rows)
    return zip(keys, (panel for row in build(two).rows for panel in row), strict=True)


def _panel(key: tuple[int, str], panel: Panel, two: LayerBreakdown, table: Polynomials) -> dict[str, Any]:
    rows = {row.parameter: row for row in two.rows if (row.layer, row.direction) == key}
    return {
        "layer": key[0],
        "direction": key[1],
        "width": table.index(two.widths[key[0] - 1][0]),
        "stored": table.panel([_stored(stored, rows, table) for stored in panel.stored]),
    }


def _stored(stored: StoredBands, rows: Mapping[str, Row], table: Polynomials) -> dict[str, Any]:
    return {
        "tensors": list(stored.tensors),
        "shapes": [[table.index(size) for size in shape] for shape in stored.shapes],
        "bands": [_band(band, rows, table) for band in stored.bands],
    }


def _band(band: Band, rows: Mapping[str, Row], table: Polynomials) -> dict[str, Any]:
    heads = [head and {"gate": table.gate(head.gate), "size": table.index(_size(head.size))} for head in band.heads]
    return {
        "side": [table.index(size) for size in _side(band.side)],
        "areas": [area and _area(area, rows[area.parameter], table) for area in band.areas],
        "heads": heads,
    }


def _side(side: Content) -> tuple[Size, ...]:
    """The sizes whose product is the height of a band."""
    return side.shapes[0] if isinstance(side, Product) else () if side == "" else (_size(side),)


def _size(content: Content) -> Size:
    assert isinstance(content, (int, Polynomial)), content
    return content


def _area(area: Area, row: Row, table: Polynomials) -> dict[str, Any]:
    return {
        "parameter": area.parameter,
        "gate": table.gate(area.gate),
        "colour": area.colour,
        "width": table.index(area.width),
        "height": table.index(area.height),
        "count": table.index(area.count),
        "redundant": area.redundant,
        "column": key(next(head for head, roles in ROLE_COLUMNS.items() if row.role in roles)),
        "shape": [table.index(size) for size in row.shape],
    }


def _picture_facts(table: Polynomials) -> dict[str, Any]:
    """The measures and words of the picture, which the page lays out as the program does."""
    return {
        "measures": {
            **{
                name.lower(): getattr(blocks, name)
                for name in (
                    *("LETTER", "LINE", "PAD", "COLUMN_GAP", "BAND_GAP", "STORED_GAP", "PANEL_GAP", "MARGIN"),
                    *("LARGEST_UNIT", "WIDTHS", "HEIGHT", "HAIRLINE", "LONGEST_LINE", "LONGEST_NAMES"),
                )
            },
            **{
                name.lower(): getattr(drawing, name)
                for name in ("HATCH", "FRAME_OPACITY", "LONGEST_NUMBER", "LONGEST_TEXT")
            },
            "panels_in_a_row": PANELS_IN_A_ROW,
            "distinct_layers": DISTINCT_LAYERS,
        },
        "areas": colours.AREAS,
        "on_area": colours.ON_AREA,
        "light": colours.LIGHT._asdict(),
        "dark": colours.DARK._asdict(),
        "assumed": ASSUMED,
        "assumed_other": ASSUMED_OTHER,
        "to_scale": table.content(TO_SCALE),
        "not_to_scale": table.content(NOT_TO_SCALE),
        "not_to_scale_one": table.content(NOT_TO_SCALE_ONE),
        "times": PLAIN.glyphs.times,
    }
