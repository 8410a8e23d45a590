"""PyTorch's normalizations, and PReLU."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes, whole
from paramcalc.classes.pytorch.common import (
    DIMENSIONS,
    POSITIONS,
    fitting,
    reads,
)
from paramcalc.classes.rules import Rule, shape_text
from paramcalc.errors import UsageError


def _normalized_channels(
    argument: str, ranks: tuple[int, ...], needed: Callable[[LayerCall], bool], behind: int = 0
) -> Rule:
    """What it reads, whose channels must be as many as said; of an unknown shape nothing is said."""

    def rule(call: LayerCall) -> Outputs:
        if (ranks and len(call.shape) not in ranks) or len(call.shape) < 2:
            wanted = " or ".join(map(str, ranks)) or "2 or more"
            raise UsageError(f"it reads {wanted} axes, got {shape_text(call.shape)}")
        # An instance by itself has no batch in front of its channels.
        channels = call.shape[-behind - 1] if behind else call.shape[1]
        if isinstance(channels, Polynomial):
            return None
        if needed(call):
            reads(call, call.size(argument), channels, "channels")
        return call.shape

    return rule


def _batch_norm(behind: str, *ranks: int) -> LayerEntry:
    def needed(call: LayerCall) -> bool:
        return call.flag("affine") or call.flag("track_running_stats")

    return LayerEntry(
        f"num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True{behind}, bias=True",
        _normalized_channels("num_features", ranks, needed),
        """
        weight (num_features) if affine
        bias (num_features) if affine and bias
        """,
        unknown=("batch", "channels", *POSITIONS.get(max(ranks, default=2) - 2, ())),
    )


def _instance_norm(dimensions: int) -> LayerEntry:
    return LayerEntry(
        "num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, bias=True",
        _normalized_channels(
            "num_features", (dimensions + 1, dimensions + 2), lambda call: call.flag("affine"), dimensions
        ),
        """
        weight (num_features) if affine
        bias (num_features) if affine and bias
        """,
        unknown=("batch", "channels", *POSITIONS[dimensions]),
    )


def _group_norm(call: LayerCall) -> Outputs:
    fitting("num_groups", call.size("num_channels"), call.size("num_groups"))
    return _normalized_channels("num_channels", (), lambda _: True)(call)


def _normalized_axes(call: LayerCall) -> tuple[int, ...]:
    value = call.get("normalized_shape")
    axes = value if isinstance(value, (list, tuple)) else [value]
    if not axes:
        raise UsageError("normalized_shape must have an axis at least")
    return tuple(whole("normalized_shape", each, 1) for each in axes)


def _normalized(call: LayerCall) -> Outputs:
    axes = _normalized_axes(call)
    own = call.shape[-len(axes) :]
    if len(own) < len(axes) and all(isinstance(size, Polynomial) for size in call.shape):
        return None
    if len(own) < len(axes) or any(isinstance(one, int) and one != two for one, two in zip(own, axes, strict=True)):
        raise UsageError(f"it normalizes {shape_text(axes)} at the end, got {shape_text(call.shape)}")
    return (*call.shape[: -len(axes)], *axes)


def _normalized_sizes(call: LayerCall) -> Sizes:
    return {"normalized_shape": _normalized_axes(call)}


def _prelu(call: LayerCall) -> Outputs:
    if all(isinstance(size, Polynomial) for size in call.shape[1:]):
        return None
    if call.size("num_parameters") > 1:
        reads(call, call.size("num_parameters"), call.shape[1], "channels")
    return call.shape


LAYERS: dict[str, LayerEntry] = {
    "BatchNorm1d": _batch_norm("", 2, 3),
    "BatchNorm2d": _batch_norm("", 4),
    "BatchNorm3d": _batch_norm("", 5),
    "SyncBatchNorm": _batch_norm(", process_group=None"),
    **{f"InstanceNorm{dimensions}d": _instance_norm(dimensions) for dimensions in DIMENSIONS},
    "GroupNorm": LayerEntry(
        "num_groups, num_channels, eps=1e-05, affine=True, bias=True",
        _group_norm,
        """
        weight (num_channels) if affine
        bias (num_channels) if affine and bias
        """,
    ),
    "LayerNorm": LayerEntry(
        "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True",
        _normalized,
        """
        weight (*normalized_shape) if elementwise_affine
        bias (*normalized_shape) if elementwise_affine and bias
        """,
        sizes=_normalized_sizes,
    ),
    "RMSNorm": LayerEntry(
        "normalized_shape, eps=None, elementwise_affine=True",
        _normalized,
        "weight (*normalized_shape) if elementwise_affine",
        sizes=_normalized_sizes,
    ),
    "PReLU": LayerEntry("num_parameters=1, init=0.25", _prelu, "weight (num_parameters)"),
}
