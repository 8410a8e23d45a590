"""Calls of layers on tensors, and the shapes that follow."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from paramcalc.classes.keras.recurrent import state_count
from paramcalc.errors import UsageError
from paramcalc.models.spec import BESIDE, TENSOR_WORDS, LayerSpec
from paramcalc.phrases import tr
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Call, Specs, opaque
from paramcalc.readers.python.tensor_shapes import inference, raw_shape
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Tensor, Unknown, Value

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}


def apply(machine: Machine, layer: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """A layer called on tensors."""
    from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in

    data = [keywords[word] for word in TENSOR_WORDS if word in keywords]
    data += [value for word, value in keywords.items() if word not in (*TENSOR_WORDS, *BESIDE)]
    tensors = tensors_in(machine, [*arguments, *data])
    beside = tensors_in(machine, [keywords[word] for word in BESIDE if word in keywords])
    if not tensors or holds_unknown(machine, [*arguments, *data]):
        build(machine, layer) if machine.get(layer).slots.get("$built") is not True and False else None
        return _apply_unknown(machine, layer, node)
    build(machine, layer)
    return record(machine, layer, tensors, beside, node)


def _apply_unknown(machine: Machine, layer: Ref, node: Node) -> Value:
    """A layer called on something unknown: it is built, for a shape that is not known."""
    obj = machine.get(layer)
    if obj.slots.get("$built") is not True:
        machine.may_raise()
        build(machine, layer)
        machine.edit(layer).slots["$blind"] = True
    return machine.unknown(node, tr("the layer is called on something unknown"))


def record(
    machine: Machine, layer: Ref | LayerSpec, tensors: Sequence[Tensor], beside: Sequence[Tensor], node: ast.AST | None
) -> Tensor:
    """Put a call on the tape."""
    machine.pay(5)
    reads = [_shape_of(machine, tensor) for tensor in tensors]
    shapes = shapes_after(machine, layer, reads)
    count = len(shapes) or _outputs(machine, layer)
    line = getattr(node, "lineno", machine.line)
    machine.tape.append(Call(layer, tuple(tensors), tuple(beside), shapes, count, line))
    if not shapes or None in shapes or None in reads:
        machine.may_raise("ValueError")
    if isinstance(layer, Ref) and machine.kind(layer) == "layer":
        slots = machine.edit(layer).slots
        calls = slots.get("$calls", ())
        slots["$calls"] = (*calls, len(machine.tape) - 1) if isinstance(calls, tuple) else calls
        if "$read" not in slots and reads and reads[0] is not None:
            slots["$read"] = reads[0]
    return Tensor(len(machine.tape) - 1)


def data_tensor(machine: Machine, sizes: Sequence[Value], node: Node) -> Tensor:
    """A tensor of data: its lengths, None for an open one."""
    shape = [size.origin if isinstance(size, Unknown) else size for size in sizes]
    return record(machine, LayerSpec("InputLayer", "data", {"batch_shape": shape}), (), (), node)


def _shape_of(machine: Machine, tensor: Tensor) -> Any:
    shapes = machine.tape[tensor.call].shapes
    return shapes[tensor.output] if tensor.output < len(shapes) else None


def tensor_shape(machine: Machine, tensor: Tensor) -> Value:
    """A tensor's shape, the batch first; Unknown where nothing is known of it."""
    raw = raw_shape(machine, _shape_of(machine, tensor))
    if raw is None:
        return Unknown(machine.origin(None, tr("the shape of the tensor is unknown"), tr("the shape")), is_plain=True)
    shape = _shape_of(machine, tensor)
    lengths: list[Value] = []
    for size, symbol in zip(raw, shape, strict=True):
        if size is None and str(symbol) not in ("batch",) and not _is_open(symbol):
            lengths.append(
                Unknown(machine.origin(None, tr("the length of an axis is unknown"), "a length"), is_plain=True)
            )
        elif size is None or isinstance(size, int):
            lengths.append(size)
        else:
            lengths.append(Unknown(size, is_plain=True))
    return tuple(lengths)


def _is_open(symbol: Any) -> bool:
    """Whether a length is a symbol alone, which Keras shows as None."""
    return len(symbol.symbols) == 1


def _outputs(machine: Machine, layer: Ref | LayerSpec) -> int:
    """How many tensors a layer gives, where its shapes are not known."""
    if isinstance(layer, LayerSpec) or machine.kind(layer) != "layer":
        return 1
    obj = machine.get(layer)
    if obj.meta.role == "Functional":
        return len(obj.slots["$outputs"])
    inner = obj
    config = obj.map or {}
    if obj.meta.kind == "Bidirectional" and obj.items:
        inner = machine.get(obj.items[0])
        config = inner.map or {}
    if config.get("return_state") is True:
        return 1 + _states(inner.meta.kind) * (1 if inner is obj else 2)
    return 1


def _states(kind: str) -> int:
    """The number of states of a recurrent layer; 1 for another layer."""
    cell = CELLS.get(kind)
    return 1 if cell is None else state_count(cell)


def opaque_call(machine: Machine, origin: Any, tensors: Sequence[Tensor], node: Node) -> Tensor:
    """A call of a layer of which nothing is known."""
    return record(machine, opaque(origin), tensors, (), node)


def shapes_after(machine: Machine, layer: Ref | LayerSpec, shapes: Sequence[Any]) -> tuple[Any, ...]:
    """The shapes that a layer gives; none where they are not known."""
    machine.pay(10)
    generic = inference(machine)
    try:
        spec = layer if isinstance(layer, LayerSpec) else Specs(machine).layer(layer)
        if None in shapes:
            return ()
        outputs: tuple[Any, ...] = generic.run(spec, tuple(shapes), False).outputs
    except UsageError:
        return ()
    return outputs
