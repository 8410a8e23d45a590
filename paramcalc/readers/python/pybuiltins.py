"""Functions and types of Python itself."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python import keras_methods
from paramcalc.readers.python.attribute_builtins import (
    _class,
    _delattr,
    _getattr,
    _hasattr,
    _isinstance,
    _issubclass,
    _property,
    _setattr,
    _static,
    _type,
)
from paramcalc.readers.python.containers import snapshot
from paramcalc.readers.python.iterable_builtins import (
    _all,
    _any,
    _enumerate,
    _extreme,
    _filter,
    _iter,
    _map,
    _next,
    _reversed,
    _sorted,
    _sum,
    _zip,
)
from paramcalc.readers.python.iterables import children_of
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import LONGEST, TooLargeError, compute
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import CONSTANTS, Arguments, Array, Keywords, Node, Unknown, Value, is_constant

PLAIN: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "bin": bin,
    "chr": chr,
    "complex": complex,
    "divmod": divmod,
    "float": float,
    "hash": lambda value: value if isinstance(value, int) else _not_known(),
    "hex": hex,
    "int": int,
    "oct": oct,
    "ord": ord,
    "pow": lambda *numbers: _not_known() if len(numbers) != 2 else _power(*numbers),
    "repr": repr,
    "round": lambda number, digits=None: round(number, digits),
    "str": str,
    "unicode": str,
    "bytes": bytes,
}
"""Functions of plain values."""


def _not_known() -> Any:
    raise TooLargeError(tr("it is not worked out"))


def _power(base: Any, power: Any) -> Any:
    if isinstance(base, int) and isinstance(power, int) and base.bit_length() * abs(power) > 4000:
        raise TooLargeError(tr("it would be too large"))
    return base**power


def call_builtin(machine: Machine, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """Call a function or type of Python."""
    work = WORK.get(name)
    if work is not None:
        return work(machine, arguments, keywords, node)
    plain = PLAIN.get(name)
    if plain is not None:
        return _plain(machine, name, plain, arguments, keywords, node)
    if name.endswith(("Error", "Exception", "Exit", "Interrupt", "Warning", "Iteration")):
        return machine.new(Obj("exception", name))
    if name == "from_config":
        return keras_methods.from_config(machine, arguments[0], arguments[1:], keywords, node)
    if name in ("exit", "quit"):
        raise Raised("SystemExit", machine.line)
    if name in ("print", "input", "open", "id", "callable", "breakpoint", "help"):
        return _reading(machine, name, arguments, keywords, node)
    values = (*arguments, *keywords.values())
    machine.escape(machine.origin(node, tr("paramcalc does not follow {name}", name=name)), *values)
    machine.may_raise()
    return machine.unknown(node, tr("paramcalc does not follow it"), *values)


def _plain(
    machine: Machine, name: str, plain: Callable[..., Any], arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    if all(map(is_constant, arguments)) and all(map(is_constant, keywords.values())):
        if name == "bytes" and arguments and isinstance(arguments[0], int) and arguments[0] > LONGEST:
            return machine.unknown(node, tr("it would be too large"))
        if name in ("str", "repr") and arguments and isinstance(arguments[0], int) and arguments[0].bit_length() > 4000:
            return machine.unknown(node, tr("it has thousands of digits"))
        return compute(machine, node, lambda *each: plain(*each, **keywords), *arguments)
    machine.may_raise()
    method = find_in_class(machine, arguments[0], f"__{name}__") if arguments else None
    if method is not None and not isinstance(method, Unknown):
        return machine.call(method, list(arguments), {}, node)
    if name in ("str", "repr", "hash") and not any(
        machine.kind(argument) in ("instance", "vague") for argument in arguments
    ):
        return machine.unknown(node, tr("paramcalc does not follow it"))
    machine.escape(machine.origin(node, tr("paramcalc does not follow it")), *arguments, *keywords.values())
    return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)


def _reading(machine: Machine, name: str, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """A function that changes nothing; printing an object of the source calls its methods."""
    machine.may_raise()
    if name in ("print", "id", "callable"):
        own = [
            argument
            for argument in arguments
            if machine.kind(argument) == "instance" or (isinstance(argument, Unknown) and argument.refs)
        ]
        if name == "print" and own:
            changing = [value for value in own if not _prints_plainly(machine, value)]
            machine.escape(machine.origin(node, tr("printing may change it")), *changing)
        if name == "print":
            return None
        if name == "callable" and arguments and isinstance(arguments[0], (*CONSTANTS, tuple)):
            return False
    return machine.unknown(node, tr("its result is unknown"))


def _prints_plainly(machine: Machine, value: Value) -> bool:
    if isinstance(value, Unknown):
        return all(
            machine.store.objects[number].kind != "instance" for number in value.refs if number in machine.store.objects
        )
    return all(find_in_class(machine, value, name) is None for name in ("__str__", "__repr__"))


def _len(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    value = snapshot(machine, arguments[0]) if len(arguments) == 1 else None
    if machine.kind(value) == "view":
        return _len(machine, [machine.get(value).meta[1]], {}, node)
    if isinstance(value, (str, bytes, tuple, range, frozenset)):
        return len(value)
    if isinstance(value, Array) and value.shape:
        return value.shape[0]
    kind = machine.kind(value)
    if kind in ("list", "set"):
        return len(machine.get(value).items or ())
    if kind == "dict":
        return len(machine.get(value).map or ())
    if kind == "layer":
        held = children_of(machine, value)
        if held is not None:
            return len(held)
    if kind == "instance":
        obj = machine.get(value)
        if "$tuple" in obj.slots:
            return len(obj.slots["$tuple"])
        method = find_in_class(machine, value, "__len__")
        if method is not None and not isinstance(method, Unknown):
            return machine.call(method, [value], {}, node)
    if kind == "class" and "$members" in machine.get(value).slots:
        return len(machine.get(value).slots["$members"])
    if isinstance(value, (int, float)) or value is None:
        raise Raised("TypeError", machine.line)
    machine.may_raise()
    return machine.unknown(node, tr("its length is unknown"), value)


def _range(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if not all(map(is_constant, arguments)):
        machine.may_raise()
        return machine.unknown(node, tr("how many numbers it has is unknown"), *arguments)
    return compute(machine, node, range, *arguments)


def _list(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    return items if isinstance(items, Unknown) else machine.new(Obj("list", items=list(items)))


def _tuple(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    return items if isinstance(items, Unknown) else tuple(items)


def _set(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    from paramcalc.readers.python.containers import make_set

    if arguments and machine.kind(arguments[0]) == "set":
        return machine.new(Obj("set", items=list(machine.get(arguments[0]).items or ())))
    items = machine.drain(arguments[0], node) if arguments else []
    return items if isinstance(items, Unknown) else make_set(machine, items, node)


def _frozenset(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node) if arguments else []
    if isinstance(items, Unknown) or not all(map(is_constant, items)):
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    return compute(machine, node, frozenset, tuple(items))


def _dict(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    dictionary = machine.new(Obj("dict", map={}))
    if arguments or keywords:
        machine.call(machine.get_attribute(dictionary, "update", node), arguments, keywords, node)
    return dictionary


def _bool(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    holds = truth(machine, arguments[0]) if arguments else False
    return machine.unknown(node, tr("it depends on something unknown"), *arguments) if holds is None else holds


def _object(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.new(Obj("exception", "object"))


def _slice(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    from paramcalc.classes.keras.operations import Slice

    ends = [None, *arguments] if len(arguments) == 1 else list(arguments)
    return Slice(*[*ends, None, None, None][:3])


WORK: dict[str, Callable[[Machine, Arguments, Keywords, Node], Value]] = {
    "all": _all,
    "any": _any,
    "bool": _bool,
    "classmethod": _class,
    "delattr": _delattr,
    "dict": _dict,
    "enumerate": _enumerate,
    "filter": _filter,
    "frozenset": _frozenset,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "iter": _iter,
    "len": _len,
    "list": _list,
    "map": _map,
    "max": _extreme(ast.Gt()),
    "min": _extreme(ast.Lt()),
    "next": _next,
    "object": _object,
    "property": _property,
    "range": _range,
    "reversed": _reversed,
    "set": _set,
    "setattr": _setattr,
    "slice": _slice,
    "sorted": _sorted,
    "staticmethod": _static,
    "sum": _sum,
    "tuple": _tuple,
    "type": _type,
    "xrange": _range,
    "zip": _zip,
}
