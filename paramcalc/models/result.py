"""What follows for one call of a layer: shapes, weights, multiply-adds, and the same for the layers inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.classes.base import Shape
from paramcalc.layers.breakdown import Breakdown, tensor_bytes
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import labelled


class Weight(NamedTuple):
    """A tensor of a layer. Two with the same key are the same tensor."""

    name: str
    """Its path within the layer: `forward_layer/kernel`."""
    shape: tuple[Size, ...]
    symbolic_shape: tuple[Polynomial, ...]
    trainable: bool
    dtype: str
    key: tuple[LayerSpec, str]
    """The layer that owns it, and its name there."""
    saved: bool = True
    """Whether files hold it: LoRA's matrices are merged when a model is saved."""

    @property
    def formula(self) -> Polynomial:
        """Its count before the sizes are put in."""
        return polynomial(product(self.symbolic_shape))

    @property
    def count(self) -> Size:  # type: ignore[override]  # the field's word, above tuple.count
        """The number of its values."""
        return product(self.shape)

    @property
    def bytes(self) -> Size:
        """The memory that it takes."""
        return tensor_bytes(self.count, self.dtype)


def each_once(groups: Iterable[tuple[str, Iterable[Weight]]]) -> tuple[Weight, ...]:
    """The weights of several layers, each tensor once, with the layer's name in front of its own."""
    weights: dict[tuple[LayerSpec, str], Weight] = {}
    for layer, group in groups:
        for weight in group:
            if weight.key not in weights:
                weights[weight.key] = weight._replace(name=f"{layer}/{weight.name}")
    return tuple(weights.values())


class WeightTotals:
    """The totals of an object's `weights`."""

    @property
    def weights(self) -> tuple[Weight, ...]:
        """The tensors."""
        raise NotImplementedError

    @cached_property
    def total(self) -> Size:
        """The number of parameters, shared ones once: Keras's `count_params()`."""
        return total(self.weights)

    @cached_property
    def trainable(self) -> Size:
        """The number of trained parameters."""
        return total(weight for weight in self.weights if weight.trainable)

    @property
    def non_trainable(self) -> Size:
        """The number of parameters that are not trained."""
        return total(weight for weight in self.weights if not weight.trainable)

    @property
    def bytes(self) -> Size:
        """The memory that all parameters take."""
        return _bytes(self.weights)

    @property
    def trainable_bytes(self) -> Size:
        """The memory that the trained parameters take."""
        return _bytes(weight for weight in self.weights if weight.trainable)

    @property
    def non_trainable_bytes(self) -> Size:
        """The memory that the other parameters take."""
        return _bytes(weight for weight in self.weights if not weight.trainable)


def total(weights: Iterable[Weight]) -> Size:
    """The number of parameters of these tensors."""
    return sum(weight.count for weight in weights)


def _bytes(weights: Iterable[Weight]) -> Size:
    return sum(weight.bytes for weight in weights)


class Source(NamedTuple):
    """The output of a layer that another layer reads.

    >>> str(Source("gru")), str(Source("gru", 1))
    ('gru', 'gru[1]')
    """

    layer: str
    output: int = 0

    def __str__(self) -> str:
        return f"{self.layer}[{self.output}]" if self.output else self.layer


class Uncounted(NamedTuple):
    """A layer whose weights are not known, and why.

    >>> str(Uncounted("mine", "Mine is not a layer class of Keras"))
    'mine: Mine is not a layer class of Keras'
    """

    layer: str
    reason: str

    def __str__(self) -> str:
        return labelled(self.layer, self.reason)


class Sublayer(NamedTuple):
    """A layer inside another: its calls there, and what they read."""

    name: str
    results: tuple[LayerResult, ...]
    reads: tuple[Source, ...] = ()

    @property
    def weights(self) -> tuple[Weight, ...]:
        """The tensors, which are those of the first call."""
        return self.results[0].weights if self.results else ()


class LayerResult(NamedTuple):
    """One call of a layer."""

    spec: LayerSpec
    outputs: tuple[Shape | None, ...]
    weights: tuple[Weight, ...] = ()
    """All tensors, including those of the layers inside."""
    macs: Size | None = 0
    """Multiply-adds of one sample; None if they are unknown."""
    sublayers: tuple[Sublayer, ...] = ()
    breakdown: Breakdown | None = None
    """The gates of a recurrent layer."""
    unknown: tuple[Uncounted, ...] = ()
    """The layers whose weights are not known, this one or others inside."""
    notes: tuple[str, ...] = ()
    inputs: tuple[Shape | None, ...] = ()
    """The shapes that it reads; None for one of which nothing is known."""


def plain_calls(sublayers: Iterable[Sublayer], around: str = "") -> Iterator[tuple[str, LayerResult]]:
    """The calls of all layers that are no models, those in nested models included, each with the layer's path."""
    for sublayer in sublayers:
        for result in sublayer.results:
            path = f"{around}{sublayer.name}"
            if result.spec.graph is not None:
                yield from plain_calls(result.sublayers, f"{path}/")
            else:
                yield path, result


def total_macs(results: Iterable[LayerResult]) -> Size | None:
    """The multiply-adds of several calls together; None if those of one are unknown."""
    macs = [result.macs for result in results]
    return None if None in macs else sum(count for count in macs if count is not None)


def built_of(
    spec: LayerSpec,
    sublayers: tuple[Sublayer, ...],
    outputs: tuple[Shape | None, ...],
    calls: Sequence[LayerResult],
    notes: tuple[str, ...] = (),
) -> LayerResult:
    """The result of a layer that has the weights of its sublayers, and the multiply-adds of these calls."""
    weights = each_once((sublayer.name, sublayer.weights) for sublayer in sublayers)
    unknown = tuple(dict.fromkeys(reason for call in calls for reason in call.unknown))
    return LayerResult(spec, outputs, weights, total_macs(calls), sublayers, unknown=unknown, notes=notes)
