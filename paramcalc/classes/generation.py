"""What depends on the generation of a framework rather than on a layer."""

from __future__ import annotations

from typing import NamedTuple


class Generation(NamedTuple):
    """The rules of one generation of a framework; the defaults hold for a framework without generations."""

    freezes_inside: bool = False
    """Whether a frozen layer freezes the layers inside it. In Keras 3 each layer has its own flag."""
    trains_despite_flag: bool = False
    """Whether `trainable=False` does not reach the weights of some layers, as in Keras 3."""
    splits_gates: bool = False
    """Whether each gate has its own tensors, as in Keras 1."""
    widens_kernels: bool = False
    """Whether a convolution over one dimension has the kernel of one over two, as in Keras 1."""
    runs_bidirectional: bool = False
    """Whether Bidirectional runs its layers to find its output shape, as in TensorFlow 2."""
    overflows: bool = False
    """Whether the summary counts with 64-bit integers."""
    counts_optimizer: bool = False
    """Whether the summary adds the variables of the optimizer."""
    prints_unbuilt: bool = False
    """Whether the summary prints `0 (unbuilt)` for a model that was never built."""
