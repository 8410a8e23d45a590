"""Layers and models put together from what a source calls."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import Unknown, signature
from paramcalc.classes.keras.operations import operation
from paramcalc.errors import UsageError
from paramcalc.models.spec import BESIDE, INPUT, TENSOR_WORDS, LayerSpec
from paramcalc.readers.construct import construct, first_shape, shape_needed
from paramcalc.readers.python.builtins import FUNCTIONS, WRONG
from paramcalc.readers.python.eras import KERAS1, of_keras1
from paramcalc.readers.python.methods import is_followed, result_of
from paramcalc.readers.python.names import keras_path
from paramcalc.readers.python.reading import PLAIN, Reading
from paramcalc.readers.python.values import (
    Bound,
    Class,
    Found,
    Function,
    LayerClass,
    Module,
    Parent,
    Special,
    Stack,
    Tensor,
    Thing,
    Value,
)

SHAPES = ("keras.backend.int_shape", "keras.ops.shape", "keras.backend.get_variable_shape")
"""Functions that give a tensor's shape as numbers."""

SHAPE_METHODS = ("get_shape", "as_list")

SHAPE_ARGUMENTS = ("input_shape", "batch_input_shape", "batch_shape")
"""Arguments of layers in which a length may stay unknown."""

PARAMETERS = ("torch.nn.Parameter", "torch.nn.parameter.Parameter")

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name", "tensor", "optional")

FUNCTIONAL = "write the model as Python source: x = Add()([a, b]); model = Model(inputs, x)"

SPREAD = "**"
"""What stands for the arguments of a `**` that is not known."""


class Building(Reading):
    """What calls make: layers, models, tensors, objects."""

    def called(self, function: Value, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        """A call, by what is called."""
        if isinstance(function, LayerClass):
            return self._layer(function, node, given, named)
        if isinstance(function, Special):
            return self._special(function, node, given, named)
        if isinstance(function, (LayerSpec, Stack)):
            return self._apply(function, node, given, named)
        if isinstance(function, Function):
            return self.call_function(function, node, given, named)
        if isinstance(function, Class):
            return self.instantiate(function, node, given, named)
        if isinstance(function, Bound):
            return self._method(function, node, given, named)
        if isinstance(function, Module) and function.path in PARAMETERS:
            return opaque(self.unknown(node, "the size of a parameter is not followed"))
        if isinstance(function, Module) and keras_path(function.path) in SHAPES and _are_tensors(given):
            return self.shape_of(given[0], node)
        if holds_tensor([*given, *named.values()]):
            return self.operate(function, node, given, named)
        plain = FUNCTIONS.get(keras_path(function.path)) if isinstance(function, Module) else function
        if callable(plain) and not named and all(isinstance(each, PLAIN) for each in given):
            return self.computed(node, plain, *given)
        if plain is dict and not given:
            return named
        return self.unknown(node, "it is a call whose result is not known")

    def _layer(self, made: LayerClass, node: ast.Call, given: list[Value], named: dict[str, Value]) -> LayerSpec:
        given = [self._told(self._held(each), node) for each in given]
        named = {
            name: value if name in SHAPE_ARGUMENTS else self._told(self._held(value), node)
            for name, value in named.items()
        }
        spread = named.pop(SPREAD, None)
        if spread is not None:
            named = {**self._spread(made, len(given), spread, node), **named}
        kind = made.kind
        if self.keras1 and made.framework == "keras":
            kind, given, named = of_keras1(kind, given, named)
        spec = construct(made.framework, kind, given, named, self.names, place=f"line {node.lineno}")
        if made.version == (2, 0) and made.kind in ("GRU", "GRUCell"):
            # As TensorFlow 1 had it.
            spec.config.setdefault("reset_after", False)
        return spec

    def _spread(self, made: LayerClass, given: int, spread: Value, node: ast.Call) -> dict[str, Value]:
        """The arguments that `**` may give, none of which is known."""
        unknown = spread if isinstance(spread, Unknown) else self.unknown(node, "its arguments are not known")
        names = list(signature(layer_classes(made.framework)[made.kind].arguments))[given:]
        return dict.fromkeys((name for name in names if name not in ("name", "dtype")), unknown)

    def _told(self, value: Value, node: ast.Call) -> Value:
        """An argument of a layer, if all of it is known; else what is not."""
        if isinstance(value, (Bound, Tensor, Thing)):
            return self.unknown(node, "an argument of it is no number that is known")
        if isinstance(value, tuple):
            return next((each for each in value if isinstance(each, Unknown)), value)
        return value

    def _held(self, value: Value) -> Value:
        """A model that is given to a layer (TimeDistributed of a model) as the layer it is."""
        if isinstance(value, Stack):
            return value.finished()
        return [self._held(each) for each in value] if isinstance(value, list) else value

    def _special(self, made: Special, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        if made.what == "Input":
            return self._input(node, given, named)
        if made.what == "Sequential":
            return self._sequential(made, node, given, named)
        if made.what == "Model":
            return self._model(made, node, given, named)
        if made.what in ("List", "Dict"):
            return given[0] if given else []
        if made.what.startswith("call "):
            layer = LayerClass(made.framework, made.what.removeprefix("call "), made.version)
            return self._apply(self._layer(layer, node, given[1:], named), node, given[:1], {})
        return self.unknown(node, "it is a base class")

    def _input(self, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Tensor:
        config = {**dict(zip(INPUT_ARGUMENTS, given, strict=False)), **named}
        if config.get("shape") is None and config.get("batch_shape") is None:
            raise UsageError("Input needs a shape", tip="Input((28, 28))")
        if isinstance(config.get("shape"), Unknown) and config.get("batch_shape") is None:
            raise shape_needed(config["shape"])
        name = config.get("name")
        name = name if isinstance(name, str) else self.names.next("InputLayer")
        return self.tape.call(LayerSpec("InputLayer", name, config, place=f"line {node.lineno}"))

    def _sequential(self, made: Special, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Stack:
        name = named.get("name")
        place = f"line {node.lineno}"
        label = name if isinstance(name, str) else self.names.next("Sequential")
        stack = Stack(LayerSpec("Sequential", label, {}, place=place), made.framework, made.version)
        layers = given[0] if len(given) == 1 and isinstance(given[0], (list, tuple, dict, Unknown)) else given
        layers = named.get("layers", layers)
        for layer in (
            layers.values() if isinstance(layers, dict) else layers if isinstance(layers, (list, tuple)) else [layers]
        ):
            self.append(stack, layer, node)
        self.found.append(Found("", node.lineno, stack, stack.spec, made.framework, self._version(made)))
        return stack

    def _version(self, made: Special) -> tuple[int, ...]:
        """Whose defaults hold."""
        return KERAS1 if self.keras1 and made.framework == "keras" else made.version

    def append(self, stack: Stack, layer: Value, node: ast.AST) -> None:
        """A layer put behind the others of a Sequential model."""
        if isinstance(layer, (list, tuple)) and stack.framework == "pytorch":
            for each in layer:
                self.append(stack, each, node)
            return
        if isinstance(layer, Tensor):
            stack.shape = _input_shape(self.tape.calls[layer.call].spec)
        elif isinstance(layer, Stack):
            stack.layers.append(layer.finished())
        elif isinstance(layer, LayerSpec) and layer.kind == "InputLayer":
            stack.shape = _input_shape(layer) or first_shape(layer)
        elif isinstance(layer, LayerSpec):
            if not stack.layers and stack.shape is None and stack.framework == "keras" and layer.graph is None:
                stack.shape = _first(layer)
            _check_in_line(layer, stack.framework)
            stack.layers.append(layer)
        elif layer is not None:
            unknown = layer if isinstance(layer, Unknown) else self.unknown(node, "it is no layer that is known")
            stack.layers.append(opaque(unknown))

    def _model(self, made: Special, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        ends = [
            named.get("inputs", named.get("input", given[0] if given else None)),
            named.get("outputs", named.get("output", given[1] if len(given) > 1 else None)),
        ]
        inputs, outputs = map(tensors_in, ends)
        if not inputs or not outputs or any(_holds_unknown(each) for each in ends):
            return self.unknown(node, "what goes in and comes out of it is not known")
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next("Functional")
        spec = LayerSpec("Functional", label, {}, graph=self.tape.graph(inputs, outputs), place=f"line {node.lineno}")
        self.ends[spec] = inputs, outputs
        self.found.append(Found("", node.lineno, None, spec, made.framework, self._version(made)))
        return spec

    def _apply(self, layer: LayerSpec | Stack, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        """A layer called on tensors; in the order in which attention layers take them."""
        data = [named[name] for name in TENSOR_WORDS if name in named]
        data += [value for name, value in named.items() if name not in (*TENSOR_WORDS, *BESIDE)]
        tensors = tensors_in([*given, *data])
        beside = tensors_in([named[name] for name in BESIDE if name in named])
        if isinstance(layer, Stack) and layer.in_line and layer.shape is None and tensors:
            called_on = self.tape.calls[tensors[0].call].spec
            layer.shape = _input_shape(called_on) if called_on.kind == INPUT else None
        spec = layer.finished() if isinstance(layer, Stack) else layer
        if not tensors:
            return self.unknown(node, "the layer is called on something that is not known")
        return self.tape.call(spec, tensors, beside)

    def operate(self, function: Value, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Tensor:
        """An operation on tensors: of a library it has no weights; of an object that is not known nobody can tell."""
        tensors = tensors_in([*given, *named.values()])
        if not isinstance(function, Module):
            unknown = function if isinstance(function, Unknown) else self.unknown(node.func, "it is not followed")
            return self.tape.call(opaque(unknown), tensors)
        rest = [each for each in given if not holds_tensor([each])]
        plain = {name: value for name, value in named.items() if not holds_tensor([value])}
        return self.operation_on(operation(function.path), rest, tensors, plain)

    def operation_on(
        self, kind: str, rest: list[Value], tensors: Sequence[Tensor], named: Mapping[str, Value]
    ) -> Tensor:
        """An operation on tensors; `rest` is what it is given beside them."""
        return self.tape.call(
            LayerSpec(kind, self.names.next(kind.partition(".")[2]), {**named, "args": rest}), tensors
        )

    def instantiate(self, made: Class, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]) -> Value:
        """An object of a class of the source: a model with the layers that its constructor gives it, or a layer."""
        line = getattr(node, "lineno", 0)
        if made.base is None and _is_plain(made):
            return self._thing(made, node, given, named)
        if not isinstance(made.base, Special) or made.base.what not in ("Model", "Module"):
            return opaque(Unknown(made.node.name, line, f"{made.node.name} is a class of its own"))
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next(made.node.name)
        spec = LayerSpec(made.node.name, label, {}, place=f"line {line}")
        version = self._version(made.base)
        stack = Stack(spec, made.base.framework, version, in_line=False)
        stack.attributes["__class__"] = made
        self._call_method(made, "__init__", stack, node, given, named)
        self._doubt_called(made, stack)
        self.found.append(Found("", made.node.lineno, stack, spec, made.base.framework, version))
        return stack

    def _doubt_called(self, made: Class, stack: Stack) -> None:
        """What a model calls as it calls its layers, and nobody knows, is a layer of which nothing is known."""
        for each in made.lineage():
            for node in ast.walk(each.node):
                self.spend()
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                owner, value = node.func.value, stack.attributes.get(node.func.attr)
                if isinstance(owner, ast.Name) and owner.id == "self" and isinstance(value, Unknown):
                    stack.attributes[node.func.attr] = opaque(value)

    def _thing(self, made: Class, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]) -> Thing:
        thing = Thing(made)
        if made.method("__init__"):
            self._call_method(made, "__init__", thing, node, given, named)
        else:
            fields = [name for each in reversed(list(made.lineage())) for name in each.attributes]
            thing.attributes.update(zip(dict.fromkeys(fields), given, strict=False))
            thing.attributes.update(named)
        return thing

    def _call_method(
        self, made: Class, name: str, owner: Value, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """A method of a class of the source, followed; `owner` is the object, or the class itself."""
        self.spend(len(made.node.body) // 10)
        found = made.method(name)
        if found is None:
            return self.unknown(node, f"{made.node.name} has no method {name} that is known")
        home, method = found
        marks = {each.id for each in method.decorator_list if isinstance(each, ast.Name)}
        scope = ChainMap({"__class__": home, "__self__": owner}, home.scope)
        if "classmethod" in marks:
            given = [made, *given]
        elif "staticmethod" not in marks and not isinstance(owner, Class):
            given = [owner, *given]
        return self.call_function(self.function(method, scope), node, given, named)

    def _method(self, bound: Bound, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        owner = bound.owner
        if isinstance(owner, Stack):
            return self._stack_method(owner, bound.name, node, given, named)
        if isinstance(owner, Parent):
            return (
                None
                if owner.made is None
                else self._call_method(owner.made, bound.name, owner.owner, node, given, named)
            )
        if isinstance(owner, (Thing, Class)):
            made = owner.made if isinstance(owner, Thing) else owner
            return self._call_method(made, bound.name, owner, node, given, named)
        if isinstance(owner, Tensor):
            if bound.name in SHAPE_METHODS:
                return self.shape_of(owner, node)
            return self.operate(self.unknown(node.func, "it is not followed"), node, [owner, *given], named)
        if isinstance(owner, (list, tuple)) and bound.name in SHAPE_METHODS:
            return list(owner)
        return self._plain_method(bound, node, given, named)

    def _plain_method(self, bound: Bound, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        owner = bound.owner
        if is_followed(owner, bound.name, given, named):
            try:
                return self.weighed(result_of(owner, bound.name, given, named))
            except WRONG as error:
                self.doubt_value(owner, self.unknown(node, f"it cannot be computed: {error}"))
            finally:
                self.weighed(owner)
        elif isinstance(owner, (list, dict, set)):
            self.doubt_value(owner, self.unknown(node, "it is a method that is not followed"))
        if isinstance(owner, LayerSpec) and bound.name in ("compile", "fit", "summary", "build"):
            return None
        if isinstance(owner, LayerSpec) and owner.graph is not None and bound.name == "get_layer":
            wanted = given[0] if given else named.get("name")
            return next((each for each in owner.graph.layers if each.name == wanted), None)
        return self.unknown(node, "it is a call whose result is not known")

    def _stack_method(
        self, stack: Stack, name: str, node: ast.Call, given: list[Value], named: dict[str, Value]
    ) -> Value:
        if name == "add_weight":
            weight = opaque(self.unknown(node, "the size of a weight is not followed"))
            stack.attributes[f"weight of line {node.lineno}"] = weight
            return weight
        if name in ("add", "append"):
            for layer in (*given, *named.values()):
                self.append(stack, layer, node)
            return None
        if name == "add_module" and len(given) == 2:
            stack.attributes[str(given[0])] = given[1]
            return self.append(stack, given[1], node) if stack.in_line else None
        if name == "pop" and stack.layers:
            return stack.layers.pop()
        if name == "build":
            shape = given[0] if given else named.get("input_shape")
            stack.shape = list(shape) if isinstance(shape, (list, tuple)) else stack.shape
            return None
        if name == "requires_grad_":
            self.set_trainable(stack, given[0] if given else True, node)
            return stack
        if name in ("to", "cuda", "cpu", "eval", "train", "float", "double", "half"):
            return stack
        made = stack.attributes.get("__class__")
        if isinstance(made, Class) and made.method(name):
            return self._call_method(made, name, stack, node, given, named)
        return self.unknown(node, "it is a call whose result is not known")


def holds_tensor(values: Sequence[Value]) -> bool:
    """Whether a tensor is among values, however nested."""
    return bool(tensors_in(list(values)))


def _are_tensors(values: Sequence[Value]) -> bool:
    return bool(values) and all(isinstance(each, Tensor) for each in values)


def _is_plain(made: Class) -> bool:
    """Whether a class and its parents are derived from nothing that is not followed."""
    oldest = list(made.lineage())[-1]
    return all(isinstance(base, ast.Name) and base.id == "object" for base in oldest.node.bases)


def tensors_in(value: Value) -> list[Tensor]:
    """The tensors in a value, however nested, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [each for part in value for each in tensors_in(part)] if len(value) <= 10_000 else []
    return []


def _check_in_line(layer: LayerSpec, framework: str) -> None:
    """Refuse a merging layer where there is one tensor alone; attention then looks at what it reads."""
    entry = layer_classes(framework).get(layer.kind)
    if entry is not None and entry.inputs is None and not entry.weights and not entry.macs:
        raise UsageError(f"{layer.kind} reads 2 tensors or more; in a line there is one", tip=FUNCTIONAL)


def opaque(unknown: Unknown) -> LayerSpec:
    """A layer of which nothing is known."""
    return LayerSpec(unknown.text, unknown.text, {}, place=f"line {unknown.line}")


def _input_shape(spec: LayerSpec) -> list[Any] | None:
    config = spec.config
    if config.get("batch_shape") is not None:
        return list(config["batch_shape"])
    inside = config.get("shape")
    if inside is None:
        return None
    return [config.get("batch_size"), *(inside if isinstance(inside, (list, tuple)) else [inside])]


def _first(layer: LayerSpec) -> Any:
    shape = first_shape(layer)
    inner = layer.config.get("layer")
    return (
        first_shape(inner)
        if shape is None and isinstance(inner, LayerSpec) and layer.kind == "Bidirectional"
        else shape
    )


def _holds_unknown(value: Value) -> bool:
    """Whether something stands among tensors that is not known."""
    if isinstance(value, (list, tuple)):
        return any(map(_holds_unknown, value))
    return isinstance(value, Unknown)
