"""Functions of frameworks and operations on tensors."""

from __future__ import annotations

import ast
from typing import Any

from paramcalc.classes.keras.operations import Slice, operation
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import tr
from paramcalc.readers.python import arrays, keras_calls, keras_layers, keras_methods
from paramcalc.readers.python.frameworks_common import tensors_in
from paramcalc.readers.python.imports import keras_path
from paramcalc.readers.python.keras_calls import record
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.values import (
    Arguments,
    Array,
    Keywords,
    Library,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    words,
)

MERGED_BY = {
    ast.Add: "Add",
    ast.Sub: "Subtract",
    ast.Mult: "Multiply",
    ast.Div: "Divide",
    ast.MatMult: "Matmul",
    ast.USub: "Negative",
    ast.Pow: "Power",
}


SHAPES = ("keras.backend.int_shape", "keras.ops.shape", "keras.backend.get_variable_shape")
"""Functions that give a tensor's shape as numbers."""


TENSORS = words("zeros ones empty rand randn full Tensor FloatTensor arange randint eye")


NO_EFFECT = words(
    "clip_grad_norm_ clip_grad_value_ functional init optim save onnx profiler distributions "
    "autograd backends cuda manual_seed seed tensor from_numpy cat stack no_grad"
)
"""Parts of PyTorch that change no module."""


HARMLESS_KERAS = words(
    "losses metrics optimizers callbacks initializers regularizers constraints activations "
    "datasets preprocessing data model_to_dot plot_model random GradientTape config backend ops "
    "tree visualization io math nn image summary distribute saved_model to_categorical "
    "set_random_seed get_file pad_sequences experimental"
)
"""Parts of Keras and TensorFlow that change no model."""


OBJECTS = words("losses metrics optimizers GradientTape")
"""Parts of Keras and TensorFlow whose objects change no model."""


def isinstance_of_source(kind: str) -> bool:
    """Whether this kind of object has code of the source."""
    return kind in ("function", "instance", "class", "vague")


def call_function(machine: Machine, function: Library, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A function of a framework."""
    path = keras_path(function.path)
    tensors = tensors_in(machine, [*arguments, *keywords.values()])
    if path in SHAPES and arguments and isinstance(arguments[0], Tensor):
        return keras_calls.tensor_shape(machine, arguments[0])
    work = keras_methods.FUNCTIONS.get(path)
    if work is not None:
        return work(machine, arguments, keywords, node)
    if tensors:
        rest = [argument for argument in arguments if not tensors_in(machine, [argument])]
        words = {word: value for word, value in keywords.items() if not tensors_in(machine, [value])}
        return operate_on(machine, operation(path), rest, tensors, words, node)
    if path.startswith("torch."):
        return _of_torch(machine, path, arguments, keywords, node)
    parts = set(path.split("."))
    values = [*arguments, *keywords.values()]
    machine.may_raise()
    if parts & OBJECTS and path.count(".") <= 2 and not any(map(isinstance_of_source, map(machine.kind, values))):
        # Its methods change no model either.
        return Library(f"{path}.instance")
    if not parts & HARMLESS_KERAS or any(isinstance_of_source(machine.kind(value)) for value in values):
        machine.escape(machine.origin(node, tr("{path} may change it", path=function.path)), *values)
    is_plain = bool(parts & HARMLESS_KERAS) and "models" not in parts
    result = machine.unknown(node, tr("its result is unknown"))
    return Unknown(result.origin, is_plain=is_plain)


def _of_torch(machine: Machine, path: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    name = path.rpartition(".")[2]
    if path in (
        "torch.zeros",
        "torch.ones",
        "torch.empty",
        "torch.rand",
        "torch.randn",
        "torch.Tensor",
        "torch.FloatTensor",
    ):
        shape = _shape_of(machine, arguments)
        if shape is not None:
            return Shaped(shape)
    if path == "torch.full" and arguments:
        shape = _shape_of(machine, arguments[:1])
        if shape is not None:
            return Shaped(shape)
    if path in ("torch.tensor", "torch.as_tensor") and arguments:
        shape = _nested_shape(machine, arguments[0])
        if shape is not None:
            return Shaped(shape)
    if path == "torch.eye" and arguments and isinstance(arguments[0], int):
        return Shaped((arguments[0], arguments[1] if len(arguments) > 1 else arguments[0]))
    if path == "torch.arange" and len(arguments) == 1 and isinstance(arguments[0], int):
        return Shaped((arguments[0],))
    values = [*arguments, *keywords.values()]
    machine.may_raise()
    is_plain = bool(NO_EFFECT & set(path.split("."))) or name in TENSORS
    held = [value for value in values if isinstance(value, Ref) or (isinstance(value, Unknown) and value.refs)]
    if not is_plain and held:
        machine.escape(machine.origin(node, tr("{path} may change it", path=path)), *held)
        return machine.unknown(node, tr("paramcalc does not follow {path}", path=path), *held)
    result = machine.unknown(node, tr("its result is unknown"))
    return Unknown(result.origin, is_plain=is_plain or path.count(".") == 1 or ".utils.data." in path)


def _shape_of(machine: Machine, arguments: Arguments) -> tuple[Value, ...] | None:
    if len(arguments) == 1 and not isinstance(arguments[0], (int, Unknown)):
        items = machine.drain(arguments[0], None)
        return None if isinstance(items, Unknown) else tuple(items)
    return tuple(arguments) if all(isinstance(argument, (int, Unknown)) for argument in arguments) else None


def _nested_shape(machine: Machine, value: Value) -> tuple[int, ...] | None:
    if isinstance(value, (int, float)):
        return ()
    items = (
        list(value) if isinstance(value, tuple) else machine.get(value).items if machine.kind(value) == "list" else None
    )
    if items is None:
        return None
    inner = _nested_shape(machine, items[0]) if items else ()
    return None if inner is None else (len(items), *inner)


def operate(machine: Machine, node: Node, sign: ast.AST, left: Value, right: Value) -> Value:
    """An operator on tensors of Keras."""
    values = [left] if right is None and isinstance(sign, ast.unaryop) else [left, right]
    tensors = tensors_in(machine, values)
    if any(isinstance(value, Unknown) and not value.is_plain for value in values):
        machine.escape(machine.origin(node, tr("it is an operator on something unknown")), *values)
        return machine.unknown(node, tr("it is computed from something unknown"))
    rest = [value for value in values if not isinstance(value, Tensor)]
    return operate_on(machine, f"ops.{MERGED_BY.get(type(sign), 'Unknown')}", rest, tensors, {}, node)


def operate_on(
    machine: Machine, kind: str, rest: Arguments, tensors: list[Tensor], keywords: Keywords, node: Node
) -> Value:
    """An operation on tensors; `rest` is what it is given beside them."""
    specs = Specs(machine)
    config: dict[str, Any] = {word: specs.plain(value) for word, value in keywords.items()}
    config["args"] = [specs.plain(value) for value in rest]
    name = keras_layers.automatic_name(machine, kind.partition(".")[2])
    spec = LayerSpec(kind, name if isinstance(name, str) else "?", config)
    return record(machine, spec, tensors, (), node)


def tensor_item(machine: Machine, tensor: Tensor, key: Value, node: Node) -> Value:
    """`tensor[key]`: of what a layer gives one of several, or a part of the tensor."""
    count = machine.outputs_of(tensor)
    if count > 1 and tensor.output == 0:
        several = tuple(Tensor(tensor.call, number) for number in range(count))
        if isinstance(key, (int, Slice)):
            return machine.get_item(several, key, node)
    keys = list(key) if isinstance(key, tuple) else [key]
    specs = Specs(machine)
    plain = [specs.plain(key) for key in keys]
    name = keras_layers.automatic_name(machine, "GetItem")
    return record(machine, LayerSpec("ops.GetItem", str(name), {"args": [plain]}), [tensor], (), node)


def outputs_of(machine: Machine, tensor: Tensor) -> int:
    """How many tensors the call gives that gave this one."""
    return int(machine.tape[tensor.call].outputs)


def tensor_method(
    machine: Machine, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A method of a tensor."""
    if isinstance(owner, Array):
        array = arrays.method(machine, owner, name, arguments, keywords, node)
        return Unknown(machine.origin(node, tr("it is data")), is_plain=True) if array is None else array
    if isinstance(owner, Shaped):
        if name in ("size", "dim", "numel") and name == "size":
            return machine.get_item(owner.shape, arguments[0], node) if arguments else owner.shape
        if name in (
            "float",
            "to",
            "cuda",
            "clone",
            "detach",
            "double",
            "half",
            "normal_",
            "uniform_",
            "zero_",
            "fill_",
            "contiguous",
            "requires_grad_",
        ):
            return owner
        if name == "unsqueeze" and arguments and isinstance(arguments[0], int):
            place = arguments[0] if arguments[0] >= 0 else len(owner.shape) + 1 + arguments[0]
            return Shaped((*owner.shape[:place], 1, *owner.shape[place:]))
        return Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)
    if name in ("get_shape", "as_list"):
        return keras_calls.tensor_shape(machine, owner)
    machine.may_raise()
    return operate_on(machine, "ops.Unknown", [], tensors_in(machine, [owner, *arguments]), {}, node)
