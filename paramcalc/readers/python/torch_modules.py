"""Modules of PyTorch: made, registered by assignment, their parameters tied, frozen and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paramcalc.classes import layer_classes
from paramcalc.errors import SourceError, UsageError
from paramcalc.phrases import tr
from paramcalc.readers.construct import Names, construct
from paramcalc.readers.python.keras_layers import automatic_name
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_parameters import VERSION, _share, children, make_parameter
from paramcalc.readers.python.values import (
    Arguments,
    FrameworkClass,
    Keywords,
    LayerClass,
    LayerMeta,
    Node,
    Ref,
    Shaped,
    Unknown,
    Value,
)

CONTAINERS = {"ModuleList": "m", "ModuleDict": "m", "Sequential": "m", "ParameterList": "p", "ParameterDict": "p"}


def make_layer(
    machine: Machine,
    cls: LayerClass,
    arguments: Arguments,
    keywords: Keywords,
    node: Node,
    unsure: Unknown | None = None,
) -> Ref:
    """A layer of PyTorch."""
    words = dict(keywords)
    if unsure is not None:
        from paramcalc.classes.base import signature

        names = list(signature(layer_classes("pytorch")[cls.kind].arguments))[len(arguments) :]
        words = {**dict.fromkeys(names, Unknown(unsure.origin)), **words}
    try:
        config = construct("pytorch", cls.kind, arguments, words, Names()).config
    except UsageError as error:
        if machine.catchers:
            raise Raised("TypeError", machine.line) from error
        raise SourceError(f"{error.message}", line=getattr(node, "lineno", machine.line), tip=error.tip) from error
    # A stack of layers copies the one that it is given.
    config = {
        name: copied(machine, value, {}) if machine.kind(value) == "layer" else value for name, value in config.items()
    }
    meta = LayerMeta("pytorch", cls.kind, VERSION, getattr(node, "lineno", machine.line), "layer")
    machine.last_layer += 1
    slots: dict[str, Value] = {"$name": automatic_name(machine, cls.kind), "$grad": True}
    if any(isinstance(value, Unknown) or (isinstance(value, int) and value <= 0) for value in config.values()):
        machine.may_raise()
    weight = config.pop("_weight", None)
    if weight is not None:
        config["_weight"] = None
    return machine.new(Obj("layer", meta, slots=slots, map=config))


def new_module(machine: Machine, kind: str, role: str, node: Node, cls: Ref | None = None) -> Ref:
    """A module that holds others."""
    line = getattr(node, "lineno", machine.line)
    slots: dict[str, Value] = {"$name": automatic_name(machine, kind)}
    if cls is not None:
        slots["$class"] = cls
    machine.last_layer += 1
    return machine.new(Obj("layer", LayerMeta("pytorch", kind, VERSION, line, role), slots=slots, map={}))


def make_container(
    machine: Machine, special: FrameworkClass, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """`nn.Sequential`, `nn.ModuleList` and the like; `nn.Parameter`."""
    if special.what == "Parameter":
        return make_parameter(machine, arguments, keywords, node)
    role = "Sequential" if special.what == "Sequential" else "container"
    module = new_module(machine, special.what, role, node)
    if role == "Sequential":
        machine.models.append((module.number, getattr(node, "lineno", machine.line)))
    fill(machine, module, special.what, [*arguments, *keywords.values()], node)
    return module


def fill(machine: Machine, module: Ref, what: str, arguments: Arguments, node: Node) -> None:
    """Put what a container is given into it."""
    if what == "Sequential" and len(arguments) != 1:
        for value in arguments:
            append(machine, module, value)
        return
    for content in arguments[:1]:
        if machine.kind(content) == "dict":
            for name, item in list((machine.get(content).map or {}).items()):
                bare = what == "ParameterDict" and isinstance(item, Shaped)
                value = make_parameter(machine, [item], {}, None) if bare else item
                register(machine, module, CONTAINERS[what], name, value)
        elif what == "Sequential":
            append(machine, module, content)
        else:
            extend(machine, module, content, node)


def extend(machine: Machine, module: Ref, values: Value, node: Node) -> None:
    """Put several behind the others of a container."""
    items = machine.drain(values, node)
    if isinstance(items, Unknown):
        machine.lose(module.number, items.origin, escaped=False)
        return
    for item in items:
        append(machine, module, item)


def append(machine: Machine, module: Ref, value: Value) -> None:
    """Put one behind the others of a container."""
    obj = machine.get(module)
    if obj.kind != "layer":
        return
    tag = CONTAINERS.get(container_kind(obj), "m")
    place = sum(1 for entry, _ in obj.map or {} if entry in (tag, "u", "m"))
    if tag == "p" and isinstance(value, Shaped):
        value = make_parameter(machine, [value], {}, None)
    register(machine, module, tag, str(place), value)


def container_kind(obj: Obj) -> str:
    """The class of a container, or the one that its class is derived from."""
    return str(obj.slots.get("$container", obj.meta.kind))


def is_numbered(machine: Machine, module: Ref) -> bool:
    """Whether the names of a container's entries are 0, 1, 2, …, as PyTorch makes them."""
    names = [name for _, name in machine.get(module).map or {}]
    return names == [str(place) for place in range(len(names))]


def register(machine: Machine, module: Ref, tag: str, name: Value, value: Value) -> None:
    """Register a module or a parameter under a name."""
    if machine.kind(module) != "layer":
        machine.escape(machine.origin(None, tr("something unknown is done to the module")), value)
        return
    if not isinstance(name, str):
        machine.edit(module).map[("u", "?")] = value  # type: ignore[index]  # a module has entries
        machine.lose(module.number, machine.origin(None, tr("the name of a module is unknown")), escaped=False)
        return
    edited = machine.edit(module)
    assert edited.map is not None
    kind = machine.kind(value)
    if kind == "parameter":
        tag = "p"
        _share(machine, value, module)
    elif kind == "layer":
        tag = "m"
    elif value is None:
        pass
    elif isinstance(value, Unknown) or kind == "vague":
        tag = "u"
    else:
        machine.may_raise("TypeError")
        tag = "u"
        value = machine.unknown(None, tr("it is no module that is known"), value)
    for other in ("m", "p", "u", "b"):
        if other != tag:
            edited.map.pop((other, name), None)
    edited.slots.pop(name, None)
    edited.map[(tag, name)] = value


def copied(machine: Machine, value: Ref, done: dict[int, Ref]) -> Ref:
    """`copy.deepcopy` of a module or a parameter."""
    if value.number in done:
        return done[value.number]
    obj = machine.get(value)
    machine.pay(3 + obj.size())
    if obj.kind not in ("layer", "parameter", "list", "dict"):
        return value
    module = done[value.number] = machine.new(obj.copy())
    edited = machine.edit(module)
    if obj.kind == "layer":
        machine.last_layer += 1
        if any(number == value.number for number, _ in machine.models):
            machine.models.append((module.number, machine.line))

    def inside(each: Value) -> Value:
        return (
            copied(machine, each, done)
            if isinstance(each, Ref) and machine.kind(each) in ("layer", "parameter", "list", "dict")
            else each
        )

    slots = {name: value if name == "$class" else inside(value) for name, value in edited.slots.items()}
    entries = None if edited.map is None else {key: inside(value) for key, value in edited.map.items()}
    items = None if edited.items is None else [inside(item) for item in edited.items]
    edited = machine.edit(module)
    edited.slots, edited.map, edited.items = slots, entries, items
    if obj.kind == "parameter" and obj.meta[0] == "own" and obj.meta[1] in done:
        edited.meta = ("own", done[obj.meta[1]].number, *obj.meta[2:])
    return module


def call(machine: Machine, module: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A module called on tensors: its `forward` is followed, which may change it."""
    obj = machine.get(module)
    cls = obj.slots.get("$class")
    if isinstance(cls, Ref):
        method = in_order(machine, cls, "forward")
        if isinstance(method, Unknown):
            machine.escape(method.origin, module, *arguments)
        elif method is not None:
            machine.call(method, [module, *arguments], keywords, node)
    elif obj.meta.role == "Sequential":
        for _, value in children(machine, module):
            if isinstance(value, Ref) and machine.kind(value) == "layer":
                call(machine, value, [tensor(machine, node)], {}, node)
    if machine.kind(module) == "layer":
        for hook, count in machine.get(module).slots.get("$hooks", ()):
            # It may have been removed again.
            tensors = [tensor(machine, node)] * count
            work = partial(machine.call, hook, [module, *tensors], {}, node)
            machine.both(machine.origin(node, tr("it may call a hook of the module")), [work, lambda: None])
    machine.may_raise()
    return tensor(machine, node)


def tensor(machine: Machine, node: Node) -> Unknown:
    """A tensor of which nothing is known."""
    return Unknown(machine.origin(node, tr("it is a tensor")), is_plain=True)


Work = Callable[[Machine, Ref, Arguments, Keywords, Node], Value]
