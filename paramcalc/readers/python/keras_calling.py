"""Models of Keras that are built and called."""

from __future__ import annotations

import ast

from paramcalc.phrases import tr
from paramcalc.readers.python import keras_calls
from paramcalc.readers.python.frameworks_common import tensors_in
from paramcalc.readers.python.keras_calls import record
from paramcalc.readers.python.keras_models import _rebuild, input_layer
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.tensor_shapes import raw_shape
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Tensor, Unknown, Value


def build_model(machine: Machine, model: Ref, shape: Value, node: Node) -> None:
    """`model.build(shape)`: a Sequential model builds its layers; a class of the source its own `build`."""
    obj = machine.get(model)
    if obj.meta.role == "Sequential":
        _give_input(machine, model, shape, node)
        _rebuild(machine, model)
    elif obj.meta.role == "layer":
        build(machine, model)


def _give_input(machine: Machine, model: Ref, shape: Value, node: Node) -> None:
    """Put an input layer in front of a Sequential model that has none."""
    items = machine.get(model).items or []
    if items and machine.kind(items[0]) == "layer" and machine.get(items[0]).meta.kind == "InputLayer":
        return
    layer = input_layer(machine, machine.get(model).meta.version, {"batch_shape": shape}, node)
    machine.edit(layer).slots["$built"] = True
    record(machine, layer, (), (), node)
    edited = machine.edit(model)
    edited.items = [layer, *(edited.items or ())]


def call_model(machine: Machine, model: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """A model called on tensors."""
    obj = machine.get(model)
    tensors = tensors_in(machine, [*arguments, *keywords.values()])
    if obj.meta.role == "Sequential" and tensors and obj.slots.get("$built") is not True:
        raw = raw_shape(machine, keras_calls._shape_of(machine, tensors[0]))
        shape: Value = (
            machine.unknown(node, tr("the shape of the tensor is unknown"))
            if raw is None
            else tuple(size if size is None or isinstance(size, int) else Unknown(size, is_plain=True) for size in raw)
        )
        if not isinstance(shape, Unknown):
            _give_input(machine, model, shape, node)
            _rebuild(machine, model)
    if obj.meta.role == "subclass":
        return _call_subclass(machine, model, arguments, keywords, node)
    return keras_calls.apply(machine, model, arguments, keywords, node)


def _call_subclass(
    machine: Machine, model: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Value:
    """A model of a class of the source: its `call` is followed, and builds its layers."""
    cls = machine.get(model).slots["$class"]
    method = in_order(machine, cls, "call") if isinstance(cls, Ref) else None
    if method is None or isinstance(method, Unknown):
        machine.escape(machine.origin(node, tr("it has no known call")), model)
        return machine.unknown(node, tr("it has no known call"), model)
    own_build = in_order(machine, cls, "build")
    if own_build is not None:
        machine.escape(machine.origin(node, tr("paramcalc does not follow its build")), model)
        return machine.unknown(node, tr("paramcalc does not follow its build"), model)
    keywords = {
        word: value for word, value in keywords.items() if word != "training" or _takes(machine, method, "training")
    }
    result = machine.call(method, [model, *arguments], keywords, node)
    edited = machine.edit(model)
    if edited.kind == "layer":
        edited.slots["$built"] = True
        edited.slots["$called"] = True
    tensors = tensors_in(machine, [*arguments, *keywords.values()])
    if machine.kind(model) == "layer" and tensors and isinstance(result, Tensor):
        outer = record(machine, model, tensors, (), node)
        shape = machine.tape[result.call].shapes
        machine.tape[outer.call] = machine.tape[outer.call]._replace(
            shapes=shape, outputs=machine.tape[result.call].outputs
        )
        return outer
    return machine.unknown(node, tr("it returns something unknown"), result)


def _takes(machine: Machine, method: Value, word: str) -> bool:
    obj = machine.get(method) if isinstance(method, Ref) else None
    if obj is None or obj.kind != "function":
        return True
    arguments = obj.meta.node.args
    return (
        any(parameter.arg == word for parameter in (*arguments.args, *arguments.kwonlyargs))
        or arguments.kwarg is not None
    )
