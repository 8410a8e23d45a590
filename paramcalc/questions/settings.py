"""The settings that a layer of a printed summary can have: from its class, its shapes, and its number of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations
from itertools import product as all_of
from math import gcd, isqrt, prod
from typing import Any, NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.models.printed import PrintedShape
from paramcalc.models.spec import LayerSpec

Config: TypeAlias = "dict[str, Any]"


class Seen(NamedTuple):
    """What a summary shows of a layer."""

    output: PrintedShape
    input: PrintedShape | None
    """None if it is not known."""
    params: int

    @property
    def features(self) -> int | None:
        """The last axis of its output."""
        return self.output[-1] if self.output else None

    def channels(self, first: bool) -> tuple[int, int | None] | None:
        """The channels of the output and of the input, on the first axis behind the batch or on the last."""
        axis = 1 if first else -1
        if len(self.output) < 3 or not isinstance(self.output[axis], int):
            return None
        known = self.input is not None and len(self.input) == len(self.output)
        return self.output[axis], self.input[axis] if known and self.input else None  # type: ignore[return-value]


BOTH = (True, False)

INPUT = Polynomial.symbol("input")


class Candidates(NamedTuple):
    """How to find the settings of a class."""

    configs: Callable[[Seen], Iterator[Config]]
    """The settings that can give the number, the default first."""
    all_known: bool = True
    """Whether no others can."""
    keeps_shape: bool = False
    """Whether its output has the shape of its input."""


def _dense(seen: Seen) -> Iterator[Config]:
    if seen.features:
        yield from ({"units": seen.features, "use_bias": bias} for bias in BOTH)


def _embedding(seen: Seen) -> Iterator[Config]:
    if seen.features:
        yield {"input_dim": max(seen.params // seen.features, 1), "output_dim": seen.features}


def _recurrent(*options: str) -> Callable[[Seen], Iterator[Config]]:
    """A recurrent layer: with each setting of these switches."""

    def configs(seen: Seen) -> Iterator[Config]:
        if seen.features:
            for values in all_of(BOTH, repeat=len(options)):
                yield {"units": seen.features, **dict(zip(options, values, strict=True))}

    return configs


CELLS: dict[str, tuple[str, ...]] = {
    "LSTM": ("use_bias",),
    "GRU": ("use_bias", "reset_after"),
    "SimpleRNN": ("use_bias",),
    "CuDNNLSTM": (),
    "CuDNNGRU": (),
}
"""The recurrent layers with the switches that change their count."""


def _bidirectional(seen: Seen) -> Iterator[Config]:
    if not seen.features or len(seen.output) > 3:
        return
    for kind, options in CELLS.items():
        for mode in ("concat", "sum"):
            if mode == "sum" or seen.features % 2 == 0:
                units = seen.features // 2 if mode == "concat" else seen.features
                for config in _recurrent(*options)(seen._replace(output=(None, units))):
                    yield {"layer": LayerSpec(kind, kind.lower(), config), "merge_mode": mode}


USUAL_KERNELS = {1: (3, 5, 7, 2, 4, 1), 2: (9, 25, 49, 4, 121, 1), 3: (27, 125, 8, 1)}
"""The usual numbers of positions of a kernel, by its dimensions."""


def kernel_of(positions: int, dimensions: int) -> tuple[int, ...]:
    """A kernel with this number of positions: a square if it can be one.

    >>> kernel_of(9, 2), kernel_of(6, 2)
    ((3, 3), (6, 1))
    """
    if dimensions == 2 and isqrt(positions) ** 2 == positions:
        return isqrt(positions), isqrt(positions)
    if dimensions == 3:
        side = next((side for side in range(1, 30) if side**3 == positions), None)
        if side:
            return side, side, side
    return (positions, *[1] * (dimensions - 1))


def _kernels(seen: Seen, bias: bool, first: bool, dimensions: int) -> Iterator[tuple[int, int, int | None]]:
    """The positions of a kernel, the groups, and the channels of the input, that give the number."""
    channels = seen.channels(first)
    if channels is None:
        return
    filters, inputs = channels
    each, rest = divmod(seen.params - filters * bias, filters)
    if rest or each < 1:
        return
    if inputs is None:
        positions = next(positions for positions in USUAL_KERNELS[dimensions] if each % positions == 0)
        yield positions, 1, each // positions
        return
    groups = inputs // gcd(inputs, each)
    if filters % groups == 0:
        yield each * groups // inputs, groups, None


def _convolution(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for first, bias in all_of((False, True), BOTH):
            for positions, groups, _ in _kernels(seen, bias, first, dimensions):
                channels = seen.channels(first)
                yield {
                    "filters": channels[0] if channels else None,
                    "kernel_size": kernel_of(positions, dimensions),
                    "use_bias": bias,
                    **({"groups": groups} if groups > 1 else {}),
                    **({"data_format": "channels_first"} if first else {}),
                }

    return configs


def _depthwise(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for first, bias in all_of((False, True), BOTH):
            channels = seen.channels(first)
            if channels:
                made, inputs = channels
                positions, rest = divmod(seen.params - made * bias, made)
                if not rest and positions and made % (inputs or 1) == 0:
                    yield {
                        "kernel_size": kernel_of(positions, dimensions),
                        "depth_multiplier": made // inputs if inputs else 1,
                        "use_bias": bias,
                        **({"data_format": "channels_first"} if first else {}),
                    }

    return configs


def _separable(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for first, bias, depth in all_of((False, True), BOTH, range(1, 9)):
            channels = seen.channels(first)
            if channels and channels[1]:
                filters, inputs = channels[0], channels[1] * depth
                positions, rest = divmod(seen.params - filters * bias - inputs * filters, inputs)
                if not rest and positions > 0:
                    yield {
                        "filters": filters,
                        "kernel_size": kernel_of(positions, dimensions),
                        "depth_multiplier": depth,
                        "use_bias": bias,
                        **({"data_format": "channels_first"} if first else {}),
                    }

    return configs


def _conv_lstm(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for first, bias in all_of((False, True), BOTH):
            spatial = dimensions + 1
            if seen.input is None or len(seen.input) != dimensions + 3:
                return
            filters, inputs = seen.output[-spatial if first else -1], seen.input[2 if first else -1]
            if filters and inputs:
                positions, rest = divmod(seen.params - 4 * filters * bias, 4 * filters * (filters + inputs))
                if not rest and positions > 0:
                    yield {
                        "filters": filters,
                        "kernel_size": kernel_of(positions, dimensions),
                        "use_bias": bias,
                        **({"data_format": "channels_first"} if first else {}),
                    }

    return configs


def _normalization(*switches: str, axes: bool = True) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        several = [(-1,), (1,), tuple(range(1, len(seen.output)))] if axes else [()]
        for axis, *values in all_of(dict.fromkeys(several), *[BOTH] * len(switches)):
            chosen = {"axis": axis[0] if len(axis) == 1 else list(axis)} if axis else {}
            yield {**(chosen if axis != (-1,) else {}), **dict(zip(switches, values, strict=True))}

    return configs


def _prelu(seen: Seen) -> Iterator[Config]:
    axes = range(1, len(seen.output))
    for shared in chain.from_iterable(combinations(axes, number) for number in range(len(seen.output))):
        yield {"shared_axes": list(shared)} if shared else {}


def _attention(seen: Seen) -> Iterator[Config]:
    width = seen.features
    for bias in BOTH if width else ():
        each, rest = divmod(seen.params - (width or 0) * bias, 4 * (width or 0) + 3 * bias)
        if not rest and each > 0:
            yield {"num_heads": 1, "key_dim": each, "use_bias": bias}


def _steps(seen: Seen) -> Iterator[Config]:
    """A layer at every step: a Dense, a convolution, or one without weights."""
    inside = Seen((None, *seen.output[2:]), None if seen.input is None else (None, *seen.input[2:]), seen.params)
    for kind in ("Dense", "Conv2D", "Conv1D", "LSTM", "GRU", "BatchNormalization"):
        for config in KERAS[kind].configs(inside):
            yield {"layer": LayerSpec(kind, kind.lower(), config)}
    yield {"layer": LayerSpec("Activation", "activation", {"activation": "relu"})}


def _as_it_is(seen: Seen) -> Iterator[Config]:
    yield {}


KERAS: dict[str, Candidates] = {
    "Dense": Candidates(_dense),
    "Embedding": Candidates(_embedding),
    **{kind: Candidates(_recurrent(*options)) for kind, options in CELLS.items()},
    "Bidirectional": Candidates(_bidirectional),
    "TimeDistributed": Candidates(_steps, all_known=False),
    **{f"Conv{n}D": Candidates(_convolution(n)) for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": Candidates(_convolution(n)) for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": Candidates(_depthwise(n)) for n in (1, 2)},
    **{f"SeparableConv{n}D": Candidates(_separable(n)) for n in (1, 2)},
    **{f"ConvLSTM{n}D": Candidates(_conv_lstm(n)) for n in (1, 2, 3)},
    "BatchNormalization": Candidates(_normalization("scale", "center"), keeps_shape=True),
    "LayerNormalization": Candidates(_normalization("scale", "center"), keeps_shape=True),
    "GroupNormalization": Candidates(_normalization("scale", "center"), False, keeps_shape=True),
    "PReLU": Candidates(_prelu, keeps_shape=True),
    "MultiHeadAttention": Candidates(_attention, False, keeps_shape=True),
}
"""The classes of Keras with weights. For others the default settings are tried."""


def _linear(seen: Seen) -> Iterator[Config]:
    for bias in BOTH if seen.features else ():
        yield {"in_features": _width(seen), "out_features": seen.features, "bias": bias}


def _width(seen: Seen) -> int | Polynomial:
    return seen.input[-1] if seen.input and seen.input[-1] else INPUT


def _torch_recurrent(seen: Seen) -> Iterator[Config]:
    for layers, bias, both in all_of(range(1, 9), BOTH, (False, True)) if seen.features else ():
        if not both or (seen.features or 0) % 2 == 0:
            yield {
                "input_size": _width(seen),
                "hidden_size": (seen.features or 0) // (1 + both),
                "num_layers": layers,
                "bias": bias,
                "bidirectional": both,
            }


def _torch_convolution(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for bias in BOTH:
            for positions, groups, inputs in _kernels(seen, bias, True, dimensions):
                channels = seen.channels(True)
                if channels:
                    yield {
                        "in_channels": inputs or channels[1],
                        "out_channels": channels[0],
                        "kernel_size": kernel_of(positions, dimensions),
                        "bias": bias,
                        **({"groups": groups} if groups > 1 else {}),
                    }

    return configs


def _torch_batch_norm(seen: Seen) -> Iterator[Config]:
    if len(seen.output) > 1 and seen.output[1]:
        yield from ({"num_features": seen.output[1], "affine": affine} for affine in BOTH)


def _torch_layer_norm(seen: Seen) -> Iterator[Config]:
    for axes in range(1, len(seen.output)):
        shape = seen.output[-axes:]
        if None not in shape:
            yield {"normalized_shape": list(shape)}
            yield {"normalized_shape": list(shape), "bias": False}
            yield {"normalized_shape": list(shape), "elementwise_affine": False}


def _torch_embedding(seen: Seen) -> Iterator[Config]:
    if seen.features:
        yield {"num_embeddings": max(seen.params // seen.features, 1), "embedding_dim": seen.features}


PYTORCH: dict[str, Candidates] = {
    "Linear": Candidates(_linear),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), Candidates(_torch_recurrent)),
    **{f"Conv{n}d": Candidates(_torch_convolution(n)) for n in (1, 2, 3)},
    **{f"BatchNorm{n}d": Candidates(_torch_batch_norm, keeps_shape=True) for n in (1, 2, 3)},
    "LayerNorm": Candidates(_torch_layer_norm, keeps_shape=True),
    "Embedding": Candidates(_torch_embedding),
}
"""The classes of PyTorch with weights."""

CLASSES: Mapping[str, Mapping[str, Candidates]] = {"keras": KERAS, "pytorch": PYTORCH}


def input_of(kind: str, seen: Seen, candidates: Candidates | None, is_recurrent: bool) -> tuple[Any, ...]:
    """The shape that a layer reads, with a symbol for each length that is not known."""
    if seen.input is not None:
        shape: PrintedShape = seen.input
    elif candidates is not None and candidates.keeps_shape:
        shape = seen.output
    else:
        rank = 3 if is_recurrent else max(len(seen.output), 2)
        return (Polynomial.symbol("batch"), *map(_length, range(1, rank - 1)), INPUT)
    last = len(shape) - 1
    return tuple(
        size if isinstance(size, int) and axis else INPUT if axis == last else _length(axis)
        for axis, size in enumerate(shape)
    )


def _length(axis: int) -> Polynomial:
    return Polynomial.symbol(f"length_{axis}") if axis else Polynomial.symbol("batch")


def size_of(shape: PrintedShape) -> int:
    """The product of the known lengths."""
    return prod(size for size in shape if size is not None)
