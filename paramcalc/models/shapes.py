"""The shapes in a model: from files, from rules, or symbols where a length is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from paramcalc.algebra.integers import MOST_DIGITS
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerEntry, OpenShape, Outputs, Shape, Unknown, whole
from paramcalc.classes.messages import axes_text, shape_text
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

MOST_AXES = 32

MOST_BITS = MOST_DIGITS * 10 // 3
"""The longest computed length."""

MOST_TERMS = 50
"""The most terms in the product of a shape's lengths; a new symbol replaces a length that would make it longer."""

UNKNOWN_SHAPE = {3: ("batch", "steps", "input"), 4: ("batch", "height", "width", "channels")}
"""The axes of an unknown input, by the rank that a layer reads."""

BATCH = Polynomial.symbol("batch")


class Symbols:
    """The symbols of a model, one for each length that is not known."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.counts = dict.fromkeys(taken, 1)
        self.unknowns: dict[str, Unknown] = {}
        """The symbols that stand for a value that a source does not give."""

    def new(self, name: str) -> Polynomial:
        """A new symbol: `size`, `size_2`."""
        number = self.counts[name] = self.counts.get(name, 0) + 1
        return Polynomial.symbol(name if number == 1 else f"{name}_{number}")

    def shape(self, raw: Any) -> Shape:
        """A shape from a file, with a symbol for each length that is not known."""
        if not isinstance(raw, (list, tuple)) or not 1 <= len(raw) <= MOST_AXES:
            raise UsageError(tr("a shape is a list of 1 to {most} lengths, got {raw}", most=MOST_AXES, raw=shown(raw)))
        return tuple(self._length(axis, size) for axis, size in enumerate(raw))

    def _length(self, axis: int, size: Any) -> Size:
        if axis == 0 and size is None:
            return BATCH
        if isinstance(size, Polynomial):
            return size
        if size is not None and not isinstance(size, Unknown):
            return whole("shape", size)
        symbol = self.new("steps" if axis == 1 else "size")
        if isinstance(size, Unknown):
            self.unknowns[str(symbol)] = size
        return symbol

    def unknown_input(self, entry: LayerEntry) -> Shape:
        """Symbols for the input of a layer, if nothing is known about it."""
        names = entry.unknown or UNKNOWN_SHAPE.get(entry.rank, ("batch", *["size"] * max(entry.rank - 2, 0), "input"))
        return tuple(BATCH if name == "batch" else self.new(name) for name in names)

    def outputs(self, outputs: Outputs) -> tuple[Shape | None, ...]:
        """The outputs of a rule, with symbols for lengths that it could not tell."""
        shapes = outputs if isinstance(outputs, list) else [outputs]
        return tuple(None if shape is None else self._closed(shape) for shape in shapes)

    def _closed(self, shape: OpenShape) -> Shape:
        """A shape with a symbol for each length that is not known, or whose formula is too long."""
        if len(shape) > MOST_AXES:
            raise UsageError(tr("its output has more than {most} axes", most=MOST_AXES))
        if any(isinstance(size, int) and size.bit_length() > MOST_BITS for size in shape):
            raise UsageError(tr("its output has a length of more than {most:,} digits", most=MOST_DIGITS))
        closed: list[Size] = []
        terms = 1
        for size in shape:
            # Later layers multiply the axes, and with them their terms.
            more = terms * len(size.terms) if isinstance(size, Polynomial) and size.terms else terms
            if size is None or more > MOST_TERMS:
                closed.append(self.new("size"))
            else:
                closed.append(size)
                terms = more
        return tuple(closed)


def merge_shapes(inferred: Shape | None, stated: Shape | None) -> tuple[Shape | None, bool]:
    """One shape from two, in which known lengths of the file win; and whether the two contradict each other."""
    if inferred is None or stated is None:
        return inferred if stated is None else stated, False
    if len(inferred) != len(stated):
        return stated, True
    pairs = list(zip(inferred, stated, strict=True))
    differs = any(isinstance(one, int) and isinstance(two, int) and one != two for one, two in pairs)
    return tuple(two if isinstance(two, int) else one for one, two in pairs), differs


def check_rank(entry: LayerEntry, shape: Sequence[Size]) -> None:
    """Raise UsageError for a shape that a layer cannot read."""
    if entry.rank and len(shape) != entry.rank:
        usual = {2: "(batch, features)", 3: "(batch, steps, features)"}.get(
            entry.rank, tr("{rank} axes", rank=entry.rank)
        )
        axes = axes_text(entry.unknown) if entry.unknown else usual
        raise UsageError(tr("it reads {axes}, got {shape}", axes=axes, shape=shape_text(shape)))
    if not entry.rank and entry.weights and len(shape) < 2 and not entry.reads_numbers:
        raise UsageError(tr("it reads (batch, ..., features), got {shape}", shape=shape_text(shape)))
