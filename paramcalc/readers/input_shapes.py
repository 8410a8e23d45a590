"""The shapes of a model's inputs, given beside the model: for one that states none, or leaves lengths open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from paramcalc.algebra.integers import whole_number
from paramcalc.errors import UsageError, shown
from paramcalc.models.spec import ModelSpec, RawShape, stated_shape

EXAMPLE = "for example (None, 28)"


def input_shapes(value: Any) -> tuple[RawShape, ...]:
    """The shapes of one input, or of several, the batch first and None for an open length.

    >>> input_shapes((None, 28)), input_shapes([(None, 28), (None, 3)])
    (((None, 28),), ((None, 28), (None, 3)))

    Raises UsageError for a value that is no shape.
    """
    if not isinstance(value, (tuple, list)) or not value:
        raise UsageError(f"an input shape is a tuple, got {shown(value)}", tip=EXAMPLE)
    several = isinstance(value[0], (tuple, list))
    return tuple(_shape(shape) for shape in (value if several else [value]))


def _shape(value: Any) -> RawShape:
    if not isinstance(value, (tuple, list)) or not value:
        raise UsageError(f"an input shape is a tuple, got {shown(value)}", tip=EXAMPLE)
    sizes = enumerate(value, 1)
    return tuple(None if size is None else whole_number(f"length {place}", size, least=1) for place, size in sizes)


def give_input_shapes(model_spec: ModelSpec, shapes: Sequence[RawShape]) -> ModelSpec:
    """The model with these shapes for its inputs, in their order.

    Raises UsageError for another number of shapes than the model has inputs, and for a shape that contradicts what the
    model states.
    """
    root, origin = model_spec.root, model_spec.origin
    if root.graph is None:
        root.built = tuple(shapes)
        return model_spec
    starts = [root.graph.calls[number].spec for number in root.graph.inputs]
    if not starts:
        raise UsageError(f"{origin}: no count depends on an input shape", tip="leave it out")
    if len(starts) != len(shapes):
        raise UsageError(f"{origin} has {len(starts)} inputs, got {len(shapes)} input shapes")
    for start, shape in zip(starts, shapes, strict=True):
        stated = stated_shape(start.config)
        start.config = {name: value for name, value in start.config.items() if name not in ("shape", "batch_size")}
        start.config["batch_shape"] = tuple(shape) if stated is None else _merged(stated, shape, origin)
    return model_spec


def _merged(stated: Iterable[Any], given: RawShape, origin: str) -> tuple[Any, ...]:
    """A stated shape with its open lengths filled in."""
    sizes = tuple(stated)
    fits = len(sizes) == len(given) and all(
        None in (one, two) or not isinstance(one, int) or one == two for one, two in zip(sizes, given, strict=True)
    )
    if not fits:
        raise UsageError(f"{origin} states the input shape {_text(sizes)}, got {_text(given)}")
    return tuple(one if isinstance(one, int) or two is None else two for one, two in zip(sizes, given, strict=True))


def _text(shape: Iterable[Any]) -> str:
    return f"({', '.join(str(size) if isinstance(size, int) else 'None' for size in shape)})"
