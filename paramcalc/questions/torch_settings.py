"""The settings that a layer of PyTorch can have: from its class, its shapes, and its number of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product as all_of

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.questions.candidates import BOTH, INPUT, Candidates, Config, Seen, kernel_of, kernels_for


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
            for positions, groups, inputs in kernels_for(seen, bias, True, dimensions):
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
    **{f"ConvTranspose{n}d": Candidates(_torch_convolution(n)) for n in (1, 2, 3)},
    **{f"BatchNorm{n}d": Candidates(_torch_batch_norm, keeps_shape=True) for n in (1, 2, 3)},
    "LayerNorm": Candidates(_torch_layer_norm, keeps_shape=True),
    "Embedding": Candidates(_torch_embedding),
}
"""The classes of PyTorch with weights."""
