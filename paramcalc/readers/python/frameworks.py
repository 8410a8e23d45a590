"""What frameworks do: the one door from Python's calls to Keras's layers and PyTorch's modules."""

from __future__ import annotations

import ast
from typing import Any

from paramcalc.classes.keras.operations import Slice, operation
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.python import keras_layers, keras_methods, keras_models, torch_methods, torch_modules
from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in
from paramcalc.readers.python.imports import keras_path
from paramcalc.readers.python.keras_layers import record
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    LayerClass,
    LayerMeta,
    Library,
    Ref,
    Shaped,
    Special,
    Tensor,
    Unknown,
    Value,
    is_constant,
    words,
)

__all__ = ["holds_unknown", "tensors_in"]

Given = list[Value]
Named = dict[str, Value]
Node = ast.AST | None

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
    "functional init optim save onnx profiler distributions autograd backends cuda manual_seed seed tensor "
    "from_numpy cat stack no_grad"
)
"""Parts of PyTorch that change no module."""

HARMLESS_KERAS = words(
    "losses metrics optimizers callbacks initializers regularizers constraints activations datasets preprocessing "
    "data plot_model random config backend ops tree visualization io math nn image summary distribute saved_model "
    "to_categorical set_random_seed get_file pad_sequences experimental"
)
"""Parts of Keras and TensorFlow that change no model."""


def make_layer(
    machine: Machine, cls: LayerClass, given: Given, named: Named, node: Node, unsure: Unknown | None = None
) -> Value:
    """A layer of a registered class."""
    if cls.framework == "pytorch":
        return torch_modules.make_layer(machine, cls, given, named, node, unsure)
    return keras_layers.make(machine, cls, given, named, node, unsure)


def make_special(machine: Machine, special: Special, given: Given, named: Named, node: Node) -> Value:
    """A model, an input, a container, a parameter."""
    if special.framework == "pytorch":
        if special.what == "Module":
            made = torch_modules.new_module(machine, "Module", "subclass", node)
            machine.edit(made).slots["$ready"] = True
            machine.models.append((made.number, machine.line))
            return made
        return torch_modules.make_container(machine, special, given, named, node)
    if special.what == "Input":
        return keras_models.make_input(machine, special, given, named, node)
    if special.what == "Sequential":
        return keras_models.make_sequential(machine, special, given, named, node)
    if special.what == "Model":
        return keras_models.make_functional(machine, special, given, named, node)
    if special.what.startswith("call "):
        cls = LayerClass("keras", special.what.removeprefix("call "), special.version)
        layer = keras_layers.make(machine, cls, given[1:], named, node)
        return keras_layers.apply(machine, layer, given[:1], {}, node)
    machine.may_raise()
    return machine.unknown(node, "it is a base class", *given)


def opaque_call(machine: Machine, function: Value, tensors: list[Tensor], node: Node) -> Value:
    """What outside code gives for tensors: any tensor, made of them or of others."""
    return machine.unknown(node, "what it does with the tensor is not known")


def call_layer(machine: Machine, layer: Ref, given: Given, named: Named, node: Node) -> Value:
    """A layer or model called."""
    known = machine.get(layer)
    if known.meta.framework == "pytorch":
        return torch_modules.call(machine, layer, given, named, node)
    if known.meta.role == "layer":
        return keras_layers.apply(machine, layer, given, named, node)
    if known.meta.role == "own":
        return _call_own(machine, layer, given, named, node)
    return keras_models.call_model(machine, layer, given, named, node)


def _call_own(machine: Machine, layer: Ref, given: Given, named: Named, node: Node) -> Value:
    """A layer of a class of the source: nothing is known of its weights."""
    tensors = tensors_in(machine, [*given, *named.values()])
    cls = machine.get(layer).slots.get("$class")
    methods = [in_order(machine, cls, name) for name in ("build", "call")] if isinstance(cls, Ref) else []
    origin = machine.origin(node, "what a layer of the source does is not followed")
    for method in methods:
        # It may change what it names, and what it is given.
        if isinstance(method, (Ref, Unknown)):
            names = machine.store.reach({method.number}) if isinstance(method, Ref) else method.refs
            for number in names - {layer.number}:
                machine.lose(number, origin, escaped=False) if _is_changeable(machine, number) else None
    keras_layers.build(machine, layer)
    if not tensors:
        return machine.unknown(node, "the layer is called on something that is not known")
    return record(machine, layer, tensors, (), node)


def _is_changeable(machine: Machine, number: int) -> bool:
    known = machine.store.objects.get(number)
    return known is not None and known.kind in ("layer", "list", "dict", "set", "instance")


def call_function(machine: Machine, function: Library, given: Given, named: Named, node: Node) -> Value:
    """A function of a framework."""
    path = keras_path(function.path)
    tensors = tensors_in(machine, [*given, *named.values()])
    if path in SHAPES and given and isinstance(given[0], Tensor):
        return keras_layers.tensor_shape(machine, given[0])
    work = keras_methods.FUNCTIONS.get(path)
    if work is not None:
        return work(machine, given, named, node)
    if tensors:
        rest = [each for each in given if not tensors_in(machine, [each])]
        words = {word: value for word, value in named.items() if not tensors_in(machine, [value])}
        return operate_on(machine, operation(path), rest, tensors, words, node)
    if path.startswith("torch."):
        return _of_torch(machine, path, given, named, node)
    parts = set(path.split("."))
    values = [*given, *named.values()]
    machine.may_raise()
    if not parts & HARMLESS_KERAS or any(machine.kind(each) in ("function", "instance", "class") for each in values):
        machine.escape(machine.origin(node, f"{function.path} may change it"), *values)
    is_plain = bool(parts & HARMLESS_KERAS) and "models" not in parts
    found = machine.unknown(node, "it is a call whose result is not known")
    return Unknown(found.origin, is_plain=is_plain)


def _of_torch(machine: Machine, path: str, given: Given, named: Named, node: Node) -> Value:
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
        shape = _shape_of(machine, given)
        if shape is not None:
            return Shaped(shape)
    if path == "torch.full" and given:
        shape = _shape_of(machine, given[:1])
        if shape is not None:
            return Shaped(shape)
    if path in ("torch.tensor", "torch.as_tensor") and given:
        shape = _nested_shape(machine, given[0])
        if shape is not None:
            return Shaped(shape)
    if path == "torch.eye" and given and isinstance(given[0], int):
        return Shaped((given[0], given[1] if len(given) > 1 else given[0]))
    if path == "torch.arange" and len(given) == 1 and isinstance(given[0], int):
        return Shaped((given[0],))
    values = [*given, *named.values()]
    machine.may_raise()
    is_plain = bool(NO_EFFECT & set(path.split("."))) or name in TENSORS
    held = [each for each in values if isinstance(each, Ref) or (isinstance(each, Unknown) and each.refs)]
    if not is_plain and held:
        machine.escape(machine.origin(node, f"{path} may change it"), *held)
        return machine.unknown(node, f"{path} is not followed", *held)
    found = machine.unknown(node, "it is a call whose result is not known")
    return Unknown(found.origin, is_plain=is_plain or path.count(".") == 1 or ".utils.data." in path)


def _shape_of(machine: Machine, given: Given) -> tuple[Value, ...] | None:
    if len(given) == 1 and not isinstance(given[0], (int, Unknown)):
        items = machine.drain(given[0], None)
        return None if isinstance(items, Unknown) else tuple(items)
    return tuple(given) if all(isinstance(each, (int, Unknown)) for each in given) else None


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
    if any(isinstance(each, Unknown) and not each.is_plain for each in values):
        machine.escape(machine.origin(node, "an operator on what is not known"), *values)
        return machine.unknown(node, "it is computed from what is not known")
    rest = [each for each in values if not isinstance(each, Tensor)]
    return operate_on(machine, f"ops.{MERGED_BY.get(type(sign), 'Unknown')}", rest, tensors, {}, node)


def operate_on(machine: Machine, kind: str, rest: Given, tensors: list[Tensor], named: Named, node: Node) -> Value:
    """An operation on tensors; `rest` is what it is given beside them."""
    specs = Specs(machine)
    config: dict[str, Any] = {word: specs.plain(value) for word, value in named.items()}
    config["args"] = [specs.plain(each) for each in rest]
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
    plain = [specs.plain(each) for each in keys]
    name = keras_layers.automatic_name(machine, "GetItem")
    return record(machine, LayerSpec("ops.GetItem", str(name), {"args": [plain]}), [tensor], (), node)


def outputs_of(machine: Machine, tensor: Tensor) -> int:
    """How many tensors the call gives that gave this one."""
    return int(machine.tape[tensor.call].outputs)


def tensor_method(machine: Machine, owner: Value, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a tensor."""
    if isinstance(owner, Shaped):
        if name in ("size", "dim", "numel") and name == "size":
            return machine.get_item(owner.shape, given[0], node) if given else owner.shape
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
        if name == "unsqueeze" and given and isinstance(given[0], int):
            place = given[0] if given[0] >= 0 else len(owner.shape) + 1 + given[0]
            return Shaped((*owner.shape[:place], 1, *owner.shape[place:]))
        return Unknown(machine.origin(node, "it is a tensor"), is_plain=True)
    if name in ("get_shape", "as_list"):
        return keras_layers.tensor_shape(machine, owner)
    machine.may_raise()
    return operate_on(machine, "ops.Unknown", [], tensors_in(machine, [owner, *given]), {}, node)


def instantiate(machine: Machine, cls: Ref, special: Value, given: Given, named: Named, node: Node) -> Value:
    """An object of a class of the source that is derived from one of a framework."""
    name = machine.get(cls).slots["$name"]
    line = getattr(machine.get(cls).meta, "lineno", machine.line)
    machine.last_layer += 1
    init = in_order(machine, cls, "__init__")
    if isinstance(special, LayerClass) or special.what in ("Layer", "Input") or special.what.startswith("call "):
        if special.framework == "pytorch":
            return _opaque_object(machine, cls, given, named, node)
        meta = LayerMeta("keras", name, special.version, getattr(node, "lineno", machine.line), "own")
        slots = {
            "$name": keras_layers.automatic_name(machine, name),
            "$flag": True,
            "$vars": True,
            "$built": False,
            "$class": cls,
        }
        made = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
    elif special.framework == "pytorch":
        container = special.what if special.what in torch_modules.CONTAINERS else ""
        role = "Sequential" if container == "Sequential" else "container" if container else "subclass"
        made = torch_modules.new_module(machine, name, role, node, cls)
        if container:
            machine.edit(made).slots["$container"] = container
        machine.models.append((made.number, line))
    else:
        role = {"Sequential": "Sequential"}.get(special.what, "subclass")
        meta = LayerMeta("keras", name, keras_models.version_of(machine, special.version), line, role)
        slots = {"$flag": True, "$vars": True, "$built": False, "$class": cls, "$kind": name}
        label = named.get("name")
        slots["$name"] = (
            label
            if isinstance(label, str)
            else keras_layers.automatic_name(machine, name)
            if init is not None
            else None
        )
        made = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
        machine.models.append((made.number, line))
    if isinstance(init, Unknown):
        machine.escape(init.origin, made, *given, *named.values())
    elif init is not None:
        machine.call(init, [made, *given], named, node)
    else:
        machine.edit(made).slots["$ready"] = True
        base_init(machine, made, special, given, named, node)
    return made


def _opaque_object(machine: Machine, cls: Ref, given: Given, named: Named, node: Node) -> Unknown:
    origin = machine.origin(node, f"{machine.get(cls).slots['$name']} is derived from a layer, which is not followed")
    machine.escape(origin, cls, *given, *named.values())
    return Unknown(origin)


def base_init(machine: Machine, made: Ref, special: Value, given: Given, named: Named, node: Node) -> None:
    """`super().__init__(...)` of a framework's class."""
    known = machine.get(made)
    if known.kind != "layer":
        return
    machine.edit(made).slots["$ready"] = True
    if known.meta.framework == "pytorch":
        container = known.slots.get("$container")
        if container:
            torch_modules.fill(machine, made, container, [*given, *named.values()], node)
        return
    if known.meta.role == "Sequential":
        keras_models.make_sequential(machine, special, given, named, node, made)
        return
    if known.meta.role == "subclass":
        ends = {"inputs", "outputs"} & named.keys()
        if len(given) >= 2 or ends or (given and not isinstance(given[0], str)):
            keras_models.make_functional(machine, special, given, named, node, made)
            return
    name, flag = named.get("name"), named.get("trainable", True)
    if isinstance(name, str):
        machine.edit(made).slots["$name"] = name
    machine.edit(made).slots["$flag"] = flag if isinstance(flag, Unknown) else bool(flag)


def copied(machine: Machine, value: Value, node: Node, *, deep: bool) -> Value:
    """`copy.copy` and `copy.deepcopy`."""
    if is_constant(value):
        return value
    kind = machine.kind(value)
    if kind in ("list", "dict", "set") and not deep:
        return machine.new(machine.get(value).copy())
    if kind in ("layer", "parameter") and deep:
        meta = machine.get(value).meta
        if kind == "parameter" or meta.framework == "pytorch":
            return torch_modules.copied(machine, value, {})
        if meta.role in ("layer", "Sequential"):
            return keras_models.copy_model(machine, value, {}, node)
    if kind in ("list", "dict") and deep:
        return _deep(machine, value, node)
    if kind == "instance" and not any(
        isinstance(each, Ref) for name, each in machine.get(value).slots.items() if name != "$class"
    ):
        return machine.new(machine.get(value).copy())
    machine.may_raise()
    machine.escape(machine.origin(node, "how it is copied is not followed"), value)
    return machine.unknown(node, "how it is copied is not followed", value)


def _deep(machine: Machine, value: Ref, node: Node) -> Value:
    known = machine.get(value)
    held = [*(known.items or ()), *(known.map or {}).values()]
    if all(is_constant(each) for each in held):
        return machine.new(known.copy())
    if all(is_constant(each) or machine.kind(each) == "layer" for each in held) and len(set(map(repr, held))) == len(
        held
    ):
        made = machine.new(known.copy())
        if known.items is not None:
            machine.edit(made).items = [copied(machine, each, node, deep=True) for each in known.items]
        if known.map is not None:
            machine.edit(made).map = {key: copied(machine, each, node, deep=True) for key, each in known.map.items()}
        return made
    machine.escape(machine.origin(node, "how it is copied is not followed"), value)
    return machine.unknown(node, "how it is copied is not followed", value)


def new_container(machine: Machine, meta: LayerMeta, items: list[Value]) -> Ref:
    """A slice of a container of PyTorch."""
    made = torch_modules.new_module(machine, meta.kind, meta.role, None)
    for each in items:
        torch_modules.append(machine, made, each)
    return made


def set_item(machine: Machine, owner: Ref, key: Value, value: Value, node: Node) -> None:
    """`container[key] = value`."""
    torch_methods.set_item(machine, owner, key, value, node)


def delete_item(machine: Machine, owner: Ref, key: Value, node: Node) -> None:
    """`del container[key]`."""
    torch_methods.delete_item(machine, owner, key, node)


def layer_method(machine: Machine, owner: Ref, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a layer or a model."""
    known = machine.get(owner)
    if known.kind == "parameter" or known.meta.framework == "pytorch":
        return torch_methods.call_method(machine, owner, name, given, named, node)
    return keras_methods.call_method(machine, owner, name, given, named, node)


def class_method(machine: Machine, owner: Special, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a framework's class, called on the class."""
    if name == "__init__" and given and machine.kind(given[0]) == "layer":
        base_init(machine, given[0], owner, given[1:], named, node)
        return None
    if name == "from_pretrained":
        return machine.unknown(node, "it is read from a file")
    return keras_methods.class_method(machine, owner, name, given, named, node)


def is_layer_of(machine: Machine, value: Ref, cls: Value) -> bool | None:
    """Whether a layer is of a class."""
    known = machine.get(value)
    meta = known.meta
    own = known.slots.get("$class")
    if isinstance(cls, LayerClass):
        if own is not None:
            return None
        return bool(meta.framework == cls.framework and meta.kind == cls.kind)
    if isinstance(cls, Special):
        if cls.framework != meta.framework:
            return False
        if cls.what in ("Layer", "Module"):
            return True
        if cls.what == "Model":
            return meta.role in ("Sequential", "Functional", "subclass")
        kind = known.slots.get("$container", meta.kind if own is None else meta.role)
        return bool(kind == cls.what)
    if isinstance(cls, Ref) and machine.kind(cls) == "class":
        if not isinstance(own, Ref):
            return False if own is None else None
        order = machine.get(own).slots.get("$order", ()) if machine.kind(own) == "class" else None
        return None if order is None or isinstance(order, Unknown) else cls in order
    if isinstance(cls, Library) and own is None:
        return _in_library(meta, cls.path)
    return None


def _in_library(meta: LayerMeta, path: str) -> bool | None:
    """Whether a layer is of a class that is named but not registered."""
    last = path.rpartition(".")[2]
    if path.startswith("torch.") and last in ("_BatchNorm", "_NormBase", "_ConvNd", "RNNBase"):
        words = {"_BatchNorm": "BatchNorm", "_NormBase": "Norm", "_ConvNd": "Conv", "RNNBase": ""}
        return None if not words[last] else words[last] in meta.kind and last != "_NormBase"
    return None


def layer_has(machine: Machine, value: Ref, name: str) -> bool | None:
    """Whether a layer has an attribute."""
    known = machine.get(value)
    if name in known.slots:
        return None if known.slots[name] is UNBOUND or isinstance(known.slots[name], Unknown) else True
    if known.meta.framework == "pytorch":
        entries = {each for _, each in known.map or {}} if known.meta.role != "layer" else set()
        if name in entries or (known.meta.role == "layer" and name in (known.map or {})):
            return True
        if known.meta.role == "layer" and name in ("weight", "bias"):
            weights = torch_modules.weights_of(machine, value)
            if weights is None:
                return None
            # A layer without a bias has the attribute all the same, which is None.
            return True if name in {each for each, _ in weights} else None
        return None
    if name in ("name", "trainable", "weights", "built", "call", "build", "get_config"):
        return True
    if name == "layers":
        return known.meta.role in ("Sequential", "Functional", "subclass")
    if known.meta.role == "layer":
        from paramcalc.classes import layer_classes
        from paramcalc.classes.base import signature

        if name in signature(layer_classes("keras")[known.meta.kind].arguments):
            return True
    return None
