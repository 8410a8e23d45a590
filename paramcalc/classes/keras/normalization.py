"""Keras's normalizations, `keras/src/layers/normalization`, and `Normalization` of the preprocessing layers."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Sizes, listed, whole
from paramcalc.classes.messages import size_text
from paramcalc.classes.rules import axes_of, axis_of, same
from paramcalc.errors import UsageError
from paramcalc.phrases import tr

SCALED = "center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones'"

BOUND = "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None"

GAMMA_BETA = """
    gamma (*axes) if scale
    beta (*axes) if center
"""


def _axes(call: LayerCall) -> list[int]:
    """The axes of `axis`, one or several, in the order given."""
    axes = axes_of("axis", call.get("axis"), len(call.shape))
    if not axes:
        raise UsageError(tr("axis must be one axis or several, got none"))
    return axes


def _sizes(call: LayerCall) -> Sizes:
    return {"axes": tuple(call.shape[axis] for axis in _axes(call))}


def _batch_sizes(call: LayerCall) -> Sizes:
    """Keras 2 allows several axes; its weights then have all axes but the batch, 1 for those not in `axis`."""
    axes = _axes(call)
    if len(axes) == 1:
        return {"axes": (call.shape[axes[0]],)}
    return {"axes": tuple(call.shape[place] if place in axes else 1 for place in range(1, len(call.shape)))}


def _layer_sizes(call: LayerCall) -> Sizes:
    """Keras sorts the axes as they are written, the negative ones first."""
    rank = len(call.shape)
    ordered = sorted(whole("axis", axis, -rank) for axis in listed(call.get("axis")))
    axes = tuple(call.shape[axis] for axis in axes_of("axis", ordered, rank))
    rms = call.flag("rms_scaling")
    return {"axes": axes, "scaled": call.flag("scale") or rms, "centered": call.flag("center") and not rms}


def _group_sizes(call: LayerCall) -> Sizes:
    channels = call.shape[axis_of("axis", call.get("axis"), len(call.shape))]
    groups = call.get("groups")
    if isinstance(channels, int) and groups != -1 and channels % call.size("groups"):
        raise UsageError(
            tr(
                "groups={groups} must divide the {channels} channels; Keras's default is 32",
                groups=groups,
                channels=size_text(channels),
            )
        )
    return {"axes": (channels,)}


def _adapted_sizes(call: LayerCall) -> Sizes:
    """The statistics that `adapt()` computes are weights, unless they are given as arguments."""
    axes = () if call.get("axis") in (None, (), []) else _sizes(call)["axes"]
    return {"axes": axes, "adapted": call.get("mean") is None}


LAYERS: dict[str, LayerEntry] = {
    "BatchNormalization": LayerEntry(
        f"axis=-1, momentum=0.99, epsilon=0.001, {SCALED}, moving_mean_initializer='zeros', "
        f"moving_variance_initializer='ones', {BOUND}, renorm=False, renorm_clipping=None, renorm_momentum=0.99, "
        "synchronized=False",
        same,
        f"""{GAMMA_BETA}
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
        f"groups=32, axis=-1, epsilon=0.001, {SCALED}, {BOUND}", same, GAMMA_BETA, sizes=_group_sizes
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
