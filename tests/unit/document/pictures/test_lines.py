"""The chart over many sizes: every total is on a line, in a panel for each size of the other kind."""

from __future__ import annotations

import importlib.util
from itertools import combinations

import pytest
from examples import EXAMPLES

from paramcalc import UsageError, gru, layer, lstm, rnn
from paramcalc.frameworks import FRAMEWORKS as ALL_FRAMEWORKS
from paramcalc.layers.comparison import Sweep, compare

if importlib.util.find_spec("matplotlib") is None:
    pytest.skip("pip install 'paramcalc[chart]'", allow_module_level=True)

from paramcalc.document.pictures.chart import draw
from paramcalc.document.pictures.lines import MOST_PANELS

FRAMEWORKS = [name for name, framework in ALL_FRAMEWORKS.items() if "gru" in framework.cells]

CELLS = compare({"rnn": rnn(), "lstm": lstm(), "gru": gru()}, "rnn")

GRUS = compare({name: layer("gru", framework=name) for name in FRAMEWORKS}, "keras")

SWEEPS = {**EXAMPLES["sweep"], "frameworks": Sweep(GRUS, (8, 16, 64), range(1, 5))}


def drawn_panels(sweep):
    return [axes for axes in draw(sweep).axes if axes.get_visible()]


@pytest.mark.parametrize(
    ("units", "features", "titles"),
    [
        (range(8, 65, 8), (8, 16), ["input 8", "input 16"]),
        (range(8, 65, 8), (8,), ["input 8"]),
        ((75,), range(8, 65, 8), ["units 75"]),
        ((8, 16), range(1, 13), [f"input {number}" for number in range(1, 13)]),
        ((75,), (28,), ["units 75"]),
    ],
)
def test_a_panel_for_each_size_of_the_other_kind(units, features, titles):
    sweep = Sweep(CELLS, units, features)
    panels = drawn_panels(sweep)
    assert [axes.get_title(loc="left") for axes in panels] == titles
    drawn = {
        (axes.get_title(loc="left"), line.get_label(), along): count
        for axes in panels
        for line in axes.lines
        for along, count in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }
    over = panels[0].get_xlabel()
    expected = {}
    for one, two, totals in sweep:
        title, along = (f"input {two}", one) if over == "units" else (f"units {one}", two)
        expected |= {(title, label, along): total for label, total in zip(("rnn", "lstm", "gru"), totals, strict=True)}
    assert drawn == expected
    assert {axes.get_ylim() for axes in panels} == {panels[0].get_ylim()}


def test_sizes_in_any_order_are_drawn_from_left_to_right():
    (panel,) = drawn_panels(Sweep(CELLS, (64, 8, 16), (8,)))
    assert [list(line.get_xdata()) for line in panel.lines] == [[8, 16, 64]] * 3


def test_too_many_panels():
    sweep = Sweep(CELLS, (8, 16), range(1, MOST_PANELS + 2))
    with pytest.raises(UsageError, match="a panel for each input, and 13 are too many"):
        draw(sweep)


def test_layers_with_the_same_count_share_a_line():
    names = ("keras", "pytorch", "flax-nnx")
    sweep = Sweep(compare({name: gru(framework=name) for name in names}, "keras"), (8, 16), (8,))
    (panel,) = drawn_panels(sweep)
    assert [line.get_label() for line in panel.lines] == ["keras, pytorch", "flax-nnx"]


def test_frameworks_are_drawn_as_differences():
    figure = draw(Sweep(GRUS, (8, 64), (8,)))
    (panel,) = figure.axes
    drawn = {line.get_label(): list(line.get_ydata()) for line in panel.lines}
    assert drawn == {
        "keras, pytorch, onnx, cudnn": [0, 0],
        "flax-linen": [-16, -128],
        "flax-nnx, keras1": [-24, -192],
    }
    assert figure.get_supylabel() == "parameters more or fewer than keras"
    assert figure.get_suptitle().replace("\n", " ") == f"gru of {', '.join(FRAMEWORKS)}"


@pytest.mark.parametrize("name", SWEEPS)
def test_every_line_has_its_label_and_no_label_covers_another(name):
    figure = draw(SWEEPS[name])
    figure.draw_without_rendering()
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        labels = [text.get_text().replace("\n", " ") for text in axes.texts]
        assert labels == [line.get_label() for line in axes.lines]
        boxes = [text.get_window_extent() for text in axes.texts]
        assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
        assert all(box.x1 <= figure.bbox.x1 + 1 for box in boxes)


def test_thousands_are_apart():
    figure = draw(Sweep(CELLS, range(16, 257, 16), (28,)))
    figure.draw_without_rendering()
    (panel,) = figure.axes
    assert "200,000" in [label.get_text() for label in panel.get_yticklabels()]
