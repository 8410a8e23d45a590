"""PyTorch's normalizations, and PReLU."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes, listed, whole
from paramcalc.classes.messages import shape_text
from paramcalc.classes.pytorch.common import AFFINE, DIMENSIONS, POSITIONS, fitting, reads
from paramcalc.classes.rules import Rule
from paramcalc.errors import UsageError
from paramcalc.phrases import joined, tr


def _channels(argument: str, ranks: tuple[int, ...], is_checked: Callable[[LayerCall], bool], behind: int = 0) -> Rule:
    """The shape of the input, whose channels must have the size of the argument; None if they are unknown."""

    def rule(call: LayerCall) -> Outputs:
        if (ranks and len(call.shape) not in ranks) or len(call.shape) < 2:
            wanted = joined(tr(" or "), map(str, ranks)) or tr("2 or more")
            raise UsageError(tr("it reads {wanted} axes, got {shape}", wanted=wanted, shape=shape_text(call.shape)))
        # A single instance has no batch in front of its channels.
        channels = call.shape[-behind - 1] if behind else call.shape[1]
        if isinstance(channels, Polynomial):
            return None
        if is_checked(call):
            reads(call.size(argument), channels, tr("channels"))
        return call.shape

    return rule


def _norm(statistics: bool, further: str, output: Rule, positions: tuple[str, ...]) -> LayerEntry:
    """A normalization of channels that tracks running statistics by default, or does not."""
    return LayerEntry(
        f"num_features, eps=1e-05, momentum=0.1, affine={statistics}, track_running_stats={statistics}{further}, "
        "bias=True",
        output,
        AFFINE.format("num_features"),
        unknown=("batch", "channels", *positions),
    )


def _batch_norm(further: str, *ranks: int) -> LayerEntry:
    output = _channels("num_features", ranks, lambda call: call.flag("affine") or call.flag("track_running_stats"))
    return _norm(True, further, output, POSITIONS.get(max(ranks, default=2) - 2, ()))


def _instance_norm(dimensions: int) -> LayerEntry:
    ranks = (dimensions + 1, dimensions + 2)
    output = _channels("num_features", ranks, lambda call: call.flag("affine"), dimensions)
    return _norm(False, "", output, POSITIONS[dimensions])


def _group_norm(call: LayerCall) -> Outputs:
    fitting("num_groups", call.size("num_channels"), call.size("num_groups"))
    return _channels("num_channels", (), lambda _: True)(call)


def _normalized_axes(call: LayerCall) -> tuple[int, ...]:
    axes = listed(call.get("normalized_shape"))
    if not axes:
        raise UsageError(tr("normalized_shape must have at least one axis"))
    return tuple(whole("normalized_shape", size, 1) for size in axes)


def _normalized(call: LayerCall) -> Outputs:
    axes = _normalized_axes(call)
    own = call.shape[-len(axes) :]
    if len(own) < len(axes) and all(isinstance(size, Polynomial) for size in call.shape):
        return None
    if len(own) < len(axes) or any(isinstance(one, int) and one != two for one, two in zip(own, axes, strict=True)):
        raise UsageError(
            tr("its input must end in {axes}, got {shape}", axes=shape_text(axes), shape=shape_text(call.shape))
        )
    return (*call.shape[: -len(axes)], *axes)


def _normalized_sizes(call: LayerCall) -> Sizes:
    return {"normalized_shape": _normalized_axes(call)}


def _prelu(call: LayerCall) -> Outputs:
    if all(isinstance(size, Polynomial) for size in call.shape[1:]):
        return None
    if call.size("num_parameters") > 1:
        reads(call.size("num_parameters"), call.shape[1], tr("channels"))
    return call.shape


LAYERS: dict[str, LayerEntry] = {
    "BatchNorm1d": _batch_norm("", 2, 3),
    "BatchNorm2d": _batch_norm("", 4),
    "BatchNorm3d": _batch_norm("", 5),
    "SyncBatchNorm": _batch_norm(", process_group=None"),
    **{f"InstanceNorm{dimensions}d": _instance_norm(dimensions) for dimensions in DIMENSIONS},
    "GroupNorm": LayerEntry(
        "num_groups, num_channels, eps=1e-05, affine=True, bias=True", _group_norm, AFFINE.format("num_channels")
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
