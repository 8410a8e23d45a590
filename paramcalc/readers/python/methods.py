"""Methods of lists, dictionaries, sets, texts and other values of Python."""

from __future__ import annotations

from collections.abc import Callable

from paramcalc.readers.python import framework_functions, frameworks
from paramcalc.readers.python.containers import _is_key, set_item, snapshot
from paramcalc.readers.python.dict_methods import _get, _items, _keys, _set_default, _take, _take_last, _update, _values
from paramcalc.readers.python.list_methods import (
    _add,
    _add_all,
    _append,
    _clear,
    _copy,
    _count,
    _discard,
    _extend,
    _index,
    _insert,
    _pop,
    _remove,
    _reverse,
    _sort,
)
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import compute
from paramcalc.readers.python.outside import _not_followed
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.text_methods import _of_text
from paramcalc.readers.python.values import (
    Arguments,
    Builtin,
    Descriptor,
    FrameworkClass,
    Keywords,
    Method,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    is_constant,
)

NUMBER = {"bit_length", "is_integer", "conjugate"}


def call_method(machine: Machine, method: Method, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    """Call a method of a value."""
    owner, name = method.owner, method.name
    if isinstance(owner, Ref):
        obj = machine.get(owner)
        if obj.kind in ("layer", "parameter"):
            return frameworks.layer_method(machine, owner, name, arguments, keywords, node)
        work = METHODS.get(obj.kind, {}).get(name)
        if work is not None:
            return work(machine, owner, arguments, keywords, node)
        if obj.kind == "instance":
            return _of_instance(machine, owner, name, arguments, keywords, node)
        if obj.kind == "parser":
            return machine.parts.parser_method(machine, owner, name, arguments, keywords, node)
    elif isinstance(owner, (Tensor, Shaped)):
        return framework_functions.tensor_method(machine, owner, name, arguments, keywords, node)
    elif isinstance(owner, str):
        return _of_text(machine, owner, name, arguments, keywords, node)
    elif isinstance(owner, Method):
        return _of_attribute(machine, owner, name, arguments, keywords, node)
    elif isinstance(owner, Descriptor):
        function = arguments[0] if arguments else None
        return Descriptor("property", owner.function, function if name == "setter" else owner.setter)
    elif isinstance(owner, Builtin):
        return _of_type(machine, owner, name, arguments, keywords, node)
    elif isinstance(owner, FrameworkClass):
        return frameworks.class_method(machine, owner, name, arguments, keywords, node)
    elif is_constant(owner) and name in NUMBER | {"index", "count"} and all(map(is_constant, arguments)):
        return compute(machine, node, lambda *each: getattr(owner, name)(*each), *arguments)
    return _not_followed(machine, owner, name, arguments, keywords, node)


def _of_attribute(
    machine: Machine, owner: Method, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    """A method of `parameter.data`, or of the `__dict__` of an object."""
    if owner.name == "data" and machine.kind(owner.owner) == "parameter":
        return frameworks.layer_method(machine, owner.owner, f"data.{name}", arguments, keywords, node)
    if owner.name == "__dict__" and name in ("get", "items", "keys", "values", "copy"):
        return machine.call(machine.get_attribute(snapshot(machine, owner), name, node), arguments, keywords, node)
    if owner.name == "__dict__" and name == "update" and (not arguments or machine.kind(arguments[0]) == "dict"):
        entries = (machine.get(arguments[0]).map or {}) if arguments else {}
        for word, value in {**entries, **keywords}.items():
            set_item(machine, owner, word, value, node)
        return None
    return _not_followed(machine, owner, name, arguments, keywords, node)


def _of_instance(
    machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    obj = machine.get(owner)
    if name == "_asdict" and "$tuple" in obj.slots:
        return machine.new(Obj("dict", map={field: obj.slots[field] for field in obj.slots["$tuple"]}))
    if name == "_replace" and "$tuple" in obj.slots:
        fields = {field: obj.slots[field] for field in obj.slots["$tuple"]}
        return machine.call(obj.slots["$class"], [], {**fields, **keywords}, node)
    return _not_followed(machine, owner, name, arguments, keywords, node)


def _of_type(
    machine: Machine, owner: Builtin, name: str, arguments: Arguments, keywords: Keywords, node: Node
) -> Value:
    if owner.name == "dict" and name == "fromkeys":
        keys = machine.drain(arguments[0], node)
        if not isinstance(keys, Unknown) and all(_is_key(machine, key) for key in keys):
            return machine.new(Obj("dict", map=dict.fromkeys(keys, arguments[1] if len(arguments) > 1 else None)))
    if owner.name == "object" and name in ("__init__", "__init_subclass__"):
        return None
    is_set = owner.name == "object" and name == "__setattr__" and len(arguments) == 3 and isinstance(arguments[1], str)
    if is_set and machine.kind(arguments[0]) == "instance":
        machine.edit(arguments[0]).slots[arguments[1]] = arguments[2]
        return None
    if arguments and owner.name in ("str", "list", "dict", "set"):
        return machine.call(machine.get_attribute(arguments[0], name, node), arguments[1:], keywords, node)
    return _not_followed(machine, owner, name, arguments, keywords, node)


def _exhausted(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return machine.call(Builtin("next"), [owner], {}, node)


Work = Callable[[Machine, Ref, Arguments, Keywords, Node], Value]

METHODS: dict[str, dict[str, Work]] = {
    "list": {
        "append": _append,
        "clear": _clear,
        "copy": _copy,
        "count": _count,
        "extend": _extend,
        "index": _index,
        "insert": _insert,
        "pop": _pop,
        "remove": _remove,
        "reverse": _reverse,
        "sort": _sort,
    },
    "dict": {
        "clear": _clear,
        "copy": _copy,
        "get": _get,
        "items": _items,
        "keys": _keys,
        "pop": _take,
        "popitem": _take_last,
        "setdefault": _set_default,
        "update": _update,
        "values": _values,
    },
    "set": {
        "add": _add,
        "clear": _clear,
        "copy": _copy,
        "discard": _discard,
        "update": _add_all,
    },
    "iterator": {"__next__": _exhausted},
}
