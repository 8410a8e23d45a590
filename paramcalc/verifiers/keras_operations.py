"""Operations between the layers of a model, done again with the real `keras.ops` where they are simple."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.classes.keras.operations import PREFIX
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.model_arguments import LeftOutError

PAIRED = {
    "Add": "add",
    "Subtract": "subtract",
    "Multiply": "multiply",
    "Divide": "divide",
    "TrueDivide": "true_divide",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Power": "power",
}
"""What is done with two tensors, or with one and a number, and its name in `keras.ops`."""

REDUCED = {"Mean": "mean", "Sum": "sum", "Max": "max", "Min": "min", "Prod": "prod", "Std": "std", "Var": "var"}
"""What is done along axes."""

ALIKE = {
    "Abs": "abs",
    "Absolute": "absolute",
    "Exp": "exp",
    "Log": "log",
    "Negative": "negative",
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Softmax": "softmax",
    "Sqrt": "sqrt",
    "Square": "square",
    "Tanh": "tanh",
}
"""What is done number by number."""


def replayed(ops: Any, spec: LayerSpec, tensors: Sequence[Any]) -> Any:
    """What an operation gives. Raises LeftOutError for one that is not done again."""
    name = spec.kind.removeprefix(PREFIX)
    args = spec.config.get("args") or []
    if name in PAIRED and len(tensors) == 2:
        return getattr(ops, PAIRED[name])(*tensors)
    if name in PAIRED and len(tensors) == 1 and len(args) == 1 and _is_number(args[0]):
        return getattr(ops, PAIRED[name])(tensors[0], args[0])
    if name in REDUCED and len(tensors) == 1:
        return getattr(ops, REDUCED[name])(
            tensors[0], axis=_axis(spec, args), keepdims=bool(spec.config.get("keepdims"))
        )
    if name in ALIKE and len(tensors) == 1:
        return getattr(ops, ALIKE[name])(tensors[0])
    raise LeftOutError(f"the operation {name} is not done again")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _axis(spec: LayerSpec, args: Sequence[Any]) -> Any:
    axis = spec.config.get("axis")
    axis = args[0] if axis is None and args else axis
    several = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    if axis is not None and not all(_is_number(each) for each in several):
        raise LeftOutError("its axis is no number")
    return tuple(several) if isinstance(axis, (list, tuple)) else axis
