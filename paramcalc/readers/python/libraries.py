"""Functions of known libraries: those that are worked out, those that change what they are given, and the rest."""

from __future__ import annotations

import ast
from collections.abc import Callable

from paramcalc.readers.python import argparsing, copying, framework_functions
from paramcalc.readers.python.collection_functions import (
    _as_dict,
    _chain,
    _counter,
    _dataclass,
    _default_dict,
    _field,
    _from_iterable,
    _namedtuple,
    _namespace,
    _ordered,
    _product,
    _repeat,
    _replace,
)
from paramcalc.readers.python.imports import is_framework, keras_path
from paramcalc.readers.python.library_values import COMPUTED
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import compute
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    NUMBERS,
    UNBOUND,
    Given,
    Library,
    Named,
    Partial,
    Ref,
    Shaped,
    Unknown,
    Value,
    is_constant,
    words,
)

CHANGING = words(
    "shuffle heapify heappush heappop heappushpop heapreplace insort insort_left insort_right copyto put place "
    "fill setitem delitem iadd iand iconcat ifloordiv ilshift imatmul imod imul ior ipow irshift isub itruediv ixor"
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
}
"""Decorators, some with arguments, that leave a function or class as it is."""


SHAPED = words(
    "numpy.zeros numpy.ones numpy.empty numpy.random.random numpy.random.random_sample keras.ops.zeros keras.ops.ones "
    "keras.random.normal keras.random.uniform tensorflow.zeros tensorflow.ones tensorflow.random.normal "
    "tensorflow.random.uniform"
)
"""Functions that make an array of a shape that they are given."""

SHAPED_BY_SIZES = words("numpy.random.rand numpy.random.randn")


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
    shape = array_shape(machine, path, given, named)
    if shape is not None:
        return Shaped(shape)
    if path.startswith("argparse."):
        return argparsing.make_parser(machine, function.path, given, named, node)
    if is_framework(path):
        return framework_functions.call_function(machine, function, given, named, node)
    return harmless(machine, function, given, named, node)


def array_shape(machine: Machine, path: str, given: Given, named: Named) -> tuple[Value, ...] | None:
    """The shape of an array that a function of NumPy, TensorFlow or Keras makes; None for any other function."""
    if path in SHAPED_BY_SIZES:
        sizes: Value = tuple(given)
    elif path in SHAPED:
        sizes = given[0] if given else named.get("shape", named.get("size"))
    else:
        return None
    if isinstance(sizes, int):
        return (sizes,)
    items = machine.drain(sizes, None) if sizes is not None else [None]
    if isinstance(items, Unknown) or not all(isinstance(each, (int, Unknown)) for each in items):
        return None
    return tuple(items)


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
    if known.kind == "view":
        return _is_data(machine, known.meta[1], depth)
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
    return copying.copied(machine, given[0], node, deep=False) if given else machine.unknown(node, "")


def _deep_copy(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return copying.copied(machine, given[0], node, deep=True) if given else machine.unknown(node, "")


def _null_context(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return Partial(Library("contextlib.nullcontext"), (given[0] if given else named.get("enter_result"),), ())


def _auto(machine: Machine, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    return Library("enum.auto()")


Work = Callable[[Machine, "list[Value]", "dict[str, Value]", "ast.AST | None"], Value]

SPECIAL: dict[str, Work] = {
    "collections.Counter": _counter,
    "collections.OrderedDict": _ordered,
    "collections.defaultdict": _default_dict,
    "collections.namedtuple": _namedtuple,
    "contextlib.nullcontext": _null_context,
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
