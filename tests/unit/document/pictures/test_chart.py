"""Charts of comparisons: reproducible, with every label and number as text."""

from __future__ import annotations

import importlib.util
import re
import sys
from xml.etree import ElementTree

import pytest
from examples import COMPARISONS, EXAMPLES

from paramcalc import MissingDependencyError, UsageError, gru, lstm, rnn
from paramcalc.document import text, write
from paramcalc.document.page import PLAIN
from paramcalc.document.pictures.chart import MOST_PANELS, draw, png, svg
from paramcalc.frameworks import FRAMEWORKS as ALL_FRAMEWORKS
from paramcalc.layers.comparison import Sweep, compare

FRAMEWORKS = [name for name, framework in ALL_FRAMEWORKS.items() if "gru" in framework.cells]

HAS_MATPLOTLIB = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None, reason="pip install 'paramcalc[chart]'"
)


@HAS_MATPLOTLIB
class TestChart:
    def test_bars_have_their_totals(self):
        drawn = svg(COMPARISONS["gru"], PLAIN).decode()
        assert ElementTree.fromstring(drawn).tag.endswith("svg")
        for subject in COMPARISONS["gru"].subjects:
            assert subject.label in drawn
            assert f"{subject.breakdown.total:,}" in drawn
        assert "recurrent kernel" in drawn

    @pytest.mark.parametrize("name", EXAMPLES["sweep"])
    def test_lines_have_their_labels(self, name):
        sweep = EXAMPLES["sweep"][name]
        drawn = svg(sweep, PLAIN).decode()
        assert all(subject.label in drawn for subject in sweep.comparison.subjects)
        assert re.search(r"input 28|units 75", drawn)

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
    def test_a_panel_for_each_size_of_the_other_kind(self, units, features, titles):
        sweep = Sweep(compare({"rnn": rnn(), "lstm": lstm(), "gru": gru()}, "rnn"), units, features)
        panels = [axes for axes in draw(sweep).axes if axes.get_visible()]
        assert [axes.get_title() for axes in panels] == titles
        drawn = {
            (axes.get_title(), line.get_label(), along): count
            for axes in panels
            for line in axes.lines
            for along, count in zip(line.get_xdata(), line.get_ydata(), strict=True)
        }
        over = panels[0].get_xlabel()
        expected = {}
        for one, two, totals in sweep:
            title, along = (f"input {two}", one) if over == "units" else (f"units {one}", two)
            expected |= {
                (title, label, along): total for label, total in zip(("rnn", "lstm", "gru"), totals, strict=True)
            }
        assert drawn == expected
        assert {axes.get_ylim() for axes in panels} == {panels[0].get_ylim()}

    def test_too_many_panels(self):
        sweep = Sweep(compare({"rnn": rnn(), "gru": gru()}, "rnn"), (8, 16), range(1, MOST_PANELS + 2))
        with pytest.raises(UsageError, match="a panel for each input, and 13 are too many"):
            draw(sweep)

    def test_layers_with_the_same_count_share_a_line(self):
        names = ("keras", "pytorch", "flax-nnx")
        sweep = Sweep(compare({name: gru(framework=name) for name in names}, "keras"), (8, 16), (8,))
        (panel,) = draw(sweep).axes
        assert [line.get_label() for line in panel.lines] == ["keras, pytorch", "flax-nnx"]

    @pytest.mark.parametrize(
        "subject",
        [
            COMPARISONS["gru"],
            COMPARISONS["cells"],
            COMPARISONS["options"],
            *EXAMPLES["sweep"].values(),
            Sweep(compare({name: gru(framework=name) for name in FRAMEWORKS}, "keras"), (8, 16), range(1, 13)),
        ],
        ids=["gru", "cells", "options", *EXAMPLES["sweep"], "twelve panels"],
    )
    def test_the_legend_covers_nothing(self, subject):
        figure = draw(subject)
        figure.draw_without_rendering()
        (legend,) = figure.legends
        assert not any(overlap(legend, axes) for axes in figure.axes if axes.get_visible())
        assert figure.bbox.x0 <= legend.get_window_extent().x0
        assert legend.get_window_extent().x1 <= figure.bbox.x1

    def test_a_legend_over_the_bars_would_be_seen(self):
        figure = draw(COMPARISONS["gru"])
        (axes,) = figure.axes
        axes.legend(loc="center")
        figure.draw_without_rendering()
        assert overlap(axes.get_legend(), axes)

    def test_the_same_chart_is_the_same_file(self):
        assert svg(COMPARISONS["gru"], PLAIN) == svg(COMPARISONS["gru"], PLAIN)

    def test_png(self):
        (picture,) = write("sweep", EXAMPLES["sweep"]["gru"], "png")
        assert picture.startswith(b"\x89PNG")
        assert png(COMPARISONS["gru"], PLAIN).startswith(b"\x89PNG")
        with pytest.raises(UsageError, match="png is a picture, not text"):
            text("comparison", COMPARISONS["gru"], "png")

    def test_free_sizes_cannot_be_drawn(self):
        with pytest.raises(UsageError, match="a chart needs every size; missing: units, input"):
            svg(COMPARISONS["gru-free"], PLAIN)

    def test_one_size_is_a_point(self):
        assert b"svg" in svg(Sweep(COMPARISONS["cells"], (75,), (28,)), PLAIN)


def overlap(legend, axes):
    return bool(legend.get_window_extent().overlaps(axes.get_window_extent()))


def test_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "paramcalc\[chart\]"'):
        svg(COMPARISONS["gru"], PLAIN)
