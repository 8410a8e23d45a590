"""The shapes that layers give, worked out while a source is followed."""

from __future__ import annotations

from typing import Any

from paramcalc.models.inference import Inference
from paramcalc.models.spec import LayerSpec, ModelSpec
from paramcalc.readers.python.machine import Machine


def raw_shape(machine: Machine, shape: Any) -> list[Any] | None:
    """A shape as configurations have it: None or what a source does not tell for a length that is a symbol."""
    if shape is None:
        return None
    return [_length(machine, size) for size in shape]


def _length(machine: Machine, size: Any) -> Any:
    if isinstance(size, int):
        return size
    unknowns = inference(machine).unknowns
    return next((unknowns[symbol] for symbol in sorted(size.symbols & {*unknowns})), None)


def inference(machine: Machine) -> Inference:
    """The shapes of one reading."""
    inference = getattr(machine, "inference", None)
    if inference is None:
        model_spec = ModelSpec(LayerSpec("?", "?", {}), "keras", (3,), "")
        inference = machine.inference = Inference(model_spec)  # type: ignore[attr-defined]
    return inference
