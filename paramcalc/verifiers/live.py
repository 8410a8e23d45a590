"""A model in memory held against itself: what was derived from it, and the tensors that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from math import prod
from typing import Any

from paramcalc.errors import UsageError, shown
from paramcalc.models.breakdown import Model
from paramcalc.models.result import Weight
from paramcalc.phrases import tr
from paramcalc.readers.live import LiveModel, framework_of
from paramcalc.readers.live.keras import read_keras
from paramcalc.readers.live.pytorch import read_module
from paramcalc.verifiers.base import BuiltLayer, RealModel
from paramcalc.verifiers.model_check import check_model, plain_layers
from paramcalc.verifiers.verdict import ModelCase, ModelTensor, ModelVerdict

METHOD = tr("the object itself")

READERS: dict[str, Callable[[Any], LiveModel]] = {"keras": read_keras, "pytorch": read_module}
"""The function that reads the objects of each framework."""


def check_live(value: Any, levels: Sequence[str]) -> ModelVerdict:
    """A layer or model of Keras, or a module of PyTorch, compared layer by layer with what is derived from it.

    Raises UsageError for any other object, and for a model that is not built yet.
    """
    framework = framework_of(value)
    if not framework:
        raise UsageError(tr("verify() takes a breakdown or a model, got {value}", value=shown(value)))
    live = READERS[framework](value)
    # What the whole trains: tf_keras freezes layers and not their variables.
    trained = {id(weight) for weight in getattr(value, "trainable_weights", ())} if framework == "keras" else None
    tensors = _tensors(value, framework, trained)

    def real(model: Model) -> RealModel:
        layers = {}
        for layer in plain_layers(model):
            if layer.spec in live.objects:
                held = _tensors(live.objects[layer.spec], framework, trained)
                total = sum(prod(tensor.shape) for tensor in held)
                layers[layer.spec] = BuiltLayer(total, tuple(_in_order(layer.result.weights, held)))
        trainable = sum(prod(tensor.shape) for tensor in tensors if tensor.trainable)
        total = sum(prod(tensor.shape) for tensor in tensors)
        return RealModel(METHOD, total, trainable, layers, lambda _, weight: weight.name)

    return check_model(real, ModelCase("models", Model(live.spec)), levels)


def _tensors(value: Any, framework: str, trained: Set[int] | None) -> list[ModelTensor]:
    """The tensors of an object, each once."""
    if framework == "keras":
        weights = value if isinstance(value, list) else value.weights
        named = [(str(weight.name), weight, trained is None or id(weight) in trained) for weight in weights]
    elif hasattr(value, "named_parameters"):
        named = [(name, weight, weight.requires_grad) for name, weight in value.named_parameters()]
    else:
        named = [("value", value, value.requires_grad)]
    unique = {id(weight): (name, weight, trainable) for name, weight, trainable in named}
    return [
        ModelTensor(name, tuple(map(int, weight.shape)), _dtype(weight), bool(trainable))
        for name, weight, trainable in unique.values()
    ]


def _dtype(weight: Any) -> str:
    return str(getattr(weight.dtype, "name", weight.dtype)).removeprefix("torch.")


def _in_order(derived: Iterable[Weight], held: Iterable[ModelTensor]) -> Iterable[ModelTensor]:
    """The tensors of an object in the order of the derived ones, and under their names, where they are the same."""
    left = list(held)
    for weight in derived:
        shape = tuple(weight.shape)
        same = (
            each for each in left if (each.shape, each.dtype, each.trainable) == (shape, weight.dtype, weight.trainable)
        )
        match = next(same, None) or next((each for each in left if each.shape == shape), None)
        if match is not None:
            left.remove(match)
            yield match._replace(name=weight.name)
    yield from left
