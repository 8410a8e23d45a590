"""What the charts of one size and of many share: when the differences are the point, and how numbers are written."""

from __future__ import annotations

from collections.abc import Sequence

from paramcalc.algebra.integers import grouped
from paramcalc.errors import UsageError
from paramcalc.layers.comparison import Comparison
from paramcalc.phrases import tr

SMALL_PERCENT = 25
"""Layers of one cell that differ by less than this part of the base are compared by their differences."""

LARGEST_DRAWN = 10**300
"""A chart computes with floating-point numbers, which end soon after."""


def shows_differences(comparison: Comparison, totals: Sequence[int]) -> bool:
    """Whether a chart draws the differences from the base: of layers of one cell whose bars would look alike."""
    cells = {subject.breakdown.layer.name for subject in comparison.subjects}
    if len(cells) > 1 or len(totals) < 2:
        return False
    base = totals[[subject.label for subject in comparison.subjects].index(comparison.base)]
    return all(100 * abs(total - base) < SMALL_PERCENT * base for total in totals)


def signed(number: int) -> str:
    """A difference with its sign, and with thousands apart.

    >>> signed(-1500), signed(225), signed(0)
    ('\N{MINUS SIGN}1,500', '+225', '0')
    """
    sign = "+" if number > 0 else "\N{MINUS SIGN}" if number < 0 else ""
    return sign + grouped(abs(number))


def check_drawable(numbers: Sequence[int]) -> None:
    """Raise UsageError for numbers that a chart cannot compute with."""
    if max(numbers) > LARGEST_DRAWN:
        raise UsageError(tr("the numbers are too large for a chart"), tip=tr("the other output forms have them all"))


def thousands(number: float, _: object = None) -> str:
    """A number on an axis."""
    return f"{number:,.0f}"


def signed_thousands(number: float, _: object = None) -> str:
    """A difference on an axis."""
    return signed(round(number))
