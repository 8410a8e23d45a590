"""What follows for one call of a layer: shapes, weights, multiply-adds, and the same of what is inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.classes.base import Shape
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES, Breakdown
from paramcalc.models.spec import LayerSpec


class Weight(NamedTuple):
    """A tensor of a layer. Two with the same key are one."""

    name: str
    """Its place within the layer: `forward_layer/kernel`."""
    shape: tuple[Size, ...]
    symbolic_shape: tuple[Polynomial, ...]
    formula: Polynomial
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count
    trainable: bool
    dtype: str
    key: tuple[LayerSpec, str]
    saved: bool = True
    """Whether a file has it: what LoRA adds is merged when a model is saved."""

    @property
    def bytes(self) -> Size:
        """What it takes."""
        return self.count * DTYPES.get(self.dtype, DTYPES[DEFAULT_DTYPE])


def weight_of(
    spec: LayerSpec,
    name: str,
    shape: tuple[Size, ...],
    symbolic_shape: tuple[Polynomial, ...],
    *,
    trainable: bool,
    dtype: str,
    saved: bool = True,
) -> Weight:
    """A layer's own tensor."""
    formula, count = polynomial(product(symbolic_shape)), product(shape)
    return Weight(name, shape, symbolic_shape, formula, count, trainable, dtype, (spec, name), saved)


def total_macs(nodes: Sequence[LayerResult]) -> Size | None:
    """The multiply-adds of several calls together; None if one's cannot be told."""
    total: Size = 0
    for node in nodes:
        if node.macs is None:
            return None
        total = total + node.macs
    return total


class Source(NamedTuple):
    """An output that a layer reads: the layer that it comes from, and the number of the output."""

    layer: str
    output: int = 0

    def __str__(self) -> str:
        return f"{self.layer}[{self.output}]" if self.output else self.layer


class Sublayer(NamedTuple):
    """A layer inside another: its calls there, and what each reads from."""

    name: str
    results: tuple[LayerResult, ...]
    reads: tuple[Source, ...] = ()


class LayerResult(NamedTuple):
    """One call of a layer."""

    spec: LayerSpec
    outputs: tuple[Shape | None, ...]
    weights: tuple[Weight, ...] = ()
    """All of them, those of what is inside among them."""
    macs: Size | None = 0
    """Multiply-adds of one sample; None where they cannot be told."""
    sublayers: tuple[Sublayer, ...] = ()
    breakdown: Breakdown | None = None
    """Of a recurrent layer: its gates."""
    unknown: tuple[str, ...] = ()
    """Why its weights are not known; empty where they are."""
    notes: tuple[str, ...] = ()
