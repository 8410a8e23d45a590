"""Keras's layers without weights: pooling, reshaping, merging, dropout, activations; and PReLU, which has some."""

from __future__ import annotations

from paramcalc.classes import rules, windows
from paramcalc.classes.base import LayerCall, LayerEntry, Sizes
from paramcalc.classes.rules import Rule, same

SPATIAL: dict[str, tuple[str, Rule, str]] = {
    "MaxPooling{}D": (
        "pool_size=TWOS, strides=None, padding='valid', data_format=None, name=None",
        windows.pooled,
        "MaxPool{}D",
    ),
    "AveragePooling{}D": (
        "pool_size, strides=None, padding='valid', data_format=None, name=None",
        windows.pooled,
        "AvgPool{}D",
    ),
    "GlobalMaxPooling{}D": ("data_format=None, keepdims=False", windows.pooled_whole, "GlobalMaxPool{}D"),
    "GlobalAveragePooling{}D": ("data_format=None, keepdims=False", windows.pooled_whole, "GlobalAvgPool{}D"),
    "AdaptiveMaxPooling{}D": ("output_size, data_format=None", windows.pooled_to, ""),
    "AdaptiveAveragePooling{}D": ("output_size, data_format=None", windows.pooled_to, ""),
}
"""The poolings over one, two and three dimensions: arguments, rule, alias."""

RESIZING: dict[str, tuple[Rule, str, str, str]] = {
    "Cropping{}D": (
        windows.resized(windows.cropped, "cropping"),
        "cropping=(1, 1)",
        "cropping=((0, 0), (0, 0)), data_format=None",
        "cropping=((1, 1), (1, 1), (1, 1)), data_format=None",
    ),
    "UpSampling{}D": (
        windows.resized(windows.repeated, "size"),
        "size=2",
        "size=(2, 2), data_format=None, interpolation='nearest'",
        "size=(2, 2, 2), data_format=None",
    ),
    "ZeroPadding{}D": (
        windows.resized(windows.padded, "padding"),
        "padding=1, data_format=None",
        "padding=(1, 1), data_format=None",
        "padding=((1, 1), (1, 1), (1, 1)), data_format=None",
    ),
}
"""What changes the lengths of one, two and three dimensions: rule, and the arguments for each."""

MERGING: dict[str, tuple[str, Rule]] = {
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), ("", rules.broadcast)),
    "Concatenate": ("axis=-1", rules.concatenated),
    "Dot": ("axes, normalize=False", rules.dotted),
}

UNCHANGED = {
    "activation": "Activation",
    "alpha=1.0": "ELU",
    "axis=-1": "Softmax",
    "l1=0.0, l2=0.0": "ActivityRegularization",
    "max_value=None, negative_slope=0.0, threshold=0.0": "ReLU",
    "negative_slope=0.3": "LeakyReLU",
    "rate, data_format=None, seed=None, name=None, dtype=None": "SpatialDropout2D SpatialDropout3D",
    "rate, noise_shape=None, seed=None": "AlphaDropout Dropout",
    "rate, seed=None": "GaussianDropout",
    "rate, seed=None, name=None, dtype=None": "SpatialDropout1D",
    "stddev, seed=None": "GaussianNoise",
}
"""The layers whose output has the shape of their input, by their arguments."""


def _pooling(dimensions: int) -> dict[str, LayerEntry]:
    twos = "2" if dimensions == 1 else f"({', '.join(['2'] * dimensions)})"
    return {
        name.format(dimensions): LayerEntry(
            arguments.replace("TWOS", twos),
            rule,
            rank=dimensions + 2,
            aliases=(alias.format(dimensions),) if alias else (),
        )
        for name, (arguments, rule, alias) in SPATIAL.items()
    }


def _prelu_sizes(call: LayerCall) -> Sizes:
    shared = rules.axes_of("shared_axes", call.get("shared_axes") or (), len(call.shape))
    return {"axes": tuple(1 if place in shared else size for place, size in enumerate(call.shape) if place)}


LAYERS: dict[str, LayerEntry] = {
    **_pooling(1),
    **_pooling(2),
    **_pooling(3),
    **{
        name.format(dimensions): LayerEntry(arguments, rule, rank=dimensions + 2)
        for name, (rule, *further) in RESIZING.items()
        for dimensions, arguments in enumerate(further, 1)
    },
    **{name: LayerEntry(arguments, rule, inputs=None) for name, (arguments, rule) in MERGING.items()},
    **rules.unchanged(UNCHANGED),
    "Flatten": LayerEntry("data_format=None", rules.flattened),
    "Permute": LayerEntry("dims", rules.permuted),
    "PReLU": LayerEntry(
        "alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None",
        same,
        "alpha (*axes)",
        sizes=_prelu_sizes,
    ),
    "RepeatVector": LayerEntry("n", rules.repeat_vector, rank=2),
    "Reshape": LayerEntry("target_shape", rules.reshaped),
}
