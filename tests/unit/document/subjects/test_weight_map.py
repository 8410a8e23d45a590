"""The document of a weight map: an assignment for each parameter of the target."""

from __future__ import annotations

import pytest
from examples import MAPS, Snapshots, written

from paramcalc import gru
from paramcalc.document import WRITERS
from paramcalc.document.nodes import Code
from paramcalc.document.subjects.weight_map import HEADS, build, slice_text
from paramcalc.weights.porting import Slice

SHOTS = Snapshots("map", [*(("gru", form, 80) for form in WRITERS), ("gru", "table", 40), ("gru-free", "table", 80)])


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files()


def test_one_row_for_each_parameter():
    table = build(MAPS["gru"]).blocks[0]
    assert tuple(column.head for column in table.columns) == HEADS
    rows = list(table.rows)
    assert len(rows) == len(gru(framework="pytorch").rows)
    assert rows[0].cells == (Code("weight_ih_l0[0:75, :]"), Code("kernel[:, 75:150].T"), "r reset", "kernel")


def test_layer_and_direction_only_where_there_are_several():
    heads = [column.head for column in build(MAPS["lstm-deep"]).blocks[0].columns]
    assert heads == ["layer", "direction", *HEADS]


def test_a_parameter_without_a_source_is_zero():
    cells = {
        cell.text for row in build(MAPS["rnn-zero"]).blocks[0].rows for cell in row.cells if isinstance(cell, Code)
    }
    assert "0" in cells


@pytest.mark.parametrize(
    ("axes", "text"),
    [
        ((None, (0, 75)), "kernel[:, 0:75]"),
        ((None, None), "kernel"),
        ((1, (0, gru(input=1).total)), "kernel[1, 0:3*(units**2 + 3*units)]"),
    ],
)
def test_a_slice_as_numpy_writes_it(axes, text):
    assert slice_text(Slice("kernel", "forward/kernel", axes)) == text


def test_symbols_are_written_in_python():
    assert "kernel[:, units:2*units].T" in written("map", "gru-free", "text")


@pytest.mark.parametrize("width", [40, 80])
def test_a_wrapped_slice_keeps_every_character(width):
    drawn = "".join(written("map", "gru", "table", width).split())
    for row in build(MAPS["gru"]).blocks[0].rows:
        assert row.cells[0].text.replace(" ", "") in drawn
