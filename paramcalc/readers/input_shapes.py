"""The shapes of a model's inputs, given beside the model: for one that states none, or leaves lengths open.

Keras's layers take an `input_shape` without the batch, and `model.build()` one with it. Both are understood: what the
model's layers can read decides. Where it does not, the shape is refused, and `batch` in front says what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from paramcalc.algebra.integers import whole_number
from paramcalc.errors import UsageError, shown
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import ModelSpec, RawShape, stated_shape
from paramcalc.phrases import joined, tr

EXAMPLE = tr("for example (None, 28)")

BATCH = "batch"
"""The first length of a shape that has the batch, whatever the model reads."""


def input_shapes(value: Any) -> tuple[RawShape, ...]:
    """The shapes of one input, or of several, None for an open length.

    >>> input_shapes((None, 28)), input_shapes([("batch", 28), ("batch", 3)])
    (((None, 28),), (('batch', 28), ('batch', 3)))

    Raises UsageError for a value that is no shape.
    """
    if not isinstance(value, (tuple, list)) or not value:
        raise UsageError(tr("an input shape is a tuple, got {value}", value=shown(value)), tip=EXAMPLE)
    several = isinstance(value[0], (tuple, list))
    return tuple(_shape(shape) for shape in (value if several else [value]))


def _shape(value: Any) -> RawShape:
    if not isinstance(value, (tuple, list)) or not value:
        raise UsageError(tr("an input shape is a tuple, got {value}", value=shown(value)), tip=EXAMPLE)
    return tuple(
        size
        if size is None or (place == 1 and size == BATCH)
        else whole_number(tr("length {place}", place=place), size, least=1)
        for place, size in enumerate(value, 1)
    )


def read_as_fits(read: Callable[[Sequence[RawShape]], ModelSpec], shapes: Sequence[tuple[Any, ...]]) -> ModelSpec:
    """The model that is read with these shapes, with or without the batch, whichever its layers can read.

    Raises UsageError where neither fits, and where both do but give different counts.
    """
    if not shapes:
        return read(())
    batched = [(None, *shape[1:]) if shape[0] == BATCH else shape for shape in shapes]
    if any(shape[0] == BATCH for shape in shapes):
        return read(batched)
    readings, errors = [], []
    for given in (shapes, [(None, *shape) for shape in shapes]):
        try:
            model_spec = read(given)
            readings.append((Model(model_spec).total, model_spec))
        except UsageError as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    # Keras builds no layer whose weights depend on an open length.
    fitting = [reading for reading in readings if isinstance(reading[0], int)] or readings
    totals = [f"{total:,}" if isinstance(total, int) else str(total) for total, _ in fitting]
    if totals[0] != totals[-1]:
        texts = joined(tr(" and "), map(_text, shapes))
        message = tr(
            "{texts} gives {first} parameters if its first length is the batch, and {second} if not",
            texts=texts,
            first=totals[0],
            second=totals[1],
        )
        ways = (_text((BATCH, *shapes[0][1:])), _text((BATCH, *shapes[0])))
        raise UsageError(message, tip=tr("write {first} or {second}", first=ways[0], second=ways[1]))
    return fitting[0][1]


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
        raise UsageError(tr("{origin}: no count depends on an input shape", origin=origin), tip=tr("leave it out"))
    if len(starts) != len(shapes):
        raise UsageError(
            tr(
                "{origin} has {count} inputs, got {given} input shapes",
                origin=origin,
                count=len(starts),
                given=len(shapes),
            )
        )
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
        raise UsageError(
            tr(
                "{origin} states the input shape {sizes}, got {given}",
                origin=origin,
                sizes=_text(sizes),
                given=_text(given),
            )
        )
    return tuple(one if isinstance(one, int) or two is None else two for one, two in zip(sizes, given, strict=True))


def _text(shape: Iterable[Any]) -> str:
    return f"({', '.join(str(size) if isinstance(size, (int, str)) else 'None' for size in shape)})"
