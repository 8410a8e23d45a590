"""Charts of a model over many sizes."""

import pytest

import paramcalc
from paramcalc import UsageError

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'paramcalc[chart]'")

from matplotlib.figure import Figure

from paramcalc.document.page import PLAIN
from paramcalc.document.pictures.model_chart import MOST_LINES, draw, png, svg


def drawn(sweep):
    figure = Figure()
    draw(figure, sweep)
    return figure


def test_a_panel_for_each_count_and_a_line_for_each_combination():
    figure = drawn(paramcalc.sweep("Input((9, 6)) > GRU(u) > Dense(v)", u=(8, 16, 24), v=(1, 2)))
    assert [axes.get_ylabel() for axes in figure.axes] == ["parameters", "bytes", "multiply-adds"]
    lines = figure.axes[0].get_lines()
    assert [line.get_label() for line in lines] == ["v=1", "v=2"]
    assert list(lines[1].get_xdata()) == [8, 16, 24]
    assert list(lines[1].get_ydata()) == [3 * u * (6 + u + 2) + 2 * (u + 1) for u in (8, 16, 24)]
    assert figure.axes[0].get_xlabel() == "u"


def test_formulas_have_no_panel():
    figure = drawn(paramcalc.sweep("Input((None, 6)) > GRU(u)", u=(8, 16)))
    assert [axes.get_ylabel() for axes in figure.axes] == ["parameters", "bytes"]
    with pytest.raises(UsageError, match="a chart needs every size as a number"):
        drawn(paramcalc.sweep("GRU(u)", u=(8, 16)))


def test_too_many_lines_are_refused():
    with pytest.raises(UsageError, match="too many"):
        drawn(paramcalc.sweep("Input((5,)) > Dense(u) > Dense(v)", u=(1,), v=range(1, MOST_LINES + 2)))


def test_files():
    sweep = paramcalc.sweep("Input((9, 6)) > GRU(u)", u=(8, 16))
    assert svg(sweep, PLAIN) == svg(sweep, PLAIN)
    assert ">multiply-adds<" in svg(sweep, PLAIN)
    assert png(sweep, PLAIN).startswith(b"\x89PNG")
