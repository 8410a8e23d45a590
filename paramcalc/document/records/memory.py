"""The memory of a model for programs: bytes, or null where they depend on something that is not known."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import counts
from paramcalc.models.memory import Memory, Pair, Training
from paramcalc.models.tflite import LiteSize


def memory_record(memory: Memory | None) -> dict[str, Any] | None:
    """The memory of a model; None if it was not asked for."""
    if memory is None:
        return None
    training = None if memory.training is None else _training(memory.training)
    return {**counts(states=memory.states), "activations": _pair(memory.largest, memory.is_chain), "training": training}


def _pair(pair: Pair | None, is_chain: bool) -> dict[str, Any] | None:
    """The layer with the largest input and output; the shapes are without the batch."""
    if pair is None:
        return None
    inputs, outputs = ([list(shape[1:]) for shape in shapes] for shapes in (pair.inputs, pair.outputs))
    return {"bytes": pair.bytes, "lower_bound": not is_chain, "layer": pair.layer, "inputs": inputs, "outputs": outputs}


def _training(training: Training) -> dict[str, Any]:
    sizes = {name: getattr(training, name) for name in ("weights", "gradients", "variables", "total")}
    return {"optimizer": str(training.optimizer), **counts(**sizes)}


def lite_record(size: LiteSize | None) -> dict[str, Any] | None:
    """The size in TensorFlow Lite; None if it was not asked for."""
    if size is None:
        return None
    numbers = size.numbers
    counted = counts(
        int8=numbers.int8, int32=numbers.int32, scales=numbers.scales, bytes=size.bytes, scale_bytes=size.scale_bytes
    )
    return {**counted, "complete": not size.incomplete, "incomplete": list(size.incomplete)}
