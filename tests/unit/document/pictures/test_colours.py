"""The colours: readable, and different for people with any kind of colour blindness."""

from __future__ import annotations

from itertools import combinations

import pytest

from paramcalc.document.pictures.colours import AREAS, DARK, LIGHT, ON_AREA, Theme, area_colour, line_colour
from paramcalc.frameworks import FRAMEWORKS

COLOUR_BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What remains of red, green and blue, linear (Machado, Oliveira and Fernandes, 2009)."""


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, two: str) -> float:
    """The contrast of WCAG 2."""
    low, high = sorted(map(luminance, (one, two)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, kind: str) -> tuple[float, float, float]:
    """The colour in CIELAB, as somebody with this kind of colour blindness sees it."""
    seen = [
        min(1, max(0, sum(factor * part for factor, part in zip(row, linear(colour), strict=True))))
        for row in COLOUR_BLINDNESS[kind]
    ]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(f * part for f, part in zip(row, seen, strict=True)) / w for row, w in zip(to_xyz, white, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, two: str, kind: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one, kind), lab(two, kind), strict=True)) ** 0.5


@pytest.mark.parametrize("kind", COLOUR_BLINDNESS)
def test_gates_can_be_told_apart(kind):
    """The gates of one cell, five at most, differ clearly; a difference of 2.3 can just be seen."""
    assert min(difference(one, two, kind) for one, two in combinations(AREAS[:5], 2)) > 20


def test_red_and_green_would_be_confused():
    assert difference("#CC6633", "#669933", "deuteranopia") < 20


@pytest.mark.parametrize("colour", AREAS)
def test_numbers_are_readable_on_areas(colour):
    assert contrast(ON_AREA, colour) >= 6


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_are_readable(theme: Theme):
    assert contrast(theme.ink, theme.page) >= 7
    assert contrast(theme.muted, theme.page) >= 4.5


def test_contrast():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_a_cell_with_many_gates_begins_again():
    assert len({area_colour(number) for number in range(20)}) == len(AREAS) == len(set(AREAS))
    assert area_colour(len(AREAS)) == AREAS[0]


@pytest.mark.parametrize("number", range(len(AREAS)))
def test_lines_are_visible_on_their_page(number):
    assert contrast(line_colour(number), LIGHT.page) >= 3
    assert contrast(area_colour(number), DARK.page) >= 6


def test_no_framework_has_more_gates_than_colours():
    entries = [entry for framework in FRAMEWORKS.values() for entry in framework.cells.values()]
    assert max(len(entry.gates) for entry in entries) == 5
