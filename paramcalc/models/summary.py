"""What a summary of a model hides, or shows in a way that surprises: said where it occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.spec import LayerSpec

Show = Callable[[Size], str]


FROM_FILE = "counted from the tensors in the file, which do not tell what is trained: nothing else tells them"


class Surprise(NamedTuple):
    """Something that a summary hides: the layer it is about, none for the whole model, and what it is."""

    layer: str
    text: str


class OptimizerVariables(NamedTuple):
    """What an optimizer keeps: so many numbers a trained parameter, and so many beside."""

    each: int
    beside: int


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
"""Keras 3's optimizers; the two beside are the iteration and the learning rate."""

SETTINGS = {
    "sgd": ("momentum",),
    "rmsprop": ("momentum", "centered"),
    "adam": ("amsgrad",),
    "adamw": ("amsgrad",),
}
"""What makes an optimizer keep one number more a trained parameter."""

EVERY = ("use_ema", "gradient_accumulation_steps")
"""The same for all of them: a moving average, and the gradients of several steps."""

LARGEST_INT64 = 2**63 - 1


def optimizer_variables(optimizer: str, settings: Mapping[str, Any]) -> OptimizerVariables | None:
    """What an optimizer keeps with these settings; None for one that is not known.

    >>> optimizer_variables("adam", {}), optimizer_variables("sgd", {"momentum": 0.9})
    (OptimizerVariables(each=2, beside=2), OptimizerVariables(each=1, beside=2))
    """
    known = OPTIMIZERS.get(optimizer)
    if known is None:
        return None
    more = [name for name in (*SETTINGS.get(optimizer, ()), *EVERY) if settings.get(name)]
    return known._replace(each=known.each + len(more))


def surprises(model: Model, show: Show) -> list[Surprise]:
    """All of them, those of the whole model behind; `show` writes a number."""
    found = [each for line in model.layers for each in _of_layer(model, line, show)]
    found += (Surprise("", text) for text in _of_model(model, show))
    return list(dict.fromkeys(found))


def _of_layer(model: Model, line: ModelLayer, show: Show) -> Iterator[Surprise]:
    if line.unknown:
        own = f"{line.name}: "
        yield from (Surprise(line.path, f"not counted: {reason.removeprefix(own)}") for reason in line.unknown)
    if line.from_file:
        yield Surprise(line.path, FROM_FILE)
    if line.shared != 0:
        text = f"{show(line.shared)} of its parameters are those of a layer above"
        yield Surprise(line.path, f"{text}: each line shows them, the total has them once")
    if len(line.results) > 1:
        yield Surprise(line.path, f"called {len(line.results)} times; its parameters are counted once")
    if not line.results:
        yield Surprise(line.path, "nothing calls it")
    yield from (Surprise(line.path, note) for note in line.notes)
    for spec in line.spec.walk():
        yield from (Surprise(line.path, text) for text in _of_spec(model, spec))
    if model.spec.generation == 2 and any(_overflows(weight.count) for weight in line.weights):
        yield Surprise(line.path, "Keras 2 counts it with 64-bit integers, which overflow here: its summary is wrong")


def _overflows(count: Size) -> bool:
    return isinstance(count, int) and count > LARGEST_INT64


def _of_spec(model: Model, spec: LayerSpec) -> Iterator[str]:
    entry = layer_classes(model.framework).get(spec.kind)
    frozen = spec.config.get("trainable", True) is False and not spec.frozen
    if frozen and entry is not None and model.framework == "keras" and model.spec.generation >= 3:
        if not entry.trainable_reaches_weights:
            yield f"trainable=False on {spec.kind} does not reach its weights: Keras 3 trains them"
        elif entry.composite and any(each.config.get("trainable", True) for each in list(spec.walk())[1:]):
            yield f"trainable=False on {spec.kind} does not reach the layer inside: Keras 3 trains it"
    activation = spec.config.get("activation")
    if isinstance(activation, dict) and activation.get("class_name") == "PReLU":
        yield "its activation is a PReLU, whose alpha is added at the first call: Keras counts more from then on"
    if spec.config.get("lora_rank") is not None:
        yield "LoRA's two matrices are parameters now; saving the model merges them into the kernel"


def _of_model(model: Model, show: Show) -> Iterator[str]:
    model_spec = model.spec
    yield from model_spec.notes
    if isinstance(model.total, Polynomial) and model.framework == "keras":
        yield (
            "unbuilt: nothing says what the first layer reads, so counts are formulas; "
            "Keras's summary prints 0 (unbuilt)"
        )
    if model_spec.stored is not None and not any(model_spec.stored.values()) and model.weights:
        yield "the file holds no weights: the model was never built"
    kept = optimizer_variables(model_spec.optimizer, model_spec.optimizer_config or {})
    if kept is not None and model_spec.generation >= 3 and isinstance(model.trainable, int):
        more = kept.each * model.trainable + kept.beside
        yield (
            f"compiled with {model_spec.optimizer}: once trained or loaded, Keras 3's summary adds {show(more)} "
            f"optimizer variables and says Total params: {show(model.total + more)}"
        )
    if model.unknown:
        yield "the total is a lower bound: there are layers whose parameters nothing tells"
