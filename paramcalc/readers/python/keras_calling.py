"""Models of Keras that are built and called."""

from __future__ import annotations

import ast

from paramcalc.readers.python import keras_calls
from paramcalc.readers.python.frameworks_common import tensors_in
from paramcalc.readers.python.keras_calls import record
from paramcalc.readers.python.keras_models import _rebuild, input_layer
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.tensor_shapes import raw_shape
from paramcalc.readers.python.values import (
    Ref,
    Tensor,
    Unknown,
    Value,
)


def build_model(machine: Machine, model: Ref, shape: Value, node: ast.AST | None) -> None:
    """`model.build(shape)`: a Sequential model builds its layers; a class of the source its own `build`."""
    known = machine.get(model)
    if known.meta.role == "Sequential":
        _give_input(machine, model, shape, node)
        _rebuild(machine, model)
    elif known.meta.role == "layer":
        build(machine, model)


def _give_input(machine: Machine, model: Ref, shape: Value, node: ast.AST | None) -> None:
    """Put an input layer in front of a Sequential model that has none."""
    items = machine.get(model).items or []
    if items and machine.kind(items[0]) == "layer" and machine.get(items[0]).meta.kind == "InputLayer":
        return
    layer = input_layer(machine, machine.get(model).meta.version, {"batch_shape": shape}, node)
    machine.edit(layer).slots["$built"] = True
    record(machine, layer, (), (), node)
    edited = machine.edit(model)
    edited.items = [layer, *(edited.items or ())]


def call_model(
    machine: Machine, model: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Value:
    """A model called on tensors."""
    known = machine.get(model)
    tensors = tensors_in(machine, [*given, *named.values()])
    if known.meta.role == "Sequential" and tensors and known.slots.get("$built") is not True:
        raw = raw_shape(machine, keras_calls._shape_of(machine, tensors[0]))
        shape: Value = (
            machine.unknown(node, "the shape of the tensor is not known")
            if raw is None
            else tuple(each if each is None or isinstance(each, int) else Unknown(each, is_plain=True) for each in raw)
        )
        if not isinstance(shape, Unknown):
            _give_input(machine, model, shape, node)
            _rebuild(machine, model)
    if known.meta.role == "subclass":
        return _call_subclass(machine, model, given, named, node)
    return keras_calls.apply(machine, model, given, named, node)


def _call_subclass(
    machine: Machine, model: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Value:
    """A model of a class of the source: its `call` is followed, and builds its layers."""
    cls = machine.get(model).slots["$class"]
    method = in_order(machine, cls, "call") if isinstance(cls, Ref) else None
    if method is None or isinstance(method, Unknown):
        machine.escape(machine.origin(node, "it has no call that is known"), model)
        return machine.unknown(node, "it has no call that is known", model)
    own_build = in_order(machine, cls, "build")
    if own_build is not None:
        machine.escape(machine.origin(node, "its build is not followed"), model)
        return machine.unknown(node, "its build is not followed", model)
    named = {word: value for word, value in named.items() if word != "training" or _takes(machine, method, "training")}
    result = machine.call(method, [model, *given], named, node)
    edited = machine.edit(model)
    if edited.kind == "layer":
        edited.slots["$built"] = True
        edited.slots["$called"] = True
    tensors = tensors_in(machine, [*given, *named.values()])
    if machine.kind(model) == "layer" and tensors and isinstance(result, Tensor):
        outer = record(machine, model, tensors, (), node)
        shape = machine.tape[result.call].shapes
        machine.tape[outer.call] = machine.tape[outer.call]._replace(
            shapes=shape, outputs=machine.tape[result.call].outputs
        )
        return outer
    return machine.unknown(node, "what it returns is not known", result)


def _takes(machine: Machine, method: Value, word: str) -> bool:
    known = machine.get(method) if isinstance(method, Ref) else None
    if known is None or known.kind != "function":
        return True
    arguments = known.meta.node.args
    return any(each.arg == word for each in (*arguments.args, *arguments.kwonlyargs)) or arguments.kwarg is not None
