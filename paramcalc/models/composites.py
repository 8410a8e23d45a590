"""Layers composed of other layers: wrappers, the cells of a recurrent layer, Transformers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any, NamedTuple, Protocol

from paramcalc.algebra.polynomial import polynomial
from paramcalc.classes.base import LayerCall, OpenShape, Shape, whole
from paramcalc.classes.messages import shape_text, shapes_text
from paramcalc.classes.rules import steps_then
from paramcalc.errors import UsageError, shown
from paramcalc.layers.layer import MOST_LAYERS
from paramcalc.models.result import LayerResult, Sublayer, Weight, built_of
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import tr

MERGE_MODES = ("concat", "sum", "mul", "ave")

SHARED_ARGUMENTS = ("d_model", "nhead", "dim_feedforward", "batch_first", "bias", "dtype")
"""The arguments that a Transformer hands on to its layers."""

FORWARD_TWICE = tr(
    "Keras computes the output shape as {computed}, with the forward layer's units twice; it is {actual}"
)
"""What is said of two directions with different units, where Keras does not run them to learn the shape."""


class Run(Protocol):
    """Runs a layer inside another on tensors of these shapes."""

    def __call__(self, spec: LayerSpec, shapes: tuple[Shape | None, ...]) -> LayerResult:
        """The layer's result."""


class Wrapper(NamedTuple):
    """A layer composed of others, and the means to run those."""

    spec: LayerSpec
    call: LayerCall
    run: Run
    copies: dict[tuple[LayerSpec, str], LayerSpec]
    """The layers that wrappers of this model have made, by the layer they were made for and a name."""

    def held(self, name: str) -> LayerSpec:
        """The layer in an argument. Raises UsageError if the argument is not a layer."""
        value = self.call.get(name)
        if not isinstance(value, LayerSpec):
            raise UsageError(tr("{name} must be a layer, got {value}", name=name, value=shown(value)))
        return value

    def copy(self, layer: LayerSpec, name: str) -> LayerSpec:
        """A copy of a layer and all layers inside, the same one for every call."""
        if (layer, name) not in self.copies:
            self.copies[layer, name] = _copied(layer, name, {})
        return self.copies[layer, name]

    def made(self, name: str, layer: LayerSpec) -> LayerSpec:
        """A layer that this wrapper makes; at later calls the one that it made first."""
        return self.copies.setdefault((self.spec, name), layer)

    def result(self, sublayers: dict[str, LayerResult], outputs: tuple[Shape | None, ...], *notes: str) -> LayerResult:
        """The result of the wrapper, with the weights and multiply-adds of its sublayers."""
        named = tuple(Sublayer(name, (result,)) for name, result in sublayers.items())
        return built_of(self.spec, named, outputs, list(sublayers.values()), notes)

    def each_step(self, inside: LayerResult, name: str, outputs: tuple[Shape | None, ...]) -> LayerResult:
        """The result of a wrapper that runs a layer at every step of its input."""
        result = self.result({name: inside}, outputs)
        return result._replace(macs=None if inside.macs is None else inside.macs * self.call.shape[1])


Composite = Callable[[Wrapper], LayerResult]


def _copied(spec: LayerSpec, name: str, done: dict[LayerSpec, LayerSpec]) -> LayerSpec:
    """A layer with new weights, and all layers inside; a layer that occurs twice still occurs twice."""
    if spec not in done:
        twin = done[spec] = spec.copy(name)
        twin.frozen = spec.frozen
        twin.config = {key: _copied_value(value, done) for key, value in spec.config.items()}
    return done[spec]


def _copied_value(value: Any, done: dict[LayerSpec, LayerSpec]) -> Any:
    if isinstance(value, (list, tuple)):
        return [_copied(item, item.name, done) if isinstance(item, LayerSpec) else item for item in value]
    return _copied(value, value.name, done) if isinstance(value, LayerSpec) else value


def bidirectional(wrapper: Wrapper) -> LayerResult:
    """Both directions: a copy of the layer, and the backward layer or another copy."""
    layer, call = wrapper.held("layer"), wrapper.call
    if layer.kind in ("Bidirectional", "TimeDistributed"):
        raise UsageError(tr("it holds a recurrent layer, got {kind}", kind=layer.kind))
    name = layer.name.removeprefix("forward_").removeprefix("backward_")
    forward, given = wrapper.copy(layer, f"forward_{name}"), call.get("backward_layer")
    backward = given if isinstance(given, LayerSpec) else wrapper.copy(layer, f"backward_{name}")
    one, two = (wrapper.run(direction, (call.shape,)) for direction in (forward, backward))
    mode = None if call.get("merge_mode") is None else call.choice("merge_mode", MERGE_MODES)
    outputs, notes = _merged(one, two, mode), []
    if not call.generation.runs_bidirectional and outputs != (computed := _merged(one, one, mode)):
        notes = [FORWARD_TWICE.format(computed=shapes_text(computed), actual=shapes_text(outputs))]
        outputs = computed
    return wrapper.result({"forward_layer": one, "backward_layer": two}, outputs, *notes)


def _merged(one: LayerResult, two: LayerResult, mode: str | None) -> tuple[Shape | None, ...]:
    """The merged outputs of two directions, then the states of both."""
    first, second = one.outputs[0], two.outputs[0]
    states = (*one.outputs[1:], *two.outputs[1:])
    if mode is None:
        return (first, second, *states)
    if mode != "concat" or first is None or second is None:
        return (first, *states)
    return ((*first[:-1], first[-1] + second[-1]), *states)


def _step(wrapper: Wrapper, axes: str) -> Shape:
    """The shape of one step: the input without its second axis."""
    shape = wrapper.call.shape
    if len(shape) < 3:
        raise UsageError(tr("it reads {axes}, got {shape}", axes=axes, shape=shape_text(shape)))
    return (shape[0], *shape[2:])


def time_distributed(wrapper: Wrapper) -> LayerResult:
    """A layer at every step."""
    layer, steps = wrapper.held("layer"), wrapper.call.shape[1:2]
    inside = wrapper.run(layer, (_step(wrapper, "(batch, steps, ...)"),))
    outputs = tuple(None if shape is None else (shape[0], *steps, *shape[1:]) for shape in inside.outputs)
    return wrapper.each_step(inside, "layer", outputs)


def recurrent_cells(wrapper: Wrapper) -> LayerResult:
    """RNN over a cell, or over a list of them, which Keras stacks."""
    cell: Any = wrapper.call.get("cell")
    if isinstance(cell, (list, tuple)):
        cell = wrapper.made("cells", LayerSpec("StackedRNNCells", "stacked_rnn_cells", {"cells": cell}))
    if not isinstance(cell, LayerSpec):
        raise UsageError(tr("cell must be a cell or a list of them, got {cell}", cell=shown(cell)))
    inside = wrapper.run(cell, (_step(wrapper, "(batch, steps, features)"),))
    output, *states = inside.outputs
    outputs: list[OpenShape | None] = [None]
    if output is not None:
        steps = steps_then(wrapper.call, (wrapper.call.shape[0], output[-1]), 0)
        # How many states an unknown cell has is not known, so those of the cells after it have no known place.
        known = takewhile(lambda state: state is not None, states)
        outputs = [*steps, *known] if isinstance(steps, list) else [steps]
    return wrapper.each_step(inside, "cell", tuple(outputs))  # type: ignore[arg-type]  # its sizes are known ones


def stacked_cells(wrapper: Wrapper) -> LayerResult:
    """Cells in a stack, each reading the output of the one below."""
    cells = wrapper.call.get("cells")
    if not isinstance(cells, (list, tuple)) or not all(isinstance(cell, LayerSpec) for cell in cells):
        raise UsageError(tr("cells must be a list of cells, got {cells}", cells=shown(cells)))
    shape: Shape | None = wrapper.call.shape
    sublayers: dict[str, LayerResult] = {}
    states: list[Shape | None] = []
    for number, cell in enumerate(cells):
        result = sublayers[f"cells/{number}"] = wrapper.run(cell, (shape,))
        shape = result.outputs[0]
        states += result.outputs[1:] or (shape,)
    return wrapper.result(sublayers, (shape, *states))


def spectral(wrapper: Wrapper) -> LayerResult:
    """A layer whose kernel is divided by its norm, for which a vector is stored after the kernel."""
    inside = wrapper.run(wrapper.held("layer"), (wrapper.call.shape,))
    if not inside.weights:
        raise UsageError(tr("the layer that it holds has no kernel"))
    result = wrapper.result({"layer": inside}, inside.outputs)
    kernel, *others = result.weights
    shape, symbolic = (1, kernel.shape[-1]), (polynomial(1), kernel.symbolic_shape[-1])
    vector = Weight("vector_u", shape, symbolic, False, kernel.dtype, (wrapper.spec, "vector_u"))
    return result._replace(weights=(kernel, vector, *others))


def transformer_stack(name: str) -> Composite:
    """PyTorch's stack of copies of a layer, each reading the one before and all the memory; and a norm at the end."""

    def stack(wrapper: Wrapper) -> LayerResult:
        layer, norm = wrapper.held(name), wrapper.call.get("norm")
        shape, *memory = wrapper.call.shapes
        count = whole("num_layers", wrapper.call.get("num_layers"))
        if count > MOST_LAYERS:
            raise UsageError(
                tr(
                    "num_layers must be at most {most:,}, got {count}",
                    most=MOST_LAYERS,
                    count=shown(count),
                )
            )
        # The copies belong to this stack: another stack of the same layer has its own.
        copies = {place: wrapper.made(place, layer.copy(place)) for place in map("layers.{}".format, range(count))}
        sublayers = {place: wrapper.run(copy, (shape, *memory)) for place, copy in copies.items()}
        if norm is not None:
            sublayers["norm"] = wrapper.run(wrapper.held("norm"), (shape,))
        outputs = [*sublayers.values()][-1].outputs if sublayers else (shape,)
        return wrapper.result(sublayers, outputs)

    return stack


def transformer(wrapper: Wrapper) -> LayerResult:
    """PyTorch's encoder, and the decoder that reads its output; in a chain both read the same tensor."""
    source, target = wrapper.call.shapes[0], wrapper.call.shapes[-1]
    encoder, decoder = (_half(wrapper, name) for name in ("encoder", "decoder"))
    one = wrapper.run(encoder, (source,))
    two = wrapper.run(decoder, (target, one.outputs[0]))
    return wrapper.result({"encoder": one, "decoder": two}, two.outputs)


def _half(wrapper: Wrapper, name: str) -> LayerSpec:
    """One half of a Transformer: the given one, or one made from its configuration."""
    call = wrapper.call
    if call.get(f"custom_{name}") is not None:
        return wrapper.held(f"custom_{name}")
    shared = {word: call.get(word) for word in SHARED_ARGUMENTS if call.get(word) is not None}
    kind = f"Transformer{name.title()}"
    config = {
        f"{name}_layer": LayerSpec(f"{kind}Layer", "", shared),
        "num_layers": call.get(f"num_{name}_layers"),
        "norm": LayerSpec("LayerNorm", "norm", {**shared, "normalized_shape": call.get("d_model")}),
    }
    return wrapper.made(name, LayerSpec(kind, name, config))


COMPOSITES: dict[str, Composite] = {
    "bidirectional": bidirectional,
    "time_distributed": time_distributed,
    "rnn": recurrent_cells,
    "cells": stacked_cells,
    "spectral": spectral,
    "transformer": transformer,
    "transformer_decoder": transformer_stack("decoder_layer"),
    "transformer_encoder": transformer_stack("encoder_layer"),
}
"""The composites by the name in a layer's entry."""
