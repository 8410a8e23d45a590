"""The surprises in a summary of a model: what it hides, or shows misleadingly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.spec import LayerSpec

Show = Callable[[Size], str]

FROM_FILE = "counted from the tensors in the file, which do not say what is trained"


class Surprise(NamedTuple):
    """A surprise in a summary: the layer that it is about, empty for the whole model, and a sentence."""

    layer: str
    text: str


class OptimizerVariables(NamedTuple):
    """The numbers that an optimizer stores: some for each trained parameter, and a fixed number."""

    per_parameter: int
    fixed: int


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
"""Keras 3's optimizers; the two fixed numbers are the iteration and the learning rate."""

SETTINGS = {
    "sgd": ("momentum",),
    "rmsprop": ("momentum", "centered"),
    "adam": ("amsgrad",),
    "adamw": ("amsgrad",),
}
"""The settings that each add one number for each trained parameter."""

COMMON_SETTINGS = ("use_ema", "gradient_accumulation_steps")
"""Settings that add one number for each trained parameter, for any optimizer."""

LARGEST_INT64 = 2**63 - 1


def optimizer_variables(optimizer: str, settings: Mapping[str, Any]) -> OptimizerVariables | None:
    """The numbers that an optimizer stores with these settings; None for an unknown optimizer.

    >>> optimizer_variables("adam", {}), optimizer_variables("sgd", {"momentum": 0.9})
    (OptimizerVariables(per_parameter=2, fixed=2), OptimizerVariables(per_parameter=1, fixed=2))
    """
    known = OPTIMIZERS.get(optimizer)
    if known is None:
        return None
    further = [name for name in (*SETTINGS.get(optimizer, ()), *COMMON_SETTINGS) if settings.get(name)]
    return known._replace(per_parameter=known.per_parameter + len(further))


def surprises(model: Model, show: Show) -> list[Surprise]:
    """All surprises, those of the whole model last; `show` formats a number."""
    of_layers = [Surprise(line.path, text) for line in model.layers for text in _of_layer(model, line, show)]
    return list(dict.fromkeys([*of_layers, *(Surprise("", text) for text in _of_model(model, show))]))


def _of_layer(model: Model, line: ModelLayer, show: Show) -> Iterator[str]:
    for layer, reason in line.unknown:
        yield f"not counted: {reason if layer == line.name else f'{layer}: {reason}'}"
    if line.from_file:
        yield FROM_FILE
    if line.shared != 0:
        shared = show(line.shared)
        yield f"shares {shared} parameters with a layer above: each line shows them, the total counts them once"
    if len(line.results) > 1:
        yield f"called {len(line.results)} times; its parameters are counted once"
    if not line.results:
        yield "it is never called"
    yield from line.notes
    for spec in line.spec.walk():
        yield from _of_spec(model, spec)
    if model.spec.generation.overflows and any(_is_too_large(weight.count) for weight in line.weights):
        yield "Keras 2 counts it with 64-bit integers, which overflow here: its summary is wrong"


def _is_too_large(count: Size) -> bool:
    return isinstance(count, int) and count > LARGEST_INT64


def _of_spec(model: Model, spec: LayerSpec) -> Iterator[str]:
    entry = layer_classes(model.framework).get(spec.kind)
    frozen = spec.config.get("trainable", True) is False and not spec.frozen
    if frozen and entry is not None and model.spec.generation.trains_despite_flag:
        if not entry.trainable_reaches_weights:
            yield f"trainable=False on {spec.kind} does not reach its weights: Keras 3 trains them"
        elif entry.composite and any(inside.config.get("trainable", True) for inside in list(spec.walk())[1:]):
            yield f"trainable=False on {spec.kind} does not reach the layer inside: Keras 3 trains it"
    activation = spec.config.get("activation")
    if isinstance(activation, dict) and activation.get("class_name") == "PReLU":
        yield "its activation is a PReLU, whose alpha is added at the first call: Keras counts more from then on"
    if spec.config.get("lora_rank") is not None:
        yield "LoRA's two matrices are parameters now; saving the model merges them into the kernel"


def _of_model(model: Model, show: Show) -> Iterator[str]:
    model_spec = model.spec
    yield from model_spec.notes
    if isinstance(model.total, Polynomial) and model_spec.generation.prints_unbuilt:
        yield ("unbuilt: the input shape is not known, so the counts are formulas; Keras's summary prints 0 (unbuilt)")
    if model_spec.stored is not None and not any(model_spec.stored.values()) and model.weights:
        yield "the file holds no weights: the model was never built"
    kept = optimizer_variables(model_spec.optimizer, model_spec.optimizer_config or {})
    if kept is not None and model_spec.generation.counts_optimizer and isinstance(model.trainable, int):
        more = kept.per_parameter * model.trainable + kept.fixed
        yield (
            f"compiled with {model_spec.optimizer}: once trained or loaded, Keras 3's summary adds {show(more)} "
            f"optimizer variables and says Total params: {show(model.total + more)}"
        )
    if model.unknown:
        yield "the total is a lower bound: some layers could not be counted"
