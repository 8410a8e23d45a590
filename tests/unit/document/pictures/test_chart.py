"""Charts of comparisons: reproducible, with every label and number as text."""

from __future__ import annotations

import importlib.util
import re
import sys
from xml.etree import ElementTree

import pytest
from examples import COMPARISONS, EXAMPLES

from paramcalc import MissingDependencyError, UsageError
from paramcalc.document import text, write
from paramcalc.document.page import PLAIN
from paramcalc.document.pictures.chart import png, svg
from paramcalc.layers.comparison import Sweep

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
        assert re.search(r"units \(input 28\)|input \(units 75\)", drawn)

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


def test_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "paramcalc\[chart\]"'):
        svg(COMPARISONS["gru"], PLAIN)
