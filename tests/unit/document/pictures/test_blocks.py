"""The layout: to scale, without overlaps, at any size."""

from __future__ import annotations

from itertools import combinations

import pytest
from examples import BREAKDOWNS, COMPARISONS

from paramcalc import gru, layer, lstm, rnn
from paramcalc.document.page import PLAIN
from paramcalc.document.picture import Picture
from paramcalc.document.pictures.blocks import (
    HAIRLINE,
    HEIGHT,
    LARGEST_UNIT,
    LINE,
    PAD,
    WIDTHS,
    Box,
    Layout,
    Layouter,
    PlacedArea,
    scale_of,
    text_width,
)
from paramcalc.document.subjects.picture import build, build_comparison
from paramcalc.document.writers.plain import TextWriter
from paramcalc.frameworks import FRAMEWORKS

PICTURES: dict[str, Picture] = {
    **{name: build(breakdown) for name, breakdown in BREAKDOWNS.items()},
    **{f"compare {name}": build_comparison(comparison, name) for name, comparison in COMPARISONS.items()},
    **{
        f"{framework} lstm": build(layer("lstm", units=9, input=50, framework=framework))
        for framework, known in FRAMEWORKS.items()
        if "lstm" in known.cells
    },
    "projection": build(lstm(32, 128, framework="torch", projection=8, layers=3, bidirectional=True)),
    "one unit": build(gru(1, 1)),
    "one unit, many features": build(gru(1, 10_000)),
    "many units": build(gru(10_000, 28)),
    "hundreds of digits": build(gru(10**999, 10**998)),
}


def laid_out(picture: Picture) -> Layout:
    return Layouter(picture, TextWriter(PLAIN).content).layout()


def overlap(one: Box, two: Box) -> bool:
    """Whether two rectangles share more than a border."""
    across = min(one.x + one.width, two.x + two.width) - max(one.x, two.x)
    down = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
    return across > 0.01 and down > 0.01


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps_and_everything_is_inside(name):
    layout = laid_out(PICTURES[name])
    assert layout.areas
    frames = [area.frame for area in layout.areas]
    assert not [pair for pair in combinations(frames, 2) if overlap(*pair)]
    texts = [box_of(text) for text in layout.texts]
    assert not [pair for pair in combinations(texts, 2) if overlap(*pair)]
    assert not [(frame, text) for frame in frames for text in texts if overlap(frame, text)]
    for box in (*frames, *texts, *layout.brackets):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height


def box_of(text) -> Box:
    """The room of a text: a line of letters is twelve pixels high."""
    width = text_width(text.text)
    left = {"start": text.x, "end": text.x - width, "middle": text.x - width / 2}[text.anchor]
    return Box(left, text.y - 6, width, 12)


def test_an_overlap_would_be_seen():
    assert overlap(Box(0, 0, 10, 10), Box(9, 9, 10, 10))
    assert not overlap(Box(0, 0, 10, 10), Box(10, 0, 10, 10))


@pytest.mark.parametrize("name", PICTURES)
def test_the_numbers_are_within_their_frames(name):
    for area in laid_out(PICTURES[name]).areas:
        text = box_of(area.text)
        assert area.frame.x <= text.x
        assert text.x + text.width <= area.frame.x + area.frame.width
        assert area.frame.y - 0.01 <= text.y + 6 - LINE / 2
        assert text.y + text.height <= area.frame.y + area.frame.height
        if area.is_framed:
            assert not overlap(area.full, text)


@pytest.mark.parametrize("name", ["gru", "compare cells", "compare gru", "many units", "projection", "lstm-giant"])
def test_areas_have_one_scale(name):
    """The sides of all areas are in the ratio of their sizes, to a hundredth of a pixel."""
    picture = PICTURES[name]
    scale = scale_of(picture)
    for area in laid_out(picture).areas:
        for size, side in ((area.area.width, area.full.width), (area.area.height, area.full.height)):
            exact = size * scale
            assert side == HAIRLINE if exact < HAIRLINE else 0 <= exact - round(side * 100) / 100 < 0.0101


def test_the_scale_uses_the_room():
    assert scale_of(build(gru(75, 28))) * 225 == WIDTHS[0]
    assert scale_of(build(gru(3, 1000))) * (1000 + 3 + 2) == HEIGHT
    assert scale_of(build(rnn(1, 1))) == LARGEST_UNIT
    assert scale_of(build_comparison(COMPARISONS["cells"], "")) * 300 == WIDTHS[1]


def test_the_larger_layer_decides():
    """Two layers have one scale: the smaller one is drawn small."""
    from paramcalc.layers.comparison import compare

    both = build_comparison(compare({"small": gru(10, 10), "large": gru(100, 10)}, "small"), "")
    kernels = [area for area in laid_out(both).areas if area.area.parameter == "W_z"]
    small, large = (area.full for area in kernels)
    assert large.width == pytest.approx(10 * small.width, abs=0.1)


def areas(picture: Picture) -> dict[str, PlacedArea]:
    return {area.area.parameter: area for area in laid_out(picture).areas}


def test_a_number_without_room_has_a_frame():
    placed = areas(build(gru(75, 28)))
    assert not placed["W_z"].is_framed
    bias = placed["b_z"]
    assert (bias.full.height, bias.frame.height) == (2.13, 2.13 + LINE)
    assert bias.frame.width == bias.full.width
    tall = areas(build(gru(1, 10_000)))["W_z"]
    assert tall.full.width == HAIRLINE
    assert tall.frame.width == HAIRLINE + text_width("10,000") + PAD


def test_the_bands_of_one_tensor_are_close():
    placed = areas(build(gru(75, 28)))
    gap = placed["c_z"].frame.y - placed["b_z"].frame.y - placed["b_z"].frame.height
    assert gap < placed["U_z"].frame.y - placed["W_z"].frame.y - placed["W_z"].frame.height


def test_many_tensors_are_named_by_the_first_and_the_last():
    texts = [text.text for text in laid_out(build(gru(20, 8, framework="flax-linen"))).texts]
    assert "ir/kernel to in/kernel" in texts
    assert "each (8, 20)" in texts
    texts = [text.text for text in laid_out(build(gru(20, 8, framework="keras1"))).texts]
    assert "W_z, W_r, W_h" in texts


def test_long_titles_and_notes_continue_on_the_next_line():
    picture = build(lstm(3, 5, framework="torch", projection=2, bidirectional=True))
    notes = [text.text for text in laid_out(picture).texts if text.style == "muted"]
    written = " ".join(notes)
    assert TextWriter(PLAIN).content(picture.notes[1]) in written
    assert max(map(len, notes)) <= 100


def test_panels_stand_below_each_other():
    layout = laid_out(PICTURES["compare gru"])
    lefts = {area.frame.x for area in layout.areas if area.area.gate.startswith(("r reset", "z update"))}
    # Two columns of panels, each with two places for these gates.
    assert len({round(x) for x in lefts}) == 4
