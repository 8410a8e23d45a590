"""Operations on tensors, which stand among the layers of a functional model: none has weights.

A configuration has `args`, what the operation was given beside its tensors, and the words of its own (`axis`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Unknown, whole
from paramcalc.classes.rules import Rule, axis_of, broadcast, concatenated, reshaped, same, untold
from paramcalc.errors import UsageError

PREFIX = "ops."
"""Before the names, since some layers are called the same: Add is both."""

LAID = (
    "Add Subtract Multiply Divide TrueDivide Maximum Minimum Power Mod Equal NotEqual Greater GreaterEqual Less "
    "LessEqual LogicalAnd LogicalOr Where"
)

ALIKE = (
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
"""Other names, as `operation` makes them."""


@dataclass(frozen=True)
class Slice:
    """A slice of an index."""

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
    found = LOWERED.get(word, SAME_AS.get(word, "Unknown"))
    return PREFIX + found


def _argument(call: LayerCall, name: str, place: int) -> Any:
    args = call.get("args") or ()
    if call.get(name) is not None:
        return call.get(name)
    return args[place] if isinstance(args, (list, tuple)) and place < len(args) else None


def _reduced(call: LayerCall) -> Outputs:
    axis, rank = _argument(call, "axis", 0), len(call.shape)
    if axis is None:
        axes = set(range(rank))
    else:
        axes = {axis_of("axis", each, rank) for each in (axis if isinstance(axis, (list, tuple)) else [axis])}
    if call.flag("keepdims"):
        return tuple(1 if place in axes else size for place, size in enumerate(call.shape))
    return tuple(size for place, size in enumerate(call.shape) if place not in axes) or None


def _item(call: LayerCall) -> Outputs:
    """What an index leaves of a tensor; what is no plain index cannot be told."""
    keys = call.get("args") or ()
    keys = keys[0] if isinstance(keys, (list, tuple)) and len(keys) == 1 else keys
    keys = list(keys) if isinstance(keys, (list, tuple)) else [keys]
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
            raise UsageError(f"an index of {named} axes does not fit {len(call.shape)}")
        elif isinstance(key, Slice):
            named -= 1
            shape.append(_sliced(left.pop(0), key))
        else:
            named -= 1
            whole("index", key, -(10**9))
            left.pop(0)
    whole_shape: Any = (*shape, *left)
    return whole_shape or None


def _sliced(size: Size, key: Slice) -> Size | None:
    if key.ends == (None, None, None):
        return size
    numbers = [each is None or (isinstance(each, int) and not isinstance(each, bool)) for each in key.ends]
    if isinstance(size, Polynomial) or not all(numbers) or key.step == 0 or size > 10**9:
        return None
    return len(range(*slice(*key.ends).indices(size)))


def _expanded(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis", 0)
    place = axis_of("axis", axis, len(call.shape) + 1)
    return (*call.shape[:place], 1, *call.shape[place:])


def _squeezed(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis", 0)
    if axis is None:
        return tuple(size for size in call.shape if size != 1) or None
    axes = {axis_of("axis", each, len(call.shape)) for each in (axis if isinstance(axis, (list, tuple)) else [axis])}
    return tuple(size for place, size in enumerate(call.shape) if place not in axes) or None


def _turned(call: LayerCall) -> Outputs:
    axes = _argument(call, "axes", 0)
    if axes is None:
        return call.shape[::-1]
    order = [axis_of("axes", each, len(call.shape)) for each in axes] if isinstance(axes, (list, tuple)) else []
    return tuple(call.shape[axis] for axis in order) if sorted(order) == list(range(len(call.shape))) else None


def _reshaped(call: LayerCall) -> Outputs:
    """A new shape, the batch in it; told where the batch stays in front as -1 or as it was."""
    target = _argument(call, "newshape", 0)
    if not isinstance(target, (list, tuple)) or not target or not all(isinstance(each, int) for each in target):
        return None
    inside = {**call.config, "target_shape": list(target[1:])}
    return reshaped(LayerCall(call.title, call.entry, inside, call.shapes, call.version)) if target[0] == -1 else None


def _multiplied(call: LayerCall) -> Outputs:
    if len(call.shapes) < 2 or min(map(len, call.shapes)) < 2:
        return None
    one, two = call.shapes[:2]
    return (*(one if len(one) >= len(two) else two)[:-2], one[-2], two[-1])


def _stacked(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis", 0) or 0
    place = axis_of("axis", axis, len(call.shape) + 1)
    return (*call.shape[:place], len(call.shapes), *call.shape[place:])


def _behind(call: LayerCall) -> Outputs:
    axis = _argument(call, "axis", 0)
    inside = {**call.config, "axis": -1 if axis is None else axis}
    return concatenated(LayerCall(call.title, call.entry, inside, call.shapes, call.version))


RULES: dict[str, Rule] = {
    **dict.fromkeys(LAID.split(), broadcast),
    **dict.fromkeys(ALIKE.split(), same),
    **dict.fromkeys(REDUCED.split(), _reduced),
    "Concatenate": _behind,
    "ExpandDims": _expanded,
    "GetItem": _item,
    "Matmul": _multiplied,
    "Reshape": _reshaped,
    "Squeeze": _squeezed,
    "Stack": _stacked,
    "Transpose": _turned,
    "Unknown": untold,
}

LOWERED = {name.lower(): name for name in RULES}

OPERATIONS: dict[str, LayerEntry] = {
    PREFIX + name: LayerEntry("args=None, axis=None, keepdims=False", rule, inputs=None) for name, rule in RULES.items()
}
"""The operations by name. They are no classes of `keras.layers`: nobody writes one down as a layer."""
