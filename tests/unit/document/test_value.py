"""Values: frozen, compared by their fields, and strict about them."""

from __future__ import annotations

import pytest

from paramcalc.document.value import Value


class Point(Value):
    """A value with a default."""

    x: int
    y: int = 7


def test_fields_by_position_and_by_name():
    assert Point(1) == Point(x=1) != Point(2)
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1)
    assert Point(1).y == 7
    assert repr(Point(1, 2)) == "Point(x=1, y=2)"
    assert hash(Point(1)) == hash(Point(1, 7))


@pytest.mark.parametrize("arguments", [{}, {"y": 1}])
def test_a_missing_or_unknown_field(arguments):
    with pytest.raises(TypeError, match="Point takes x, y"):
        Point(**arguments)


def test_too_many_values():
    with pytest.raises(TypeError):
        Point(1, 2, 3)


def test_it_is_frozen():
    with pytest.raises(AttributeError, match="frozen"):
        Point(1).x = 2
