"""Keras's convolutions, `keras/src/layers/convolutional`."""

from __future__ import annotations

from collections.abc import Callable
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


def _family(
    name: str,
    *dimensions: int,
    start: str,
    end: str = KERNEL_ARGUMENTS,
    weights: str,
    sizes: Callable[[LayerCall], Sizes] = convolution_sizes,
    alias: str = "",
    **facts: Any,
) -> dict[str, LayerEntry]:
    """A convolution by its number of dimensions, from its arguments before and after those of its bias."""
    return {
        name.format(count): LayerEntry(
            f"{start}, activation=None, use_bias=True, {end}".replace("ONE", "1" if count == 1 else str((1,) * count)),
            weights=f"{weights}\nbias (filters) if use_bias",
            rank=count + 2,
            aliases=(alias.format(count),) if alias else (),
            sizes=sizes,
            **facts,
        )
        for count in dimensions
    }


def _transposed(*dimensions: int, formats: str) -> dict[str, LayerEntry]:
    return _family(
        "Conv{}DTranspose",
        *dimensions,
        start=f"filters, kernel_size, strides=ONE, padding='valid', {formats}, dilation_rate=ONE",
        output=transposed,
        weights="kernel (*kernel, filters, channels)",
        macs="inputs * kernel * channels * filters",
        alias="Convolution{}DTranspose",
    )


def _spread_sizes(call: LayerCall) -> Sizes:
    """The sizes of a convolution that spreads each channel over `depth_multiplier` others."""
    spread = parts(call, call.shape)[2] * call.size("depth_multiplier")
    return {"filters": spread, **convolution_sizes(call), "spread": spread}


def _separable_sizes(call: LayerCall) -> Sizes:
    return {**_spread_sizes(call), "filters": call.free_size("filters")}


def _depthwise(call: LayerCall) -> Outputs:
    batch, positions, channels = parts(call, call.shape)
    return joined(call, batch, lengths_after(call, positions), channels * call.size("depth_multiplier"))


CONVOLUTIONS = _family(
    "Conv{}D",
    *(1, 2, 3),
    start="filters, kernel_size, strides=ONE, padding='valid', data_format=None, dilation_rate=ONE, groups=1",
    output=convolved,
    weights="kernel (*kernel, channels, filters)",
    macs="positions * kernel * channels * filters",
    alias="Convolution{}D",
)

LAYERS: dict[str, LayerEntry] = {
    **{name: variants(entry, {"lora": LORA}, quantizes=False) for name, entry in CONVOLUTIONS.items()},
    **_transposed(1, 2, formats="output_padding=None, data_format=None"),
    **_transposed(3, formats="data_format=None, output_padding=None"),
    **_family(
        "DepthwiseConv{}D",
        *(1, 2),
        start="kernel_size, strides=ONE, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=ONE",
        end=with_activity(depthwise="glorot_uniform", bias="zeros"),
        output=_depthwise,
        weights="kernel (*kernel, channels, depth_multiplier)",
        macs="positions * kernel * filters",
        sizes=_spread_sizes,
    ),
    **_family(
        "SeparableConv{}D",
        *(1, 2),
        start="filters, kernel_size, strides=ONE, padding='valid', data_format=None, dilation_rate=ONE, "
        "depth_multiplier=1",
        end=with_activity(depthwise="glorot_uniform", pointwise="glorot_uniform", bias="zeros"),
        output=convolved,
        weights="""
        depthwise_kernel (*kernel, channels, depth_multiplier)
        pointwise_kernel (*ones, spread, filters)
        """,
        macs="positions * (kernel * spread + spread * filters)",
        sizes=_separable_sizes,
        alias="SeparableConvolution{}D",
    ),
}
