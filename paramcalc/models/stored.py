"""Comparison of the tensors that a file holds with those derived: verification without a framework."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.models.result import LayerResult, Sublayer, Weight
from paramcalc.models.rows import keys_of
from paramcalc.models.spec import LayerSpec, StoredTensor

REPEATED = ("SpectralNormalization",)
"""The classes that store a tensor of the layer inside a second time."""

TABLES = ("IntegerLookup", "StringLookup", "TextVectorization")
"""The classes that store tables which are not weights."""


FLOATS = ("float", "bfloat")
"""The beginnings of the floating-point data types."""


class Difference(NamedTuple):
    """A tensor that is only derived, only stored, or has another shape in the file."""

    layer: str
    derived: Weight | None
    stored: StoredTensor | None


def filled(
    result: LayerResult, stored: Mapping[str, Sequence[StoredTensor]], dtype: str = ""
) -> tuple[LayerResult, frozenset[str]]:
    """The model's result, with the file's tensors for layers whose weights are not known; and the names of those.

    `dtype` replaces the data type of tensors that are floating-point numbers in the file.
    """
    sublayers, names = [], set()
    for sublayer in result.sublayers:
        tensors = stored.get(sublayer.name, ())
        if sublayer.results and tensors and _is_open(sublayer.results[0]):
            weights = _weights(sublayer.results[0].spec, tensors, dtype)
            sublayer = sublayer._replace(results=tuple(call._replace(weights=weights) for call in sublayer.results))
            names.add(sublayer.name)
        sublayers.append(sublayer)
    if not result.sublayers and result.unknown:
        # The model's own class is unknown: its layers are those in the file.
        sublayers = [_only_stored(name, tensors, dtype) for name, tensors in stored.items()]
        names = set(stored)
    return result._replace(sublayers=tuple(sublayers)), frozenset(names)


def _is_open(result: LayerResult) -> bool:
    return bool(result.unknown) or any(isinstance(weight.count, Polynomial) for weight in result.weights)


def _only_stored(name: str, tensors: Sequence[StoredTensor], dtype: str) -> Sublayer:
    spec = LayerSpec("?", name, {})
    return Sublayer(name, (LayerResult(spec, (None,), _weights(spec, tensors, dtype), None),))


def _weights(spec: LayerSpec, tensors: Sequence[StoredTensor], dtype: str) -> tuple[Weight, ...]:
    trainable = bool(spec.config.get("trainable", True)) and not spec.frozen
    return tuple(
        Weight(
            name,
            shape,
            tuple(map(polynomial, shape)),
            trainable,
            dtype if dtype and stored.startswith(FLOATS) else stored,
            (spec, name),
        )
        for name, shape, stored, _ in tensors
    )


def compared(
    sublayers: Sequence[Sublayer], stored: Mapping[str, Sequence[StoredTensor]], from_file: Collection[str]
) -> tuple[Difference, ...]:
    """The differences, layer by layer. A tensor shared with an earlier layer is stored there; some files repeat it."""
    seen: set[Any] = set()
    differences: list[Difference] = []
    for sublayer in sublayers:
        if sublayer.name not in from_file:
            differences += _of_layer(sublayer, stored.get(sublayer.name, ()), seen)
        seen |= keys_of(sublayer.weights)
    names = {sublayer.name for sublayer in sublayers}
    others = ((name, tensor) for name, tensors in stored.items() if name not in names for tensor in tensors)
    return (*differences, *(Difference(name, None, tensor) for name, tensor in others))


def _of_layer(sublayer: Sublayer, tensors: Sequence[StoredTensor], seen: set[Any]) -> list[Difference]:
    """The differences of one layer; `seen` are the tensors of earlier layers."""
    weights, kind = sublayer.weights, sublayer.results[0].spec.kind if sublayer.results else ""
    if not weights and kind in TABLES:
        return []
    own = [weight for weight in weights if weight.key not in seen]
    merged = [weight for weight in weights if weight.saved]
    # Some files repeat shared tensors, and .keras files merge LoRA's matrices: the reading that fits best holds.
    left = min((_unpaired(sublayer.name, choice, tensors) for choice in (own, weights, merged)), key=len)
    if kind in REPEATED:
        shapes = {weight.shape for weight in weights}
        return [rest for rest in left if rest.derived or (rest.stored and rest.stored.shape not in shapes)]
    return left


def _unpaired(layer: str, weights: Sequence[Weight], tensors: Sequence[StoredTensor]) -> list[Difference]:
    """The tensors that remain after those of equal shape are paired in order; the rest is paired in order, too."""
    left = list(tensors)
    derived = []
    for weight in weights:
        match = next((tensor for tensor in left if tensor.shape == weight.shape), None)
        if match is None:
            derived.append(weight)
        else:
            left.remove(match)
    return [Difference(layer, one, two) for one, two in zip_longest(derived, left)]
