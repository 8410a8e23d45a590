"""Sizes and shapes as they are written in messages."""

from __future__ import annotations

from collections.abc import Iterable

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.errors import shown


def size_text(size: Size) -> str:
    """A size of any length; None for an unknown one.

    >>> size_text(28), size_text(Polynomial.symbol("steps"))
    ('28', 'None')
    """
    return "None" if isinstance(size, Polynomial) else shown(size)


def shape_text(shape: Iterable[Size]) -> str:
    """A shape as Keras prints it, with None for an unknown size.

    >>> shape_text((Polynomial.symbol("batch"), 28, 75)), shape_text((3,))
    ('(None, 28, 75)', '(3,)')
    """
    texts = [size_text(size) for size in shape]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def shapes_text(shapes: Iterable[Iterable[Size] | None]) -> str:
    """Several shapes; a question mark for one of which nothing is known."""
    return ", ".join("?" if shape is None else shape_text(shape) for shape in shapes)


def axes_text(names: Iterable[str]) -> str:
    """The names of axes.

    >>> axes_text(("batch", "steps", "input"))
    '(batch, steps, input)'
    """
    return f"({', '.join(names)})"
