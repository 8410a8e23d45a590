"""A whole model held against the real one, whatever the framework: totals, and layer by layer tensors and shapes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, known
from paramcalc.classes.base import Shape
from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.result import LayerResult, Weight
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers import BuiltLayer, ModelVerifier, RealModel
from paramcalc.verifiers.model_verdict import (
    MODEL_LEVELS,
    LayerCheck,
    ModelCase,
    ModelTensor,
    ModelVerdict,
    OutputShapes,
    WeightPair,
)


class Line(NamedTuple):
    """A layer of a model, or of a model inside it."""

    path: str
    spec: LayerSpec
    result: LayerResult
    """Its first call."""
    is_nested: bool


def check_model(verifier: ModelVerifier, case: ModelCase, levels: Sequence[str]) -> ModelVerdict:
    """A model, built and compared at these levels, of which `equations` is not for models.

    Raises UsageError for a model with free sizes, and where no level is left.
    """
    model = case.model
    wanted = tuple(level for level in MODEL_LEVELS if level in levels)
    if not wanted:
        raise UsageError("a model has no equations of its own", tip=f"levels of a model: {', '.join(MODEL_LEVELS)}")
    if isinstance(model.total, Polynomial):
        free = ", ".join(sorted(model.total.symbols))
        raise UsageError(f"a real model needs every size; free: {free}", tip="say what it reads: Input((28, 28)) > ...")
    lines = list(lines_of(model))
    with _no_warnings(), verifier.built_model(model) as real:
        checks = [*_models(real), *(_check(verifier, line, real, wanted) for line in lines)] or [_nothing(model)]
        derived = {weight.key: weight for line in lines if line.spec in real.layers for weight in line.result.weights}
        counts = (real.count(), real.trainable()) if "count" in wanted else (None, None)
    trained = _total(weight for weight in derived.values() if weight.trainable)
    total = _total(derived.values())
    return ModelVerdict(case, wanted, tuple(checks), total, counts[0], trained, counts[1], real.method)


@contextmanager
def _no_warnings() -> Iterator[None]:
    """What a framework warns of while its layers are made says nothing about their weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def lines_of(model: Model) -> Iterator[Line]:
    """The layers of a model and of the models inside it, each once; inputs, and what nothing calls, are left out."""
    seen: set[LayerSpec] = set()
    yield from _lines(model.result, "", seen)


def _lines(node: LayerResult, around: str, seen: set[LayerSpec]) -> Iterator[Line]:
    for part in node.sublayers:
        if not part.results or part.results[0].spec in seen:
            continue
        spec = part.results[0].spec
        seen.add(spec)
        path = f"{around}{part.name}"
        if spec.graph is not None:
            yield from _lines(part.results[0], f"{path}/", seen)
        elif spec.kind != "InputLayer":
            yield Line(path, spec, part.results[0], bool(around))


def _models(real: RealModel) -> Iterator[LayerCheck]:
    """The models, that around all among them, whose layers may be built, but not themselves."""
    for spec in (*real.refused, *real.left_out):
        if spec.graph is not None:
            refused, reason = real.refused.get(spec, ""), real.left_out.get(spec, "")
            yield LayerCheck(spec.name, spec.kind, 0, None, left_out=reason, refused=refused)


def _nothing(model: Model) -> LayerCheck:
    """What is said of a model that has no layers that are known: a class of its own."""
    spec = model.spec.root
    reason = "; ".join(map(str, model.result.unknown)) or "it has no layers"
    return LayerCheck(spec.name, spec.kind, 0, None, left_out=reason, is_open=True)


def _total(weights: Iterable[Weight]) -> int:
    return sum(known(weight.count) for weight in weights)


def _check(verifier: ModelVerifier, line: Line, real: RealModel, levels: Sequence[str]) -> LayerCheck:
    spec, node = line.spec, line.result
    check = LayerCheck(line.path, spec.kind, _total(node.weights), None)
    built = real.layers.get(spec)
    if built is None:
        refused = real.refused.get(spec, "")
        reason = "" if refused else real.left_out.get(spec, "not called")
        return check._replace(refused=refused, left_out=reason, is_open=bool(node.weights or node.unknown))
    if "count" in levels:
        check = check._replace(built=built.total)
    if "tensors" in levels:
        derived, found = _shapes(line, built)
        named = [_tensor(verifier.name_of(spec, weight), weight) for weight in node.weights]
        pairs = tuple(WeightPair(*pair) for pair in zip_longest(named, built.tensors))
        check = check._replace(derived_outputs=derived, built_outputs=found)
        if built.may_differ and not all(pair.ok for pair in pairs):
            return check._replace(left_out=built.may_differ)
        check = check._replace(tensors=pairs)
    return check


def _tensor(name: str, weight: Weight) -> ModelTensor:
    return ModelTensor(name, tuple(map(known, weight.shape)), weight.dtype, weight.trainable)


def _shapes(line: Line, built: BuiltLayer) -> tuple[OutputShapes, OutputShapes]:
    """What comes out as derived and as built; of either only what the other knows, too, where that is not its fault.

    A shape that cannot be derived is not compared. Inside a model the real one may be built for any length.
    """
    if built.outputs is None:
        return (), ()
    derived = tuple(None if shape is None else plain(shape) for shape in line.result.outputs)
    if None in derived:
        return (), ()
    found = built.outputs
    if line.is_nested and len(derived) == len(found):
        found = tuple(_settled(one, two) for one, two in zip(derived, found, strict=True))
    return derived, found


def _settled(
    derived: tuple[int | None, ...] | None, found: tuple[int | None, ...] | None
) -> tuple[int | None, ...] | None:
    if derived is None or found is None or len(derived) != len(found):
        return found
    return tuple(one if two is None else two for one, two in zip(derived, found, strict=True))


def plain(shape: Shape) -> tuple[int | None, ...]:
    """A shape as frameworks have it: None for a length that is not known."""
    return tuple(None if isinstance(size, Polynomial) else size for size in shape)
