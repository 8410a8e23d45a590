"""Modules of PyTorch: made, registered by assignment, their parameters tied, frozen and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paramcalc.classes import layer_classes
from paramcalc.errors import SourceError, UsageError
from paramcalc.readers.construct import Names, construct
from paramcalc.readers.python.keras_layers import automatic_name
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_parameters import VERSION, _share, children, make_parameter
from paramcalc.readers.python.values import (
    FrameworkClass,
    Given,
    LayerClass,
    LayerMeta,
    Named,
    Node,
    Ref,
    Shaped,
    Unknown,
    Value,
)

CONTAINERS = {"ModuleList": "m", "ModuleDict": "m", "Sequential": "m", "ParameterList": "p", "ParameterDict": "p"}


def make_layer(
    machine: Machine, cls: LayerClass, given: Given, named: Named, node: Node, unsure: Unknown | None = None
) -> Ref:
    """A layer of PyTorch."""
    words = dict(named)
    if unsure is not None:
        from paramcalc.classes.base import signature

        names = list(signature(layer_classes("pytorch")[cls.kind].arguments))[len(given) :]
        words = {**dict.fromkeys(names, Unknown(unsure.origin)), **words}
    try:
        config = construct("pytorch", cls.kind, given, words, Names()).config
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


def make_container(machine: Machine, special: FrameworkClass, given: Given, named: Named, node: Node) -> Value:
    """`nn.Sequential`, `nn.ModuleList` and the like; `nn.Parameter`."""
    if special.what == "Parameter":
        return make_parameter(machine, given, named, node)
    role = "Sequential" if special.what == "Sequential" else "container"
    made = new_module(machine, special.what, role, node)
    if role == "Sequential":
        machine.models.append((made.number, getattr(node, "lineno", machine.line)))
    fill(machine, made, special.what, [*given, *named.values()], node)
    return made


def fill(machine: Machine, made: Ref, what: str, given: Given, node: Node) -> None:
    """Put what a container is given into it."""
    if what == "Sequential" and len(given) != 1:
        for value in given:
            append(machine, made, value)
        return
    for content in given[:1]:
        if machine.kind(content) == "dict":
            for name, each in list((machine.get(content).map or {}).items()):
                bare = what == "ParameterDict" and isinstance(each, Shaped)
                value = make_parameter(machine, [each], {}, None) if bare else each
                register(machine, made, CONTAINERS[what], name, value)
        elif what == "Sequential":
            append(machine, made, content)
        else:
            extend(machine, made, content, node)


def extend(machine: Machine, made: Ref, values: Value, node: Node) -> None:
    """Put several behind the others of a container."""
    items = machine.drain(values, node)
    if isinstance(items, Unknown):
        machine.lose(made.number, items.origin, escaped=False)
        return
    for each in items:
        append(machine, made, each)


def append(machine: Machine, made: Ref, value: Value) -> None:
    """Put one behind the others of a container."""
    known = machine.get(made)
    if known.kind != "layer":
        return
    tag = CONTAINERS.get(_container_kind(known), "m")
    place = len(known.map or {})
    if tag == "p" and isinstance(value, Shaped):
        value = make_parameter(machine, [value], {}, None)
    register(machine, made, tag, str(place), value)


def _container_kind(known: Obj) -> str:
    return str(known.slots.get("$container", known.meta.kind))


def register(machine: Machine, module: Ref, tag: str, name: Value, value: Value) -> None:
    """Register a module or a parameter under a name."""
    if machine.kind(module) != "layer":
        machine.escape(machine.origin(None, "the module is not known any more"), value)
        return
    if not isinstance(name, str):
        machine.edit(module).map[("u", "?")] = value  # type: ignore[index]  # a module has entries
        machine.lose(module.number, machine.origin(None, "the name of a module is not known"), escaped=False)
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
        value = machine.unknown(None, "it is no module that is known", value)
    for other in ("m", "p", "u", "b"):
        if other != tag:
            edited.map.pop((other, name), None)
    edited.slots.pop(name, None)
    edited.map[(tag, name)] = value


def copied(machine: Machine, value: Ref, done: dict[int, Ref]) -> Ref:
    """`copy.deepcopy` of a module or a parameter."""
    if value.number in done:
        return done[value.number]
    known = machine.get(value)
    machine.pay(3 + known.size())
    if known.kind not in ("layer", "parameter", "list", "dict"):
        return value
    made = done[value.number] = machine.new(known.copy())
    edited = machine.edit(made)
    if known.kind == "layer":
        machine.last_layer += 1
        if any(number == value.number for number, _ in machine.models):
            machine.models.append((made.number, machine.line))

    def inside(each: Value) -> Value:
        return (
            copied(machine, each, done)
            if isinstance(each, Ref) and machine.kind(each) in ("layer", "parameter", "list", "dict")
            else each
        )

    slots = {name: each if name == "$class" else inside(each) for name, each in edited.slots.items()}
    entries = None if edited.map is None else {key: inside(each) for key, each in edited.map.items()}
    items = None if edited.items is None else [inside(each) for each in edited.items]
    edited = machine.edit(made)
    edited.slots, edited.map, edited.items = slots, entries, items
    if known.kind == "parameter" and known.meta[0] == "own" and known.meta[1] in done:
        edited.meta = ("own", done[known.meta[1]].number, *known.meta[2:])
    return made


def call(machine: Machine, module: Ref, given: Given, named: Named, node: Node) -> Value:
    """A module called on tensors: its `forward` is followed, which may change it."""
    known = machine.get(module)
    cls = known.slots.get("$class")
    if isinstance(cls, Ref):
        method = in_order(machine, cls, "forward")
        if isinstance(method, Unknown):
            machine.escape(method.origin, module, *given)
        elif method is not None:
            machine.call(method, [module, *given], named, node)
    elif known.meta.role == "Sequential":
        for _, each in children(machine, module):
            if isinstance(each, Ref) and machine.kind(each) == "layer":
                call(machine, each, [tensor(machine, node)], {}, node)
    if machine.kind(module) == "layer":
        for hook, count in machine.get(module).slots.get("$hooks", ()):
            # It may have been removed again.
            tensors = [tensor(machine, node)] * count
            work = partial(machine.call, hook, [module, *tensors], {}, node)
            machine.both(machine.origin(node, "whether a hook is called is not known"), [work, lambda: None])
    machine.may_raise()
    return tensor(machine, node)


def tensor(machine: Machine, node: Node) -> Unknown:
    """A tensor of which nothing is known."""
    return Unknown(machine.origin(node, "it is a tensor"), is_plain=True)


Work = Callable[[Machine, Ref, Given, Named, Node], Value]
