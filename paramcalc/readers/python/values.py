"""Abstract values: what an expression of a Python source can stand for.

Python's own constants and tuples of values stand for themselves. Anything that can change lives in the store and is
held as a `Ref`. A value that cannot be known is an `Unknown`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from paramcalc.classes.base import Unknown as Origin
from paramcalc.phrases import tr

Value: TypeAlias = Any

Arguments: TypeAlias = "list[Value]"
"""The arguments of a call by position."""

Keywords: TypeAlias = "dict[str, Value]"
"""The arguments of a call by name."""

Node: TypeAlias = "ast.AST | None"
"""Where in the source something is done."""

BUILTIN_NAMES = frozenset(dir(builtins)) | {"xrange", "unicode"}
"""The names that Python binds by itself."""

CONSTANTS = (int, float, complex, str, bytes, type(None), type(...))
"""The types whose values stand for themselves; bool is an int."""

NUMBERS = (int, float)


@dataclass(frozen=True)
class Ref:
    """An object in the store, by its number."""

    number: int


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that cannot be known: where it comes from, and the objects that it may be or reach."""

    origin: Origin
    refs: frozenset[int] = frozenset()
    is_plain: bool = False
    """Whether it is a number, a text or other data for sure, and no layer or function."""

    @property
    def why(self) -> str:
        """Why it cannot be known."""
        return self.origin.why


class Sentinel:
    """A mark that no source can write."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNBOUND = Sentinel("unbound")
"""A name, attribute or key that is not there."""

STANDS_FOR_A_SIZE = tr("it stands for a size")
"""Why a name in a line of layers has no value."""

STOP = Sentinel("stop")
"""The end of an iterator."""


@dataclass(frozen=True)
class Library:
    """A module of a known library, or something in it, by its full name: `numpy.zeros`."""

    path: str


@dataclass(frozen=True)
class LayerClass:
    """A registered layer class of a framework."""

    framework: str
    kind: str
    version: tuple[int, ...]


@dataclass(frozen=True)
class FrameworkClass:
    """A class or function of a framework that makes models or inputs: Sequential, Model, Input, Module, Layer."""

    framework: str
    what: str
    version: tuple[int, ...]


@dataclass(frozen=True)
class Builtin:
    """A function or type of Python, by its name."""

    name: str


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the source: its tree, the scope around it, its defaults, the class that it is defined in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Ref
    defaults: tuple[Value, ...] = ()
    keyword_defaults: Mapping[str, Value] = field(default_factory=dict)
    home: Ref | None = None

    @property
    def name(self) -> str:
        """Its name in messages."""
        return getattr(self.node, "name", "the lambda")


@dataclass(frozen=True)
class Bound:
    """A function of the source or a library, with the object that it is called on."""

    owner: Value
    function: Value


@dataclass(frozen=True)
class Method:
    """A method of a list, a text, a layer, a tensor, by its name."""

    owner: Value
    name: str


@dataclass(frozen=True)
class Parent:
    """`super()`: attributes are looked up behind `home` in the order of the owner's class."""

    home: Ref
    owner: Value


@dataclass(frozen=True)
class Partial:
    """`functools.partial`."""

    function: Value
    given: tuple[Value, ...]
    named: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Descriptor:
    """A property, static method or class method of the source."""

    kind: str
    """`property`, `static` or `class`."""
    function: Value
    setter: Value = None


@dataclass(frozen=True)
class Tensor:
    """One output of a call on the tape."""

    call: int
    output: int = 0


@dataclass(frozen=True)
class Shaped:
    """A tensor of PyTorch or NumPy of which the shape alone is known."""

    shape: tuple[Value, ...]


@dataclass(frozen=True)
class Array(Shaped):
    """An array of NumPy of which the shape alone is known."""

    classes: int | None = None
    """How many classes its values are, where they are labels from 0 on; None where that is not known."""


class LayerMeta(NamedTuple):
    """What never changes about a layer or model object."""

    framework: str
    kind: str
    version: tuple[int, ...]
    line: int
    role: str
    """`layer`, `Sequential`, `Functional`, `subclass`, `container` or `opaque`."""


class ScopeMeta(NamedTuple):
    """What never changes about a scope."""

    kind: str
    """`module`, `function` or `class`."""
    parent: Ref | None
    names: frozenset[str]
    """The names that are assigned in it, which are its own."""
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set.

    >>> sorted(words("fit predict"))
    ['fit', 'predict']
    """
    return frozenset(text.split())


def is_constant(value: Value) -> bool:
    """Whether a value is one of Python's own, or a tuple or range of them."""
    if isinstance(value, tuple):
        return type(value) is tuple and all(map(is_constant, value))
    return isinstance(value, (*CONSTANTS, range, frozenset))


def refs_in(value: Value) -> frozenset[int]:
    """The objects that a value holds directly."""
    numbers: set[int] = set()
    _collect(value, numbers)
    return frozenset(numbers)


def _collect(value: Value, numbers: set[int]) -> None:
    match value:
        case Ref():
            numbers.add(value.number)
        case Unknown():
            numbers.update(value.refs)
        case tuple():
            for item in value:
                if not isinstance(item, CONSTANTS):
                    _collect(item, numbers)
        case Bound() | Parent():
            _collect(value.owner, numbers)
            _collect(value.function if isinstance(value, Bound) else value.home, numbers)
        case Method():
            _collect(value.owner, numbers)
        case Descriptor():
            _collect(value.function, numbers)
        case Partial():
            _collect((value.function, value.given, tuple(item for _, item in value.named)), numbers)
