"""The picture of a layer: every weight is in one area, and the areas are those of the equations."""

from __future__ import annotations

import pytest
from examples import BREAKDOWNS, COMPARISONS

from paramcalc import custom_cell, gru, layer, lstm
from paramcalc.algebra.polynomial import polynomial
from paramcalc.document.nodes import Phrase
from paramcalc.document.page import PLAIN
from paramcalc.document.picture import Area, ColumnHead, Picture
from paramcalc.document.subjects.picture import build, build_comparison, gate_colours
from paramcalc.document.writers.plain import TextWriter
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown


def areas(picture: Picture) -> list[Area]:
    return [
        area
        for row in picture.rows
        for panel in row
        for stored in panel.stored
        for band in stored.bands
        for area in band.areas
        if area is not None
    ]


def text(content: object) -> str:
    return TextWriter(PLAIN).content(content)


LAYERS = {
    f"{framework} {cell} {bidirectional}": layer(
        cell, framework=framework, bidirectional=bidirectional, **({} if entry.spatial else {"units": 7, "input": 4})
    )
    for framework, known in FRAMEWORKS.items()
    for cell, entry in known.cells.items()
    for bidirectional in (False, True)
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_areas_are_the_parameters(name):
    breakdown = LAYERS[name]
    drawn = areas(build(breakdown))
    assert sum(polynomial(area.count) for area in drawn) == breakdown.total
    assert sorted(area.parameter for area in drawn) == sorted(row.parameter for row in breakdown.rows)
    assert all(polynomial(area.width) * area.height == area.count for area in drawn)
    assert sum(polynomial(area.count) for area in drawn if area.redundant) == breakdown.redundant


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_every_band_has_one_height(name):
    for row in build(BREAKDOWNS[name]).rows:
        for panel in row:
            bands = [band for stored in panel.stored for band in stored.bands]
            assert len({len(band.areas) for band in bands}) == 1
            assert all(len({area.height for area in band.areas if area}) == 1 for band in bands)


def test_keras_gru():
    """The kernel above the recurrent kernel above both rows of the bias."""
    picture = build(gru(75, 28))
    ((panel,),) = picture.rows
    assert [(stored.tensors, stored.shapes, len(stored.bands)) for stored in panel.stored] == [
        (("kernel",), ((28, 225),), 1),
        (("recurrent_kernel",), ((75, 225),), 1),
        (("bias",), ((2, 225),), 2),
    ]
    assert [[text(band.side) for band in stored.bands] for stored in panel.stored] == [
        ["input = 28"],
        ["units = 75"],
        ["", ""],
    ]
    kernel = panel.stored[0].bands[0]
    assert [head.gate for head in kernel.heads] == ["z update", "r reset", "h candidate"]
    assert [text(head.size) for head in kernel.heads] == ["units = 75"] * 3
    assert not any(band.heads for stored in panel.stored[1:] for band in stored.bands)
    assert [area.parameter for area in areas(picture) if area.redundant] == ["c_z", "c_r"]
    assert text(picture.subtitle) == "23,625 parameters: 3·(28·75 + 75² + 2·75)"
    assert [text(note) for note in picture.notes][1:] == [
        "Hatched: c_z and c_r, 150 of 23,625. They are redundant: they are only ever added to b_z and b_r."
    ]
    assert "bias (2, 225): b_z of z update 75, b_r of r reset 75" in text(picture.description)
    assert "c_z of z update 75 (redundant)" in text(picture.description)


@pytest.mark.parametrize("framework", [name for name, known in FRAMEWORKS.items() if "gru" in known.cells])
def test_a_gate_has_one_colour_everywhere(framework):
    assert gate_colours(layer("gru", framework=framework)) == {"update": 0, "reset": 1, "candidate": 2}
    drawn = areas(build(layer("gru", framework=framework)))
    assert {(area.gate.split()[-1], area.colour) for area in drawn} == {("update", 0), ("reset", 1), ("candidate", 2)}


def test_the_colours_of_a_custom_cell():
    cell = custom_cell("h: units\nf = sigmoid(W_f @ x)\nh = f * tanh(W_h @ x)", name="gru")
    assert gate_colours(layer(cell)) == {"f": 0, "h": 1}


def test_a_projection_stands_below_another_gate():
    ((panel,),) = build(lstm(5, 4, framework="torch", projection=3)).rows
    band = panel.stored[-1].bands[0]
    assert [area and area.parameter for area in band.areas] == ["W_hr", None, None, None]
    assert band.heads[0] == ColumnHead("h projection", Phrase("{symbol} = {size}", band.heads[0].size.values))
    assert text(band.heads[0].size) == "projection = 3"


def test_a_stack_has_two_layers():
    picture = build(lstm(3, 5, layers=1000, bidirectional=True))
    assert [[text(panel.title) for panel in row] for row in picture.rows] == [
        ["layer 1, forward", "layer 1, backward"],
        ["layers 2 to 1000, each, forward", "layers 2 to 1000, each, backward"],
    ]
    assert text(picture.rows[1][0].stored[0].bands[0].side) == "2·units = 6"
    ((first,), (second,)) = [row[:1] for row in build(lstm(3, 5, layers=2, bidirectional=True)).rows]
    assert (text(first.title), text(second.title)) == ("layer 1, forward", "layer 2, forward")


def test_free_sizes_are_not_to_scale():
    picture = build(gru(input=28))
    assert picture.assumed == {"units": 6}
    assert text(picture.notes[0]) == "Not to scale: units is not given."
    assert text(build(gru()).notes[0]) == "Not to scale: input and units are not given."
    assert text(build(gru()).subtitle) == "3·(input·units + units² + 2·units) parameters"
    assert build(gru(75, 28)).assumed == {}


def test_parameters_of_one_gate_and_role_are_below_each_other():
    cell = custom_cell("h: units\nb = sigmoid(W @ x + V @ x + U @ h)\nh = b * h")
    ((panel,),) = build(layer(cell, units=3, input=5)).rows
    assert [[area.parameter for band in stored.bands for area in band.areas] for stored in panel.stored] == [
        ["W"],
        ["V"],
        ["U"],
    ]
    assert "It is redundant: it is only ever added to W." in text(build(layer(cell)).notes[1])


def test_parameters_of_different_heights_are_no_band():
    cell = custom_cell("h: units\nc: other\nc = tanh(V @ x + A @ h)\nh = tanh(W @ x + B @ c)")
    ((panel,),) = build(layer(cell, units=3, input=5, other=2)).rows
    shown = [[area and area.parameter for area in band.areas] for stored in panel.stored for band in stored.bands]
    assert shown == [["V", "W"], ["A", None], [None, "B"]]


class TestComparison:
    def test_panels_with_their_totals_and_differences(self):
        picture = build_comparison(COMPARISONS["options"], "heading")
        ((one, two),) = picture.rows
        assert (text(one.title), text(one.note)) == ("reset_after=True", "23,625 parameters")
        assert text(two.note) == "23,400 parameters (-225 to reset_after=True)"
        assert (picture.title, picture.subtitle) == ("heading", "")
        assert text(picture.description).count("kernel (28, 225)") == 2
        assert text(picture.notes[1]).startswith("reset_after=True: Hatched: c_z and c_r")

    def test_frameworks_in_rows_of_two(self):
        picture = build_comparison(COMPARISONS["gru"], "")
        assert [len(row) for row in picture.rows] == [2, 2, 2, 1]
        assert "as many as keras" in text(picture.rows[0][1].note)

    def test_a_layer_of_several_panels_has_a_row_of_its_own(self):
        subjects = {"one": gru(3, 5), "two": gru(3, 5, bidirectional=True)}
        from paramcalc.layers.comparison import compare

        picture = build_comparison(compare(subjects, "one"), "")
        assert [[text(panel.title) for panel in row] for row in picture.rows] == [
            ["one"],
            ["two: forward", "two: backward"],
        ]


def test_a_breakdown_without_rows_to_spare_has_one_note():
    assert len(build(Breakdown(lstm().layer, {"units": 2, "input": 3})).notes) == 1
