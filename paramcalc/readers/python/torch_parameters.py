"""Parameters of modules of PyTorch: made, listed, frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.models.inference import Inference
from paramcalc.models.spec import ModelSpec
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Given, Named, Node, Ref, Shaped, Unknown, Value

COMPOSITE = ("Transformer", "MultiheadAttention")
"""What the layers of PyTorch begin with that hold modules of their own."""

VERSION = FRAMEWORKS["pytorch"].default_version
"""The version of PyTorch whose defaults hold."""


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
    if known.kind == "layer" and known.meta.kind.startswith(COMPOSITE):
        return [("?", machine.unknown(None, "the modules inside are not followed", module))]
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
