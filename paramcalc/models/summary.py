"""What a summary of a model hides or shows in a surprising way, as values; the phrases are written elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.choices import ModelChoice, together
from paramcalc.models.spec import LayerSpec


class SurpriseKind(Enum):
    """The kinds of surprises."""

    NOT_COUNTED = auto()
    FROM_FILE = auto()
    SHARED = auto()
    CALLED_AGAIN = auto()
    NEVER_CALLED = auto()
    NOTE = auto()
    OVERFLOW = auto()
    TRAINS_WEIGHTS = auto()
    TRAINS_LAYER = auto()
    PRELU = auto()
    LORA = auto()
    CHOICE_ADDS = auto()
    CHOICE_SAVES = auto()
    CHOICES_ADD = auto()
    CHOICES_SAVE = auto()
    UNBUILT = auto()
    NO_WEIGHTS = auto()
    OPTIMIZER = auto()
    LOWER_BOUND = auto()


CHOICES = (
    SurpriseKind.CHOICE_ADDS,
    SurpriseKind.CHOICE_SAVES,
    SurpriseKind.CHOICES_ADD,
    SurpriseKind.CHOICES_SAVE,
)
"""The kinds that are about options of recurrent layers."""


class Surprise(NamedTuple):
    """Something that a summary hides."""

    layer: str
    """The path of the layer; empty for the whole model."""
    kind: SurpriseKind
    values: tuple[tuple[str, Size | str], ...] = ()
    """The numbers and texts that a sentence about it needs, by name."""


def surprise(layer: str, kind: SurpriseKind, /, **values: Size | str) -> Surprise:
    """A surprise with its values."""
    return Surprise(layer, kind, tuple(values.items()))


class OptimizerVariables(NamedTuple):
    """The variables of an optimizer: some for each trained parameter, and a few others."""

    per_parameter: int
    others: int


OPTIMIZERS: dict[str, OptimizerVariables] = {
    "sgd": OptimizerVariables(0, 2),
    "rmsprop": OptimizerVariables(1, 2),
    "adagrad": OptimizerVariables(1, 2),
    "lion": OptimizerVariables(1, 2),
    "adam": OptimizerVariables(2, 2),
    "adamw": OptimizerVariables(2, 2),
    "adamax": OptimizerVariables(2, 2),
    "adadelta": OptimizerVariables(2, 2),
    "ftrl": OptimizerVariables(2, 2),
    "nadam": OptimizerVariables(2, 3),
}
"""Keras 3's optimizers. The two others are the iteration and the learning rate."""

SETTINGS = {
    "sgd": ("momentum",),
    "rmsprop": ("momentum", "centered"),
    "adam": ("amsgrad",),
    "adamw": ("amsgrad",),
}
"""The settings of each optimizer that add one variable for each trained parameter."""

EVERY = ("use_ema", "gradient_accumulation_steps")
"""Adds one variable for each parameter, for any optimizer: a moving average, accumulated gradients."""

LARGEST_INT64 = 2**63 - 1

MOST_NAMED = 5
"""The most layers that a sentence names."""


def optimizer_variables(optimizer: str, settings: Mapping[str, Any]) -> OptimizerVariables | None:
    """The variables of an optimizer with these settings, or None for an unknown optimizer.

    >>> optimizer_variables("adam", {}), optimizer_variables("sgd", {"momentum": 0.9})
    (OptimizerVariables(per_parameter=2, others=2), OptimizerVariables(per_parameter=1, others=2))
    """
    known = OPTIMIZERS.get(optimizer)
    if known is None:
        return None
    more = [name for name in (*SETTINGS.get(optimizer, ()), *EVERY) if settings.get(name)]
    return known._replace(per_parameter=known.per_parameter + len(more))


def surprises(model: Model) -> list[Surprise]:
    """All surprises: those of the layers first, then those of the whole model."""
    of_layers = (found for line in model.layers for found in _of_layer(model, line))
    return list(dict.fromkeys([*of_layers, *_of_model(model)]))


def _of_layer(model: Model, line: ModelLayer) -> Iterator[Surprise]:
    path, kinds = line.path, SurpriseKind
    for uncounted in line.unknown:
        reason = uncounted.reason if uncounted.layer == line.name else str(uncounted)
        yield surprise(path, kinds.NOT_COUNTED, reason=reason)
    if line.from_file:
        yield surprise(path, kinds.FROM_FILE)
    if line.shared != 0:
        yield surprise(path, kinds.SHARED, count=line.shared)
    if len(line.results) > 1:
        yield surprise(path, kinds.CALLED_AGAIN, calls=len(line.results))
    if not line.results:
        yield surprise(path, kinds.NEVER_CALLED)
    yield from (surprise(path, kinds.NOTE, text=note) for note in line.notes)
    for spec in line.spec.walk():
        yield from _of_spec(model, path, spec)
    if model.spec.generation.overflows and any(_overflows(weight.count) for weight in line.weights):
        yield surprise(path, kinds.OVERFLOW)


def _overflows(count: Size) -> bool:
    return isinstance(count, int) and count > LARGEST_INT64


def _of_spec(model: Model, path: str, spec: LayerSpec) -> Iterator[Surprise]:
    entry = layer_classes(model.framework).get(spec.kind)
    frozen = spec.config.get("trainable", True) is False and not spec.frozen
    if frozen and entry is not None and model.spec.generation.trains_despite_flag:
        if not entry.trainable_reaches_weights:
            yield surprise(path, SurpriseKind.TRAINS_WEIGHTS, kind=spec.kind)
        elif entry.composite and any(inner.config.get("trainable", True) for inner in list(spec.walk())[1:]):
            yield surprise(path, SurpriseKind.TRAINS_LAYER, kind=spec.kind)
    activation = spec.config.get("activation")
    if isinstance(activation, dict) and activation.get("class_name") == "PReLU":
        yield surprise(path, SurpriseKind.PRELU)
    if spec.config.get("lora_rank") is not None:
        yield surprise(path, SurpriseKind.LORA)


def _of_choice(model: Model, choice: ModelChoice) -> Surprise:
    """What a choice of some layers changes in the whole model."""
    values: dict[str, Size | str] = {
        "setting": f"{choice.option}={choice.value}",
        "amount": polynomial(choice.difference if choice.adds else -choice.difference).evaluate({}),
    }
    if not model.is_lower_bound:
        values["other"] = f"{choice.option}={not choice.value}"
        values["total"] = polynomial(model.total - choice.difference).evaluate({})
    kinds, layers = SurpriseKind, choice.layers
    if len(layers) == 1:
        return surprise(layers[0], kinds.CHOICE_ADDS if choice.adds else kinds.CHOICE_SAVES, **values)
    values["count"] = len(layers)
    values["layers"] = ", ".join((*layers[:MOST_NAMED], *(["…"] if len(layers) > MOST_NAMED else [])))
    return surprise("", kinds.CHOICES_ADD if choice.adds else kinds.CHOICES_SAVE, **values)


def _of_model(model: Model) -> Iterator[Surprise]:
    spec, kinds = model.spec, SurpriseKind
    yield from (surprise("", kinds.NOTE, text=note) for note in spec.notes)
    yield from (_of_choice(model, choice) for choice in together(model.choices))
    if polynomial(model.total).symbols - spec.symbols and spec.generation.prints_unbuilt:
        yield surprise("", kinds.UNBUILT)
    if spec.stored is not None and not any(spec.stored.values()) and model.weights:
        yield surprise("", kinds.NO_WEIGHTS)
    kept = optimizer_variables(spec.optimizer, spec.optimizer_config or {})
    if kept is not None and spec.generation.counts_optimizer and isinstance(model.trainable, int):
        more = kept.per_parameter * model.trainable + kept.others
        yield surprise("", kinds.OPTIMIZER, optimizer=spec.optimizer, more=more, total=model.total + more)
    if model.unknown:
        yield surprise("", kinds.LOWER_BOUND)
