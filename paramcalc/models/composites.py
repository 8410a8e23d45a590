"""Layers that are built of other layers: wrappers, and the cells of a recurrent layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerCall, Outputs, Shape
from paramcalc.classes.rules import shape_text, steps_then
from paramcalc.errors import UsageError, shown
from paramcalc.layers.layer import MOST_LAYERS
from paramcalc.models.result import LayerResult, Sublayer, Weight, total_macs, weight_of
from paramcalc.models.spec import LayerSpec

if TYPE_CHECKING:
    from paramcalc.models.inference import Inference

MERGE_MODES = ("concat", "sum", "mul", "ave")

Composite = Callable[["Inference", LayerSpec, LayerCall, bool], LayerResult]


def held(call: LayerCall, name: str) -> LayerSpec:
    """The layer that a wrapper holds under a name. Raises UsageError where there is none."""
    value = call.get(name)
    if not isinstance(value, LayerSpec):
        raise UsageError(f"{name} must be a layer, got {shown(value)}")
    return value


def bidirectional(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """Both directions: a copy of the layer, and the backward layer or another copy."""
    layer = held(call, "layer")
    if layer.kind in ("Bidirectional", "TimeDistributed"):
        raise UsageError(f"it holds a recurrent layer, got {layer.kind}")
    forward = inference.copy(layer, f"forward_{_bare(layer.name)}")
    back = call.get("backward_layer")
    backward = back if isinstance(back, LayerSpec) else inference.copy(layer, f"backward_{_bare(layer.name)}")
    one, two = (inference.run(each, (call.shape,), frozen) for each in (forward, backward))
    parts = (Sublayer("forward_layer", (one,)), Sublayer("backward_layer", (two,)))
    outputs, notes = _merged(inference, call, one, two)
    return _around(spec, parts, outputs, notes)


def _bare(name: str) -> str:
    return name.removeprefix("forward_").removeprefix("backward_")


def _merged(
    inference: Inference, call: LayerCall, one: LayerResult, two: LayerResult
) -> tuple[tuple[Shape | None, ...], tuple[str, ...]]:
    """What comes out: the merged outputs, then the states of both."""
    mode = None if call.get("merge_mode") is None else call.choice("merge_mode", MERGE_MODES)
    real, symbolic = _put_together(one, two, mode), _put_together(one, one, mode)
    # TensorFlow 2 runs the layer to see what comes out; the others compute it from the forward layer alone.
    if real == symbolic or (2, 4) <= inference.version < (3,):
        return real, ()
    texts = [", ".join("?" if each is None else shape_text(each) for each in outputs) for outputs in (symbolic, real)]
    return symbolic, (f"Keras takes its output for {texts[0]}, the forward layer's units twice; it is {texts[1]}",)


def _put_together(one: LayerResult, two: LayerResult, mode: str | None) -> tuple[Shape | None, ...]:
    """What two directions give."""
    first, second = one.outputs[0], two.outputs[0]
    states = (*one.outputs[1:], *two.outputs[1:])
    if mode is None:
        return (first, second, *states)
    if mode != "concat" or first is None or second is None:
        return (first, *states)
    return ((*first[:-1], first[-1] + second[-1]), *states)


def time_distributed(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """A layer at every step: it reads the shape without the second axis."""
    layer = held(call, "layer")
    shape = call.shape
    if len(shape) < 3:
        raise UsageError(f"it reads (batch, steps, ...), got {shape_text(shape)}")
    inside = inference.run(layer, ((shape[0], *shape[2:]),), frozen)
    outputs = tuple(None if each is None else (each[0], shape[1], *each[1:]) for each in inside.outputs)
    node = _around(spec, (Sublayer("layer", (inside,)),), outputs)
    return node._replace(macs=None if inside.macs is None else inside.macs * shape[1])


def recurrent_cells(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """RNN over a cell, or over a list of them, which Keras stacks."""
    cell: Any = call.get("cell")
    if isinstance(cell, (list, tuple)):
        cell = inference.copies.setdefault(
            (spec, "cells"), LayerSpec("StackedRNNCells", "stacked_rnn_cells", {"cells": cell})
        )
    if not isinstance(cell, LayerSpec):
        raise UsageError(f"cell must be a cell or a list of them, got {shown(cell)}")
    shape = call.shape
    if len(shape) < 3:
        raise UsageError(f"it reads (batch, steps, features), got {shape_text(shape)}")
    inside = inference.run(cell, ((shape[0], *shape[2:]),), frozen)
    step = inside.outputs[0]
    outputs: Outputs = None
    if step is not None:
        outputs = steps_then(call, step[-1], len(inside.outputs[1:]) or 1)
        if isinstance(outputs, list):
            outputs[1:] = [each for each in inside.outputs[1:] if each] or outputs[1:]
    several = outputs if isinstance(outputs, list) else [outputs]
    node = _around(spec, (Sublayer("cell", (inside,)),), tuple(several))
    return node._replace(macs=None if inside.macs is None else inside.macs * shape[1])


def stacked_cells(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """Cells one above the other, each reading what the one below gives."""
    cells = call.get("cells")
    if not isinstance(cells, (list, tuple)) or not all(isinstance(each, LayerSpec) for each in cells):
        raise UsageError(f"cells must be a list of cells, got {shown(cells)}")
    shape: Shape | None = call.shape
    parts: list[Sublayer] = []
    states: list[Shape | None] = []
    for number, cell in enumerate(cells):
        node = inference.run(cell, (shape,), frozen)
        parts.append(Sublayer(f"cells/{number}", (node,)))
        shape = node.outputs[0]
        states += node.outputs[1:] or (shape,)
    return _around(spec, tuple(parts), (shape, *states))


def spectral(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """A layer whose kernel is divided by its norm, for which a vector is kept behind the kernel."""
    inside = inference.run(held(call, "layer"), (call.shape,), frozen)
    if not inside.weights:
        raise UsageError("the layer that it holds has no kernel")
    kernel = inside.weights[0]
    last = kernel.shape[-1]
    symbolic = (Polynomial({(): 1}), kernel.symbolic_shape[-1])
    vector = weight_of(spec, "vector_u", (1, last), symbolic, trainable=False, dtype=kernel.dtype)
    node = _around(spec, (Sublayer("layer", (inside,)),), inside.outputs)
    return node._replace(weights=(node.weights[0], vector, *node.weights[1:]))


def transformer_stack(name: str) -> Composite:
    """PyTorch's stack of copies of a layer, one reading from another, all from the memory; and a norm at the end."""

    def stack(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
        layer, norm = held(call, name), call.get("norm")
        shape, *memory = call.shapes
        parts: list[Sublayer] = []
        count = call.number("num_layers")
        if count > MOST_LAYERS:
            raise UsageError(f"num_layers must be at most {MOST_LAYERS:,}, got {shown(count)}")
        for number in range(count):
            place = f"layers.{number}"
            # Copies of this stack: another one of the same layer has its own.
            copy = inference.copies.setdefault((spec, place), layer.copy(place))
            parts.append(Sublayer(place, (inference.run(copy, (shape, *memory), frozen),)))
        if norm is not None:
            parts.append(Sublayer("norm", (inference.run(held(call, "norm"), (shape,), frozen),)))
        outputs = parts[-1].results[0].outputs if parts else (shape,)
        return _around(spec, tuple(parts), outputs)

    return stack


def transformer(inference: Inference, spec: LayerSpec, call: LayerCall, frozen: bool) -> LayerResult:
    """PyTorch's encoder, and the decoder that reads what comes out of it; a chain hands on one tensor for both."""
    source, target = call.shapes[0], call.shapes[-1]
    encoder, decoder = (_coder(inference, spec, call, name) for name in ("encoder", "decoder"))
    one = inference.run(encoder, (source,), frozen)
    two = inference.run(decoder, (target, one.outputs[0]), frozen)
    return _around(spec, (Sublayer("encoder", (one,)), Sublayer("decoder", (two,))), two.outputs)


def _coder(inference: Inference, spec: LayerSpec, call: LayerCall, name: str) -> LayerSpec:
    """One half of a Transformer: as it was given, or of the layers that its configuration says."""
    if call.get(f"custom_{name}") is not None:
        return held(call, f"custom_{name}")
    words = ("d_model", "nhead", "dim_feedforward", "batch_first", "bias", "dtype")
    shared = {word: call.get(word) for word in words if call.get(word) is not None}
    kind = f"Transformer{name.title()}"
    config = {
        f"{name}_layer": LayerSpec(f"{kind}Layer", "", shared),
        "num_layers": call.get(f"num_{name}_layers"),
        "norm": LayerSpec("LayerNorm", "norm", {**shared, "normalized_shape": call.get("d_model")}),
    }
    return inference.copies.setdefault((spec, name), LayerSpec(kind, name, config))


def _around(
    spec: LayerSpec, parts: tuple[Sublayer, ...], outputs: tuple[Shape | None, ...], notes: tuple[str, ...] = ()
) -> LayerResult:
    """A node that has the weights and the multiply-adds of its parts."""
    weights: dict[tuple[LayerSpec, str], Weight] = {}
    for part in parts:
        for weight in part.results[0].weights:
            weights.setdefault(weight.key, weight._replace(name=f"{part.name}/{weight.name}"))
    nodes = [part.results[0] for part in parts]
    unknown = tuple(dict.fromkeys(each for node in nodes for each in node.unknown))
    return LayerResult(spec, outputs, tuple(weights.values()), total_macs(nodes), parts, unknown=unknown, notes=notes)


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
"""How each kind of composite is put together."""
