"""Models of Keras: Sequential, functional ones, and those of classes of the source."""

from __future__ import annotations

import ast

from paramcalc.classes import layer_classes
from paramcalc.errors import SourceError, UsageError
from paramcalc.phrases import tr
from paramcalc.readers.python import keras_layers
from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in
from paramcalc.readers.python.graph import keras_order
from paramcalc.readers.python.keras_calls import record
from paramcalc.readers.python.keras_layers import automatic_name
from paramcalc.readers.python.keras_trainable import build
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Arguments,
    FrameworkClass,
    Keywords,
    LayerClass,
    LayerMeta,
    Node,
    Ref,
    Tensor,
    Unknown,
    Value,
)

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name", "tensor", "optional")

FUNCTIONAL = tr("write the model as Python source: x = Add()([a, b]); model = Model(inputs, x)")

KERAS1 = (1, 2)


def version_of(machine: Machine, version: tuple[int, ...]) -> tuple[int, ...]:
    """Whose defaults hold."""
    return KERAS1 if machine.keras1 else version


def make_input(
    machine: Machine, special: FrameworkClass, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Tensor:
    """`Input`: the tensor of an input layer."""
    config = {**dict(zip(INPUT_ARGUMENTS, arguments, strict=False)), **keywords}
    if config.get("shape") is None and config.get("batch_shape") is None:
        raise SourceError(tr("Input needs a shape"), line=getattr(node, "lineno", machine.line), tip="Input((28, 28))")
    layer = input_layer(machine, special.version, config, node)
    return _input_tensor(machine, layer, node)


def input_layer(machine: Machine, version: tuple[int, ...], config: dict[str, Value], node: Node) -> Ref:
    """An input layer object."""
    name = config.pop("name", None)
    config.pop("dtype", None)
    cls = LayerClass("keras", "InputLayer", version)
    return keras_layers.new_layer(machine, cls, "InputLayer", config, name, True, node)


def _input_tensor(machine: Machine, layer: Ref, node: Node) -> Tensor:
    machine.edit(layer).slots["$built"] = True
    return record(machine, layer, (), (), node)


def make_sequential(
    machine: Machine,
    special: FrameworkClass,
    arguments: Arguments,
    keywords: Keywords,
    node: Node,
    model: Ref | None = None,
) -> Ref:
    """`Sequential`, with the layers that it is given."""
    words = dict(zip(("layers", "trainable", "name"), arguments, strict=False)) | keywords
    name = words.get("name")
    if model is None:
        line = getattr(node, "lineno", machine.line)
        meta = LayerMeta("keras", "Sequential", version_of(machine, special.version), line, "Sequential")
        model = machine.new(Obj("layer", meta, slots=_slots(words), items=[], map={}))
        machine.models.append((model.number, line))
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, machine.get(model).slots.get("$kind", "Sequential"))
    machine.edit(model).slots["$name"] = name
    layers = words.get("layers")
    if layers is not None:
        items = machine.drain(layers, node)
        if isinstance(items, Unknown):
            machine.edit(model).items = [items]
            machine.lose(model.number, items.origin, escaped=False)
            return model
        for item in items:
            add(machine, model, item, node, rebuild=False)
        _rebuild(machine, model)
    return model


def _slots(words: dict[str, Value]) -> dict[str, Value]:
    flag = words.get("trainable", True)
    return {"$flag": True if flag is None else flag, "$vars": True, "$built": False}


def add(machine: Machine, model: Ref, layer: Value, node: Node, *, rebuild: bool = True) -> None:
    """Put a layer behind the others of a Sequential model."""
    if machine.kind(model) != "layer":
        machine.escape(machine.origin(node, tr("something unknown is done to the model")), layer)
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
        layer = machine.unknown(node, tr("it is no known layer"), layer)
        if layer.refs:
            machine.lose(model.number, layer.origin, escaped=False)
            return
    if kind == "layer":
        _check_name(machine, edited.items, layer)
    edited.items.append(layer)
    if rebuild:
        _rebuild(machine, model)


def _check_name(machine: Machine, items: list[Value], layer: Ref) -> None:
    """Keras refuses two layers with one name in a model."""
    if not machine.catchers:
        # A run that raises there does not reach its end.
        return
    name = machine.get(layer).slots.get("$name")
    machine.pay(len(items) // 10)
    for item in items:
        if item == layer or machine.kind(item) != "layer":
            continue
        other = machine.get(item).slots.get("$name")
        if isinstance(name, str) and other == name:
            raise Raised("ValueError", machine.line)
        if isinstance(name, Unknown) or isinstance(other, Unknown):
            machine.may_raise("ValueError")


def _check_in_line(machine: Machine, layer: Ref) -> None:
    """Refuse a merging layer where there is one tensor alone; attention then looks at what it reads."""
    meta = machine.get(layer).meta
    entry = layer_classes("keras").get(meta.kind) if meta.role == "layer" else None
    if entry is not None and entry.inputs is None and not entry.weights and not entry.macs:
        raise SourceError(
            tr("{kind} reads 2 tensors or more; in a line there is one", kind=meta.kind),
            line=machine.line,
            tip=FUNCTIONAL,
        )


def _rebuild(machine: Machine, model: Ref) -> None:
    """Build a Sequential model as soon as it is known what it reads."""
    items = machine.get(model).items or []
    first = items[0] if items else None
    if machine.kind(model) != "layer" or machine.kind(first) != "layer":
        return
    obj = machine.get(first)
    states = obj.meta.kind == "InputLayer" or obj.meta.role == "Functional"
    states = states or (obj.meta.role == "Sequential" and obj.slots.get("$built") is True)
    config = obj.map or {}
    states = states or any(word in config for word in ("input_shape", "batch_input_shape", "input_dim", "batch_shape"))
    if not states:
        return
    if len(items) == 1 and obj.meta.kind == "InputLayer":
        return
    edited = machine.edit(model)
    was_built = edited.slots.get("$built") is True
    edited.slots["$built"] = True
    edited.slots["$vars"] = True
    # Those of a model that was built are built already.
    for item in items[-1:] if was_built else items:
        build(machine, item)


def make_functional(
    machine: Machine,
    special: FrameworkClass,
    arguments: Arguments,
    keywords: Keywords,
    node: Node,
    model: Ref | None = None,
) -> Value:
    """`Model(inputs, outputs)`."""
    words = dict(zip(("inputs", "outputs", "name"), arguments, strict=False)) | keywords
    ends = [words.get("inputs", words.get("input")), words.get("outputs", words.get("output"))]
    inputs, outputs = (tuple(tensors_in(machine, [end])) for end in ends)
    if not inputs or not outputs or holds_unknown(machine, ends):
        return _unknown_model(machine, special, ends, node, model)
    name = words.get("name")
    line = getattr(node, "lineno", machine.line)
    meta = LayerMeta("keras", "Functional", version_of(machine, special.version), line, "Functional")
    slots = {**_slots(words), "$built": True, "$inputs": inputs, "$outputs": outputs}
    slots["$ends"] = tuple(_frozen(machine, end) for end in ends)
    if model is None:
        model = machine.new(Obj("layer", meta, slots=slots, items=[], map={}))
        machine.models.append((model.number, line))
    else:
        edited = machine.edit(model)
        edited.meta = meta._replace(kind=edited.meta.kind, line=edited.meta.line)
        edited.slots.update(slots)
    kind = machine.get(model).slots.get("$kind", "Functional")
    if not isinstance(name, (str, Unknown)) or name == "":
        name = automatic_name(machine, kind)
        machine.edit(model).slots["$auto"] = True
    edited = machine.edit(model)
    edited.slots["$name"] = name
    edited.items = _layers_between(machine, inputs, outputs)
    return model


def _layers_between(machine: Machine, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...]) -> list[Value]:
    """The layers of a functional model in Keras's order; none where an output does not come from the inputs."""
    try:
        layers = [layer for layer in keras_order(machine, inputs, outputs) if isinstance(layer, Ref)]
    except UsageError:
        return []
    for place, layer in enumerate(layers):
        _check_name(machine, layers[:place], layer)
    return list(layers)


def _unknown_model(machine: Machine, special: FrameworkClass, ends: list[Value], node: Node, model: Ref | None) -> Ref:
    """A functional model of which the inputs or outputs are not known."""
    machine.may_raise()
    if model is None:
        line = getattr(node, "lineno", machine.line)
        meta = LayerMeta("keras", "Functional", special.version, line, "Functional")
        model = machine.new(Obj("layer", meta, slots={"$ends": tuple(ends)}))
        machine.models.append((model.number, line))
    unknown = machine.unknown(node, tr("its inputs or outputs are unknown"), *ends)
    machine.lose(model.number, unknown.origin, escaped=False)
    return model


def _frozen(machine: Machine, value: Value) -> Value:
    """A list as a tuple, with the lists in it; any other value as it is."""
    if machine.kind(value) == "list":
        return tuple(_frozen(machine, item) for item in machine.get(value).items or ())
    return value


def layers_of(machine: Machine, model: Ref) -> list[Value]:
    """What `model.layers` gives."""
    items = list(machine.get(model).items or ())
    if machine.get(model).meta.role == "Sequential" and items:
        first = items[0]
        if machine.kind(first) == "layer" and machine.get(first).meta.kind == "InputLayer":
            return items[1:]
    return items


def get_layer(machine: Machine, model: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """`model.get_layer`, by name or index."""
    words = dict(zip(("name", "index"), arguments, strict=False)) | keywords
    layers = layers_of(machine, model)
    index, name = words.get("index"), words.get("name")
    if isinstance(index, int):
        if index >= len(layers):
            raise Raised("ValueError", machine.line)
        return layers[index]
    if index is None and isinstance(name, str):
        for layer in layers:
            obj = machine.get(layer) if isinstance(layer, Ref) else None
            own = obj.slots.get("$name") if obj is not None and obj.kind == "layer" else None
            if not isinstance(own, str):
                break
            if own == name:
                return layer
        else:
            raise Raised("ValueError", machine.line)
    machine.may_raise("ValueError")
    return machine.unknown(node, tr("its name or index is unknown"), *layers)


def pop(machine: Machine, model: Ref, node: Node) -> Value:
    """`Sequential.pop`."""
    edited = machine.edit(model)
    if not edited.items:
        raise Raised("IndexError", machine.line)
    layer = edited.items.pop()
    if len(edited.items) < 2:
        edited.slots["$built"] = False
    return layer
