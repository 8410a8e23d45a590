"""Sizes and shapes in messages."""

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.messages import axes_text, shape_text, shapes_text, size_text

OPEN = Polynomial.symbol("steps")


def test_sizes():
    assert (size_text(28), size_text(OPEN)) == ("28", "None")
    assert size_text(10**5000) == "a number of thousands of digits"


def test_shapes():
    assert (shape_text((OPEN, 28)), shape_text((3,)), shape_text(())) == ("(None, 28)", "(3,)", "()")
    assert shapes_text([(OPEN, 3), None]) == "(None, 3), ?"
    assert axes_text(("batch", "steps")) == "(batch, steps)"
