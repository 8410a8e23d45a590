"""What an expression of a Python source can stand for, beside plain numbers, texts and lists of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from paramcalc.classes.base import Unknown
from paramcalc.errors import UsageError
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, RawShape, Ref, chain

Value: TypeAlias = Any

LONGEST = 100_000
"""Entries of a list, characters of a text."""

DEEPEST_CLASS = 30
"""Classes that are derived from one another."""


@dataclass(frozen=True, eq=False)
class Module:
    """Something imported, by its full name: `tensorflow.keras.layers`."""

    path: str


@dataclass(frozen=True)
class LayerClass:
    """A registered layer class of a framework."""

    framework: str
    kind: str
    version: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Special:
    """A class or function that makes models or inputs: Sequential, Model, Input, Module, Layer."""

    framework: str
    what: str
    version: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the source, with the names around it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: MutableMapping[str, Value]
    defaults: Mapping[ast.expr, Value] = field(default_factory=dict)
    """The values of its defaults, which are those of when it was made."""


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the source, and what it is derived from."""

    node: ast.ClassDef
    base: Special | None
    scope: MutableMapping[str, Value]
    parent: Class | None = None
    """The class of the source that it is derived from."""
    attributes: dict[str, Value] = field(default_factory=dict)
    """What its body assigns."""

    def lineage(self) -> Iterator[Class]:
        """Itself and the classes of the source that it is derived from."""
        made: Class | None = self
        for _ in range(DEEPEST_CLASS):
            if made is not None:
                yield made
                made = made.parent

    def method(self, name: str) -> tuple[Class, ast.FunctionDef] | None:
        """A method, and the class that it stands in; None if there is none."""
        for made in self.lineage():
            for each in made.node.body:
                if isinstance(each, ast.FunctionDef) and each.name == name:
                    return made, each
        return None


@dataclass(frozen=True, eq=False)
class Thing:
    """An object of a class of the source that is no model: a builder, a configuration."""

    made: Class
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Parent:
    """`super()` in a method of a class of the source."""

    made: Class | None
    owner: Value


@dataclass(frozen=True, eq=False)
class Bound:
    """A method of something."""

    owner: Value
    name: str


@dataclass(frozen=True)
class Tensor:
    """One output of a call on the tape."""

    call: int
    output: int = 0


class Tape:
    """All calls of layers on tensors, in the order in which they are made."""

    def __init__(self) -> None:
        self.calls: list[GraphCall] = []

    def call(self, spec: LayerSpec, tensors: Sequence[Tensor] = (), beside: Sequence[Tensor] = ()) -> Tensor:
        """A layer called on tensors; `beside` are masks and states."""
        inputs, others = (tuple(Ref(each.call, each.output) for each in kind) for kind in (tensors, beside))
        self.calls.append(GraphCall(spec, inputs, beside=others))
        return Tensor(len(self.calls) - 1)

    def graph(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Graph:
        """What lies between some tensors and others.

        Raises UsageError for an output that does not come from the inputs.
        """
        wanted: set[int] = set()
        rest = [each.call for each in outputs]
        given = {each.call for each in inputs}
        while rest:
            number = rest.pop()
            if number in wanted:
                continue
            wanted.add(number)
            call = self.calls[number]
            if number not in given:
                if not call.inputs:
                    raise UsageError(f"{call.spec.name} is an input of the model, but is not among its inputs")
                rest += [ref.call for ref in (*call.inputs, *call.beside)]
        order = sorted(wanted | given)
        places = {number: place for place, number in enumerate(order)}
        calls = [_moved(self.calls[number], places, number in given) for number in order]
        layers = tuple(dict.fromkeys(call.spec for call in calls))
        ends = tuple(Ref(places[each.call], each.output) for each in outputs)
        return Graph(tuple(calls), ends, layers, tuple(places[each.call] for each in inputs))


def _moved(call: GraphCall, places: Mapping[int, int], is_input: bool) -> GraphCall:
    """A call that reads from the new places of those that it reads from; an input of a model reads nothing."""
    if is_input:
        return GraphCall(call.spec, ())
    inputs, beside = (tuple(Ref(places[ref.call], ref.output) for ref in kind) for kind in (call.inputs, call.beside))
    return GraphCall(call.spec, inputs, beside=beside)


class Stack:
    """A Sequential model while it is being put together, or a Module with the layers that it holds."""

    def __init__(self, spec: LayerSpec, framework: str, version: tuple[int, ...], *, in_line: bool = True) -> None:
        self.spec = spec
        self.framework = framework
        self.version = version
        self.in_line = in_line
        """Whether each layer reads the one before."""
        self.layers: list[LayerSpec] = []
        self.shape: RawShape | None = None
        self.attributes: dict[str, Value] = {}
        self.busy = False
        self.doubt: Unknown | None = None
        """Why its layers are not known."""

    def finished(self) -> LayerSpec:
        """Its layer, with the graph of what it holds by now."""
        if self.doubt is not None:
            raise self.doubt.error()
        if self.busy:
            raise UsageError(f"{self.spec.name} holds itself")
        self.busy = True
        try:
            self._finish()
        finally:
            self.busy = False
        return self.spec

    def _finish(self) -> None:
        if self.in_line:
            layers = [each.finished() if isinstance(each, Stack) else each for each in self.layers]
            self.spec.graph = chain(self.spec.kind, self.spec.name, layers, self.shape, self.spec.place).graph
        else:
            layers = list(dict.fromkeys(_held(self.attributes)))
            calls = tuple(GraphCall(layer, ()) for layer in layers)
            self.spec.graph = Graph(calls, (), tuple(layers), ())


def _held(value: Value) -> list[LayerSpec]:
    """The layers in a value, however nested, in order."""
    if isinstance(value, LayerSpec):
        return [value]
    if isinstance(value, Stack):
        return [value.finished()]
    if isinstance(value, dict):
        value = list(value.values())
    return [layer for each in value for layer in _held(each)] if isinstance(value, (list, tuple)) else []


class Found(NamedTuple):
    """A model of the source: the variable that it was assigned to, and its line."""

    name: str
    line: int
    stack: Stack | None
    spec: LayerSpec
    framework: str
    version: tuple[int, ...]
