"""Functions of known libraries: those that are worked out, those that change what they are given, and the rest."""

from __future__ import annotations

import ast
from collections.abc import Callable

from paramcalc.phrases import tr
from paramcalc.readers.python import argparsing, arrays, copying, datasets, framework_functions
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
    Arguments,
    Array,
    Keywords,
    Library,
    Node,
    Partial,
    Ref,
    Unknown,
    Value,
    is_constant,
    words,
)

CHANGING = words(
    "shuffle heapify heappush heappop heappushpop heapreplace insort insort_left insort_right "
    "copyto put place fill setitem delitem iadd iand iconcat ifloordiv ilshift imatmul imod imul "
    "ior ipow irshift isub itruediv ixor"
)
"""Functions of libraries that change a list that they are given."""

SHOWING = ("IPython.display.",)
"""Where functions are that show what they are given."""

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
    "numpy.zeros numpy.ones numpy.empty numpy.random.random numpy.random.random_sample "
    "numpy.random.sample keras.ops.zeros keras.ops.ones keras.random.normal keras.random.uniform "
    "tensorflow.zeros tensorflow.ones tensorflow.random.normal tensorflow.random.uniform"
)
"""Functions that make an array of a shape that they are given."""

SHAPED_BY_SIZES = words("numpy.random.rand numpy.random.randn")


def call_library(
    machine: Machine, function: Library, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Value:
    """Call a function of a known library."""
    path = keras_path(function.path)
    if path in EXITS:
        raise Raised("SystemExit", machine.line)
    special = SPECIAL.get(path)
    if special is not None:
        return special(machine, arguments, keywords, node)
    if path in IDENTITY:
        return _identity(machine, function, arguments)
    if path.endswith("()") and arguments and isinstance(arguments[0], Ref):
        return arguments[0]
    work = COMPUTED.get(path)
    if work is not None and not keywords and all(map(is_constant, arguments)):
        return compute(machine, node, work, *arguments)
    shape = array_shape(machine, path, arguments, keywords)
    if shape is not None:
        return Array(shape)
    array = datasets.loaded(path, arguments, keywords) or arrays.function(machine, path, arguments, keywords, node)
    if array is not None:
        return array
    made = datasets.made(path, arguments, keywords)
    if made is not None:
        return made
    if path.startswith("argparse."):
        return argparsing.make_parser(machine, function.path, arguments, keywords, node)
    if is_framework(path):
        return framework_functions.call_function(machine, function, arguments, keywords, node)
    return harmless(machine, function, arguments, keywords, node)


def array_shape(machine: Machine, path: str, arguments: Arguments, keywords: Keywords) -> tuple[Value, ...] | None:
    """The shape of an array that a function of NumPy, TensorFlow or Keras makes; None for any other function."""
    if path in SHAPED_BY_SIZES:
        sizes: Value = tuple(arguments)
    elif path in SHAPED:
        sizes = arguments[0] if arguments else keywords.get("shape", keywords.get("size"))
    else:
        return None
    if isinstance(sizes, int):
        return (sizes,)
    items = machine.drain(sizes, None) if sizes is not None else [None]
    if isinstance(items, Unknown) or not all(isinstance(item, (int, Unknown)) for item in items):
        return None
    return tuple(items)


def _identity(machine: Machine, function: Library, arguments: Arguments) -> Value:
    """A decorator that changes nothing: with arguments, the decorator that it makes."""
    if arguments and machine.kind(arguments[0]) in ("function", "class"):
        if function.path in ("functools.wraps", "typing.cast"):
            return Library(f"{function.path}()")
        if function.path == "contextlib.contextmanager":
            machine.escape(machine.origin(None, tr("paramcalc does not follow a context manager")), arguments[0])
            return machine.unknown(None, tr("paramcalc does not follow a context manager"), arguments[0])
        return arguments[0]
    return Library(f"{function.path}()")


def harmless(
    machine: Machine, function: Library, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Unknown:
    """A function of a library that changes nothing but what is known to change, and calls what it is given."""
    values = [*arguments, *keywords.values()]
    machine.may_raise()
    name = function.path.rpartition(".")[2]
    if name in CHANGING:
        machine.escape(machine.origin(node, tr("{name} changes it", name=name)), *values)
    elif not function.path.startswith(SHOWING):
        opaque = [value for value in values if not _is_data(machine, value)]
        machine.escape(machine.origin(node, tr("{path} may change it", path=function.path)), *opaque)
    return machine.unknown(node, tr("its result is unknown"), *values)


def _is_data(machine: Machine, value: Value, depth: int = 3) -> bool:
    """Whether a value holds nothing that a library could call or change as an object."""
    if not isinstance(value, (Ref, tuple)):
        return not isinstance(value, Unknown) or not value.refs
    if isinstance(value, tuple):
        return depth > 0 and all(_is_data(machine, item, depth - 1) for item in value)
    obj = machine.get(value)
    if obj.kind == "view":
        return _is_data(machine, obj.meta[1], depth)
    if obj.kind not in ("list", "dict", "set") or obj.size() > 1000 or not depth:
        return False
    items = [*(obj.items or ()), *(obj.map or {}).values()]
    return all(_is_data(machine, item, depth - 1) for item in items)


def _partial(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return (
        Partial(arguments[0], tuple(arguments[1:]), tuple(keywords.items())) if arguments else machine.unknown(node, "")
    )


def _cached(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """`lru_cache`: the same arguments give the same object."""
    if not arguments or machine.kind(arguments[0]) != "function":
        return Library("functools.cache")
    wrapped = machine.new(Obj("function", machine.get(arguments[0]).meta))
    cache = machine.new(Obj("dict", map={}))
    machine.edit(wrapped).slots["$call"] = Partial(Library("functools.cache()"), (arguments[0], cache), ())
    return wrapped


def _call_cached(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    function, cache, *rest = arguments
    key = (tuple(rest), tuple(keywords.items()))
    if machine.kind(cache) != "dict" or not is_constant(key):
        machine.escape(machine.origin(node, tr("the contents of the cache are unknown")), cache)
        return machine.unknown(
            node, tr("the contents of the cache are unknown"), machine.call(function, rest, keywords, node), cache
        )
    value = (machine.get(cache).map or {}).get(key, UNBOUND)
    if value is UNBOUND:
        value = machine.call(function, rest, keywords, node)
        if machine.kind(cache) == "dict":
            machine.edit(cache).map[key] = value  # type: ignore[index]  # a dictionary has one
    return value


def _reduce(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = (
        machine.drain(arguments[1], node)
        if len(arguments) > 1
        else Unknown(machine.origin(node, tr("paramcalc does not follow it")))
    )
    if isinstance(items, Unknown):
        machine.escape(items.origin, *arguments)
        return machine.unknown(node, tr("its items are unknown"), items)
    rest = [*arguments[2:3], *items]
    if not rest:
        raise Raised("TypeError", machine.line)
    result = rest[0]
    for item in rest[1:]:
        result = machine.call(arguments[0], [result, item], {}, node)
    return result


def _math_product(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = (
        machine.drain(arguments[0], node)
        if len(arguments) == 1 and not keywords
        else Unknown(machine.origin(node, tr("paramcalc does not follow it")))
    )
    if isinstance(items, Unknown) or not all(isinstance(item, NUMBERS) for item in items):
        return machine.unknown(node, tr("it is a product of something unknown"), *arguments)
    result: Value = 1
    for item in items:
        result = compute(machine, node, lambda one, two: one * two, result, item)
    return result


def _copy(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return copying.copied(machine, arguments[0], node, deep=False) if arguments else machine.unknown(node, "")


def _deep_copy(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return copying.copied(machine, arguments[0], node, deep=True) if arguments else machine.unknown(node, "")


def _null_context(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return Partial(
        Library("contextlib.nullcontext"), (arguments[0] if arguments else keywords.get("enter_result"),), ()
    )


def _auto(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
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
