"""Keras's convolutions, `keras/src/layers/convolutional`."""

from __future__ import annotations

from typing import Any

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes
from paramcalc.classes.keras.arguments import KERNEL_ARGUMENTS, with_activity
from paramcalc.classes.keras.quantized import variants
from paramcalc.classes.windows import convolution_sizes, convolved, joined, lengths_after, parts, transposed

LORA = """
    kernel (*kernel, channels, filters) frozen
    bias (filters) if use_bias
    lora_kernel_a (*kernel, channels, rank) unsaved as float32
    lora_kernel_b (rank, filters) unsaved as float32
"""


def _family(dimensions: int, start: str, end: str, /, **facts: Any) -> LayerEntry:
    """A convolution over so many dimensions, from the arguments before and after those of its bias."""
    one = "1" if dimensions == 1 else f"({', '.join(['1'] * dimensions)})"
    arguments = f"{start}, activation=None, use_bias=True, {end}".replace("ONE", one)
    return LayerEntry(arguments, rank=dimensions + 2, **{"sizes": convolution_sizes, **facts})


def _conv(dimensions: int) -> LayerEntry:
    entry = _family(
        dimensions,
        "filters, kernel_size, strides=ONE, padding='valid', data_format=None, dilation_rate=ONE, groups=1",
        KERNEL_ARGUMENTS,
        output=convolved,
        weights="""
        kernel (*kernel, channels, filters)
        bias (filters) if use_bias
        """,
        macs="positions * kernel * channels * filters",
        aliases=(f"Convolution{dimensions}D",),
    )
    return variants(entry, {"lora": LORA}, quantizes=False)


def _transpose(dimensions: int) -> LayerEntry:
    # Keras has the two in another order for three dimensions.
    further = ["output_padding=None", "data_format=None"][:: -1 if dimensions == 3 else 1]
    return _family(
        dimensions,
        f"filters, kernel_size, strides=ONE, padding='valid', {', '.join(further)}, dilation_rate=ONE",
        KERNEL_ARGUMENTS,
        output=transposed,
        weights="""
        kernel (*kernel, filters, channels)
        bias (filters) if use_bias
        """,
        macs="inputs * kernel * channels * filters",
        aliases=(f"Convolution{dimensions}DTranspose",),
    )


def _depthwise_sizes(call: LayerCall) -> Sizes:
    return {**convolution_sizes(call), "spread": parts(call, call.shape)[2] * call.size("depth_multiplier")}


def _depthwise_output(call: LayerCall) -> Outputs:
    batch, positions, channels = parts(call, call.shape)
    return joined(call, batch, lengths_after(call, positions), channels * call.size("depth_multiplier"))


def _depthwise(dimensions: int) -> LayerEntry:
    return _family(
        dimensions,
        "kernel_size, strides=ONE, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=ONE",
        with_activity(depthwise="glorot_uniform", bias="zeros"),
        output=_depthwise_output,
        weights="""
        kernel (*kernel, channels, depth_multiplier)
        bias (filters) if use_bias
        """,
        macs="positions * kernel * filters",
        sizes=lambda call: {**convolution_sizes(call), "filters": _depthwise_sizes(call)["spread"]},
    )


def _separable(dimensions: int) -> LayerEntry:
    return _family(
        dimensions,
        "filters, kernel_size, strides=ONE, padding='valid', data_format=None, dilation_rate=ONE, depth_multiplier=1",
        with_activity(depthwise="glorot_uniform", pointwise="glorot_uniform", bias="zeros"),
        output=convolved,
        weights="""
        depthwise_kernel (*kernel, channels, depth_multiplier)
        pointwise_kernel (*ones, spread, filters)
        bias (filters) if use_bias
        """,
        macs="positions * (kernel * spread + spread * filters)",
        sizes=_depthwise_sizes,
        aliases=(f"SeparableConvolution{dimensions}D",),
    )


LAYERS: dict[str, LayerEntry] = {
    **{f"Conv{dimensions}D": _conv(dimensions) for dimensions in (1, 2, 3)},
    **{f"Conv{dimensions}DTranspose": _transpose(dimensions) for dimensions in (1, 2, 3)},
    **{f"DepthwiseConv{dimensions}D": _depthwise(dimensions) for dimensions in (1, 2)},
    **{f"SeparableConv{dimensions}D": _separable(dimensions) for dimensions in (1, 2)},
}
