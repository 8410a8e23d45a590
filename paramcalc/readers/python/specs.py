"""From layer objects of the store to the layers of `paramcalc.models`: the only file that builds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from paramcalc.classes import layer_classes
from paramcalc.classes.base import Unknown as Origin
from paramcalc.classes.keras.operations import Slice
from paramcalc.errors import UsageError, line_text
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, chain
from paramcalc.models.spec import Ref as Output
from paramcalc.phrases import tr
from paramcalc.readers.construct import first_shape, shape_needed
from paramcalc.readers.python.arguments import named
from paramcalc.readers.python.graph import keras_order, needed_calls
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.tensor_shapes import raw_shape
from paramcalc.readers.python.values import CONSTANTS, STANDS_FOR_A_SIZE, Ref, Tensor, Unknown, Value

SHAPES = ("input_shape", "batch_input_shape", "batch_shape", "shape")
"""Arguments in which a length may stay unknown."""

INNER = ("$cell", "$inner")
"""The sublayers that have a layer's weights."""

HARMLESS = ("_initializer", "_regularizer", "_constraint")
"""What the arguments end with that no count depends on."""

DEEPEST = 58


class Call(NamedTuple):
    """A call of a layer or an operation on tensors."""

    layer: Ref | LayerSpec
    inputs: tuple[Tensor, ...]
    beside: tuple[Tensor, ...]
    shapes: tuple[Any, ...]
    outputs: int
    line: int


class Specs:
    """The layers of one state of the store, each made once."""

    def __init__(self, machine: Machine, *, is_final: bool = False) -> None:
        self.machine = machine
        self.is_final = is_final
        self.made: dict[int, LayerSpec] = {}
        self.extras: list[LayerSpec] = []
        """What may have weights beside the layers: activations that are layers or unknown."""
        self.depth = 0

    def layer(self, ref: Ref) -> LayerSpec:
        """The layer of an object. Raises UsageError for one that is not known."""
        if ref.number not in self.made:
            obj = self.machine.get(ref)
            if obj.kind == "vague":
                raise obj.meta.origin.error(is_value=False)
            self.machine.pay(3 + obj.size() // 5)
            if self.depth > DEEPEST:
                raise UsageError(tr("layers are nested too deeply to be followed"))
            self.depth += 1
            try:
                self._make(ref, obj)
            finally:
                self.depth -= 1
        return self.made[ref.number]

    def _make(self, ref: Ref, obj: Obj) -> None:
        meta = obj.meta
        name = obj.slots.get("$name")
        label = name.origin.text if isinstance(name, Unknown) else name
        spec = LayerSpec(
            meta.kind, label if isinstance(label, str) else "?", {}, place=line_text(meta.line) if meta.line else ""
        )
        self.made[ref.number] = spec
        if meta.framework == "pytorch":
            self.machine.parts.fill_module(self, ref, obj, spec)
        elif meta.role == "layer":
            self._fill_layer(ref, obj, spec)
        elif meta.role == "Sequential":
            self._fill_sequential(obj, spec)
        elif meta.role == "Functional":
            spec.graph = self.graph(obj.slots["$inputs"], obj.slots["$outputs"])
        elif meta.role == "subclass":
            self._fill_subclass(obj, spec)
        self._freeze(obj, spec)

    def layer_as_made(self, ref: Ref) -> LayerSpec:
        """A layer of PyTorch as it was made, whatever became of its parameters."""
        obj = self.machine.get(ref)
        if obj.kind == "vague":
            raise obj.meta.origin.error(is_value=False)
        spec = LayerSpec(obj.meta.kind, "?", {})
        self.as_made(obj, spec)
        return spec

    def as_made(self, obj: Obj, spec: LayerSpec) -> None:
        """Fill in the configuration that a layer of PyTorch was made with."""
        for name, value in (obj.map or {}).items():
            spec.config[name] = self.plain(value)

    def _freeze(self, obj: Obj, spec: LayerSpec) -> None:
        """Whether the layer's own weights are trained."""
        if not self.is_final or obj.meta.framework == "pytorch":
            return
        holder = obj
        if obj.meta.version[0] >= 3:
            inner = next((obj.slots[name] for name in INNER if name in obj.slots), None)
            holder = self.machine.get(inner) if isinstance(inner, Ref) else obj
            if holder.kind == "vague":
                raise holder.meta.origin.error(is_value=False)
        built = holder.slots.get("$built") is True and holder.meta.version[0] >= 3
        flag = holder.slots.get("$vars" if built else "$flag", True)
        if isinstance(flag, Unknown):
            raise flag.origin.error()
        inside = [layer for layer in spec.walk() if layer is not spec]
        spec.frozen = not flag and all(layer.frozen for layer in inside)
        if obj.slots.get("$flag") is False and not spec.frozen:
            # A Keras 3 layer that was made with trainable=False: this does not reach the layers and weights inside.
            spec.config["trainable"] = False

    def _fill_layer(self, ref: Ref, obj: Obj, spec: LayerSpec) -> None:
        entry = layer_classes("keras")[obj.meta.kind]
        for name, value in (obj.map or {}).items():
            if name.endswith("activation"):
                self._activation(spec, name, value)
            if name.endswith((*HARMLESS, "activation")) and not isinstance(value, CONSTANTS):
                continue
            if name == "dtype" and isinstance(value, Unknown) and self.is_final and (entry.weights or entry.cell):
                raise value.origin.error()
            spec.config[name] = self.plain(value, whole=name not in SHAPES)
        if obj.meta.kind == "Bidirectional":
            self._bidirectional(obj, spec)
        if obj.meta.kind == "InputLayer" and isinstance(spec.config.get("shape"), Origin):
            raise shape_needed(spec.config["shape"])

    def _bidirectional(self, obj: Obj, spec: LayerSpec) -> None:
        forward, backward = (obj.items or [None, None])[:2]
        if not isinstance(forward, Ref) or not isinstance(backward, Ref):
            return
        one, two = self.layer(forward), self.layer(backward)
        spec.config["layer"] = one
        if obj.slots.get("$copied") is True and one.frozen == two.frozen:
            spec.config.pop("backward_layer", None)
        else:
            spec.config["backward_layer"] = two

    def _activation(self, spec: LayerSpec, name: str, value: Value) -> None:
        """An activation: a layer with weights, or something unknown, may add weights."""
        if self.machine.kind(value) == "layer":
            inside = self.layer(value)
            entry = layer_classes("keras").get(inside.kind)
            if entry is not None and not (entry.weights or entry.cell or entry.composite or inside.graph):
                return
            text = inside.kind
        elif (isinstance(value, Unknown) and not value.is_plain) or self.machine.kind(value) in ("vague", "instance"):
            text = value.origin.text if isinstance(value, Unknown) else tr("an object")
        else:
            return
        kind = tr("{text} as {name}", text=text, name=name)
        self.extras.append(LayerSpec(kind, f"{spec.name}_{name}", {}, place=spec.place))

    def plain(self, value: Value, *, whole: bool = True, depth: int = 0) -> Any:
        """An argument as it is in a configuration; what is not known as its origin.

        `whole` says that a tuple with an unknown part is unknown.
        """
        if isinstance(value, Unknown):
            return value.origin
        if isinstance(value, CONSTANTS):
            return value
        if depth > DEEPEST:
            raise UsageError(tr("an argument is nested too deeply"))
        self.machine.pay(1)
        if isinstance(value, Slice):
            return Slice(*(self.plain(end, depth=depth + 1) for end in value.ends))
        kind = self.machine.kind(value)
        if kind == "layer":
            return self.layer(value)
        if kind == "vague":
            return self.machine.get(value).meta.origin
        if isinstance(value, (tuple, range)) or kind == "list":
            items = value if not isinstance(value, Ref) else self.machine.get(value).items or ()
            self.machine.pay(len(items) // 10)
            values = [self.plain(item, whole=whole, depth=depth + 1) for item in items]
            unknown = next((value for value in values if isinstance(value, Origin)), None)
            if unknown is not None and whole:
                # A free size in a tuple is no size: `units=(u,)`.
                return replace(unknown, text=f"({unknown.text},)") if unknown.why == STANDS_FOR_A_SIZE else unknown
            return values if kind == "list" else tuple(values)
        if kind == "dict":
            return {key: self.plain(item, depth=depth + 1) for key, item in (self.machine.get(value).map or {}).items()}
        if kind == "instance" or isinstance(value, Tensor):
            return Origin(tr("the argument"), self.machine.line, tr("paramcalc does not follow such a value"), "")
        return named(self.machine, value)

    def _fill_sequential(self, obj: Obj, spec: LayerSpec) -> None:
        items = list(obj.items or ())
        shape: Any = None
        if items and self._is_input(items[0]):
            shape = self.input_shape(items.pop(0))
            if not items and obj.slots.get("$built") is not True:
                # Keras builds a model when a layer follows its input: until then it states no shape to other models.
                shape = None
        layers = [self.held(item) for item in items]
        if shape is None and layers and "$shape" not in obj.slots:
            first = layers[0]
            inner = first.config.get("layer")
            shape = first_shape(first) if first.graph is None else None
            if shape is None and isinstance(inner, LayerSpec) and first.kind == "Bidirectional":
                shape = first_shape(inner)
        spec.graph = chain(spec.kind, spec.name, layers, shape, spec.place).graph

    def _is_input(self, value: Value) -> bool:
        return self.machine.kind(value) == "layer" and self.machine.get(value).meta.kind == "InputLayer"

    def input_shape(self, ref: Ref) -> Any:
        """The shape that an input layer states, the batch first."""
        config = {name: self.plain(value, whole=False) for name, value in (self.machine.get(ref).map or {}).items()}
        raw = config.get("batch_shape", config.get("batch_input_shape"))
        if raw is not None:
            return raw if isinstance(raw, Origin) else list(raw)
        inside = config.get("shape")
        if isinstance(inside, Origin):
            raise shape_needed(inside)
        if inside is None:
            return None
        return [config.get("batch_size"), *(inside if isinstance(inside, (list, tuple)) else [inside])]

    def held(self, value: Value) -> LayerSpec:
        """A layer that a model holds; one of which nothing is known where the value is unknown."""
        if isinstance(value, Ref) and self.machine.kind(value) == "layer":
            return self.layer(value)
        if isinstance(value, Unknown) and not value.refs:
            return opaque(value.origin)
        if isinstance(value, Unknown):
            raise value.origin.error(is_value=False)
        if self.machine.kind(value) == "vague":
            raise self.machine.get(value).meta.origin.error(is_value=False)
        return opaque(self.machine.origin(None, tr("it is no known layer"), "a layer"))

    def graph(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Graph:
        """What lies between some tensors and others, its layers in Keras's order."""
        tape = self.machine.tape
        given = {tensor.call for tensor in inputs}
        order = needed_calls(self.machine, inputs, outputs)
        places = {number: place for place, number in enumerate(order)}
        calls = []
        for number in order:
            call: Call = tape[number]
            if number in given:
                spec = self.called(call.layer) if not call.inputs else self._between(call)
                calls.append(GraphCall(spec, ()))
                continue
            reads = tuple(Output(places[tensor.call], tensor.output) for tensor in call.inputs)
            known = [tensor for tensor in call.beside if tensor.call in places]
            beside = tuple(Output(places[tensor.call], tensor.output) for tensor in known)
            calls.append(GraphCall(self.called(call.layer), reads, beside=beside))
        layers = [*map(self.called, keras_order(self.machine, inputs, outputs)), *(call.spec for call in calls)]
        ends = tuple(Output(places[tensor.call], tensor.output) for tensor in outputs)
        return Graph(tuple(calls), ends, tuple(dict.fromkeys(layers)), tuple(places[start.call] for start in inputs))

    def _between(self, call: Call) -> LayerSpec:
        """An input of a model that another layer gives."""
        shape = raw_shape(self.machine, call.shapes[0]) if call.shapes else None
        return LayerSpec("InputLayer", "input", {} if shape is None else {"batch_shape": shape})

    def called(self, layer: Ref | LayerSpec) -> LayerSpec:
        """What a call calls."""
        return layer if isinstance(layer, LayerSpec) else self.layer(layer)

    def _fill_subclass(self, obj: Obj, spec: LayerSpec) -> None:
        """A model of a class of the source: the layers that it tracks."""
        calls = []
        layers = []
        for item in obj.items or ():
            held = self.held(item)
            layers.append(held)
            shape = self.machine.get(item).slots.get("$read") if isinstance(item, Ref) else None
            reads: tuple[Output, ...] = ()
            if shape:
                source = LayerSpec("InputLayer", "", {"batch_shape": raw_shape(self.machine, shape)})
                calls.append(GraphCall(source, ()))
                reads = (Output(len(calls) - 1),)
            calls.append(GraphCall(held, reads))
        spec.graph = Graph(tuple(calls), (), tuple(dict.fromkeys(layers)), ())


def opaque(origin: Origin) -> LayerSpec:
    """A layer of which nothing is known."""
    return LayerSpec(origin.text, origin.text, {}, place=line_text(origin.line))
