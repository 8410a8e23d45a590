"""When a chart draws differences, and how it writes numbers."""

from __future__ import annotations

import pytest
from examples import COMPARISONS

from paramcalc import UsageError, gru
from paramcalc.document.pictures.differences import (
    LARGEST_DRAWN,
    check_drawable,
    shows_differences,
    signed,
    signed_thousands,
    thousands,
)
from paramcalc.layers.comparison import Comparison, compare


def totals(comparison: Comparison) -> list[int]:
    return [subject.breakdown.total for subject in comparison.subjects]


@pytest.mark.parametrize(("name", "differs"), [("gru", True), ("options", True), ("cells", False)])
def test_layers_that_differ_little(name, differs):
    assert shows_differences(COMPARISONS[name], totals(COMPARISONS[name])) is differs


@pytest.mark.parametrize(("units", "differs"), [(75, True), (80, True), (90, False), (60, False)])
def test_the_border(units, differs):
    """(90, 28) has 41% more parameters than (75, 28), (60, 28) 31% fewer."""
    comparison = compare({"one": gru(75, 28), "two": gru(units, 28, reset_after=False)}, "one")
    assert shows_differences(comparison, totals(comparison)) is differs


def test_one_layer_has_nothing_to_differ_from():
    comparison = compare({"one": gru(75, 28)}, "one")
    assert not shows_differences(comparison, totals(comparison))


def test_numbers():
    assert [signed(number) for number in (-1500, 0, 225)] == ["−1,500", "0", "+225"]
    assert thousands(1500.0) == "1,500"
    assert signed_thousands(-150.0) == "−150"


def test_numbers_that_no_chart_can_draw():
    check_drawable([LARGEST_DRAWN])
    with pytest.raises(UsageError, match="too large for a chart"):
        check_drawable([1, LARGEST_DRAWN + 1])
