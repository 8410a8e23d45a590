"""Modules of PyTorch: made, registered by assignment, their parameters tied, frozen and taken away."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.errors import UsageError
from paramcalc.models.inference import Inference
from paramcalc.models.spec import ModelSpec
from paramcalc.readers.construct import Names, construct
from paramcalc.readers.python.keras_layers import automatic_name
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine, Raised
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import (
    LayerClass,
    LayerMeta,
    Ref,
    Shaped,
    Special,
    Unknown,
    Value,
)

Given = list[Value]
Named = dict[str, Value]
Node = ast.AST | None

CONTAINERS = {"ModuleList": "m", "ModuleDict": "m", "Sequential": "m", "ParameterList": "p", "ParameterDict": "p"}

VERSION = (2,)


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
        raise UsageError(f"line {getattr(node, 'lineno', machine.line)}: {error.message}", tip=error.tip) from error
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
    made = machine.new(Obj("layer", LayerMeta("pytorch", kind, VERSION, line, role), slots=slots, map={}))
    return made


def make_container(machine: Machine, special: Special, given: Given, named: Named, node: Node) -> Value:
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
    for value in given[:1]:
        if machine.kind(value) == "dict":
            for name, each in list((machine.get(value).map or {}).items()):
                register(machine, made, CONTAINERS[what], name, each)
        elif what == "Sequential":
            append(machine, made, value)
        else:
            extend(machine, made, value, node)


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


def _share(machine: Machine, parameter: Ref, module: Ref) -> None:
    known = machine.get(parameter)
    if known.meta and known.meta[0] == "own":
        machine.edit(parameter).slots["$shared"] = True


def make_parameter(machine: Machine, given: Given, named: Named, node: Node) -> Ref:
    """`nn.Parameter`."""
    words = dict(zip(("data", "requires_grad"), given, strict=False)) | named
    data = words.get("data")
    grad = words.get("requires_grad", True)
    known = truth(machine, grad)
    flag: Value = machine.unknown(node, "whether it is trained is not known", grad) if known is None else known
    shape: Value = (
        data.shape if isinstance(data, Shaped) else machine.unknown(node, "the size of a parameter is not known")
    )
    if machine.kind(data) == "parameter":
        shape = machine.get(data).slots["$shape"]
    line = getattr(node, "lineno", machine.line)
    return machine.new(Obj("parameter", ("free", line), slots={"$shape": shape, "$grad": flag}))


def weights_of(machine: Machine, layer: Ref) -> list[tuple[str, tuple[Any, ...]]] | None:
    """The names and shapes of a layer's own parameters; None where they are not known."""
    machine.pay(10)
    try:
        spec = Specs(machine).layer_as_made(layer)
        result = Inference(ModelSpec(spec, "pytorch", VERSION, "")).run(spec, (), False)
    except UsageError:
        return None
    if result.unknown:
        return None
    return [(weight.name, weight.shape) for weight in result.weights]


def parameter_of(machine: Machine, layer: Ref, name: str) -> Value:
    """A parameter of a layer of PyTorch, by name; None where it has none."""
    slot = f"$p:{name}"
    known = machine.get(layer)
    if slot in known.slots:
        return known.slots[slot]
    weights = weights_of(machine, layer)
    if weights is None:
        return machine.unknown(None, "the parameters of the layer are not known", layer)
    for place, (each, shape) in enumerate(weights):
        if each == name:
            slots = {"$shape": shape, "$grad": known.slots.get("$grad", True)}
            made = machine.new(Obj("parameter", ("own", layer.number, name, place), slots=slots))
            machine.edit(layer).slots[slot] = made
            return made
    return None


def parameters(
    machine: Machine, module: Ref, prefix: str = "", seen: set[int] | None = None
) -> Iterator[tuple[str, Value]]:
    """The parameters of a module and of all inside it, each once, with their names."""
    seen = set() if seen is None else seen
    known = machine.get(module)
    machine.pay(2)
    if known.kind != "layer" or module.number in seen:
        if known.kind == "vague":
            yield prefix, Unknown(known.meta.origin, frozenset({module.number}))
        return
    seen.add(module.number)
    if known.meta.role == "layer":
        weights = weights_of(machine, module)
        if weights is None:
            yield prefix, machine.unknown(None, "the parameters of the layer are not known", module)
            return
        held = [(name.replace("/", "."), parameter_of(machine, module, name)) for name, _ in weights]
    else:
        held = [(name, value) for (tag, name), value in (known.map or {}).items() if tag in ("p", "u")]
    for name, value in held:
        if isinstance(value, Ref) and value.number not in seen:
            seen.add(value.number)
            yield f"{prefix}{name}", value
        elif isinstance(value, Unknown):
            yield f"{prefix}{name}", value
    if known.meta.role == "layer":
        return
    for (tag, name), value in list((known.map or {}).items()):
        if tag == "m" and isinstance(value, Ref):
            yield from parameters(machine, value, f"{prefix}{name}.", seen)


def modules(
    machine: Machine, module: Ref, prefix: str = "", seen: set[int] | None = None
) -> Iterator[tuple[str, Value]]:
    """A module and all inside it, each once, with their names."""
    seen = set() if seen is None else seen
    machine.pay(1)
    if module.number in seen:
        return
    seen.add(module.number)
    yield prefix, module
    known = machine.get(module)
    if known.kind == "vague":
        return
    for name, value in children(machine, module):
        dotted = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Ref):
            yield from modules(machine, value, dotted, seen)
        else:
            yield dotted, value


def children(machine: Machine, module: Ref) -> list[tuple[str, Value]]:
    """The modules that a module holds itself."""
    known = machine.get(module)
    if known.kind != "layer" or known.meta.role == "layer":
        return []
    return [
        (name, value) for (tag, name), value in (known.map or {}).items() if tag in ("m", "u") and value is not None
    ]


def set_grad(machine: Machine, module: Ref, value: Value) -> None:
    """`requires_grad_`: whether all parameters of a module are trained."""
    known = truth(machine, value)
    flag: Value = machine.unknown(None, "whether it is trained is not known", value) if known is None else known
    for _, each in list(modules(machine, module)):
        if isinstance(each, Unknown) or machine.kind(each) != "layer":
            continue
        edited = machine.edit(each)
        if edited.meta.role == "layer":
            edited.slots["$grad"] = flag
        for name, parameter in [*edited.slots.items(), *((key, one) for key, one in (edited.map or {}).items())]:
            is_own = (isinstance(name, str) and name.startswith("$p:")) or (isinstance(name, tuple) and name[0] == "p")
            if is_own and isinstance(parameter, Ref) and machine.kind(parameter) == "parameter":
                machine.edit(parameter).slots["$grad"] = flag


def set_attribute(machine: Machine, module: Ref, name: str, value: Value) -> None:
    """`module.name = value`, as `nn.Module.__setattr__` does it."""
    known = machine.get(module)
    entries = known.map or {}
    kind = machine.kind(value)
    if known.meta.role == "layer":
        _set_on_layer(machine, module, name, value)
        return
    may_hold = (
        kind in ("layer", "parameter") or (kind == "vague") or (isinstance(value, Unknown) and not value.is_plain)
    )
    if may_hold and not known.slots.get("$ready", known.meta.role != "subclass"):
        if kind in ("layer", "parameter"):
            raise Raised("AttributeError", machine.line)
        machine.may_raise()
    if ("p", name) in entries and kind != "parameter" and not may_hold:
        if value is None:
            machine.edit(module).map[("p", name)] = None  # type: ignore[index]  # a module has entries
            return
        raise Raised("TypeError", machine.line)
    if may_hold:
        register(machine, module, "m", name, value)
        return
    if ("m", name) in entries:
        if value is not None:
            raise Raised("TypeError", machine.line)
        machine.edit(module).map[("m", name)] = None  # type: ignore[index]  # a module has entries
        return
    edited = machine.edit(module)
    assert edited.map is not None
    edited.map.pop(("u", name), None)
    edited.slots[name] = value


def _set_on_layer(machine: Machine, layer: Ref, name: str, value: Value) -> None:
    """An attribute of a layer of PyTorch: a parameter that is replaced, or one that it does not have."""
    weights = weights_of(machine, layer)
    names = {each for each, _ in weights or ()}
    if (
        weights is None
        or machine.kind(value) in ("layer", "vague")
        or (isinstance(value, Unknown) and not value.is_plain)
    ):
        edited = machine.edit(layer)
        edited.slots[name] = value
        machine.lose(
            layer.number,
            machine.origin(None, f"its {name} is replaced by something that is not followed"),
            escaped=False,
        )
    elif machine.kind(value) == "parameter":
        if name not in names:
            machine.lose(layer.number, machine.origin(None, f"{name} is added to the layer"), escaped=False)
            return
        if machine.get(value).meta[0] == "own":
            machine.edit(value).slots["$shared"] = True
        machine.edit(layer).slots[f"$p:{name}"] = value
    elif name in names:
        if value is not None:
            raise Raised("TypeError", machine.line)
        machine.edit(layer).slots[f"$p:{name}"] = None
    else:
        machine.edit(layer).slots[name] = value


def delete_attribute(machine: Machine, module: Ref, name: str) -> None:
    """`del module.name`."""
    known = machine.get(module)
    if known.kind != "layer":
        return
    if known.meta.role == "layer" and name in {each for each, _ in weights_of(machine, module) or ()}:
        machine.edit(module).slots[f"$p:{name}"] = None
        return
    edited = machine.edit(module)
    for tag in ("m", "p", "u", "b"):
        if edited.map is not None and known.meta.role != "layer" and (tag, name) in edited.map:
            del edited.map[(tag, name)]
            return
    if name not in edited.slots:
        raise Raised("AttributeError", machine.line)
    del edited.slots[name]


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
    machine.may_raise()
    return tensor(machine, node)


def tensor(machine: Machine, node: Node) -> Unknown:
    """A tensor of which nothing is known."""
    return Unknown(machine.origin(node, "it is a tensor"), is_plain=True)


Work = Callable[[Machine, Ref, Given, Named, Node], Value]
