"""Expressions of a Python source: what can be computed is, layers and models are put together, the rest is unknown."""

from __future__ import annotations

import ast
import operator
import re
import warnings
from abc import abstractmethod
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layer_classes import aliases, layer_classes
from paramcalc.layer_classes.base import Unknown, signature
from paramcalc.layer_classes.keras.operations import Slice, operation
from paramcalc.layer_classes.keras.recurrent import STATES
from paramcalc.models.spec import BESIDE, INPUT, TENSOR_WORDS, Spec
from paramcalc.readers.construct import Names, construct, first_shape, shape_needed
from paramcalc.readers.python.builtins import ARITHMETIC, BUILTINS, COMPARISONS, FUNCTIONS, UNARY, WRONG, compute, weigh
from paramcalc.readers.python.eras import KERAS1, of_keras1
from paramcalc.readers.python.methods import is_followed, result_of
from paramcalc.readers.python.names import keras_path, resolve
from paramcalc.readers.python.shapes import Shapes
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
    Tape,
    Tensor,
    Thing,
    Value,
)

MOST_STEPS = 300_000
"""Expressions and statements that are followed in one source: a second's work."""

IDLE_STEPS = 10_000
"""Of a loop that makes no layer: one over data, whose results are rather not known than waited for."""

PLAIN = (int, float, complex, str, bytes, bool, type(None), list, tuple, dict, set)

SHAPES = ("keras.backend.int_shape", "keras.ops.shape", "keras.backend.get_variable_shape")
"""Functions that give a tensor's shape as numbers."""

SHAPE_METHODS = ("get_shape", "as_list")

SHAPE_ARGUMENTS = ("input_shape", "batch_input_shape", "batch_shape")
"""Arguments of layers in which a length may stay unknown."""

PARAMETERS = ("torch.nn.Parameter", "torch.nn.parameter.Parameter")

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name", "tensor", "optional")

MERGED_BY = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply", ast.Div: "Divide", ast.MatMult: "Matmul"}

FUNCTIONAL = "write the model as Python source: x = Add()([a, b]); model = Model(inputs, x)"

SPREAD = "**"
"""What stands for the arguments of a `**` that is not known."""

FORMAT = re.compile(r"[<>^]?0?\d{0,2}(\.\d{1,2})?[dfgs]?")
"""The formats of an f-string that are followed."""

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}


class Expressions:
    """The expressions' half of the interpreter."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self.given = {_normal(text): value for text, value in given.items()}
        self.used: set[str] = set()
        self.notes: list[str] = []
        self.doubted: dict[int, tuple[Value, Unknown]] = {}
        self.stars: list[str] = []
        self.steps = 0
        self.tape = Tape()
        self.shapes = Shapes(self.tape)
        self.ends: dict[Spec, tuple[list[Tensor], list[Tensor]]] = {}
        """What goes into a functional model, and what comes out of it."""
        self.keras1 = False
        self.names = Names()
        self.found: list[Found] = []
        self.kinds: dict[type[ast.expr], Callable[[Any, ChainMap[str, Value]], Value]] = {
            ast.Constant: lambda node, scope: node.value,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Subscript: self._subscript,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._compare,
            ast.IfExp: self._choice,
            ast.Tuple: self._tuple,
            ast.List: lambda node, scope: self.weighed(self._list(node, scope)),
            ast.Set: self._set,
            ast.Dict: lambda node, scope: self.weighed(self._dict(node, scope)),
            ast.JoinedStr: self._text,
            ast.ListComp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.GeneratorExp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.Lambda: lambda node, scope: self.function(node, scope),
            ast.NamedExpr: self._walrus,
            ast.Slice: self._slice,
            ast.Starred: lambda node, scope: self.value(node.value, scope),
        }

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Any, source: ast.expr | None = None) -> None:
        """A value given to a name."""

    @abstractmethod
    def set_trainable(self, owner: Value, value: Value, node: ast.AST) -> None:
        """What is set trainable or not."""

    def function(self, node: Any, scope: Any) -> Function:
        """A function, its defaults worked out where it is made."""
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return Function(node, scope, {each: self.value(each, scope) for each in defaults})

    @abstractmethod
    def call_function(
        self, function: Function, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """A function of the source, followed."""

    def spend(self, steps: int = 1) -> None:
        """So many steps more. Raises UsageError when it is enough."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise UsageError(f"the source takes more than {MOST_STEPS:,} steps to follow")

    @property
    def made(self) -> int:
        """How many layers and calls of layers there are by now."""
        return len(self.tape.calls) + self.names.total

    def idle(self, start: int, made: int) -> bool:
        """Whether a loop that began with so many steps and layers takes long and makes no layer."""
        return self.steps - start > IDLE_STEPS and self.made == made

    def weighed(self, value: Value) -> Value:
        """A value, once it is sure that walking through it does not take forever, which has its cost."""
        if isinstance(value, (list, tuple, dict, set)):
            self.spend(weigh(value) // 4)
        return value

    def value(self, node: ast.expr, scope: Any) -> Value:
        """What an expression stands for."""
        self.spend()
        if self.given and isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            text = ast.unparse(node)
            if text in self.given:
                self.used.add(text)
                return self.given[text]
        make = self.kinds.get(type(node))
        value = self.unknown(node, "it is not followed") if make is None else make(node, scope)
        if self.doubted and isinstance(value, (list, dict, set)) and id(value) in self.doubted:
            return self.doubted[id(value)][1]
        return value

    def doubt_value(self, value: Value, unknown: Unknown) -> None:
        """What is in a list or a model is not known any more, by whatever name it goes."""
        if isinstance(value, Stack):
            value.doubt = value.doubt or unknown
        elif isinstance(value, (list, dict, set)):
            # The value is kept so that nothing else can have its identity.
            self.doubted[id(value)] = (value, unknown)

    def unknown(self, node: ast.AST, why: str) -> Unknown:
        """That an expression cannot be known."""
        return Unknown(self.text(node), getattr(node, "lineno", 0), why)

    def text(self, node: ast.AST | None) -> str:
        """An expression as it is written, in one line and not too long."""
        text = "" if node is None else " ".join(ast.unparse(node).split())
        return text if len(text) <= 60 else text[:59] + "…"

    def _name(self, node: ast.Name, scope: Any) -> Value:
        if node.id in scope:
            return scope[node.id]
        if node.id in BUILTINS:
            return BUILTINS[node.id]
        for module in self.stars:
            found = resolve(f"{module}.{node.id}")
            if not isinstance(found, Module):
                return found
        return self.unknown(node, "it is not assigned before")

    def _attribute(self, node: ast.Attribute, scope: Any) -> Value:
        owner = self.value(node.value, scope)
        if isinstance(owner, Module):
            return resolve(f"{owner.path}.{node.attr}")
        if isinstance(owner, Special) and owner.what == "call Merge":
            # `keras.layers.merge` was a module, too.
            return resolve(f"keras.layers.{node.attr}")
        if isinstance(owner, Tensor):
            return self._tensor_attribute(owner, node)
        if isinstance(owner, (Stack, Thing)) and node.attr in owner.attributes:
            return owner.attributes[node.attr]
        for made in self._class_of(owner):
            if node.attr in made.attributes:
                return made.attributes[node.attr]
        ends = self._ends_of(owner, node.attr)
        if ends:
            return ends[0] if len(ends) == 1 and not node.attr.endswith("s") else ends
        spec = owner.spec if isinstance(owner, Stack) else owner
        if isinstance(spec, Spec) and node.attr == "layers":
            return list(owner.layers) if isinstance(owner, Stack) else list(spec.graph.layers if spec.graph else ())
        if isinstance(spec, Spec) and node.attr in spec.config:
            return spec.config[node.attr]
        if isinstance(spec, Spec) and node.attr == "name":
            return spec.name
        if isinstance(owner, (Stack, Spec, Class, Thing, Parent, list, tuple, dict, str)):
            return Bound(owner, node.attr)
        return self.unknown(
            node, owner.why if isinstance(owner, Unknown) else "it is an attribute of what is not known"
        )

    def _tensor_attribute(self, owner: Tensor, node: ast.Attribute) -> Value:
        if node.attr in ("shape", "_keras_shape"):
            return self._shape_of(owner, node)
        return Bound(owner, node.attr)

    def _shape_of(self, tensor: Tensor, node: ast.AST) -> Value:
        """A tensor's shape, as far as it can be told."""
        self.spend(10)
        shape = self.shapes.of(tensor)
        return self.unknown(node, "the shape of the tensor is not known") if shape is None else shape

    def _class_of(self, owner: Value) -> Sequence[Class]:
        """The classes that an object's attributes are looked for in."""
        made = owner.attributes.get("__class__") if isinstance(owner, Stack) else getattr(owner, "made", owner)
        return list(made.lineage()) if isinstance(made, Class) else ()

    def _ends_of(self, owner: Value, name: str) -> list[Tensor]:
        """What `model.input`, `model.output` and `layer.output` stand for; nothing where nobody can tell."""
        if not isinstance(owner, Spec) or name not in ("input", "inputs", "output", "outputs"):
            return []
        if owner in self.ends:
            return self.ends[owner][name.startswith("output")]
        self.spend(len(self.tape.calls))
        places = [number for number, call in enumerate(self.tape.calls) if call.spec is owner]
        if not places or owner.graph is not None:
            return []
        if name.startswith("input"):
            return [Tensor(*ref) for ref in self.tape.calls[places[0]].inputs]
        first = Tensor(places[0])
        return [Tensor(first.call, number) for number in range(self.outputs_of(first))]

    def _arguments(self, node: ast.Call, scope: Any) -> tuple[list[Value], dict[str, Value]]:
        given: list[Value] = []
        for each in node.args:
            value = self.value(each, scope)
            if isinstance(each, ast.Starred):
                given += value if isinstance(value, (list, tuple)) else [value]
            else:
                given.append(value)
        named: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg in named:
                raise UsageError(f"line {node.lineno}: {keyword.arg} is given twice")
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update({str(name): each for name, each in value.items()})
            else:
                named[SPREAD] = value
        return given, named

    def _call(self, node: ast.Call, scope: Any) -> Value:
        if isinstance(node.func, ast.Name) and node.func.id == "super" and "__class__" in scope:
            return Parent(scope["__class__"].parent, scope["__self__"])
        function = self.value(node.func, scope)
        given, named = self._arguments(node, scope)
        if isinstance(node.func, ast.Name) and node.func.id == "setattr" and given[1:2] == ["trainable"]:
            self.set_trainable(given[0], given[2] if len(given) > 2 else None, node)
            return None
        try:
            return self.called(function, node, given, named)
        except UsageError as error:
            if str(error).startswith("line "):
                raise
            raise UsageError(f"line {node.lineno}: {error.message}", tip=error.tip) from error

    def called(self, function: Value, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        """A call, by what is called."""
        if isinstance(function, LayerClass):
            return self._layer(function, node, given, named)
        if isinstance(function, Special):
            return self._special(function, node, given, named)
        if isinstance(function, (Spec, Stack)):
            return self._apply(function, node, given, named)
        if isinstance(function, Function):
            return self.call_function(function, node, given, named)
        if isinstance(function, Class):
            return self.instantiate(function, node, given, named)
        if isinstance(function, Bound):
            return self._method(function, node, given, named)
        if isinstance(function, Module) and function.path in PARAMETERS:
            return _opaque(self.unknown(node, "the size of a parameter is not followed"))
        if isinstance(function, Module) and keras_path(function.path) in SHAPES and _are_tensors(given):
            return self._shape_of(given[0], node)
        if _holds_tensor([*given, *named.values()]):
            return self._operate(function, node, given, named)
        plain = FUNCTIONS.get(keras_path(function.path)) if isinstance(function, Module) else function
        if callable(plain) and not named and all(isinstance(each, PLAIN) for each in given):
            return self._computed(node, plain, *given)
        if plain is dict and not given:
            return named
        return self.unknown(node, "it is a call whose result is not known")

    def _layer(self, made: LayerClass, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Spec:
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
        return self.tape.call(Spec("InputLayer", name, config, place=f"line {node.lineno}"))

    def _sequential(self, made: Special, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Stack:
        name = named.get("name")
        place = f"line {node.lineno}"
        label = name if isinstance(name, str) else self.names.next("Sequential")
        stack = Stack(Spec("Sequential", label, {}, place=place), made.framework, made.version)
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
        elif isinstance(layer, Spec) and layer.kind == "InputLayer":
            stack.shape = _input_shape(layer) or first_shape(layer)
        elif isinstance(layer, Spec):
            if not stack.layers and stack.shape is None and stack.framework == "keras" and layer.graph is None:
                stack.shape = _first(layer)
            _check_in_line(layer, stack.framework)
            stack.layers.append(layer)
        elif layer is not None:
            unknown = layer if isinstance(layer, Unknown) else self.unknown(node, "it is no layer that is known")
            stack.layers.append(_opaque(unknown))

    def _model(self, made: Special, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        ends = [
            named.get("inputs", named.get("input", given[0] if given else None)),
            named.get("outputs", named.get("output", given[1] if len(given) > 1 else None)),
        ]
        inputs, outputs = map(_tensors, ends)
        if not inputs or not outputs or any(_holds_unknown(each) for each in ends):
            return self.unknown(node, "what goes in and comes out of it is not known")
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next("Functional")
        spec = Spec("Functional", label, {}, graph=self.tape.graph(inputs, outputs), place=f"line {node.lineno}")
        self.ends[spec] = inputs, outputs
        self.found.append(Found("", node.lineno, None, spec, made.framework, self._version(made)))
        return spec

    def _apply(self, layer: Spec | Stack, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        """A layer called on tensors; in the order in which attention layers take them."""
        data = [named[name] for name in TENSOR_WORDS if name in named]
        data += [value for name, value in named.items() if name not in (*TENSOR_WORDS, *BESIDE)]
        tensors = _tensors([*given, *data])
        beside = _tensors([named[name] for name in BESIDE if name in named])
        if isinstance(layer, Stack) and layer.in_line and layer.shape is None and tensors:
            called_on = self.tape.calls[tensors[0].call].spec
            layer.shape = _input_shape(called_on) if called_on.kind == INPUT else None
        spec = layer.finished() if isinstance(layer, Stack) else layer
        if not tensors:
            return self.unknown(node, "the layer is called on something that is not known")
        return self.tape.call(spec, tensors, beside)

    def _operate(self, function: Value, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Tensor:
        """An operation on tensors: of a library it has no weights; of an object that is not known nobody can tell."""
        tensors = _tensors([*given, *named.values()])
        if not isinstance(function, Module):
            unknown = function if isinstance(function, Unknown) else self.unknown(node.func, "it is not followed")
            return self.tape.call(_opaque(unknown), tensors)
        rest = [each for each in given if not _holds_tensor([each])]
        plain = {name: value for name, value in named.items() if not _holds_tensor([value])}
        return self._operation(operation(function.path), rest, tensors, plain)

    def _operation(self, kind: str, rest: list[Value], tensors: Sequence[Tensor], named: Mapping[str, Value]) -> Tensor:
        return self.tape.call(Spec(kind, self.names.next(kind.partition(".")[2]), {**named, "args": rest}), tensors)

    def instantiate(self, made: Class, node: ast.AST, given: Sequence[Value], named: Mapping[str, Value]) -> Value:
        """An object of a class of the source: a model with the layers that its constructor gives it, or a layer."""
        line = getattr(node, "lineno", 0)
        if made.base is None and _is_plain(made):
            return self._thing(made, node, given, named)
        if not isinstance(made.base, Special) or made.base.what not in ("Model", "Module"):
            return _opaque(Unknown(made.node.name, line, f"{made.node.name} is a class of its own"))
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next(made.node.name)
        spec = Spec(made.node.name, label, {}, place=f"line {line}")
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
                    stack.attributes[node.func.attr] = _opaque(value)

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
                return self._shape_of(owner, node)
            return self._operate(self.unknown(node.func, "it is not followed"), node, [owner, *given], named)
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
        if isinstance(owner, Spec) and bound.name in ("compile", "fit", "summary", "build"):
            return None
        if isinstance(owner, Spec) and owner.graph is not None and bound.name == "get_layer":
            wanted = given[0] if given else named.get("name")
            return next((each for each in owner.graph.layers if each.name == wanted), None)
        return self.unknown(node, "it is a call whose result is not known")

    def _stack_method(
        self, stack: Stack, name: str, node: ast.Call, given: list[Value], named: dict[str, Value]
    ) -> Value:
        if name == "add_weight":
            weight = _opaque(self.unknown(node, "the size of a weight is not followed"))
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

    def _subscript(self, node: ast.Subscript, scope: Any) -> Value:
        owner, key = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(owner, Tensor):
            if self.outputs_of(owner) > 1 and isinstance(key, (int, Slice)):
                several = [Tensor(owner.call, number) for number in range(self.outputs_of(owner))]
                owner = several
            else:
                keys = list(key) if isinstance(key, tuple) else [key]
                return self._operation("ops.GetItem", [keys], [owner], {})
        if isinstance(key, Slice) and isinstance(owner, (list, tuple, str)):
            return self._computed(node, lambda: owner[slice(*key.ends)])
        if isinstance(owner, (list, tuple, dict, str)) and isinstance(key, (int, str)):
            return self._computed(node, operator.getitem, owner, key)
        if isinstance(owner, Stack) and isinstance(key, int) and -len(owner.layers) <= key < len(owner.layers):
            return owner.layers[key]
        return self.unknown(node, owner.why if isinstance(owner, Unknown) else "it is an entry of what is not known")

    def outputs_of(self, tensor: Tensor) -> int:
        """How many tensors a call gives: a recurrent layer its states, too, where it returns them."""
        spec = self.tape.calls[tensor.call].spec
        if spec.graph is not None:
            return len(spec.graph.outputs)
        inner = spec.config.get("layer") if spec.kind == "Bidirectional" else spec
        if isinstance(inner, Spec) and inner.config.get("return_state"):
            return 1 + STATES.get(CELLS.get(inner.kind, ""), 1) * (1 if inner is spec else 2)
        return 1

    def _binary(self, node: ast.BinOp, scope: Any) -> Value:
        return self.arithmetic(node, self.value(node.left, scope), node.op, self.value(node.right, scope))

    def arithmetic(self, node: Any, left: Value, sign: ast.operator, right: Value) -> Value:
        """Two values and the sign between them."""
        tensors = _tensors([left, right])
        if tensors and (isinstance(left, Tensor) or isinstance(right, Tensor)):
            rest = [each for each in (left, right) if not isinstance(each, Tensor)]
            return self._operation(f"ops.{MERGED_BY.get(type(sign), 'Unknown')}", rest, tensors, {})
        function = ARITHMETIC.get(type(sign))
        if function is None or not isinstance(left, PLAIN) or not isinstance(right, PLAIN):
            why = next((each.why for each in (left, right) if isinstance(each, Unknown)), "it is not followed")
            return self.unknown(node, why)
        return self._computed(node, function, left, right)

    def _computed(self, node: ast.AST, function: Callable[..., Any], *arguments: Any) -> Value:
        try:
            return self.weighed(compute(function, *arguments))
        except WRONG as error:
            return self.unknown(node, f"it cannot be computed: {error}")

    def _unary(self, node: ast.UnaryOp, scope: Any) -> Value:
        value = self.value(node.operand, scope)
        if isinstance(value, Tensor):
            return self._operation("ops.Negative", [], [value], {})
        if isinstance(value, PLAIN):
            return self._computed(node, UNARY[type(node.op)], value)
        return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")

    def _boolean(self, node: ast.BoolOp, scope: Any) -> Value:
        value: Value = None
        for each in node.values:
            value = self.value(each, scope)
            if isinstance(value, Unknown) or bool(value) == isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Any) -> Value:
        values = [self.value(each, scope) for each in (node.left, *node.comparators)]
        absent = self._is_none(node, values)
        if absent is not None:
            return absent
        for value in values:
            if not isinstance(value, PLAIN):
                return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")
        for sign, left, right in zip(node.ops, values, values[1:], strict=False):
            holds = self._computed(node, COMPARISONS[type(sign)], left, right)
            if holds is not True:
                return holds
        return True

    def _is_none(self, node: ast.Compare, values: Sequence[Value]) -> bool | None:
        """Whether a layer, a tensor or a model is None, which it is not; None for any other comparison."""
        if len(values) != 2 or values[1] is not None or not isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            return None
        if isinstance(values[0], Unknown):
            return None
        return (values[0] is None) == isinstance(node.ops[0], ast.Is)

    def _choice(self, node: ast.IfExp, scope: Any) -> Value:
        condition = self.value(node.test, scope)
        if isinstance(condition, Unknown):
            return self.unknown(node, condition.why)
        return self.value(node.body if condition else node.orelse, scope)

    def _tuple(self, node: ast.Tuple, scope: Any) -> Value:
        """A tuple; one with a part of unknown length is not known as a whole."""
        values = self.weighed(self._list(node, scope))
        for each, value in zip(node.elts, values, strict=False):
            if isinstance(each, ast.Starred) and isinstance(value, Unknown):
                return self.unknown(node, value.why)
        return tuple(values)

    def _list(self, node: Any, scope: Any) -> list[Value]:
        values: list[Value] = []
        for each in node.elts:
            value = self.value(each, scope)
            if isinstance(each, ast.Starred) and isinstance(value, (list, tuple)):
                values += value
            else:
                values.append(value)
        return values

    def _set(self, node: ast.Set, scope: Any) -> Value:
        return self._computed(node, lambda: set(self._list(node, scope)))

    def _dict(self, node: ast.Dict, scope: Any) -> Value:
        found: dict[Any, Value] = {}
        for key, each in zip(node.keys, node.values, strict=True):
            value = self.value(each, scope)
            if key is None:
                found.update(value if isinstance(value, dict) else {})
                continue
            name = self.value(key, scope)
            if isinstance(name, (str, int, float, bool)):
                found[name] = value
        return found

    def _text(self, node: ast.JoinedStr, scope: Any) -> Value:
        parts = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part, scope)
            if not isinstance(value, (str, int, float)):
                return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")
            form = ""
            if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                form = self.value(part.format_spec, scope)
                if not isinstance(form, str) or not FORMAT.fullmatch(form):
                    return self.unknown(node, "its format is not followed")
            parts.append(self._computed(node, format, value, form))
        if any(isinstance(part, Unknown) for part in parts):
            return self.unknown(node, "its format is not followed")
        return self._computed(node, lambda: "".join(parts))

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: Any) -> Value:
        """A list made of known lists."""
        inside = scope.new_child()
        values: list[Value] = []
        start, made = self.steps, self.made

        def follow(generators: list[ast.comprehension]) -> Unknown | None:
            if not generators:
                values.append(self.value(node.elt, inside))
                return None
            first, *rest = generators
            items = self.value(first.iter, inside)
            if not isinstance(items, (list, tuple, dict, str)):
                return self.unknown(node, items.why if isinstance(items, Unknown) else "it is not followed")
            for item in list(items):
                if self.idle(start, made):
                    return self.unknown(node, "it takes too many steps to follow")
                self.assign(first.target, item, inside)
                if all(self.value(test, inside) for test in first.ifs):
                    failed = follow(rest)
                    if failed is not None:
                        return failed
            return None

        failed = follow(node.generators)
        return values if failed is None else failed

    def _walrus(self, node: ast.NamedExpr, scope: Any) -> Value:
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope, node.value)
        return value

    def _slice(self, node: ast.Slice, scope: Any) -> Value:
        ends = [None if each is None else self.value(each, scope) for each in (node.lower, node.upper, node.step)]
        return Slice(*ends)


def _normal(text: str) -> str:
    """An expression as `ast.unparse` writes it. Raises UsageError for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.unparse(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"--set takes NAME=VALUE, and {text[:60]!r} is no name") from error


def _holds_tensor(values: Sequence[Value]) -> bool:
    return bool(_tensors(list(values)))


def _are_tensors(values: Sequence[Value]) -> bool:
    return bool(values) and all(isinstance(each, Tensor) for each in values)


def _holds_unknown(value: Value) -> bool:
    """Whether something stands among tensors that is not known."""
    if isinstance(value, (list, tuple)):
        return any(map(_holds_unknown, value))
    return isinstance(value, Unknown)


def _is_plain(made: Class) -> bool:
    """Whether a class and its parents are derived from nothing that is not followed."""
    oldest = list(made.lineage())[-1]
    return all(isinstance(base, ast.Name) and base.id == "object" for base in oldest.node.bases)


def _tensors(value: Value) -> list[Tensor]:
    """The tensors in a value, however nested, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [each for part in value for each in _tensors(part)] if len(value) <= 10_000 else []
    return []


def _check_in_line(layer: Spec, framework: str) -> None:
    """Refuse a merging layer where there is one tensor alone; attention then looks at what it reads."""
    entry = layer_classes(framework).get(layer.kind)
    if entry is not None and entry.inputs is None and not entry.weights and not entry.macs:
        raise UsageError(f"{layer.kind} reads 2 tensors or more; in a line there is one", tip=FUNCTIONAL)


def _opaque(unknown: Unknown) -> Spec:
    """A layer of which nothing is known."""
    return Spec(unknown.text, unknown.text, {}, place=f"line {unknown.line}")


def _input_shape(spec: Spec) -> list[Any] | None:
    config = spec.config
    if config.get("batch_shape") is not None:
        return list(config["batch_shape"])
    inside = config.get("shape")
    if inside is None:
        return None
    return [config.get("batch_size"), *(inside if isinstance(inside, (list, tuple)) else [inside])]


def _first(layer: Spec) -> Any:
    shape = first_shape(layer)
    inner = layer.config.get("layer")
    return first_shape(inner) if shape is None and isinstance(inner, Spec) and layer.kind == "Bidirectional" else shape


def known_classes(framework: str) -> dict[str, Value]:
    """The names that a line of text knows: the layer classes of a framework, and Input."""
    version = (3,) if framework == "keras" else (2,)
    names: dict[str, Value] = {name: LayerClass(framework, kind, version) for name, kind in aliases(framework).items()}
    names["Input"] = Special(framework, "Input", version)
    assert framework in FRAMEWORKS
    return names
