"""Operations between the layers of a model, repeated with the real `keras.ops` if they are simple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.classes.keras.operations import PREFIX
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.construct import snake_case
from paramcalc.verifiers.model_arguments import LeftOutError

PAIRED = ("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Maximum", "Minimum", "Power")
"""Operations on two tensors, or on a tensor and a number."""

REDUCED = ("Mean", "Sum", "Max", "Min", "Prod", "Std", "Var")
"""Operations along axes."""

ELEMENTWISE = ("Abs", "Absolute", "Exp", "Log", "Negative", "Relu", "Sigmoid", "Softmax", "Sqrt", "Square", "Tanh")


def repeated(ops: Any, spec: LayerSpec, tensors: Sequence[Any]) -> Any:
    """The output of an operation. Raises LeftOutError for one that is not repeated."""
    name = spec.kind.removeprefix(PREFIX)
    args = spec.config.get("args") or []
    operation: Any = getattr(ops, snake_case(name), None)
    if name in PAIRED and len(tensors) == 2:
        return operation(*tensors)
    if len(tensors) == 1:
        if name in PAIRED and len(args) == 1 and _is_number(args[0]):
            return operation(tensors[0], args[0])
        if name in REDUCED:
            return operation(tensors[0], axis=_axis(spec, args), keepdims=bool(spec.config.get("keepdims")))
        if name in ELEMENTWISE:
            return operation(tensors[0])
    raise LeftOutError(f"the operation {name} is not repeated")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _axis(spec: LayerSpec, args: Sequence[Any]) -> Any:
    axis = spec.config.get("axis")
    axis = args[0] if axis is None and args else axis
    if isinstance(axis, (list, tuple)) and all(map(_is_number, axis)):
        return tuple(axis)
    if axis is None or _is_number(axis):
        return axis
    raise LeftOutError("its axis is not a number")
