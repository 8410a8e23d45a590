"""Keras's layers without weights: pooling, reshaping, merging, dropout, activations; and PReLU, which has some."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Sizes
from paramcalc.classes.rules import (
    Rule,
    axis_of,
    broadcast,
    concatenated,
    cropped,
    dotted,
    flattened,
    padded,
    permuted,
    pooled,
    pooled_to,
    pooled_whole,
    repeat_vector,
    repeated,
    reshaped,
    resized,
    same,
)

DIMENSIONS = (1, 2, 3)

POOL_SIZES = {1: "2", 2: "(2, 2)", 3: "(2, 2, 2)"}


def _pooling() -> dict[str, LayerEntry]:
    entries = {}
    for dimensions in DIMENSIONS:
        for kind, short, default in (("Max", "MaxPool", f"={POOL_SIZES[dimensions]}"), ("Average", "AvgPool", "")):
            entries[f"{kind}Pooling{dimensions}D"] = LayerEntry(
                f"pool_size{default}, strides=None, padding='valid', data_format=None, name=None",
                pooled(dimensions),
                rank=dimensions + 2,
                aliases=(f"{short}{dimensions}D",),
            )
            entries[f"Global{kind}Pooling{dimensions}D"] = LayerEntry(
                "data_format=None, keepdims=False",
                pooled_whole,
                rank=dimensions + 2,
                aliases=(f"Global{short}{dimensions}D",),
            )
            entries[f"Adaptive{kind}Pooling{dimensions}D"] = LayerEntry(
                "output_size, data_format=None", pooled_to(dimensions), rank=dimensions + 2
            )
    return entries


def _resizing() -> dict[str, LayerEntry]:
    entries = {}
    croppings = {1: "(1, 1)", 2: "((0, 0), (0, 0))", 3: "((1, 1), (1, 1), (1, 1))"}
    paddings = {1: "1", 2: "(1, 1)", 3: croppings[3]}
    for dimensions in DIMENSIONS:
        formats = ", data_format=None" if dimensions > 1 else ""
        entries[f"Cropping{dimensions}D"] = LayerEntry(
            f"cropping={croppings[dimensions]}{formats}", resized(cropped, "cropping", dimensions), rank=dimensions + 2
        )
        entries[f"ZeroPadding{dimensions}D"] = LayerEntry(
            f"padding={paddings[dimensions]}, data_format=None",
            resized(padded, "padding", dimensions),
            rank=dimensions + 2,
        )
        blurred = ", interpolation='nearest'" if dimensions == 2 else ""
        entries[f"UpSampling{dimensions}D"] = LayerEntry(
            f"size={POOL_SIZES[dimensions]}{formats}{blurred}",
            resized(repeated, "size", dimensions),
            rank=dimensions + 2,
        )
    return entries


MERGING: dict[str, tuple[str, Rule]] = {
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), ("", broadcast)),
    "Concatenate": ("axis=-1", concatenated),
    "Dot": ("axes, normalize=False", dotted),
}

UNCHANGED = {
    "Activation": "activation",
    "ActivityRegularization": "l1=0.0, l2=0.0",
    "AlphaDropout": "rate, noise_shape=None, seed=None",
    "Dropout": "rate, noise_shape=None, seed=None",
    "ELU": "alpha=1.0",
    "GaussianDropout": "rate, seed=None",
    "GaussianNoise": "stddev, seed=None",
    "LeakyReLU": "negative_slope=0.3",
    "ReLU": "max_value=None, negative_slope=0.0, threshold=0.0",
    "Softmax": "axis=-1",
    "SpatialDropout1D": "rate, seed=None, name=None, dtype=None",
    "SpatialDropout2D": "rate, data_format=None, seed=None, name=None, dtype=None",
    "SpatialDropout3D": "rate, data_format=None, seed=None, name=None, dtype=None",
}
"""What gives out the shape that it reads, and its arguments."""


def _prelu_sizes(call: LayerCall) -> Sizes:
    shared = call.get("shared_axes") or ()
    axes = shared if isinstance(shared, (list, tuple)) else [shared]
    places = {axis_of("shared_axes", each, len(call.shape)) for each in axes}
    return {"axes": tuple(1 if place in places else size for place, size in enumerate(call.shape) if place)}


LAYERS: dict[str, LayerEntry] = {
    **_pooling(),
    **_resizing(),
    **{name: LayerEntry(arguments, rule, inputs=None) for name, (arguments, rule) in MERGING.items()},
    **{name: LayerEntry(arguments, same) for name, arguments in UNCHANGED.items()},
    "Flatten": LayerEntry("data_format=None", flattened),
    "Permute": LayerEntry("dims", permuted),
    "PReLU": LayerEntry(
        "alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None",
        same,
        "alpha (*axes)",
        sizes=_prelu_sizes,
    ),
    "RepeatVector": LayerEntry("n", repeat_vector, rank=2),
    "Reshape": LayerEntry("target_shape", reshaped),
}
