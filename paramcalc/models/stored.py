"""The tensors that a file holds, against those derived: verification without a framework, from headers alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.models.result import LayerResult, Sublayer, Weight, weight_of
from paramcalc.models.spec import LayerSpec, StoredTensor

REPEATED = ("SpectralNormalization",)
"""What stores a tensor of the layer inside a second time."""

TABLES = ("IntegerLookup", "StringLookup", "TextVectorization")
"""What stores tables that are no weights."""


class Difference(NamedTuple):
    """A tensor that is only derived, only stored, or of another shape in the file."""

    layer: str
    derived: Weight | None
    stored: StoredTensor | None


def filled(node: LayerResult, stored: Mapping[str, Sequence[StoredTensor]]) -> tuple[LayerResult, frozenset[str]]:
    """The model's node with the weights that nothing but the file tells, and the names of those layers."""
    parts, names = [], set()
    for part in node.sublayers:
        tensors = stored.get(part.name, ())
        if part.results and tensors and _needs(part.results[0]):
            weights = tuple(_weight(part.results[0].spec, each) for each in tensors)
            part = part._replace(results=tuple(each._replace(weights=weights) for each in part.results))
            names.add(part.name)
        parts.append(part)
    if not node.sublayers and node.unknown:
        # The model's own class is unknown: its layers are those that the file has.
        parts = [_stored_part(name, tensors) for name, tensors in stored.items()]
        names = set(stored)
    return node._replace(sublayers=tuple(parts)), frozenset(names)


def _needs(node: LayerResult) -> bool:
    return bool(node.unknown) or any(isinstance(weight.count, Polynomial) for weight in node.weights)


def _stored_part(name: str, tensors: Sequence[StoredTensor]) -> Sublayer:
    spec = LayerSpec("?", name, {})
    return Sublayer(name, (LayerResult(spec, (None,), tuple(_weight(spec, each) for each in tensors), None),))


def _weight(spec: LayerSpec, tensor: StoredTensor) -> Weight:
    shape = tuple(polynomial(size) for size in tensor.shape)
    trainable = bool(spec.config.get("trainable", True)) and not spec.frozen
    return weight_of(spec, tensor.name, tensor.shape, shape, trainable=trainable, dtype=tensor.dtype)


def compared(
    parts: Sequence[Sublayer], stored: Mapping[str, Sequence[StoredTensor]], from_file: Collection[str]
) -> tuple[Difference, ...]:
    """The differences, layer by layer. A tensor shared with a layer above is stored there, in some files here, too."""
    seen: set[Any] = set()
    found: list[Difference] = []
    for part in parts:
        weights = list(part.results[0].weights if part.results else ())
        merged = [weight for weight in weights if weight.saved]
        own = [weight for weight in weights if weight.key not in seen]
        seen.update(weight.key for weight in weights)
        if part.name in from_file:
            continue
        tensors = stored.get(part.name, ())
        rest = _unlike(part.name, own, tensors)
        # Some files repeat what is shared, and .keras files merge what LoRA adds.
        for others in (weights, merged):
            rest = min(rest, _unlike(part.name, others, tensors), key=len) if rest else rest
        if part.results and part.results[0].spec.kind in REPEATED:
            shapes = {weight.shape for weight in weights}
            rest = [each for each in rest if each.derived or (each.stored and each.stored.shape not in shapes)]
        found += rest if weights or not part.results or part.results[0].spec.kind not in TABLES else []
    known = {part.name for part in parts}
    found += [Difference(name, None, each) for name, tensors in stored.items() if name not in known for each in tensors]
    return tuple(found)


def _unlike(layer: str, weights: Sequence[Weight], tensors: Sequence[StoredTensor]) -> list[Difference]:
    """What is left when tensors of one shape are paired in order; the rest is paired as it comes."""
    left = list(tensors)
    mine = []
    for weight in weights:
        match = next((each for each in left if each.shape == weight.shape), None)
        if match is None:
            mine.append(weight)
        else:
            left.remove(match)
    pairs = max(len(mine), len(left))
    ours = [*mine, *[None] * (pairs - len(mine))]
    theirs = [*left, *[None] * (pairs - len(left))]
    return [Difference(layer, one, two) for one, two in zip(ours, theirs, strict=True)]
