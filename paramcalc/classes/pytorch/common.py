"""What several files of PyTorch's layer classes share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, Shape
from paramcalc.classes.messages import shape_text
from paramcalc.errors import UsageError
from paramcalc.phrases import tr

DIMENSIONS = (1, 2, 3)

POSITIONS = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""The names of the positions of an unknown input, by their number."""

IN_PROJECTION = ("query", "key", "value")
"""The matrices that `in_proj_weight` stacks, each as large as the embedding."""

SEQUENCE = ("batch", "steps", "input")

AFFINE = """
    weight ({0}) if affine
    bias ({0}) if affine and bias
"""
"""The weights of a normalization."""

Change = Callable[[LayerCall, Shape], Iterable["Size | None"]]
"""The lengths of the output, from those of the input."""


def reads(size: Size, given: Size, what: str = tr("features")) -> Size:
    """The size that a layer was made for. Raises UsageError if the input has another one."""
    if isinstance(given, int) and isinstance(size, int) and given != size:
        raise UsageError(tr("it reads {size} {what}, but its input has {given}", size=size, what=what, given=given))
    return size


def fitting(name: str, size: Size, part: int) -> Size | None:
    """A size divided by a part. Raises UsageError if that leaves a rest."""
    if isinstance(size, Polynomial):
        return None
    if not part or size % part:
        raise UsageError(tr("{name}={part} must divide {size}", name=name, part=part, size=size))
    return size // part


def positive(left: Size, length: Size) -> Size:
    """A length of the output. Raises UsageError if nothing is left of the input's."""
    if isinstance(left, int) and left < 1:
        raise UsageError(tr("nothing would be left of a length of {length}", length=length))
    return left


def split(call: LayerCall, count: int) -> tuple[Shape, Shape]:
    """The axes in front, and so many lengths; PyTorch also reads one sample without a batch."""
    if len(call.shape) not in (count + 1, count + 2):
        raise UsageError(
            tr(
                "it reads {count} or {more} axes, got {shape}",
                count=count + 1,
                more=count + 2,
                shape=shape_text(call.shape),
            )
        )
    return call.shape[:-count], call.shape[-count:]
