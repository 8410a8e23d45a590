"""Operations on tensors, which can stand between the layers of a functional model: none has weights.

A configuration has `args`, the arguments besides the tensors, and named arguments (`axis`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Unknown, listed, whole
from paramcalc.classes.rules import (
    Rule,
    axes_of,
    axis_of,
    broadcast,
    concatenated,
    reshaped,
    same,
    unknown_output,
    without,
)
from paramcalc.errors import UsageError
from paramcalc.phrases import tr

PREFIX = "ops."
"""Prefix of the names, since a layer can have the same name: Add is both."""

BROADCAST = (
    "Add Subtract Multiply Divide TrueDivide Maximum Minimum Power Mod Equal NotEqual Greater GreaterEqual Less "
    "LessEqual LogicalAnd LogicalOr Where"
)

ELEMENTWISE = (
    "Abs Absolute Cast Clip Cos Erf Exp Gelu Identity IsFinite IsNan Log Log1p LogSoftmax LogicalNot Negative OnesLike "
    "Relu Relu6 Round Rsqrt Sigmoid Sign Silu Sin Softmax Softplus Sqrt Square Stopgradient Tanh Zeroslike"
)

REDUCED = "All Any Argmax Argmin CountNonzero Logsumexp Max Mean Median Min Prod Std Sum Var"

SAME_AS = {
    "concat": "Concatenate",
    "mul": "Multiply",
    "sub": "Subtract",
    "truediv": "TrueDivide",
    "pow": "Power",
    "neg": "Negative",
    "slicingoplambda": "GetItem",
}
"""Other names of these operations, in lower case without underscores."""


@dataclass(frozen=True)
class Slice:
    """A slice in an index."""

    start: Any
    stop: Any
    step: Any

    @property
    def ends(self) -> tuple[Any, Any, Any]:
        """Start, stop and step."""
        return (self.start, self.stop, self.step)


def operation(name: str) -> str:
    """The name of the operation that a function of any Keras or TensorFlow computes.

    >>> operation("math.reduce_mean"), operation("__operators__.getitem"), operation("made_up")
    ('ops.Mean', 'ops.GetItem', 'ops.Unknown')
    """
    word = name.rpartition(".")[2].replace("reduce_", "").replace("_", "").lower()
    return PREFIX + LOWERED.get(word, SAME_AS.get(word, "Unknown"))


def _argument(call: LayerCall, name: str) -> Any:
    """A named argument, or else the first one without a name."""
    value, args = call.get(name), call.get("args") or ()
    return args[0] if value is None and isinstance(args, (list, tuple)) and args else value


def _reduced(call: LayerCall) -> Outputs:
    axis, rank = _argument(call, "axis"), len(call.shape)
    axes = range(rank) if axis is None else axes_of("axis", axis, rank)
    if call.flag("keepdims"):
        return tuple(1 if place in axes else size for place, size in enumerate(call.shape))
    return without(call.shape, *axes) or None


def _item(call: LayerCall) -> Outputs:
    """The shape that an index leaves of a tensor."""
    keys = call.get("args") or ()
    keys = listed(keys[0] if isinstance(keys, (list, tuple)) and len(keys) == 1 else keys)
    if len(keys) > 2 * len(call.shape) + 8 or any(isinstance(key, Unknown) for key in keys):
        return None
    named = sum(key is not None and key is not Ellipsis for key in keys)
    shape: list[Size | None] = []
    left = list(call.shape)
    for key in keys:
        if key is None:
            shape.append(1)
        elif key is Ellipsis:
            spread = max(len(left) - named, 0)
            shape += left[:spread]
            left = left[spread:]
        elif not left:
            raise UsageError(tr("an index of {named} axes does not fit {count}", named=named, count=len(call.shape)))
        else:
            named -= 1
            size = left.pop(0)
            if isinstance(key, Slice):
                shape.append(_sliced(size, key))
            else:
                whole("index", key, -(10**9))
    return (*shape, *left) or None


def _sliced(size: Size, key: Slice) -> Size | None:
    """The length of a slice; None if it cannot be computed."""
    if key.ends == (None, None, None):
        return size
    is_plain = all(end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in key.ends)
    if isinstance(size, Polynomial) or not is_plain or key.step == 0 or size > 10**9:
        return None
    return len(range(*slice(*key.ends).indices(size)))


def _expanded(call: LayerCall) -> Outputs:
    place = axis_of("axis", _argument(call, "axis"), len(call.shape) + 1)
    return (*call.shape[:place], 1, *call.shape[place:])


def _squeezed(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis")
    if axis is None:
        return tuple(size for size in call.shape if size != 1) or None
    return without(call.shape, *axes_of("axis", axis, len(call.shape))) or None


def _transposed(call: LayerCall) -> Outputs:
    axes = _argument(call, "axes")
    if axes is None:
        return call.shape[::-1]
    order = axes_of("axes", axes, len(call.shape)) if isinstance(axes, (list, tuple)) else []
    return tuple(call.shape[axis] for axis in order) if sorted(order) == list(range(len(call.shape))) else None


def _reshaped(call: LayerCall) -> Outputs:
    """A new shape, the batch included; it is known if the batch stays in front as -1."""
    target = _argument(call, "newshape")
    if not isinstance(target, (list, tuple)) or not target or not all(isinstance(size, int) for size in target):
        return None
    return reshaped(_with(call, target_shape=list(target[1:]))) if target[0] == -1 else None


def _with(call: LayerCall, **config: Any) -> LayerCall:
    """The same call with other arguments."""
    return call._replace(config={**call.config, **config})


def _multiplied(call: LayerCall) -> Outputs:
    if len(call.shapes) < 2 or min(map(len, call.shapes)) < 2:
        return None
    one, two = call.shapes[:2]
    return (*(one if len(one) >= len(two) else two)[:-2], one[-2], two[-1])


def _stacked(call: LayerCall) -> Outputs:
    place = axis_of("axis", _argument(call, "axis") or 0, len(call.shape) + 1)
    return (*call.shape[:place], len(call.shapes), *call.shape[place:])


def _concatenated(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis")
    return concatenated(_with(call, axis=-1 if axis is None else axis))


RULES: dict[str, Rule] = {
    **dict.fromkeys(BROADCAST.split(), broadcast),
    **dict.fromkeys(ELEMENTWISE.split(), same),
    **dict.fromkeys(REDUCED.split(), _reduced),
    "Concatenate": _concatenated,
    "ExpandDims": _expanded,
    "GetItem": _item,
    "Matmul": _multiplied,
    "Reshape": _reshaped,
    "Squeeze": _squeezed,
    "Stack": _stacked,
    "Transpose": _transposed,
    "Unknown": unknown_output,
}

LOWERED = {name.lower(): name for name in RULES}

OPERATIONS: dict[str, LayerEntry] = {
    PREFIX + name: LayerEntry("args=None, axis=None, keepdims=False", rule, inputs=None) for name, rule in RULES.items()
}
"""The operations by name. They are not classes of `keras.layers`, and no source writes them as layers."""
