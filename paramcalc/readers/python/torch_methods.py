"""Methods of PyTorch's modules and parameters."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.phrases import tr
from paramcalc.readers.python import layer_assignment, torch_parameters
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_containers import (
    _append,
    _clear,
    _extend,
    _insert,
    _items,
    _keys,
    _listed,
    _pop,
    _update,
    _values,
)
from paramcalc.readers.python.torch_modules import register
from paramcalc.readers.python.torch_parameters import modules, parameters
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Unknown, Value, words

SAME = words("to cuda cpu eval train float double half bfloat16 type share_memory")

HARMLESS = words(
    "zero_grad state_dict load_state_dict extra_repr named_buffers buffers register_forward_hook "
    "register_forward_pre_hook register_full_backward_hook register_buffer reset_parameters "
    "flatten_parameters compile"
)


HOOKS = {"register_forward_hook": 2, "register_forward_pre_hook": 1}
"""Methods that register a function to be called with the module, and how many other arguments it is given."""

RESIZING = words("resize_ resize_as_ set_ sparse_resize_ apply_ map_")
"""Methods of a tensor that change its size, or call what they are given."""


def call_method(machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """Call a method of a module or a parameter."""
    obj = machine.get(owner)
    if obj.kind == "parameter":
        return _of_parameter(machine, owner, obj, name, arguments, keywords, node)
    if name.startswith("super "):
        return _super(machine, owner, name, arguments, keywords, node)
    if name in SAME:
        if name in ("train", "eval"):
            _set_mode(machine, owner, arguments if name == "train" else [False], node, is_own=True)
        return owner
    if name in HARMLESS:
        return _harmless(machine, owner, name, arguments, keywords, node)
    work = METHODS.get(name)
    if work is not None:
        return work(machine, owner, arguments, keywords, node)
    if name in ("__call__", "forward"):
        return machine.call(owner, arguments, keywords, node)
    origin = machine.origin(node, tr("paramcalc does not follow the method {name} of a module", name=name))
    machine.escape(origin, owner, *arguments, *keywords.values())
    machine.may_raise()
    return Unknown(origin)


def _set_mode(machine: Machine, module: Ref, arguments: Arguments, node: Node, *, is_own: bool) -> None:
    """`train()` and `eval()`: they call `train` of every module inside, which a class of the source may define."""
    machine.pay(1)
    cls = machine.get(module).slots.get("$class")
    own = in_order(machine, cls, "train") if isinstance(cls, Ref) and not is_own else None
    if own is not None:
        machine.call(own, [module, *arguments], {}, node)
        return
    for _, child in torch_parameters.children(machine, module):
        if isinstance(child, Ref) and machine.kind(child) == "layer":
            _set_mode(machine, child, arguments, node, is_own=False)


def _of_parameter(
    machine: Machine, owner: Ref, obj: Obj, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    is_data, name = name.startswith("data."), name.removeprefix("data.")
    if name in RESIZING:
        machine.escape(machine.origin(node, tr("its size is changed")), owner, *arguments)
        return Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)
    if is_data:
        # Its tensor without the flag: filling it changes no size.
        return Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)
    if name == "requires_grad_":
        machine.set_attribute(
            owner, "requires_grad", arguments[0] if arguments else keywords.get("requires_grad", True), node
        )
        return owner
    if name == "detach_":
        machine.edit(owner).slots["$grad"] = False
        return owner
    shape = obj.slots["$shape"]
    if name == "numel":
        total: Value = 1
        sizes = shape if isinstance(shape, tuple) else (None,)
        for size in sizes:
            if not isinstance(size, int):
                return Unknown(machine.origin(node, tr("the size of a parameter is unknown")), is_plain=True)
            total = total * size
        return total
    if name in ("size", "dim") and isinstance(shape, tuple):
        if name == "dim":
            return len(shape)
        return machine.get_item(shape, arguments[0], node) if arguments else shape
    if name in ("t", "clone", "detach", "view", "reshape", "transpose", "to"):
        return Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)
    # Filling a parameter changes neither its size nor whether it is trained.
    return owner if name.endswith("_") else Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)


def _super(machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    from paramcalc.readers.python.framework_objects import base_init

    if name == "super __init__":
        base_init(machine, owner, None, arguments, keywords, node)
    elif name == "super __setattr__" and len(arguments) == 2 and isinstance(arguments[0], str):
        layer_assignment.set_on_layer(
            machine, owner, machine.get(owner), arguments[0], arguments[1], node, is_super=True
        )
    return None


def _harmless(machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    machine.may_raise()
    if name == "register_buffer" and arguments and isinstance(arguments[0], str):
        edited = machine.edit(owner)
        if edited.map is not None and edited.meta.role != "layer":
            edited.map[("b", arguments[0])] = arguments[1] if len(arguments) > 1 else None
        return None
    if name in HOOKS and arguments:
        edited = machine.edit(owner)
        edited.slots["$hooks"] = (*edited.slots.get("$hooks", ()), (arguments[0], HOOKS[name]))
    elif "hook" in name:
        machine.escape(machine.origin(node, tr("paramcalc does not follow a hook")), owner, *arguments)
    else:
        calling = [argument for argument in arguments if machine.kind(argument) in ("function", "instance")]
        machine.escape(machine.origin(node, tr("paramcalc does not follow what it calls")), *calling)
    return Unknown(machine.origin(node, tr("its result is unknown")), is_plain=True)


def _parameters(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = list(parameters(machine, owner))
    return _unless_unknown(machine, pairs, [value for _, value in pairs], owner, node)


def _named_parameters(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = list(parameters(machine, owner))
    return _unless_unknown(machine, pairs, pairs, owner, node)


def _unless_unknown(
    machine: Machine, pairs: list[tuple[str, Value]], values: list[Value], owner: Ref, node: Node
) -> Value:
    if any(isinstance(value, Unknown) for _, value in pairs):
        return machine.unknown(node, tr("the parameters of a part of it are unknown"), owner)
    return _listed(machine, values)


def _modules(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = list(modules(machine, owner))
    return _unless_unknown(machine, pairs, [value for _, value in pairs], owner, node)


def _named_modules(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = list(modules(machine, owner))
    return _unless_unknown(machine, pairs, pairs, owner, node)


def _children(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = torch_parameters.children(machine, owner)
    return _unless_unknown(machine, pairs, list(dict.fromkeys(value for _, value in pairs)), owner, node)


def _named_children(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = torch_parameters.children(machine, owner)
    return _unless_unknown(machine, pairs, list(pairs), owner, node)


def _add_module(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    name, value = _two(arguments, keywords, "module")
    register(machine, owner, "m", name, value)
    return None


def _two(arguments: Arguments, keywords: Keywords, second: str) -> tuple[Value, Value]:
    words = dict(zip(("name", second), arguments, strict=False)) | keywords
    return words.get("name"), words.get(second)


def _register_parameter(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    name, value = _two(arguments, keywords, "param")
    register(machine, owner, "p", name, value)
    return None


def _apply(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    pairs = list(modules(machine, owner))
    if any(isinstance(value, Unknown) for _, value in pairs):
        machine.escape(machine.origin(node, tr("a part of it is unknown")), owner, *arguments)
        return owner
    for _, value in reversed(pairs):
        machine.call(arguments[0], [value], {}, node)
    return owner


def _requires_grad(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    torch_parameters.set_grad(machine, owner, arguments[0] if arguments else keywords.get("requires_grad", True))
    return owner


def _get_parameter(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if arguments and isinstance(arguments[0], str):
        value: Value = owner
        for part in arguments[0].split("."):
            value = machine.get_attribute(value, part, node)
        return value
    return machine.unknown(node, tr("its name is unknown"), owner)


METHODS: dict[str, Callable[[Machine, Ref, Arguments, Keywords, Node], Value]] = {
    "add_module": _add_module,
    "append": _append,
    "apply": _apply,
    "children": _children,
    "clear": _clear,
    "extend": _extend,
    "get_parameter": _get_parameter,
    "get_submodule": _get_parameter,
    "insert": _insert,
    "items": _items,
    "keys": _keys,
    "modules": _modules,
    "named_children": _named_children,
    "named_modules": _named_modules,
    "named_parameters": _named_parameters,
    "parameters": _parameters,
    "pop": _pop,
    "register_module": _add_module,
    "register_parameter": _register_parameter,
    "requires_grad_": _requires_grad,
    "update": _update,
    "values": _values,
}
