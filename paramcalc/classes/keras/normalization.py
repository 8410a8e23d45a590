"""Keras's normalizations, `keras/src/layers/normalization`, and `Normalization` of the preprocessing layers."""

from __future__ import annotations

from typing import Any

from paramcalc.classes.base import LayerCall, LayerEntry, Sizes, whole
from paramcalc.classes.rules import axis_of, same, size_text
from paramcalc.errors import UsageError

SCALED = "center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones'"

BOUND = "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None"


def _axes(call: LayerCall) -> list[int]:
    """The axes of `axis`, one or several, as they are given."""
    value: Any = call.get("axis")
    axes = list(value) if isinstance(value, (list, tuple)) else [value]
    if not axes:
        raise UsageError("axis must be one axis or several, got none")
    return [axis_of("axis", each, len(call.shape)) for each in axes]


def _sizes(call: LayerCall) -> Sizes:
    return {"axes": tuple(call.shape[axis] for axis in _axes(call))}


def _batch_sizes(call: LayerCall) -> Sizes:
    """Keras 2 allows several axes; its weights then have every axis in between, 1 where it is not named."""
    axes = _axes(call)
    if len(axes) == 1:
        return {"axes": (call.shape[axes[0]],)}
    return {"axes": tuple(call.shape[place] if place in axes else 1 for place in range(1, len(call.shape)))}


def _layer_sizes(call: LayerCall) -> Sizes:
    """Keras sorts the axes as they are written, the negative ones first."""
    value: Any = call.get("axis")
    rank = len(call.shape)
    model_spec = sorted(whole("axis", each, -rank) for each in (value if isinstance(value, (list, tuple)) else [value]))
    axes = tuple(call.shape[axis_of("axis", each, rank)] for each in model_spec)
    return {"axes": axes, "scaled": call.flag("scale") or call.flag("rms_scaling"), "centered": _centered(call)}


def _centered(call: LayerCall) -> bool:
    return call.flag("center") and not call.flag("rms_scaling")


def _group_sizes(call: LayerCall) -> Sizes:
    axis = axis_of("axis", call.get("axis"), len(call.shape))
    channels, groups = call.shape[axis], call.get("groups")
    if isinstance(channels, int) and groups != -1 and channels % call.size("groups"):
        raise UsageError(f"groups={groups} must divide the {size_text(channels)} channels; Keras's default is 32")
    return {"axes": (channels,)}


def _adapted_sizes(call: LayerCall) -> Sizes:
    """The statistics that `adapt()` fills are weights, unless they are given from the start."""
    axes = () if call.get("axis") in (None, (), []) else _sizes(call)["axes"]
    return {"axes": axes, "adapted": call.get("mean") is None}


LAYERS: dict[str, LayerEntry] = {
    "BatchNormalization": LayerEntry(
        f"axis=-1, momentum=0.99, epsilon=0.001, {SCALED}, moving_mean_initializer='zeros', "
        f"moving_variance_initializer='ones', {BOUND}, renorm=False, renorm_clipping=None, renorm_momentum=0.99, "
        "synchronized=False",
        same,
        """
        gamma (*axes) if scale
        beta (*axes) if center
        moving_mean (*axes) frozen
        moving_variance (*axes) frozen
        moving_stddev (*axes) if renorm frozen
        renorm_mean (*axes) if renorm frozen
        renorm_stddev (*axes) if renorm frozen
        """,
        sizes=_batch_sizes,
    ),
    "LayerNormalization": LayerEntry(
        f"axis=-1, epsilon=0.001, {SCALED}, {BOUND}, rms_scaling=False",
        same,
        """
        gamma (*axes) if scaled
        beta (*axes) if centered
        """,
        sizes=_layer_sizes,
    ),
    "RMSNormalization": LayerEntry("axis=-1, epsilon=1e-06", same, "scale (*axes)", sizes=_sizes),
    "GroupNormalization": LayerEntry(
        f"groups=32, axis=-1, epsilon=0.001, {SCALED}, {BOUND}",
        same,
        """
        gamma (*axes) if scale
        beta (*axes) if center
        """,
        sizes=_group_sizes,
    ),
    "UnitNormalization": LayerEntry("axis=-1", same),
    "SpectralNormalization": LayerEntry("layer, power_iterations=1", same, composite="spectral"),
    "Normalization": LayerEntry(
        "axis=-1, mean=None, variance=None, invert=False",
        same,
        """
        mean (*axes) if adapted frozen
        variance (*axes) if adapted frozen
        count () if adapted frozen as int64
        """,
        sizes=_adapted_sizes,
    ),
}
