"""What frameworks do: the one door from Python's calls to Keras's layers and PyTorch's modules."""

from __future__ import annotations

from paramcalc.models.spec import LayerSpec
from paramcalc.readers.python import (
    keras_calling,
    keras_calls,
    keras_layers,
    keras_methods,
    keras_models,
    keras_trainable,
    torch_containers,
    torch_methods,
    torch_modules,
)
from paramcalc.readers.python.framework_objects import base_init
from paramcalc.readers.python.frameworks_common import holds_unknown, tensors_in
from paramcalc.readers.python.keras_calls import record
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    FrameworkClass,
    Given,
    LayerClass,
    LayerMeta,
    Named,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
)

__all__ = ["holds_unknown", "tensors_in"]


def make_layer(
    machine: Machine, cls: LayerClass, given: Given, named: Named, node: Node, unsure: Unknown | None = None
) -> Value:
    """A layer of a registered class."""
    if cls.framework == "pytorch":
        return torch_modules.make_layer(machine, cls, given, named, node, unsure)
    return keras_layers.make(machine, cls, given, named, node, unsure)


def make_special(machine: Machine, special: FrameworkClass, given: Given, named: Named, node: Node) -> Value:
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
        return keras_calls.apply(machine, layer, given[:1], {}, node)
    machine.may_raise()
    return machine.unknown(node, "it is a base class", *given)


def opaque_call(machine: Machine, function: Value, tensors: list[Tensor], node: Node) -> Value:
    """What outside code gives for tensors: any tensor, made of them or of others."""
    return machine.unknown(node, "what it does with the tensor is not known")


def call_layer(machine: Machine, layer: Ref, given: Given, named: Named, node: Node) -> Value:
    """A layer or model called."""
    known = machine.get(layer)
    if known.meta.framework == "keras":
        given = [_as_tensor(machine, each, node) for each in given]
    if known.meta.framework == "pytorch":
        return torch_modules.call(machine, layer, given, named, node)
    if known.meta.role == "layer":
        return keras_calls.apply(machine, layer, given, named, node)
    if known.meta.role == "own":
        return _call_own(machine, layer, given, named, node)
    return keras_calling.call_model(machine, layer, given, named, node)


def _as_tensor(machine: Machine, value: Value, node: Node) -> Value:
    """An array as a tensor of its shape."""
    if not isinstance(value, Shaped):
        return value
    sizes = [each.origin if isinstance(each, Unknown) else each for each in value.shape]
    return record(machine, LayerSpec("InputLayer", "data", {"batch_shape": sizes}), (), (), node)


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
    keras_trainable.build(machine, layer)
    if not tensors:
        return machine.unknown(node, "the layer is called on something that is not known")
    return record(machine, layer, tensors, (), node)


def _is_changeable(machine: Machine, number: int) -> bool:
    known = machine.store.objects.get(number)
    return known is not None and known.kind in ("layer", "list", "dict", "set", "instance")


def new_container(machine: Machine, meta: LayerMeta, items: list[tuple[str, Value]]) -> Ref:
    """A slice of a container of PyTorch."""
    made = torch_modules.new_module(machine, meta.kind, meta.role, None)
    if meta.role == "Sequential":
        machine.models.append((made.number, machine.line))
    for name, each in items:
        if meta.role == "Sequential":
            torch_modules.register(machine, made, "m", name, each)
        else:
            torch_modules.append(machine, made, each)
    return made


def set_item(machine: Machine, owner: Ref, key: Value, value: Value, node: Node) -> None:
    """`container[key] = value`."""
    torch_containers.set_item(machine, owner, key, value, node)


def delete_item(machine: Machine, owner: Ref, key: Value, node: Node) -> None:
    """`del container[key]`."""
    torch_containers.delete_item(machine, owner, key, node)


def layer_method(machine: Machine, owner: Ref, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a layer or a model."""
    known = machine.get(owner)
    if known.kind == "parameter" or known.meta.framework == "pytorch":
        return torch_methods.call_method(machine, owner, name, given, named, node)
    return keras_methods.call_method(machine, owner, name, given, named, node)


def class_method(machine: Machine, owner: FrameworkClass, name: str, given: Given, named: Named, node: Node) -> Value:
    """A method of a framework's class, called on the class."""
    if name == "__init__" and given and machine.kind(given[0]) == "layer":
        base_init(machine, given[0], owner, given[1:], named, node)
        return None
    if name == "from_pretrained":
        return machine.unknown(node, "it is read from a file")
    return keras_methods.class_method(machine, owner, name, given, named, node)
