"""The memory of a model: its states and activations, what training needs, and its size in TensorFlow Lite."""

from __future__ import annotations

from collections.abc import Iterator

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import Shape as Lengths
from paramcalc.document.nodes import Bytes, Content, Fact, Joined, Phrase, Shape, sequence
from paramcalc.models.memory import Memory, Training
from paramcalc.models.tflite import BIAS_BYTES, LiteSize
from paramcalc.phrases import tr

UNKNOWN = tr("unknown, because some lengths are not known")

PAIR = tr("{bytes} per sample: {layer} reads {inputs} and gives {outputs}")

WAITING = tr("further tensors wait for later layers at the same time")

TRAINING = tr("{total} without activations: {weights} of weights, {gradients} of gradients, {variables} of {optimizer}")


def memory_facts(memory: Memory) -> Iterator[Fact]:
    """The facts on the memory of a model."""
    yield Fact(tr("states"), (UNKNOWN if memory.states is None else _per_sample(memory.states),))
    yield Fact(tr("activations"), (_activations(memory),))
    if memory.training is not None:
        yield Fact(tr("training"), (_training(memory.training),))


def _per_sample(size: Size) -> Content:
    return Phrase(tr("{bytes} per sample"), {"bytes": Bytes(size)})


def _activations(memory: Memory) -> Content:
    pair = memory.largest
    if pair is None:
        return UNKNOWN
    values: dict[str, Content] = {
        "bytes": Bytes(pair.bytes),
        "layer": pair.layer,
        "inputs": _shapes(pair.inputs),
        "outputs": _shapes(pair.outputs),
    }
    whole = Phrase(PAIR, values)
    return whole if memory.is_chain else Phrase(tr("at least {pair}"), {"pair": sequence((whole, WAITING))})


def _shapes(shapes: tuple[Lengths, ...]) -> Content:
    """Shapes without the batch."""
    return Joined(tuple(Shape(shape[1:]) for shape in shapes))


def _training(training: Training) -> Content:
    sizes = {name: Bytes(getattr(training, name)) for name in ("total", "weights", "gradients", "variables")}
    return Phrase(TRAINING, {**sizes, "optimizer": str(training.optimizer)})


LITE = tr("{bytes} after full integer quantization: {int8} of int8 weights, {int32} of int32 biases")

SCALES = tr("{bytes} of {count} scales with their zero points")


def lite_facts(size: LiteSize) -> Iterator[Fact]:
    """The facts on the size in TensorFlow Lite, and what is not counted."""
    numbers = size.numbers
    weights = {"bytes": Bytes(size.bytes), "int8": Bytes(numbers.int8), "int32": Bytes(BIAS_BYTES * numbers.int32)}
    whole: Content = Phrase(LITE, weights)
    if size.incomplete:
        whole = Phrase(tr("at least {whole}; not all layers are counted"), {"whole": whole})
    scales = Phrase(SCALES, {"bytes": Bytes(size.scale_bytes), "count": numbers.scales})
    yield Fact(tr("TensorFlow Lite"), (whole, scales, *size.incomplete))
