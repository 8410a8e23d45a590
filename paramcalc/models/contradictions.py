"""Whether the tensors in a file are those that a definition of a layer class gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes import defined_classes
from paramcalc.classes.messages import shape_text
from paramcalc.errors import UsageError
from paramcalc.models.result import Sublayer, Weight
from paramcalc.models.spec import StoredTensor
from paramcalc.phrases import tr


def refuse_contradictions(
    framework: str, sublayers: Sequence[Sublayer], stored: Mapping[str, Sequence[StoredTensor]]
) -> None:
    """Raise UsageError, with both shapes, where a file has other tensors for a layer than its definition gives."""
    kinds = defined_classes(framework)
    if not kinds:
        return
    for sublayer in sublayers:
        tensors = stored.get(sublayer.name, ())
        if not tensors or not sublayer.results or sublayer.results[0].unknown:
            continue
        own = [weight for weight in sublayer.weights if _kind(weight) in kinds]
        is_own = _plain(sublayer.results[0].spec.kind) in kinds
        if own or is_own:
            _refuse(sublayer, own, tensors, is_own)


def _plain(kind: str) -> str:
    """The name of a class without the package under which Keras registered it."""
    return kind.rpartition(">")[2]


def _kind(weight: Weight) -> str:
    """The class of the layer that owns a tensor."""
    return _plain(weight.key[0].kind)


def _refuse(sublayer: Sublayer, own: Sequence[Weight], tensors: Sequence[StoredTensor], is_own: bool) -> None:
    saved = [weight for weight in sublayer.weights if weight.saved]
    derived, others = unmatched(saved, tensors)
    for weight, tensor in zip_longest(derived, others):
        # A tensor of a layer inside that is not defined is reported as a difference.
        if is_own or weight in own:
            kind = _plain(sublayer.results[0].spec.kind) if weight is None else _kind(weight)
            gives = (
                tr("has no such tensor")
                if weight is None
                else tr("gives {name} {shape}", name=weight.name, shape=shape_text(weight.shape))
            )
            holds = (
                tr("has no such tensor")
                if tensor is None
                else tr("has {name} {shape}", name=tensor.name, shape=shape_text(tensor.shape))
            )
            message = tr(
                "{name} ({kind}): the definition {gives}, the file {holds}",
                name=sublayer.name,
                kind=kind,
                gives=gives,
                holds=holds,
            )
            raise UsageError(message, tip=tr("correct the definition of {kind}", kind=kind))


def unmatched(weights: Sequence[Weight], tensors: Sequence[StoredTensor]) -> tuple[list[Weight], list[StoredTensor]]:
    """The derived and the stored tensors that remain after those of one shape are paired.

    A free size can have any length; tensors whose sizes are all known are paired first.
    """
    left = list(tensors)
    derived = []
    in_order = sorted(weights, key=lambda weight: any(isinstance(size, Polynomial) for size in weight.shape))
    for weight in in_order:
        match = next((tensor for tensor in left if _fits(weight.shape, tensor.shape)), None)
        if match is None:
            derived.append(weight)
        else:
            left.remove(match)
    return derived, left


def _fits(derived: Sequence[Size], stored: Sequence[int]) -> bool:
    return len(derived) == len(stored) and all(
        isinstance(one, Polynomial) or one == two for one, two in zip(derived, stored, strict=True)
    )
