"""Models of Keras: Sequential, functional ones, and those of classes of the source."""

from __future__ import annotations

import ast

from paramcalc.classes import layer_classes
from paramcalc.errors import UsageError
from paramcalc.readers.python import keras_layers
from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in
from paramcalc.readers.python.graph import keras_order
from paramcalc.readers.python.keras_layers import automatic_name, build, record
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine, Raised
from paramcalc.readers.python.specs import raw_shape
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    LayerClass,
    LayerMeta,
    Ref,
    Special,
    Tensor,
    Unknown,
    Value,
)

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name", "tensor", "optional")

FUNCTIONAL = "write the model as Python source: x = Add()([a, b]); model = Model(inputs, x)"

KERAS1 = (1, 2)


def version_of(machine: Machine, version: tuple[int, ...]) -> tuple[int, ...]:
    """Whose defaults hold."""
    return KERAS1 if machine.keras1 else version


def make_input(
    machine: Machine, special: Special, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Tensor:
    """`Input`: the tensor of an input layer."""
    config = {**dict(zip(INPUT_ARGUMENTS, given, strict=False)), **named}
    if config.get("shape") is None and config.get("batch_shape") is None:
        raise UsageError(f"line {getattr(node, 'lineno', machine.line)}: Input needs a shape", tip="Input((28, 28))")
    layer = input_layer(machine, special.version, config, node)
    return _input_tensor(machine, layer, node)


def input_layer(machine: Machine, version: tuple[int, ...], config: dict[str, Value], node: ast.AST | None) -> Ref:
    """An input layer object."""
    name = config.pop("name", None)
    config.pop("dtype", None)
    cls = LayerClass("keras", "InputLayer", version)
    return keras_layers.new_layer(machine, cls, "InputLayer", config, name, True, node)


def _input_tensor(machine: Machine, layer: Ref, node: ast.AST | None) -> Tensor:
    machine.edit(layer).slots["$built"] = True
    tensor = record(machine, layer, (), (), node)
    return tensor


def make_sequential(
    machine: Machine,
    special: Special,
    given: list[Value],
    named: dict[str, Value],
    node: ast.AST | None,
    made: Ref | None = None,
) -> Ref:
    """`Sequential`, with the layers that it is given."""
    words = dict(zip(("layers", "trainable", "name"), given, strict=False)) | named
    name = words.get("name")
    if made is None:
        line = getattr(node, "lineno", machine.line)
        meta = LayerMeta("keras", "Sequential", version_of(machine, special.version), line, "Sequential")
        made = machine.new(Obj("layer", meta, slots=_slots(words), items=[], map={}))
        machine.models.append((made.number, line))
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, machine.get(made).slots.get("$kind", "Sequential"))
    machine.edit(made).slots["$name"] = name
    layers = words.get("layers")
    if layers is not None:
        items = machine.drain(layers, node)
        if isinstance(items, Unknown):
            machine.edit(made).items = [items]
            machine.lose(made.number, items.origin, escaped=False)
            return made
        for item in items:
            add(machine, made, item, node, rebuild=False)
        _rebuild(machine, made)
    return made


def _slots(words: dict[str, Value]) -> dict[str, Value]:
    flag = words.get("trainable", True)
    return {"$flag": True if flag is None else flag, "$vars": True, "$built": False}


def add(machine: Machine, model: Ref, layer: Value, node: ast.AST | None, *, rebuild: bool = True) -> None:
    """Put a layer behind the others of a Sequential model."""
    if machine.kind(model) != "layer":
        machine.escape(machine.origin(node, "the model is not known any more"), layer)
        return
    if isinstance(layer, Tensor):
        layer = machine.tape[layer.call].layer
    edited = machine.edit(model)
    assert edited.items is not None
    kind = machine.kind(layer)
    if kind == "layer":
        _check_in_line(machine, layer)
    elif kind == "vague" or (isinstance(layer, Unknown) and layer.refs):
        edited.items.append(layer)
        origin = layer.origin if isinstance(layer, Unknown) else machine.get(layer).meta.origin
        machine.lose(model.number, origin, escaped=False)
        return
    elif isinstance(layer, Unknown):
        machine.may_raise()
    else:
        if layer is None or isinstance(layer, (int, str)):
            raise Raised("ValueError", machine.line)
        layer = machine.unknown(node, "it is no layer that is known", layer)
        if layer.refs:
            machine.lose(model.number, layer.origin, escaped=False)
            return
    edited.items.append(layer)
    if rebuild:
        _rebuild(machine, model)


def _check_in_line(machine: Machine, layer: Ref) -> None:
    """Refuse a merging layer where there is one tensor alone; attention then looks at what it reads."""
    meta = machine.get(layer).meta
    entry = layer_classes("keras").get(meta.kind) if meta.role == "layer" else None
    if entry is not None and entry.inputs is None and not entry.weights and not entry.macs:
        raise UsageError(
            f"line {machine.line}: {meta.kind} reads 2 tensors or more; in a line there is one", tip=FUNCTIONAL
        )


def _rebuild(machine: Machine, model: Ref) -> None:
    """Build a Sequential model as soon as it is known what it reads."""
    items = machine.get(model).items or []
    first = items[0] if items else None
    if machine.kind(model) != "layer" or machine.kind(first) != "layer":
        return
    known = machine.get(first)
    states = known.meta.kind == "InputLayer" or known.meta.role == "Functional"
    states = states or (known.meta.role == "Sequential" and known.slots.get("$built") is True)
    config = known.map or {}
    states = states or any(word in config for word in ("input_shape", "batch_input_shape", "input_dim", "batch_shape"))
    if not states:
        return
    if len(items) == 1 and known.meta.kind == "InputLayer":
        return
    edited = machine.edit(model)
    edited.slots["$built"] = True
    edited.slots["$vars"] = True
    for item in items:
        build(machine, item)


def make_functional(
    machine: Machine,
    special: Special,
    given: list[Value],
    named: dict[str, Value],
    node: ast.AST | None,
    made: Ref | None = None,
) -> Value:
    """`Model(inputs, outputs)`."""
    words = dict(zip(("inputs", "outputs", "name"), given, strict=False)) | named
    ends = [words.get("inputs", words.get("input")), words.get("outputs", words.get("output"))]
    inputs, outputs = (tuple(tensors_in(machine, [each])) for each in ends)
    if not inputs or not outputs or holds_unknown(machine, ends):
        machine.may_raise()
        if made is None:
            line = getattr(node, "lineno", machine.line)
            meta = LayerMeta("keras", "Functional", special.version, line, "Functional")
            made = machine.new(Obj("layer", meta, slots={"$ends": tuple(ends)}))
            machine.models.append((made.number, line))
        unknown = machine.unknown(node, "what goes in and comes out of it is not known", *ends)
        machine.lose(made.number, unknown.origin, escaped=False)
        return made
    name = words.get("name")
    line = getattr(node, "lineno", machine.line)
    meta = LayerMeta("keras", "Functional", version_of(machine, special.version), line, "Functional")
    slots = {
        **_slots(words),
        "$built": True,
        "$inputs": inputs,
        "$outputs": outputs,
        "$ends": tuple(map(_structure(machine), ends)),
    }
    if made is None:
        made = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
        machine.models.append((made.number, line))
    else:
        edited = machine.edit(made)
        edited.meta = meta._replace(kind=edited.meta.kind, line=edited.meta.line)
        edited.slots.update(slots)
    kind = machine.get(made).slots.get("$kind", "Functional")
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, kind)
        machine.edit(made).slots["$auto"] = True
    machine.edit(made).slots["$name"] = name
    try:
        layers = [each for each in keras_order(machine, inputs, outputs) if isinstance(each, Ref)]
    except UsageError:
        layers = []
    machine.edit(made).items = layers
    return made


def _structure(machine: Machine):  # type: ignore[no-untyped-def]  # a small closure
    def frozen(value: Value) -> Value:
        kind = machine.kind(value)
        if kind == "list":
            return tuple(frozen(each) for each in machine.get(value).items or ())
        return value

    return frozen


def layers_of(machine: Machine, model: Ref) -> list[Value]:
    """What `model.layers` gives."""
    items = list(machine.get(model).items or ())
    if machine.get(model).meta.role == "Sequential" and items:
        first = items[0]
        if machine.kind(first) == "layer" and machine.get(first).meta.kind == "InputLayer":
            return items[1:]
    return items


def get_layer(machine: Machine, model: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    """`model.get_layer`, by name or index."""
    words = dict(zip(("name", "index"), given, strict=False)) | named
    layers = layers_of(machine, model)
    index, name = words.get("index"), words.get("name")
    if isinstance(index, int):
        if index >= len(layers):
            raise Raised("ValueError", machine.line)
        return layers[index]
    if index is None and isinstance(name, str):
        for layer in layers:
            known = machine.get(layer) if isinstance(layer, Ref) else None
            own = known.slots.get("$name") if known is not None and known.kind == "layer" else None
            if not isinstance(own, str):
                break
            if own == name:
                return layer
        else:
            raise Raised("ValueError", machine.line)
    machine.may_raise("ValueError")
    return machine.unknown(node, "which layer it is is not known", *layers)


def pop(machine: Machine, model: Ref, node: ast.AST | None) -> Value:
    """`Sequential.pop`."""
    edited = machine.edit(model)
    if not edited.items:
        raise Raised("IndexError", machine.line)
    return edited.items.pop()


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
        raw = raw_shape(machine, keras_layers._shape_of(machine, tensors[0]))
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
    return keras_layers.apply(machine, model, given, named, node)


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
    return machine.unknown(node, "what it gives is not known", result)


def _takes(machine: Machine, method: Value, word: str) -> bool:
    known = machine.get(method) if isinstance(method, Ref) else None
    if known is None or known.kind != "function":
        return True
    arguments = known.meta.node.args
    return any(each.arg == word for each in (*arguments.args, *arguments.kwonlyargs)) or arguments.kwarg is not None


def clone(machine: Machine, model: Value, node: ast.AST | None) -> Value:
    """`clone_model`: the same layers made anew."""
    if machine.kind(model) != "layer" or machine.get(model).meta.role not in ("Sequential", "Functional"):
        return machine.unknown(node, "what is cloned is not known")
    return copy_model(machine, model, {}, node)


def copy_model(machine: Machine, model: Ref, done: dict[int, Ref], node: ast.AST | None) -> Value:
    """A model with copies of its layers. Flags are kept; names are as they were."""
    if model.number in done:
        return done[model.number]
    known = machine.get(model)
    if known.meta.role == "layer":
        made = done[model.number] = keras_layers.copy_from_config(machine, model)
        if known.slots.get("$built") is True:
            build(machine, made)
        return made
    if known.meta.role == "Sequential":
        made = done[model.number] = machine.new(known.copy())
        machine.edit(made).slots.pop("$calls", None)
        items = []
        for item in known.items or []:
            copied = copy_model(machine, item, done, node) if machine.kind(item) == "layer" else item
            items.append(copied)
        machine.edit(made).items = items
        machine.models.append((made.number, getattr(node, "lineno", machine.line)))
        return made
    return machine.unknown(node, "its copy is not followed")
