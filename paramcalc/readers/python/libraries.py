"""Functions of known libraries: those that are worked out, those that change what they are given, and the rest."""

from __future__ import annotations

import ast
import math
import string
from collections.abc import Callable
from typing import Any

from paramcalc.readers.python import argparsing, frameworks
from paramcalc.readers.python.imports import is_framework, keras_path
from paramcalc.readers.python.iterators import iterator_of
from paramcalc.readers.python.machine import Machine, Raised
from paramcalc.readers.python.operators import compute
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    NUMBERS,
    UNBOUND,
    Builtin,
    Library,
    Partial,
    Ref,
    Unknown,
    Value,
    is_constant,
    words,
)

CONSTANTS: dict[str, Value] = {
    "math.e": math.e,
    "math.inf": math.inf,
    "math.pi": math.pi,
    "numpy.pi": math.pi,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "string.hexdigits": string.hexdigits,
    "string.octdigits": string.octdigits,
    "string.printable": string.printable,
    "string.punctuation": string.punctuation,
    "string.whitespace": string.whitespace,
    "typing.TYPE_CHECKING": False,
}
"""Values of modules that are the same everywhere."""

VARIABLES = {"os.environ", "sys.version_info", "sys.modules", "sys.platform"}
"""Values of modules that another run may have otherwise."""

COMPUTED: dict[str, Callable[..., Any]] = {
    "math.ceil": math.ceil,
    "math.comb": math.comb,
    "math.exp": math.exp,
    "math.fabs": math.fabs,
    "math.floor": math.floor,
    "math.gcd": math.gcd,
    "math.isclose": math.isclose,
    "math.log": math.log,
    "math.log10": math.log10,
    "math.log2": math.log2,
    "math.sqrt": math.sqrt,
    "math.trunc": math.trunc,
    "numpy.ceil": lambda number: float(math.ceil(number)),
    "numpy.floor": lambda number: float(math.floor(number)),
    "numpy.sqrt": math.sqrt,
    "operator.add": lambda one, two: one + two,
    "operator.sub": lambda one, two: one - two,
}
"""Functions of plain numbers."""

CHANGING = words(
    "shuffle heapify heappush heappop heappushpop heapreplace insort insort_left insort_right copyto put place "
    "fill setitem delitem iadd imul"
)
"""Functions of libraries that change a list that they are given."""

EXITS = {"sys.exit", "os._exit", "os.abort"}

IDENTITY = {
    "tensorflow.function",
    "torch.no_grad",
    "torch.inference_mode",
    "functools.wraps",
    "typing.cast",
    "contextlib.contextmanager",
    "keras.saving.register_keras_serializable",
    "keras.utils.register_keras_serializable",
    "abc.abstractmethod",
    "typing.final",
    "typing.overload",
    "atexit.register",
}
"""Decorators, some with arguments, that leave a function or class as it is."""


def is_known(path: str) -> bool:
    """Whether a name of a library is worked out here."""
    return path in CONSTANTS or path in COMPUTED or path in SPECIAL


def call_library(
    machine: Machine, function: Library, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Value:
    """Call a function of a known library."""
    path = keras_path(function.path)
    if path in EXITS:
        raise Raised("SystemExit", machine.line)
    special = SPECIAL.get(path)
    if special is not None:
        return special(machine, given, named, node)
    if path in IDENTITY:
        return _identity(machine, function, given)
    if path.endswith("()") and given and isinstance(given[0], Ref):
        return given[0]
    work = COMPUTED.get(path)
    if work is not None and not named and all(map(is_constant, given)):
        return compute(machine, node, work, *given)
    if path.startswith("argparse."):
        return argparsing.make_parser(machine, function.path, given, named, node)
    if is_framework(path):
        return frameworks.call_function(machine, function, given, named, node)
    return harmless(machine, function, given, named, node)


def _identity(machine: Machine, function: Library, given: list[Value]) -> Value:
    """A decorator that changes nothing: with arguments, the decorator that it makes."""
    if given and machine.kind(given[0]) in ("function", "class"):
        if function.path in ("functools.wraps", "typing.cast"):
            return Library(f"{function.path}()")
        if function.path == "contextlib.contextmanager":
            machine.escape(machine.origin(None, "a context manager is not followed"), given[0])
            return machine.unknown(None, "a context manager is not followed", given[0])
        return given[0]
    return Library(f"{function.path}()")


def harmless(
    machine: Machine, function: Library, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Unknown:
    """A function of a library that changes nothing but what is known to change, and calls what it is given."""
    values = [*given, *named.values()]
    machine.may_raise()
    name = function.path.rpartition(".")[2]
    if name in CHANGING:
        machine.escape(machine.origin(node, f"{name} changes it"), *values)
    else:
        opaque = [value for value in values if not _is_data(machine, value)]
        machine.escape(machine.origin(node, f"{function.path} may change it"), *opaque)
    return machine.unknown(node, "it is a call whose result is not known", *values)


def _is_data(machine: Machine, value: Value, depth: int = 3) -> bool:
    """Whether a value holds nothing that a library could call or change as an object."""
    if not isinstance(value, (Ref, tuple)):
        return not isinstance(value, Unknown) or not value.refs
    if isinstance(value, tuple):
        return depth > 0 and all(_is_data(machine, each, depth - 1) for each in value)
    known = machine.get(value)
    if known.kind not in ("list", "dict", "set") or known.size() > 1000 or not depth:
        return False
    items = [*(known.items or ()), *(known.map or {}).values()]
    return all(_is_data(machine, each, depth - 1) for each in items)


def _partial(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return Partial(given[0], tuple(given[1:]), tuple(named.items())) if given else machine.unknown(node, "")


def _cached(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    """`lru_cache`: the same arguments give the same object."""
    if not given or machine.kind(given[0]) != "function":
        return Library("functools.cache")
    wrapped = machine.new(Obj("function", machine.get(given[0]).meta))
    cache = machine.new(Obj("dict", map={}))
    machine.edit(wrapped).slots["$call"] = Partial(Library("functools.cache()"), (given[0], cache), ())
    return wrapped


def _call_cached(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    function, cache, *rest = given
    key = (tuple(rest), tuple(named.items()))
    if machine.kind(cache) != "dict" or not is_constant(key):
        machine.escape(machine.origin(node, "what is in the cache is not known"), cache)
        return machine.unknown(
            node, "what is in the cache is not known", machine.call(function, rest, named, node), cache
        )
    known = (machine.get(cache).map or {}).get(key, UNBOUND)
    if known is UNBOUND:
        known = machine.call(function, rest, named, node)
        if machine.kind(cache) == "dict":
            machine.edit(cache).map[key] = known  # type: ignore[index]  # a dictionary has one
    return known


def _namedtuple(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    fields = given[1] if len(given) > 1 else named.get("field_names")
    if machine.kind(fields) == "list":
        fields = tuple(machine.get(fields).items or ())
    if isinstance(fields, str):
        fields = tuple(fields.replace(",", " ").split())
    if not isinstance(fields, tuple) or not all(isinstance(each, str) for each in fields) or named.get("rename"):
        return machine.unknown(node, "its fields are not known", *given)
    slots: dict[str, Value] = {"$name": given[0], "$tuple": fields, "$fields": fields}
    defaults = named.get("defaults")
    if defaults is not None:
        values = machine.drain(defaults, node)
        if isinstance(values, Unknown):
            return machine.unknown(node, "its defaults are not known", values)
        slots.update(zip(fields[len(fields) - len(values) :], values, strict=False))
    cls = machine.new(Obj("class", node, slots=slots))
    machine.edit(cls).slots["$order"] = (cls,)
    return cls


def _namespace(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    cls = machine.new(Obj("class", node, slots={"$name": "SimpleNamespace"}))
    machine.edit(cls).slots["$order"] = (cls,)
    return machine.new(Obj("instance", None, slots={**named, "$class": cls}))


def _dataclass(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if not given:
        return Partial(Library("dataclasses.dataclass"), (), tuple(named.items()))
    cls = given[0]
    if machine.kind(cls) != "class":
        machine.escape(machine.origin(node, "its class is not known"), cls)
        return machine.unknown(node, "its class is not known", cls)
    slots = machine.edit(cls).slots
    if named.get("init") is False:
        slots["$open"] = True
    slots["$dataclass"] = True
    for name in ("frozen", "kw_only"):
        if named.get(name):
            slots[f"${name}"] = True
    return cls


def _field(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return machine.new(Obj("field", None, slots=dict(named)))


def _replace(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if machine.kind(given[0] if given else None) != "instance":
        return machine.unknown(node, "it is not followed", *given)
    known = machine.get(given[0])
    slots = {name: value for name, value in known.slots.items() if not name.startswith("$")}
    return machine.call(known.slots["$class"], [], {**slots, **named}, node)


def _as_dict(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if machine.kind(given[0] if given else None) != "instance":
        return machine.unknown(node, "it is not followed", *given)
    slots = {name: each for name, each in machine.get(given[0]).slots.items() if not name.startswith("$")}
    if not all(is_constant(each) for each in slots.values()):
        return machine.unknown(node, "it is not followed", *given)
    return machine.new(Obj("dict", map=dict(slots)))


def _ordered(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return machine.call(Builtin("dict"), given, named, node)


def _default_dict(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    made = machine.call(Builtin("dict"), given[1:], named, node)
    if given and isinstance(made, Ref) and machine.kind(made) == "dict":
        machine.edit(made).slots["$default"] = given[0]
    return made


def _counter(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = (
        machine.drain(given[0], node)
        if given and machine.kind(given[0]) != "dict"
        else Unknown(machine.origin(node, ""))
    )
    if isinstance(items, Unknown) or not all(map(is_constant, items)):
        return machine.unknown(node, "what it counts is not known", *given)
    counts: dict[Any, Value] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    made = machine.new(Obj("dict", map=counts))
    machine.edit(made).slots["$default"] = Builtin("int")
    return made


def _chain(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    sources = [iterator_of(machine, each, node) for each in given]
    if any(isinstance(each, Unknown) for each in sources):
        return machine.unknown(node, "how many items it has is not known", *sources)
    return machine.new(Obj("iterator", ("chain", tuple(sources)), slots={"$place": 0}))


def _from_iterable(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = machine.drain(given[0], node) if given else []
    return items if isinstance(items, Unknown) else _chain(machine, items, {}, node)


def _product(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    """`itertools.product`."""
    lists = [machine.drain(each, node) for each in given]
    times = named.get("repeat", 1)
    size = 1
    for each in lists:
        size *= 0 if isinstance(each, Unknown) else len(each)
    if any(isinstance(each, Unknown) for each in lists) or times != 1 or size > 10_000:
        return machine.unknown(node, "its items are not known", *given)
    pairs: list[tuple[Value, ...]] = [()]
    for each in lists:
        pairs = [(*pair, item) for pair in pairs for item in each]  # type: ignore[union-attr]  # none is unknown
    machine.pay(size)
    return machine.new(Obj("iterator", ("sequence", tuple(pairs)), slots={"$place": 0}))


def _repeat(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    if len(given) == 2 and isinstance(given[1], int) and 0 <= given[1] <= 10_000:
        return machine.new(Obj("iterator", ("sequence", (given[0],) * given[1]), slots={"$place": 0}))
    return machine.unknown(node, "how many items it has is not known", *given)


def _reduce(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = machine.drain(given[1], node) if len(given) > 1 else Unknown(machine.origin(node, "it is not followed"))
    if isinstance(items, Unknown):
        machine.escape(items.origin, *given)
        return machine.unknown(node, "its items are not known", items)
    rest = [*given[2:3], *items]
    if not rest:
        raise Raised("TypeError", machine.line)
    result = rest[0]
    for item in rest[1:]:
        result = machine.call(given[0], [result, item], {}, node)
    return result


def _math_product(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    items = (
        machine.drain(given[0], node)
        if len(given) == 1 and not named
        else Unknown(machine.origin(node, "it is not followed"))
    )
    if isinstance(items, Unknown) or not all(isinstance(each, NUMBERS) for each in items):
        return machine.unknown(node, "it is a product of what is not known", *given)
    result: Value = 1
    for item in items:
        result = compute(machine, node, lambda one, two: one * two, result, item)
    return result


def _copy(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return frameworks.copied(machine, given[0], node, deep=False) if given else machine.unknown(node, "")


def _deep_copy(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return frameworks.copied(machine, given[0], node, deep=True) if given else machine.unknown(node, "")


def _auto(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return Library("enum.auto()")


Work = Callable[[Machine, "list[Value]", "dict[str, Value]", "ast.AST | None"], Value]

SPECIAL: dict[str, Work] = {
    "collections.Counter": _counter,
    "collections.OrderedDict": _ordered,
    "collections.defaultdict": _default_dict,
    "collections.namedtuple": _namedtuple,
    "copy.copy": _copy,
    "copy.deepcopy": _deep_copy,
    "dataclasses.asdict": _as_dict,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "dataclasses.replace": _replace,
    "enum.auto": _auto,
    "functools.cache": _cached,
    "functools.cache()": _call_cached,
    "functools.lru_cache": _cached,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _from_iterable,
    "itertools.product": _product,
    "itertools.repeat": _repeat,
    "math.prod": _math_product,
    "numpy.prod": _math_product,
    "types.SimpleNamespace": _namespace,
}
