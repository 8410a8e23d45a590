"""SVG: well-formed, described, in two themes, without anything from outside."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from examples import BREAKDOWNS

from paramcalc import custom_cell, gru, layer, lstm
from paramcalc.algebra.notation import ASCII, PRETTY
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, Page
from paramcalc.document.pictures.blocks import Box
from paramcalc.document.pictures.colours import AREAS, DARK, LIGHT
from paramcalc.document.pictures.svg import hatching, short_number, svg
from paramcalc.document.subjects.picture import build
from paramcalc.phrases import speaking

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def tree(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg(build(BREAKDOWNS[name]), PLAIN))


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_every_area_is_drawn_with_its_count(name):
    root = tree(name)
    groups = root.findall("svg:g", NAMES)
    assert len(groups) == sum(row.layer <= 2 for row in BREAKDOWNS[name].rows)
    for group in groups:
        (rect,) = (rect for rect in group.findall("svg:rect", NAMES) if rect.get("class") == "pc-area")
        assert rect.get("fill") in AREAS
        assert group.find("svg:title", NAMES).text
        assert group.find("svg:text", NAMES).text


def test_the_counts_of_the_gru():
    root = tree("gru")
    counts = [group.find("svg:text", NAMES).text for group in root.findall("svg:g", NAMES)]
    assert counts == ["2,100"] * 3 + ["5,625"] * 3 + ["75"] * 6
    words = [group.find("svg:title", NAMES).text for group in root.findall("svg:g", NAMES)]
    assert words[0] == "W_z of z update: 28×75 = 2,100"
    assert words[-3] == "c_z of z update: 75, redundant"
    hatched = [group.find("svg:path", NAMES) is not None for group in root.findall("svg:g", NAMES)]
    assert hatched == [False] * 9 + [True, True, False]


def test_a_screen_reader_has_words():
    root = tree("gru")
    assert root.get("role") == "img"
    title, description = root.find("svg:title", NAMES), root.find("svg:desc", NAMES)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Keras GRU: units=75, input=28, reset_after=True"
    assert description.text.startswith("23,625 parameters. kernel (28, 225): W_z of z update 2,100, ")
    assert description.text.endswith("They are redundant: they are only ever added to b_z and b_r.")


def test_two_pictures_have_their_own_names():
    one, two = (re.findall(r'id="([^"]+)"', svg(build(gru(units, 28)), PLAIN)) for units in (75, 76))
    assert not set(one) & set(two)
    assert svg(build(gru(75, 28)), PLAIN) == svg(build(gru(75, 28)), PLAIN)


def test_both_themes():
    drawn = svg(build(gru(75, 28)), PLAIN)
    rules = re.search(r"<style>@media \(prefers-color-scheme: dark\) \{(.*)\}</style>", drawn)[1]
    for light, dark in zip(LIGHT, DARK, strict=True):
        assert light in drawn
        assert light not in rules
        assert dark in rules
    styled = set(re.findall(r"\.(pc-\w+)", rules))
    assert styled <= set(re.findall(r'class="(pc-\w+)"', drawn))


def test_nothing_comes_from_outside():
    drawn = svg(build(gru(75, 28)), PLAIN).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"http|url\(|@import|@font-face|<image|<script|href", drawn)


def test_markup_in_names_is_text():
    cell = custom_cell("h: units\nh = tanh(W @ x)", name="<b>&\"'</b>", gates={"h": "<i>"})
    root = ElementTree.fromstring(svg(build(layer(cell, units=3)), PLAIN))
    assert "<b>&\"'</b>" in root.find("svg:title", NAMES).text
    assert any("<i>" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_an_ascii_page():
    drawn = svg(build(gru(75, 28)), Page(ASCII_GLYPHS, None))
    drawn.encode("ascii")
    assert "28 x 75 = 2,100" in drawn


def test_a_giant_is_as_small_as_any():
    drawn = svg(build(lstm(10**999, 5)), PLAIN)
    root = ElementTree.fromstring(drawn)
    assert float(root.get("width")) < 1200
    assert "~1.00·10¹⁹⁹⁸" in drawn
    assert "(~1.00·10⁹⁹⁹, ~4.00·10⁹⁹⁹)" in drawn


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (23625, "23,625"),
        (10**15 - 1, "999,999,999,999,999"),
        (10**15, "~1.00·10¹⁵"),
        (1_234_999_999_999_999, "~1.23·10¹⁵"),
        (1_235_000_000_000_000, "~1.24·10¹⁵"),
        (9_999_999_999_999_999, "~1.00·10¹⁶"),
    ],
)
def test_short_numbers(number, text):
    assert short_number(number, PRETTY) == text
    assert short_number(10**15, ASCII) == "~1.00*10^15"


@pytest.mark.parametrize("box", [Box(0, 0, 100, 18), Box(5, 7, 3, 200), Box(0, 0, 1, 1), Box(2, 2, 50, 50)])
def test_hatching_stays_within_its_area(box):
    points = [tuple(map(float, point)) for point in re.findall(r"(-?[\d.]+),(-?[\d.]+)", hatching(box))]
    assert bool(points) == (box.width + box.height > 3.5)
    for x, y in points:
        assert box.x <= x <= box.x + box.width
        assert box.y <= y <= box.y + box.height
    for (x1, y1), (x2, y2) in zip(points[::2], points[1::2], strict=True):
        assert x2 - x1 == pytest.approx(y1 - y2, abs=0.02)


def test_a_picture_is_in_the_language_that_is_spoken():
    with speaking("zh"):
        root = ElementTree.fromstring(svg(build(BREAKDOWNS["gru"]), PLAIN))
    texts = [text.text for text in root.iter() if text.text and text.tag.endswith(("}text", "}title", "}desc"))]
    assert "z 更新门" in texts
    assert "z 更新门的 W_z：28×75 = 2,100" in texts
    assert not [text for text in texts if re.search(r"\b(parameters|of|each|update|candidate|redundant)\b", text)]
