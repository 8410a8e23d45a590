"""What the names in people's formulas stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NAMES: dict[str, tuple[str, ...]] = {
    "units": (
        *("units", "n_units", "num_units", "hidden", "hidden_size", "hidden_units", "hidden_dim", "n_hidden"),
        *("num_hidden", "d_hidden", "hidden_layer_size", "output_dim", "output_size", "output", "n_output", "n_out"),
        *("d_out", "n_cells", "num_cells", "cells", "cell_size", "state_size", "memory_units", "neurons", "n_neurons"),
        *(
            "num_neurons",
            "nodes",
            "n_h",
            "d_h",
            "N_h",
            "D_h",
            "size_of_hidden",
            "units_size",
            "latent_dim",
            "rnn_units",
        ),
        *("out", "lstm_units", "gru_units", "hid", "hid_dim", "hid_size"),
    ),
    "input": (
        *("input", "input_dim", "input_size", "inputs", "n_inputs", "num_inputs", "n_input", "n_in", "d_in", "in_dim"),
        *(
            "in",
            "n_features",
            "num_features",
            "features",
            "feature_dim",
            "feature_size",
            "in_features",
            "input_features",
        ),
        *("embedding_dim", "embedding_size", "emb_dim", "embed_dim", "n_x", "d_x", "N_x", "D_x", "n_i", "d_i"),
        *("size_of_input", "input_shape", "data_dim", "in_size", "d_input", "vector_size"),
    ),
    "projection": ("projection", "proj_size", "num_proj", "n_proj", "proj", "projection_size"),
    "filters": ("filters", "n_filters", "num_filters", "out_channels", "hidden_channels"),
    "channels": ("channels", "n_channels", "num_channels", "in_channels", "input_channels"),
    "kernel": ("kernel", "kernel_size", "k"),
    "kernel_1": ("kernel_1", "kernel_height", "k_h"),
    "kernel_2": ("kernel_2", "kernel_width", "k_w"),
    "kernel_3": ("kernel_3", "kernel_depth", "k_d"),
}
"""The names that stand for one size alone."""

LETTERS: dict[str, tuple[str, ...]] = {
    "n": ("units", "input"),
    "h": ("units", "input"),
    "H": ("units", "input"),
    "u": ("units", "input"),
    "U": ("units", "input"),
    "N": ("units", "input"),
    "o": ("units", "input"),
    "s": ("units", "input"),
    "q": ("units", "input"),
    "m": ("input", "units"),
    "M": ("input", "units"),
    "x": ("input", "units"),
    "X": ("input", "units"),
    "i": ("input", "units"),
    "I": ("input", "units"),
    "d": ("input", "units"),
    "D": ("input", "units"),
    "f": ("input", "units"),
    "F": ("input", "units"),
    "e": ("input", "units"),
    "E": ("input", "units"),
    "p": ("projection", "input", "units"),
}
"""Letters, and what they may stand for: the likeliest first."""

_SIZES = {name: size for size, names in NAMES.items() for name in names}

SPATIAL = frozenset({"filters", "channels", "kernel", "kernel_1", "kernel_2", "kernel_3"})
"""The sizes of convolutions, which other layers do not have."""

KNOWN = frozenset({*_SIZES, *LETTERS})
"""Every name that may stand for a size."""

OF_CONVOLUTION: Mapping[str, str] = {"units": "filters", "input": "channels"}
"""The sizes of a convolution that are called as those of other layers are."""


def meanings(name: str) -> Sequence[str]:
    """The sizes that a name may stand for, the likeliest first.

    >>> meanings("n_units"), meanings("m"), meanings("foo")
    (('units',), ('input', 'units'), ('units', 'input'))
    """
    exact = _SIZES.get(name) or _SIZES.get(name.lower().replace("-", "_"))
    return (exact,) if exact else LETTERS.get(name, ("units", "input"))
