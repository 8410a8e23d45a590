"""Keras's convolutions, `keras/src/layers/convolutional`."""

from __future__ import annotations

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes
from paramcalc.classes.keras.core import KERNEL_ARGUMENTS
from paramcalc.classes.keras.quantized import variants
from paramcalc.classes.rules import convolution_sizes, convolved, joined, lengths_after, parts, transposed


def _ones(dimensions: int) -> str:
    return "1" if dimensions == 1 else f"({', '.join('1' for _ in range(dimensions))})"


def _conv(dimensions: int) -> LayerEntry:
    one = _ones(dimensions)
    entry = LayerEntry(
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, dilation_rate={one}, groups=1, "
        f"activation=None, use_bias=True, {KERNEL_ARGUMENTS}",
        convolved(dimensions),
        """
        kernel (*kernel, channels, filters)
        bias (filters) if use_bias
        """,
        macs="positions * kernel * channels * filters",
        sizes=convolution_sizes(dimensions),
        rank=dimensions + 2,
        aliases=(f"Convolution{dimensions}D",),
    )
    return variants(
        entry,
        {
            "lora": """
            kernel (*kernel, channels, filters) frozen
            bias (filters) if use_bias
            lora_kernel_a (*kernel, channels, rank) unsaved as float32
            lora_kernel_b (rank, filters) unsaved as float32
            """
        },
        quantizes=False,
    )


def _transpose(dimensions: int) -> LayerEntry:
    one = _ones(dimensions)
    # Keras has the two in another order for three dimensions.
    further = ["output_padding=None", "data_format=None"][:: -1 if dimensions == 3 else 1]
    return LayerEntry(
        f"filters, kernel_size, strides={one}, padding='valid', {', '.join(further)}, dilation_rate={one}, "
        f"activation=None, use_bias=True, {KERNEL_ARGUMENTS}",
        transposed(dimensions),
        """
        kernel (*kernel, filters, channels)
        bias (filters) if use_bias
        """,
        macs="inputs * kernel * channels * filters",
        sizes=convolution_sizes(dimensions),
        rank=dimensions + 2,
        aliases=(f"Convolution{dimensions}DTranspose",),
    )


def _depthwise(dimensions: int) -> LayerEntry:
    one = _ones(dimensions)

    def output(call: LayerCall) -> Outputs:
        batch, positions, channels = parts(call, call.shape)
        lengths = lengths_after(call, positions, dimensions)
        return joined(call, batch, lengths, channels * call.size("depth_multiplier"))

    def sizes(call: LayerCall) -> Sizes:
        filters: Size = parts(call, call.shape)[2] * call.size("depth_multiplier")
        return {**convolution_sizes(dimensions)(call), "filters": filters}

    return LayerEntry(
        f"kernel_size, strides={one}, padding='valid', depth_multiplier=1, data_format=None, dilation_rate={one}, "
        f"activation=None, use_bias=True, {_separate('depthwise')}",
        output,
        """
        kernel (*kernel, channels, depth_multiplier)
        bias (filters) if use_bias
        """,
        macs="positions * kernel * filters",
        sizes=sizes,
        rank=dimensions + 2,
    )


def _separable(dimensions: int) -> LayerEntry:
    one = _ones(dimensions)

    def sizes(call: LayerCall) -> Sizes:
        channels = parts(call, call.shape)[2]
        return {**convolution_sizes(dimensions)(call), "spread": channels * call.size("depth_multiplier")}

    return LayerEntry(
        f"filters, kernel_size, strides={one}, padding='valid', data_format=None, dilation_rate={one}, "
        f"depth_multiplier=1, activation=None, use_bias=True, {_separate('depthwise', 'pointwise')}",
        convolved(dimensions),
        """
        depthwise_kernel (*kernel, channels, depth_multiplier)
        pointwise_kernel (*ones, spread, filters)
        bias (filters) if use_bias
        """,
        macs="positions * (kernel * spread + spread * filters)",
        sizes=sizes,
        rank=dimensions + 2,
        aliases=(f"SeparableConvolution{dimensions}D",),
    )


def _separate(*names: str) -> str:
    """The arguments of kernels that go by names of their own."""
    initialized = [f"{name}_initializer='glorot_uniform'" for name in names]
    regularized = [f"{name}_regularizer=None" for name in names]
    constrained = [f"{name}_constraint=None" for name in names]
    words = [*initialized, "bias_initializer='zeros'", *regularized, "bias_regularizer=None"]
    return ", ".join([*words, "activity_regularizer=None", *constrained, "bias_constraint=None"])


LAYERS: dict[str, LayerEntry] = {
    **{f"Conv{dimensions}D": _conv(dimensions) for dimensions in (1, 2, 3)},
    **{f"Conv{dimensions}DTranspose": _transpose(dimensions) for dimensions in (1, 2, 3)},
    **{f"DepthwiseConv{dimensions}D": _depthwise(dimensions) for dimensions in (1, 2)},
    **{f"SeparableConv{dimensions}D": _separable(dimensions) for dimensions in (1, 2)},
}
