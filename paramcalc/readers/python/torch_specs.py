"""From modules of PyTorch to the layers of `paramcalc.models`."""

from __future__ import annotations

from typing import Any

from paramcalc.errors import UsageError, line_text
from paramcalc.models.inference import Inference
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, chain
from paramcalc.phrases import tr
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.torch_parameters import VERSION, weights_of
from paramcalc.readers.python.values import Ref, Unknown, Value


def fill(specs: Specs, ref: Ref, obj: Obj, spec: LayerSpec) -> None:
    """Fill the layer of a module."""
    if obj.meta.role == "layer":
        _fill_layer(specs, ref, obj, spec)
        return
    entries = [(tag, name, value) for (tag, name), value in (obj.map or {}).items() if value is not None]
    held = [_held(specs, tag, name, value) for tag, name, value in entries if tag != "b"]
    for (tag, name, _), item in zip([entry for entry in entries if entry[0] != "b"], held, strict=True):
        if obj.meta.role == "subclass" and not name.isdigit():
            item.name = name
        del tag
    is_line = obj.meta.role == "Sequential" or obj.slots.get("$container") == "Sequential"
    if is_line and all(tag == "m" for tag, _, _ in entries):
        spec.graph = chain(spec.kind, spec.name, held, None, spec.place).graph
    if spec.graph is None or not _fits(spec):
        layers = tuple(dict.fromkeys(held))
        spec.graph = Graph(tuple(GraphCall(layer, ()) for layer in layers), (), layers, ())


def _fits(spec: LayerSpec) -> bool:
    """Whether each layer of a Sequential reads what the one before gives. PyTorch asks only once it is called."""
    try:
        Inference(ModelSpec(spec, "pytorch", VERSION, "")).run(spec, (), False)
    except UsageError:
        return False
    return True


def _held(specs: Specs, tag: str, name: str, value: Value) -> LayerSpec:
    if tag == "p" and isinstance(value, Ref) and specs.machine.kind(value) == "parameter":
        return parameter(specs, value, name)
    if isinstance(value, Unknown) or specs.machine.kind(value) == "vague":
        origin = value.origin if isinstance(value, Unknown) else specs.machine.get(value).meta.origin
        if specs.is_final and isinstance(value, Unknown) and value.refs:
            raise origin.error(is_value=False)
        return LayerSpec(origin.text, origin.text, {}, place=line_text(origin.line))
    layer: LayerSpec = specs.held(value)
    return layer


def parameter(specs: Specs, ref: Ref, name: str) -> LayerSpec:
    """A parameter by itself."""
    if ref.number not in specs.made:
        obj = specs.machine.get(ref)
        if obj.kind == "vague":
            raise obj.meta.origin.error(is_value=False)
        shape = obj.slots["$shape"]
        flag = obj.slots["$grad"]
        if specs.is_final and isinstance(flag, Unknown):
            raise flag.origin.error()
        if isinstance(shape, Unknown):
            made = LayerSpec(tr("Parameter of unknown size"), name, {}, place=line_text(shape.origin.line))
        else:
            unknown = next((size for size in shape if isinstance(size, Unknown)), None)
            sizes = unknown.origin if unknown is not None else tuple(shape)
            made = LayerSpec("Parameter", name, {"shape": sizes})
        made.frozen = flag is False
        specs.made[ref.number] = made
    layer: LayerSpec = specs.made[ref.number]
    return layer


def _fill_layer(specs: Specs, ref: Ref, obj: Obj, spec: LayerSpec) -> None:
    specs.as_made(obj, spec)
    flag = obj.slots.get("$grad", True)
    touched = {name[3:]: value for name, value in obj.slots.items() if name.startswith("$p:")}
    machine = specs.machine
    own = [value for value in touched.values() if _is_own(machine, value, ref)]
    flags = {_flag(machine, value) for value in own}
    if len(own) < len(touched) or (
        flags and (len(flags) > 1 or flags != {flag if not isinstance(flag, Unknown) else "?"})
    ):
        weights = weights_of(machine, ref) or []
        if flags and len(flags) == 1 and len(own) == len(weights) and "?" not in flags:
            spec.frozen = flags == {False}
            return
        parts = []
        for name, shape in weights:
            value = touched.get(name, 0)
            if value is None:
                continue
            if isinstance(value, Ref):
                parts.append(parameter(specs, value, name))
            elif isinstance(value, Unknown):
                raise value.origin.error(is_value=False)
            elif specs.is_final and isinstance(flag, Unknown):
                raise flag.origin.error()
            else:
                weight = LayerSpec("Parameter", name, {"shape": tuple(shape)})
                weight.frozen = flag is False
                parts.append(weight)
        spec.config = {}
        layers = tuple(dict.fromkeys(parts))
        spec.graph = Graph(tuple(GraphCall(layer, ()) for layer in layers), (), layers, ())
        return
    if specs.is_final and isinstance(flag, Unknown):
        raise flag.origin.error()
    spec.frozen = flag is False
    if spec.frozen:
        for inside in spec.walk():
            inside.frozen = True


def _is_own(machine: Any, value: Value, ref: Ref) -> bool:
    if machine.kind(value) != "parameter":
        return False
    obj = machine.get(value)
    return obj.meta[:2] == ("own", ref.number) and not obj.slots.get("$shared")


def _flag(machine: Any, value: Value) -> Any:
    flag = machine.get(value).slots["$grad"]
    return "?" if isinstance(flag, Unknown) else flag
