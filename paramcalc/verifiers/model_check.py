"""Compares a whole model with the real one, whatever the framework: totals, and each layer's tensors and shapes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, known
from paramcalc.classes.base import Shape
from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.result import LayerResult, Weight
from paramcalc.models.spec import INPUT, LayerSpec
from paramcalc.phrases import joined, tr
from paramcalc.verifiers.base import BuiltLayer, ModelVerifier, RealModel
from paramcalc.verifiers.verdict import (
    MODEL_LEVELS,
    LayerCheck,
    ModelCase,
    ModelTensor,
    ModelVerdict,
    OutputShapes,
    Pair,
)


class PlainLayer(NamedTuple):
    """A layer of a model, or of a nested model, that is not a model itself."""

    path: str
    spec: LayerSpec
    result: LayerResult
    is_nested: bool


def check_model(verifier: ModelVerifier, case: ModelCase, levels: Sequence[str]) -> ModelVerdict:
    """A model, built and compared at these levels; models have no level `equations`.

    Raises UsageError for a model with free sizes, and if no level is left.
    """
    model, wanted = case.model, _model_levels(levels)
    _check_sizes(model)
    layers = list(plain_layers(model))
    with warnings.catch_warnings():
        # A framework's warnings while layers are made say nothing about their weights.
        warnings.simplefilter("ignore")
        real = verifier(model)
    # The models, nested ones and the whole, that could not be built although their layers may have been.
    broken = [(spec, found) for spec, found in real.layers.items() if spec.graph is not None and not found.is_built]
    checks = [
        *(LayerCheck(path=spec.name, kind=spec.kind, left_out=b.left_out, refused=b.refused) for spec, b in broken),
        *(_check(layer, real, wanted) for layer in layers),
    ]
    if not checks:
        # A model without known layers, such as one of a custom class.
        reason, root = joined(tr("; "), map(str, model.result.unknown)) or tr("it has no layers"), model.spec.root
        checks = [LayerCheck(path=root.name, kind=root.kind, left_out=reason, is_open=True)]
    built = [layer.result for layer in layers if layer.spec in real.layers and real.layers[layer.spec].is_built]
    weights = {weight.key: weight for result in built for weight in result.weights}
    return ModelVerdict(
        case=case,
        levels=wanted,
        layers=tuple(checks),
        derived=_total(weights.values()),
        built=real.total if "count" in wanted else None,
        derived_trainable=_total(weight for weight in weights.values() if weight.trainable),
        built_trainable=real.trainable if "count" in wanted else None,
        method=real.method,
    )


def _model_levels(levels: Sequence[str]) -> tuple[str, ...]:
    """The levels at which a model can be compared. Raises UsageError if there is none."""
    wanted = tuple(level for level in MODEL_LEVELS if level in levels)
    if not wanted:
        raise UsageError(
            tr("a model has no equations of its own"),
            tip=tr("levels of a model: {levels}", levels=", ".join(MODEL_LEVELS)),
        )
    return wanted


def _check_sizes(model: Model) -> None:
    """Raise UsageError, naming them, for a model with free sizes."""
    if isinstance(model.total, Polynomial):
        free = ", ".join(sorted(model.total.symbols))
        raise UsageError(
            tr("a real model needs every size; free: {free}", free=free),
            tip=tr("give its input: Input((28, 28)) > ..."),
        )


def plain_layers(model: Model) -> Iterator[PlainLayer]:
    """The layers of a model and of nested models, each once, without inputs and layers that are never called."""
    seen: set[LayerSpec] = set()

    def layers(result: LayerResult, around: str) -> Iterator[PlainLayer]:
        for sublayer in result.sublayers:
            first = next(iter(sublayer.results), None)
            if first is None or first.spec in seen:
                continue
            seen.add(first.spec)
            if first.spec.graph is not None:
                yield from layers(first, f"{around}{sublayer.name}/")
            elif first.spec.kind != INPUT:
                yield PlainLayer(f"{around}{sublayer.name}", first.spec, first, bool(around))

    return layers(model.result, "")


def _total(weights: Iterable[Weight]) -> int:
    return sum(known(weight.count) for weight in weights)


def _check(layer: PlainLayer, real: RealModel, levels: Sequence[str]) -> LayerCheck:
    spec, result = layer.spec, layer.result
    built = real.layers.get(spec, BuiltLayer(left_out=tr("not called")))
    check = LayerCheck(
        path=layer.path,
        kind=spec.kind,
        derived=_total(result.weights),
        built=built.total if built.is_built and "count" in levels else None,
        left_out=built.left_out,
        is_open=not built.is_built and bool(result.weights or result.unknown),
        refused=built.refused,
    )
    if built.is_built and "tensors" in levels:
        tensors = [
            ModelTensor(real.name_of(spec, weight), tuple(map(known, weight.shape)), weight.dtype, weight.trainable)
            for weight in result.weights
        ]
        pairs = tuple(Pair(*pair) for pair in zip_longest(tensors, built.tensors))
        skipped = built.may_differ if not all(pair.ok for pair in pairs) else ""
        derived_outputs, outputs = _compared_outputs(layer, built)
        check = replace(check, derived_outputs=derived_outputs, built_outputs=outputs, left_out=skipped)
        check = check if skipped else replace(check, tensors=pairs)
    return check


def _compared_outputs(layer: PlainLayer, built: BuiltLayer) -> tuple[OutputShapes, OutputShapes]:
    """The derived output shapes and the built ones; both empty if one of them is not known.

    A layer of a nested model may have been built for inputs of any length, so its unknown lengths are not compared.
    """
    derived = tuple(known_lengths(shape) for shape in layer.result.outputs if shape is not None)
    outputs = built.outputs
    if outputs is None or len(derived) < len(layer.result.outputs):
        return (), ()
    if layer.is_nested and [len(shape) for shape in derived] == [len(shape) for shape in outputs]:
        outputs = tuple(
            tuple(length if real is None else real for length, real in zip(*shapes, strict=True))
            for shapes in zip(derived, outputs, strict=True)
        )
    return derived, outputs


def known_lengths(shape: Shape) -> tuple[int | None, ...]:
    """A shape as frameworks write it: None for an unknown length."""
    return tuple(None if isinstance(size, Polynomial) else size for size in shape)
