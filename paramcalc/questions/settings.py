"""The settings that a layer of Keras can have: from its class, its shapes, and its number of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, combinations
from itertools import product as all_of

from paramcalc.models.spec import LayerSpec
from paramcalc.questions.candidates import BOTH, Candidates, Config, Seen, kernel_of, kernels_for


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


def _convolution(dimensions: int) -> Callable[[Seen], Iterator[Config]]:
    def configs(seen: Seen) -> Iterator[Config]:
        for first, bias in all_of((False, True), BOTH):
            for positions, groups, _ in kernels_for(seen, bias, first, dimensions):
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
