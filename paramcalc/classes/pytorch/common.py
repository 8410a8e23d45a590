"""What several files of PyTorch's layer classes share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, Shape
from paramcalc.classes.rules import shape_text
from paramcalc.errors import UsageError

DIMENSIONS = (1, 2, 3)

POSITIONS = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""What the positions are called where nothing is known of them, by their number."""

IN_PROJECTION = ("query", "key", "value")
"""The matrices that lie one below the other in `in_proj_weight`, each as large as the embedding."""

SEQUENCE = ("batch", "steps", "input")

Change = Callable[[LayerCall, Shape], Iterable["Size | None"]]
"""The lengths that come out, for those that go in."""


def reads(call: LayerCall, size: int, given: Size, what: str = "features") -> int:
    """The size that a layer was made for. Raises UsageError where something else comes in."""
    if isinstance(given, int) and given != size:
        raise UsageError(f"it reads {size} {what}, but what comes in has {given}")
    return size


def shape_of(axes: Iterable[Size | None]) -> Shape:
    """A shape in which None stands for a length that a symbol is put for."""
    return tuple(axes)  # type: ignore[arg-type]


def several(call: LayerCall, name: str, count: int, otherwise: int, least: int = 1) -> tuple[int, ...]:
    """One number for each dimension, where the layer has the argument and it is given."""
    return (otherwise,) * count if call.get(name) is None else call.several(name, count, least)


def fitting(name: str, size: Size, part: int) -> Size | None:
    """A size in so many parts. Raises UsageError where it has no such parts."""
    if isinstance(size, Polynomial):
        return None
    if not part or size % part:
        raise UsageError(f"{name}={part} must divide {size}")
    return size // part


def axes_text(names: Sequence[str]) -> str:
    """Axes in a message: (batch, steps, input)."""
    return f"({', '.join(names)})"


def positive(widened: Size, length: Size) -> Size:
    """A length that comes out. Raises UsageError where nothing would be left."""
    if isinstance(widened, int) and widened < 1:
        raise UsageError(f"nothing would be left of a length of {length}")
    return widened


def split(call: LayerCall, count: int) -> tuple[Shape, Shape]:
    """What stands in front, and the lengths: torch reads one sample by itself, too."""
    if len(call.shape) not in (count + 1, count + 2):
        raise UsageError(f"it reads {count + 1} or {count + 2} axes, got {shape_text(call.shape)}")
    return call.shape[:-count], call.shape[-count:]
