"""Charts of comparisons: reproducible, in two themes, with every label and number as text."""

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
from paramcalc.document.pictures.chart import dark_rules, draw, png, svg
from paramcalc.document.pictures.colours import AREAS, DARK, LIGHT, line_colour
from paramcalc.layers.comparison import Sweep, compare

HAS_MATPLOTLIB = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None, reason="pip install 'paramcalc[chart]'"
)


@HAS_MATPLOTLIB
class TestChart:
    def test_a_comparison_as_svg(self):
        drawn = svg(COMPARISONS["cells"], PLAIN)
        assert ElementTree.fromstring(drawn).tag.endswith("svg")
        for subject in COMPARISONS["cells"].subjects:
            assert f">{subject.label}<" in drawn
            assert f">{subject.breakdown.total:,}<" in drawn
        assert "rnn, lstm, gru of keras: units=75, input=28" in drawn

    @pytest.mark.parametrize("name", EXAMPLES["sweep"])
    def test_lines_have_their_labels(self, name):
        sweep = EXAMPLES["sweep"][name]
        drawn = svg(sweep, PLAIN)
        assert all(subject.label in drawn for subject in sweep.comparison.subjects)
        assert re.search(r"input 28|units 75", drawn)

    def test_the_same_chart_is_the_same_file(self):
        assert svg(COMPARISONS["gru"], PLAIN) == svg(COMPARISONS["gru"], PLAIN)

    def test_png(self):
        (picture,) = write("sweep", EXAMPLES["sweep"]["gru"], "png")
        assert picture.startswith(b"\x89PNG")
        assert png(COMPARISONS["gru"], PLAIN).startswith(b"\x89PNG")
        with pytest.raises(UsageError, match="png is a picture, not text"):
            text("comparison", COMPARISONS["gru"], "png")

    def test_svg_is_text(self):
        assert text("comparison", COMPARISONS["gru"], "chart") == svg(COMPARISONS["gru"], PLAIN)
        sweep = EXAMPLES["sweep"]["gru"]
        assert text("sweep", sweep, "chart") == text("sweep", sweep, "svg") == svg(sweep, PLAIN)

    def test_free_sizes_cannot_be_drawn(self):
        with pytest.raises(UsageError, match="a chart needs every size; missing: units, input"):
            svg(COMPARISONS["gru-free"], PLAIN)

    @pytest.mark.parametrize(
        "subject",
        [
            compare({"rnn": rnn(10**200, 5), "gru": gru(10**200, 5)}, "rnn"),
            Sweep(compare({"rnn": rnn(), "gru": gru()}, "rnn"), (3, 10**200), (5,)),
        ],
        ids=["comparison", "sweep"],
    )
    def test_numbers_too_large_for_a_chart(self, subject):
        with pytest.raises(UsageError, match="too large for a chart"):
            draw(subject)

    def test_one_size_is_a_point(self):
        assert "svg" in svg(Sweep(COMPARISONS["cells"], (75,), (28,)), PLAIN)

    @pytest.mark.parametrize("subject", [COMPARISONS["gru"], EXAMPLES["sweep"]["cells"]], ids=["bars", "lines"])
    def test_every_colour_has_one_on_dark_pages(self, subject):
        """A rule finds an element by its colour; no colour but those on areas is left without a rule."""
        drawn = svg(subject, PLAIN)
        style, _, body = drawn.partition("</style>")
        used = set(re.findall(r"(?:fill|stroke): (#\w{6})", body))
        ruled = {light.lower() for light in (*LIGHT, *map(line_colour, range(len(AREAS))))}
        assert used <= ruled | {area.lower() for area in AREAS} | {"#10151b", "#000000"}
        assert LIGHT.ink.lower() in used
        for light in used & ruled:
            assert f'[style*="fill: {light}"]' in style

    def test_nothing_visible_is_black(self):
        """Without a colour of its own a line would be black, and invisible on a dark page."""
        for subject in (COMPARISONS["gru"], COMPARISONS["cells"], EXAMPLES["sweep"]["gru"]):
            root = ElementTree.fromstring(svg(subject, PLAIN))
            for text_of_chart in root.iter("{http://www.w3.org/2000/svg}text"):
                assert "fill: #" in text_of_chart.get("style"), text_of_chart.text

    def test_the_legend_is_gone(self):
        for subject in (COMPARISONS["gru"], COMPARISONS["cells"], *EXAMPLES["sweep"].values()):
            figure = draw(subject)
            assert figure.legends == []
            assert not any(axes.get_legend() for axes in figure.axes)


def test_the_rules_of_a_dark_page():
    rules = list(dark_rules())
    assert f'[style*="fill: {LIGHT.ink.lower()}"] {{ fill: {DARK.ink} !important }}' in rules
    assert len(rules) == len(set(rules)) == 2 * (len(LIGHT) + len(AREAS))


def test_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    for subject in (COMPARISONS["gru"], Sweep(compare({"lstm": lstm(), "gru": gru()}, "gru"), (1, 2), (3,))):
        with pytest.raises(MissingDependencyError, match=r'pip install "paramcalc\[chart\]"'):
            svg(subject, PLAIN)
