"""The chart of one size: the gates of each layer, or what they have more or fewer than the base."""

from __future__ import annotations

import importlib.util
from itertools import combinations

import pytest
from examples import COMPARISONS

from paramcalc import gru, layer, lstm
from paramcalc.layers.comparison import compare

if importlib.util.find_spec("matplotlib") is None:
    pytest.skip("pip install 'paramcalc[chart]'", allow_module_level=True)

from paramcalc.document.pictures.chart import draw

TINY = compare({"lstm": lstm(1, 1), "gru": gru(1000, 1000)}, "lstm")

PROJECTED = {f"projection={size}": lstm(75, 28, framework="torch", projection=size) for size in (70, 71)}

CHARTS = {
    **{name: comparison for name, comparison in COMPARISONS.items() if name != "gru-free"},
    "tiny": TINY,
    "projected": compare({"none": lstm(75, 28, framework="torch"), **PROJECTED}, "none"),
    "long": compare({"a very long name " * 4: gru(75, 28), "short": gru(75, 28, bias=False)}, "short"),
}


def bars(name: str) -> list[list[float]]:
    """The parts of each bar from the left, by position."""
    (axes,) = draw(CHARTS[name]).axes
    found: dict[float, list[float]] = {}
    for part in axes.patches:
        found.setdefault(round(part.get_y() + part.get_height() / 2), []).append(part.get_width())
    return [found.get(position, []) for position in range(len(CHARTS[name].subjects))]


def texts(name: str) -> list[str]:
    (axes,) = draw(CHARTS[name]).axes
    return [text.get_text() for text in axes.texts]


def test_cells_are_drawn_gate_by_gate():
    assert bars("cells") == [[7800], [7800] * 4, [7875] * 3]
    assert {"7,800", "31,200", "23,625", "hidden", "forget", "candidate"} <= set(texts("cells"))


def test_frameworks_are_drawn_as_differences():
    assert bars("gru") == [[], [], [], [-75, -75], [-75] * 3, [], [-75] * 3]
    assert [text for text in texts("gru") if text not in ("update", "reset", "candidate")] == [
        "23,625 parameters",
        "the same number",
        "the same number",
        "−150: without c_z, c_r",
        "−225: without c_z, c_r, c_h",
        "the same number",
        "−225: without c_z, c_r, c_h",
    ]


def test_parts_to_both_sides():
    """A projection has fewer recurrent weights for each gate, and a gate more."""
    for parts in bars("projected")[1:]:
        assert any(part < 0 for part in parts)
        assert any(part > 0 for part in parts)
    sums = [sum(parts) for parts in bars("projected")]
    assert sums == [subject.difference for subject in CHARTS["projected"].subjects]
    assert not any("W_hr" in text for text in texts("projected")), "the projection is not the whole difference"


def test_gates_without_room_are_named_behind_the_bar():
    assert "12 (input, forget, cell, output)" in texts("tiny")


@pytest.mark.parametrize("name", CHARTS)
def test_the_chart_is_labelled(name):
    figure = draw(CHARTS[name])
    (axes,) = figure.axes
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert labels == [subject.label.strip() for subject in CHARTS[name].subjects]
    assert figure.get_suptitle()
    assert axes.get_xlabel().startswith("parameters")


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_covers_another_or_leaves_the_chart(name):
    figure = draw(CHARTS[name])
    figure.draw_without_rendering()
    (axes,) = figure.axes
    boxes = [text.get_window_extent() for text in (*axes.texts, *axes.get_yticklabels())]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)


def test_a_gate_has_the_colour_of_the_picture():
    from matplotlib.colors import to_hex

    from paramcalc.document.pictures.colours import AREAS

    (axes,) = draw(compare({"a": layer("gru", framework="torch", units=75, input=28)}, "a")).axes
    # PyTorch stores the reset gate first.
    assert [to_hex(part.get_facecolor()).upper() for part in axes.patches] == [AREAS[1], AREAS[0], AREAS[2]]
