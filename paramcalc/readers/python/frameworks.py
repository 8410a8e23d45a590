"""What frameworks do: the one door from Python's calls to Keras's layers and PyTorch's modules."""

from __future__ import annotations

from paramcalc.phrases import tr
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
    Arguments,
    FrameworkClass,
    Keywords,
    LayerClass,
    LayerMeta,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
)

__all__ = ["holds_unknown", "tensors_in"]


def make_layer(
    machine: Machine,
    cls: LayerClass,
    arguments: Arguments,
    keywords: Keywords,
    node: Node,
    unsure: Unknown | None = None,
) -> Value:
    """A layer of a registered class."""
    if cls.framework == "pytorch":
        return torch_modules.make_layer(machine, cls, arguments, keywords, node, unsure)
    return keras_layers.make(machine, cls, arguments, keywords, node, unsure)


def make_special(
    machine: Machine, special: FrameworkClass, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A model, an input, a container, a parameter."""
    if special.framework == "pytorch":
        if special.what == "Module":
            module = torch_modules.new_module(machine, "Module", "subclass", node)
            machine.edit(module).slots["$ready"] = True
            machine.models.append((module.number, machine.line))
            return module
        return torch_modules.make_container(machine, special, arguments, keywords, node)
    if special.what == "Input":
        return keras_models.make_input(machine, special, arguments, keywords, node)
    if special.what == "Sequential":
        return keras_models.make_sequential(machine, special, arguments, keywords, node)
    if special.what == "Model":
        return keras_models.make_functional(machine, special, arguments, keywords, node)
    if special.what.startswith("call "):
        cls = LayerClass("keras", special.what.removeprefix("call "), special.version)
        layer = keras_layers.make(machine, cls, arguments[1:], keywords, node)
        return keras_calls.apply(machine, layer, arguments[:1], {}, node)
    machine.may_raise()
    return machine.unknown(node, tr("it is a base class"), *arguments)


def opaque_call(machine: Machine, function: Value, tensors: list[Tensor], node: Node) -> Value:
    """What outside code gives for tensors: any tensor, made of them or of others."""
    return machine.unknown(node, tr("paramcalc cannot tell what it does with the tensor"))


def call_layer(machine: Machine, layer: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A layer or model called."""
    obj = machine.get(layer)
    if obj.meta.framework == "keras":
        arguments = [_as_tensor(machine, argument, node) for argument in arguments]
    if obj.meta.framework == "pytorch":
        return torch_modules.call(machine, layer, arguments, keywords, node)
    if obj.meta.role == "layer":
        return keras_calls.apply(machine, layer, arguments, keywords, node)
    if obj.meta.role == "own":
        return _call_own(machine, layer, arguments, keywords, node)
    return keras_calling.call_model(machine, layer, arguments, keywords, node)


def _as_tensor(machine: Machine, value: Value, node: Node) -> Value:
    """An array as a tensor of its shape."""
    if not isinstance(value, Shaped):
        return value
    return keras_calls.data_tensor(machine, value.shape, node)


def _call_own(machine: Machine, layer: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A layer of a class of the source: nothing is known of its weights."""
    tensors = tensors_in(machine, [*arguments, *keywords.values()])
    cls = machine.get(layer).slots.get("$class")
    methods = [in_order(machine, cls, name) for name in ("build", "call")] if isinstance(cls, Ref) else []
    origin = machine.origin(node, tr("paramcalc does not follow what a layer of the source does"))
    for method in methods:
        # It may change what it names, and what it is given.
        if isinstance(method, (Ref, Unknown)):
            names = machine.store.reach({method.number}) if isinstance(method, Ref) else method.refs
            for number in names - {layer.number}:
                machine.lose(number, origin, escaped=False) if _is_changeable(machine, number) else None
    keras_trainable.build(machine, layer)
    if not tensors:
        return machine.unknown(node, tr("the layer is called on something unknown"))
    return record(machine, layer, tensors, (), node)


def _is_changeable(machine: Machine, number: int) -> bool:
    obj = machine.store.objects.get(number)
    return obj is not None and obj.kind in ("layer", "list", "dict", "set", "instance")


def new_container(machine: Machine, meta: LayerMeta, items: list[tuple[str, Value]]) -> Ref:
    """A slice of a container of PyTorch."""
    module = torch_modules.new_module(machine, meta.kind, meta.role, None)
    if meta.role == "Sequential":
        machine.models.append((module.number, machine.line))
    for name, item in items:
        if meta.role == "Sequential":
            torch_modules.register(machine, module, "m", name, item)
        else:
            torch_modules.append(machine, module, item)
    return module


def set_item(machine: Machine, owner: Ref, key: Value, value: Value, node: Node) -> None:
    """`container[key] = value`."""
    torch_containers.set_item(machine, owner, key, value, node)


def delete_item(machine: Machine, owner: Ref, key: Value, node: Node) -> None:
    """`del container[key]`."""
    torch_containers.delete_item(machine, owner, key, node)


def layer_method(
    machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A method of a layer or a model."""
    obj = machine.get(owner)
    if obj.kind == "parameter" or obj.meta.framework == "pytorch":
        return torch_methods.call_method(machine, owner, name, arguments, keywords, node)
    return keras_methods.call_method(machine, owner, name, arguments, keywords, node)


def class_method(
    machine: Machine, owner: FrameworkClass, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A method of a framework's class, called on the class."""
    if name == "__init__" and arguments and machine.kind(arguments[0]) == "layer":
        base_init(machine, arguments[0], owner, arguments[1:], keywords, node)
        return None
    if name == "from_pretrained":
        return machine.unknown(node, tr("it is read from a file"))
    return keras_methods.class_method(machine, owner, name, arguments, keywords, node)
