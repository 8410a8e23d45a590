"""Expressions of a Python source: what can be computed is, layers and models are put together, the rest is unknown."""

from __future__ import annotations

import ast
import operator
import warnings
from abc import abstractmethod
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layer_classes import aliases, layer_classes
from paramcalc.layer_classes.base import Unknown
from paramcalc.layer_classes.keras.operations import Slice, operation
from paramcalc.layer_classes.keras.recurrent import STATES
from paramcalc.models.spec import Spec
from paramcalc.readers.construct import Names, construct, first_shape
from paramcalc.readers.python.builtins import ARITHMETIC, BUILTINS, COMPARISONS, FUNCTIONS, UNARY, WRONG, compute, weigh
from paramcalc.readers.python.names import resolve
from paramcalc.readers.python.values import (
    Bound,
    Class,
    Found,
    Function,
    LayerClass,
    Module,
    Special,
    Stack,
    Tape,
    Tensor,
    Value,
)

MOST_STEPS = 300_000
"""Expressions and statements that are followed in one source: a second's work."""

PLAIN = (int, float, complex, str, bytes, bool, type(None), list, tuple, dict, set)

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "batch_shape", "name", "tensor", "optional")

MERGED_BY = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply", ast.Div: "Divide", ast.MatMult: "Matmul"}

FUNCTIONAL = "write the model as Python source: x = Add()([a, b]); model = Model(inputs, x)"

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}


class Expressions:
    """The expressions' half of the interpreter."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self.given = {_normal(text): value for text, value in given.items()}
        self.used: set[str] = set()
        self.stars: list[str] = []
        self.steps = 0
        self.tape = Tape()
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
            ast.Tuple: lambda node, scope: tuple(self.weighed(self._list(node, scope))),
            ast.List: lambda node, scope: self.weighed(self._list(node, scope)),
            ast.Set: lambda node, scope: self.weighed(self._list(node, scope)),
            ast.Dict: lambda node, scope: self.weighed(self._dict(node, scope)),
            ast.JoinedStr: self._text,
            ast.ListComp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.GeneratorExp: lambda node, scope: self.weighed(self._comprehension(node, scope)),
            ast.Lambda: lambda node, scope: Function(node, scope),
            ast.NamedExpr: self._walrus,
            ast.Slice: self._slice,
            ast.Starred: lambda node, scope: self.value(node.value, scope),
        }

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Any, source: ast.expr | None = None) -> None:
        """A value given to a name."""

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
        return self.unknown(node, "it is not followed") if make is None else make(node, scope)

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
        if isinstance(owner, Stack) and node.attr in owner.attributes:
            return owner.attributes[node.attr]
        spec = owner.spec if isinstance(owner, Stack) else owner
        if isinstance(spec, Spec) and node.attr == "layers":
            return list(owner.layers) if isinstance(owner, Stack) else list(spec.graph.layers if spec.graph else ())
        if isinstance(spec, Spec) and node.attr in spec.config:
            return spec.config[node.attr]
        if isinstance(spec, Spec) and node.attr == "name":
            return spec.name
        if isinstance(owner, (Stack, Spec, Class, list, dict, str)):
            return Bound(owner, node.attr)
        return self.unknown(
            node, owner.why if isinstance(owner, Unknown) else "it is an attribute of what is not known"
        )

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
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update({str(name): each for name, each in value.items()})
        return given, named

    def _call(self, node: ast.Call, scope: Any) -> Value:
        function = self.value(node.func, scope)
        given, named = self._arguments(node, scope)
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
        if _holds_tensor([*given, *named.values()]):
            return self._operate(function, node, given, named)
        plain = FUNCTIONS.get(function.path) if isinstance(function, Module) else function
        if callable(plain) and not named and all(isinstance(each, PLAIN) for each in given):
            return self._computed(node, plain, *given)
        if plain is dict and not given:
            return named
        return self.unknown(node, "it is a call whose result is not known")

    def _layer(self, made: LayerClass, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Spec:
        given = [self._held(each) for each in given]
        named = {name: self._held(value) for name, value in named.items()}
        spec = construct(made.framework, made.kind, given, named, self.names, place=f"line {node.lineno}")
        if made.version == (2, 0) and made.kind in ("GRU", "GRUCell"):
            # As TensorFlow 1 had it.
            spec.config.setdefault("reset_after", False)
        return spec

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
            kind = made.what.removeprefix("call ")
            spec = construct(made.framework, kind, given[1:], named, self.names, place=f"line {node.lineno}")
            return self._apply(spec, node, given[:1], {})
        return self.unknown(node, "it is a base class")

    def _input(self, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Tensor:
        config = {**dict(zip(INPUT_ARGUMENTS, given, strict=False)), **named}
        if config.get("shape") is None and config.get("batch_shape") is None:
            raise UsageError("Input needs a shape", tip="Input((28, 28))")
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
        self.found.append(Found("", node.lineno, stack, stack.spec, made.framework, made.version))
        return stack

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
        inputs = _tensors(named.get("inputs", named.get("input", given[0] if given else None)))
        outputs = _tensors(named.get("outputs", named.get("output", given[1] if len(given) > 1 else None)))
        if not inputs or not outputs:
            return self.unknown(node, "what goes in and comes out of it is not known")
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next("Functional")
        spec = Spec("Functional", label, {}, graph=self.tape.graph(inputs, outputs), place=f"line {node.lineno}")
        self.found.append(Found("", node.lineno, None, spec, made.framework, made.version))
        return spec

    def _apply(self, layer: Spec | Stack, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        """A layer called on tensors; in the order in which attention layers take them."""
        order = ("query", "value", "key")
        behind = [*(named[name] for name in order if name in named)]
        behind += [value for name, value in named.items() if name not in order]
        tensors = _tensors([*given, *behind])
        spec = layer.finished() if isinstance(layer, Stack) else layer
        if not tensors:
            return self.unknown(node, "the layer is called on something that is not known")
        return self.tape.call(spec, tensors)

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
        if not isinstance(made.base, Special) or made.base.what not in ("Model", "Module"):
            why = f"{made.node.name} is a class of its own"
            is_layer = made.base is not None or bool(made.node.bases)
            return _opaque(Unknown(made.node.name, line, why)) if is_layer else self.unknown(node, why)
        name = named.get("name")
        label = name if isinstance(name, str) else self.names.next(made.node.name)
        spec = Spec(made.node.name, label, {}, place=f"line {line}")
        stack = Stack(spec, made.base.framework, made.base.version, in_line=False)
        stack.attributes["__class__"] = made
        start = _method_of(made, "__init__")
        if start is not None:
            self.call_function(Function(start, made.scope), node, [stack, *given], named)
        self.found.append(Found("", made.node.lineno, stack, spec, made.base.framework, made.base.version))
        return stack

    def _method(self, bound: Bound, node: ast.Call, given: list[Value], named: dict[str, Value]) -> Value:
        owner = bound.owner
        if isinstance(owner, Stack):
            return self._stack_method(owner, bound.name, node, given, named)
        if isinstance(owner, list) and bound.name in ("append", "extend") and len(given) == 1:
            owner += given if bound.name == "append" else given[0] if isinstance(given[0], (list, tuple)) else []
            self.weighed(owner)
            return None
        if isinstance(owner, dict) and bound.name in ("items", "keys", "values") and not given:
            return [list(each) if bound.name == "items" else each for each in getattr(owner, bound.name)()]
        if isinstance(owner, dict) and bound.name == "get" and given and isinstance(given[0], (str, int)):
            return owner.get(given[0], given[1] if len(given) > 1 else None)
        if isinstance(owner, Spec) and bound.name in ("compile", "fit", "summary", "build"):
            return None
        if isinstance(owner, Spec) and owner.graph is not None and bound.name == "get_layer":
            wanted = given[0] if given else named.get("name")
            return next((each for each in owner.graph.layers if each.name == wanted), None)
        return self.unknown(node, "it is a call whose result is not known")

    def _stack_method(
        self, stack: Stack, name: str, node: ast.Call, given: list[Value], named: dict[str, Value]
    ) -> Value:
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
        if name in ("to", "cuda", "cpu", "eval", "train", "float", "double", "half"):
            return stack
        made = stack.attributes.get("__class__")
        own = _method_of(made, name) if isinstance(made, Class) else None
        if own is not None and isinstance(made, Class):
            return self.call_function(Function(own, made.scope), node, [stack, *given], named)
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
        if tensors:
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
        for value in values:
            if not isinstance(value, PLAIN):
                return self.unknown(node, value.why if isinstance(value, Unknown) else "it is not followed")
        for sign, left, right in zip(node.ops, values, values[1:], strict=False):
            holds = self._computed(node, COMPARISONS[type(sign)], left, right)
            if holds is not True:
                return holds
        return True

    def _choice(self, node: ast.IfExp, scope: Any) -> Value:
        condition = self.value(node.test, scope)
        if isinstance(condition, Unknown):
            return self.unknown(node, condition.why)
        return self.value(node.body if condition else node.orelse, scope)

    def _list(self, node: Any, scope: Any) -> list[Value]:
        values: list[Value] = []
        for each in node.elts:
            value = self.value(each, scope)
            if isinstance(each, ast.Starred) and isinstance(value, (list, tuple)):
                values += value
            else:
                values.append(value)
        return values

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
            parts.append(str(value)[:1000])
        return self._computed(node, lambda: "".join(parts))

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: Any) -> Value:
        """A list made of known lists."""
        inside = scope.new_child()
        values: list[Value] = []

        def follow(generators: list[ast.comprehension]) -> Unknown | None:
            if not generators:
                values.append(self.value(node.elt, inside))
                return None
            first, *rest = generators
            items = self.value(first.iter, inside)
            if not isinstance(items, (list, tuple, dict, str)):
                return self.unknown(node, items.why if isinstance(items, Unknown) else "it is not followed")
            for item in list(items):
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


def _method_of(made: Class, name: str) -> ast.FunctionDef | None:
    return next((each for each in made.node.body if isinstance(each, ast.FunctionDef) and each.name == name), None)


def known_classes(framework: str) -> dict[str, Value]:
    """The names that a line of text knows: the layer classes of a framework, and Input."""
    version = (3,) if framework == "keras" else (2,)
    names: dict[str, Value] = {name: LayerClass(framework, kind, version) for name, kind in aliases(framework).items()}
    names["Input"] = Special(framework, "Input", version)
    assert framework in FRAMEWORKS
    return names
