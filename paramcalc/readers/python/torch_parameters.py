"""Parameters of modules of PyTorch: made, listed, frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.inference import Inference
from paramcalc.models.spec import ModelSpec
from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Arguments, Keywords, Node, Ref, Shaped, Unknown, Value

COMPOSITE = ("Transformer", "MultiheadAttention")
"""What the layers of PyTorch begin with that hold modules of their own."""

VERSION = FRAMEWORKS["pytorch"].default_version
"""The version of PyTorch whose defaults hold."""


def _share(machine: Machine, parameter: Ref, module: Ref) -> None:
    obj = machine.get(parameter)
    if obj.meta and obj.meta[0] == "own":
        machine.edit(parameter).slots["$shared"] = True


def make_parameter(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Ref:
    """`nn.Parameter`."""
    words = dict(zip(("data", "requires_grad"), arguments, strict=False)) | keywords
    data = words.get("data")
    grad = words.get("requires_grad", True)
    holds = truth(machine, grad)
    flag: Value = (
        machine.unknown(node, tr("paramcalc cannot tell whether it is trained"), grad) if holds is None else holds
    )
    shape: Value = (
        data.shape if isinstance(data, Shaped) else machine.unknown(node, tr("the size of a parameter is unknown"))
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
    obj = machine.get(layer)
    if slot in obj.slots:
        return obj.slots[slot]
    weights = weights_of(machine, layer)
    if weights is None:
        return machine.unknown(None, tr("the parameters of the layer are unknown"), layer)
    for place, (value, shape) in enumerate(weights):
        if value == name:
            slots = {"$shape": shape, "$grad": obj.slots.get("$grad", True)}
            parameter = machine.new(Obj("parameter", ("own", layer.number, name, place), slots=slots))
            machine.edit(layer).slots[slot] = parameter
            return parameter
    return None


def parameters(
    machine: Machine, module: Ref, prefix: str = "", seen: set[int] | None = None
) -> Iterator[tuple[str, Value]]:
    """The parameters of a module and of all inside it, each once, with their names."""
    seen = set() if seen is None else seen
    obj = machine.get(module)
    machine.pay(2)
    if obj.kind != "layer" or module.number in seen:
        if obj.kind == "vague":
            yield prefix, Unknown(obj.meta.origin, frozenset({module.number}))
        return
    seen.add(module.number)
    if obj.meta.role == "layer":
        weights = weights_of(machine, module)
        if weights is None:
            yield prefix, machine.unknown(None, tr("the parameters of the layer are unknown"), module)
            return
        held = [(name.replace("/", "."), parameter_of(machine, module, name)) for name, _ in weights]
    else:
        held = [(name, value) for (tag, name), value in (obj.map or {}).items() if tag in ("p", "u")]
    for name, value in held:
        if isinstance(value, Ref) and value.number not in seen:
            seen.add(value.number)
            yield f"{prefix}{name}", value
        elif isinstance(value, Unknown):
            yield f"{prefix}{name}", value
    if obj.meta.role == "layer":
        return
    for (tag, name), value in list((obj.map or {}).items()):
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
    obj = machine.get(module)
    if obj.kind == "vague":
        return
    for name, value in children(machine, module):
        dotted = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Ref):
            yield from modules(machine, value, dotted, seen)
        else:
            yield dotted, value


def children(machine: Machine, module: Ref) -> list[tuple[str, Value]]:
    """The modules that a module holds itself."""
    obj = machine.get(module)
    if obj.kind == "layer" and obj.meta.kind.startswith(COMPOSITE):
        return [("?", machine.unknown(None, tr("the modules inside are not followed"), module))]
    if obj.kind != "layer" or obj.meta.role == "layer":
        return []
    return [(name, value) for (tag, name), value in (obj.map or {}).items() if tag in ("m", "u") and value is not None]


def set_grad(machine: Machine, module: Ref, value: Value) -> None:
    """`requires_grad_`: whether all parameters of a module are trained."""
    holds = truth(machine, value)
    flag: Value = (
        machine.unknown(None, tr("paramcalc cannot tell whether it is trained"), value) if holds is None else holds
    )
    for _, item in list(modules(machine, module)):
        if isinstance(item, Unknown) or machine.kind(item) != "layer":
            continue
        edited = machine.edit(item)
        if edited.meta.role == "layer":
            edited.slots["$grad"] = flag
        for name, parameter in [*edited.slots.items(), *((key, one) for key, one in (edited.map or {}).items())]:
            is_own = (isinstance(name, str) and name.startswith("$p:")) or (isinstance(name, tuple) and name[0] == "p")
            if is_own and isinstance(parameter, Ref) and machine.kind(parameter) == "parameter":
                machine.edit(parameter).slots["$grad"] = flag
