"""Methods of lists, dictionaries, sets, texts and other values of Python."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from paramcalc.readers.python import frameworks, pybuiltins
from paramcalc.readers.python.containers import _is_key, set_item, snapshot
from paramcalc.readers.python.layer_attributes import track
from paramcalc.readers.python.machine import Machine, Raised
from paramcalc.readers.python.operators import LONGEST, compute, is_equal
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Builtin,
    Descriptor,
    Method,
    Ref,
    Shaped,
    Special,
    Tensor,
    Unknown,
    Value,
    is_constant,
    words,
)

Given = list[Value]
Named = dict[str, Value]
Node = ast.AST | None

TEXT = words(
    "capitalize count encode endswith find index isalpha isdigit islower isupper isnumeric isidentifier lower "
    "lstrip partition removeprefix removesuffix replace rfind rpartition rstrip split splitlines startswith strip "
    "swapcase title upper zfill casefold isspace isalnum rsplit"
)
"""The methods of texts that are worked out by Python."""

NUMBER = {"bit_length", "is_integer", "conjugate"}


def call_method(machine: Machine, method: Method, given: Given, named: Named, node: Node) -> Value:
    """Call a method of a value."""
    owner, name = method.owner, method.name
    if isinstance(owner, Ref):
        known = machine.get(owner)
        if known.kind in ("layer", "parameter"):
            return frameworks.layer_method(machine, owner, name, given, named, node)
        work = METHODS.get(known.kind, {}).get(name)
        if work is not None:
            return work(machine, owner, given, named, node)
        if known.kind == "instance":
            return _of_instance(machine, owner, name, given, named, node)
        if known.kind == "parser":
            return machine.parts.parser_method(machine, owner, name, given, named, node)
    elif isinstance(owner, (Tensor, Shaped)):
        return frameworks.tensor_method(machine, owner, name, given, named, node)
    elif isinstance(owner, str):
        return _of_text(machine, owner, name, given, named, node)
    elif isinstance(owner, Method) and owner.name == "__dict__" and name in ("get", "items", "keys", "values", "copy"):
        return machine.call(machine.get_attribute(snapshot(machine, owner), name, node), given, named, node)
    elif isinstance(owner, Method) and owner.name == "__dict__" and name == "update" and not given:
        for word, value in named.items():
            set_item(machine, owner, word, value, node)
        return None
    elif (
        isinstance(owner, Method) and owner.name == "__dict__" and name == "update" and machine.kind(given[0]) == "dict"
    ):
        for word, value in {**(machine.get(given[0]).map or {}), **named}.items():
            set_item(machine, owner, word, value, node)
        return None
    elif isinstance(owner, Descriptor):
        function = given[0] if given else None
        return Descriptor("property", owner.function, function if name == "setter" else owner.setter)
    elif isinstance(owner, Builtin):
        return _of_type(machine, owner, name, given, named, node)
    elif isinstance(owner, Special):
        return frameworks.class_method(machine, owner, name, given, named, node)
    elif is_constant(owner) and name in NUMBER | {"index", "count"} and all(map(is_constant, given)):
        return compute(machine, node, lambda *each: getattr(owner, name)(*each), *given)
    return _not_followed(machine, owner, name, given, named, node)


def _not_followed(machine: Machine, owner: Value, name: str, given: Given, named: Named, node: Node) -> Unknown:
    origin = machine.origin(node, f"the method {name} is not followed")
    machine.escape(origin, owner, *given, *named.values())
    machine.may_raise()
    return machine.unknown(node, f"the method {name} is not followed", owner)


def _of_instance(machine: Machine, owner: Ref, name: str, given: Given, named: Named, node: Node) -> Value:
    known = machine.get(owner)
    if name == "_asdict" and "$tuple" in known.slots:
        return machine.new(Obj("dict", map={field: known.slots[field] for field in known.slots["$tuple"]}))
    if name == "_replace" and "$tuple" in known.slots:
        fields = {field: known.slots[field] for field in known.slots["$tuple"]}
        return machine.call(known.slots["$class"], [], {**fields, **named}, node)
    return _not_followed(machine, owner, name, given, named, node)


def _of_type(machine: Machine, owner: Builtin, name: str, given: Given, named: Named, node: Node) -> Value:
    if owner.name == "dict" and name == "fromkeys":
        keys = machine.drain(given[0], node)
        if not isinstance(keys, Unknown) and all(_is_key(machine, key) for key in keys):
            return machine.new(Obj("dict", map=dict.fromkeys(keys, given[1] if len(given) > 1 else None)))
    if owner.name == "object" and name in ("__init__", "__init_subclass__"):
        return None
    if owner.name == "object" and name == "__setattr__" and len(given) == 3 and isinstance(given[1], str):
        if machine.kind(given[0]) == "instance":
            machine.edit(given[0]).slots[given[1]] = given[2]
            return None
    if given and owner.name in ("str", "list", "dict", "set"):
        return machine.call(machine.get_attribute(given[0], name, node), given[1:], named, node)
    return _not_followed(machine, owner, name, given, named, node)


def _of_text(machine: Machine, owner: str, name: str, given: Given, named: Named, node: Node) -> Value:
    if name == "join" and len(given) == 1:
        return _join(machine, owner, given[0], node)
    if name == "format" and all(isinstance(each, (str, int, float)) for each in (*given, *named.values())):
        return _format(machine, owner, given, named, node)
    plain = all(map(is_constant, given)) and all(map(is_constant, named.values()))
    if name not in TEXT or not plain:
        machine.may_raise()
        opaque = [each for each in given if isinstance(each, Unknown) and each.refs]
        machine.escape(machine.origin(node, "it is not followed"), *opaque)
        return machine.unknown(node, "it is not followed", *given)
    machine.pay(len(owner) // 20)
    if name == "replace" and len(given) > 1 and isinstance(given[1], str) and len(owner) * len(given[1]) > 10 * LONGEST:
        return machine.unknown(node, "it would be too large")
    if name == "zfill" and isinstance(given[0], int) and given[0] > LONGEST:
        return machine.unknown(node, "it would be too large")
    result = compute(machine, node, lambda *each: _frozen(getattr(owner, name)(*each, **named)), *given)
    if isinstance(result, _List):
        return machine.new(Obj("list", items=list(result)))
    return result


class _List(tuple[Any, ...]):
    """What a method of a text gives as a list."""

    __slots__ = ()


def _frozen(value: Any) -> Any:
    return _List(value) if isinstance(value, list) else value


def _join(machine: Machine, owner: str, value: Value, node: Node) -> Value:
    items = machine.drain(value, node)
    if isinstance(items, Unknown) or not all(isinstance(each, str) for each in items):
        machine.may_raise()
        return machine.unknown(node, "it is made of what is not known", value)
    if sum(map(len, items)) + len(owner) * len(items) > LONGEST:
        return machine.unknown(node, "it would be too large")
    machine.pay(sum(map(len, items)) // 50)
    return owner.join(items)


def _format(machine: Machine, owner: str, given: Given, named: Named, node: Node) -> Value:
    digits = "".join(each if each.isdigit() else " " for each in owner).split()
    size = owner.count("{") * max(
        [
            len(str(each)) if not isinstance(each, int) or each.bit_length() < 4000 else LONGEST
            for each in (*given, *named.values(), "")
        ]
    )
    if (
        any(len(each) > 3 for each in digits)
        or size > LONGEST
        or (
            ("[" in owner or "." in owner.replace("...", ""))
            and "{" in owner
            and "}" in owner
            and any(
                "[" in part or "." in part.partition(":")[0]
                for part in owner.split("{")[1:]
                for part in [part.partition("}")[0]]
            )
        )
    ):
        return machine.unknown(node, "its format is not followed")
    return compute(machine, node, lambda *each: owner.format(*each, **named), *given)


def _edit_items(machine: Machine, owner: Ref) -> list[Value]:
    edited = machine.edit(owner)
    if edited.items is None:
        edited.items = []
    return edited.items


def _append(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    items = _edit_items(machine, owner)
    if len(items) >= LONGEST:
        machine.lose(owner.number, machine.origin(node, "it grows too large"), escaped=False)
        return None
    items.append(given[0])
    _tracked(machine, owner, given[0], node)
    return None


def _tracked(machine: Machine, owner: Ref, value: Value, node: Node) -> None:
    """A list of a model of Keras tells the model what is put into it."""
    model = machine.get(owner).slots.get("$tracked") if machine.get(owner).slots else None
    if isinstance(model, Ref) and machine.kind(model) == "layer":
        track(machine, model, value, node)


def _extend(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    more = machine.drain(given[0], node)
    if isinstance(more, Unknown) or len(more) > LONGEST:
        machine.may_raise()
        edited = machine.edit(owner)
        if edited.kind == "list":
            edited.items = [*(edited.items or ()), more]
            machine.lose(owner.number, machine.origin(node, "what is added to it is not known"), escaped=False)
        return None
    if machine.kind(owner) == "list":
        _edit_items(machine, owner).extend(more)
        for each in more:
            _tracked(machine, owner, each, node)
    return None


def _insert(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    place, value = given
    if isinstance(place, int):
        _edit_items(machine, owner).insert(place, value)
    else:
        _edit_items(machine, owner).append(value)
        machine.lose(owner.number, machine.origin(node, "where it is inserted is not known"), escaped=False)
    return None


def _pop(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    place = given[0] if given else -1
    items = machine.get(owner).items or []
    if not isinstance(place, int):
        found = machine.unknown(node, "which entry is taken is not known", *items)
        machine.lose(owner.number, found.origin, escaped=False)
        return found
    if not -len(items) <= place < len(items):
        raise Raised("IndexError", machine.line)
    return _edit_items(machine, owner).pop(place)


def _remove(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    place = _find(machine, machine.get(owner).items or [], given[0])
    if place is None:
        machine.may_raise("ValueError")
        machine.lose(owner.number, machine.origin(node, "which entry is removed is not known"), escaped=False)
        return None
    if place < 0:
        raise Raised("ValueError", machine.line)
    del _edit_items(machine, owner)[place]
    return None


def _find(machine: Machine, items: list[Value], value: Value) -> int | None:
    """The place of a value; -1 where it is not there, None where that is not known."""
    for place, item in enumerate(items):
        equal = is_equal(machine, item, value)
        if equal is None:
            return None
        if equal:
            return place
    return -1


def _index(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    place = _find(machine, machine.get(owner).items or [], given[0]) if len(given) == 1 else None
    if place is None:
        machine.may_raise("ValueError")
        return machine.unknown(node, "where it is is not known", *given)
    if place < 0:
        raise Raised("ValueError", machine.line)
    return place


def _count(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    results = [is_equal(machine, item, given[0]) for item in machine.get(owner).items or []]
    return machine.unknown(node, "it depends on what is not known", *given) if None in results else results.count(True)


def _clear(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    edited = machine.edit(owner)
    if edited.kind == "dict":
        edited.map = {}
    else:
        edited.items = []
    return None


def _reverse(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    _edit_items(machine, owner).reverse()
    return None


def _sort(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    order = pybuiltins.in_order(machine, list(machine.get(owner).items or ()), named, node)
    if isinstance(order, Unknown):
        machine.lose(owner.number, order.origin, escaped=False)
    else:
        machine.edit(owner).items = order
    return None


def _copy(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(machine.get(owner).copy())


def _get(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key, default = given[0], given[1] if len(given) > 1 else None
    if _is_key(machine, key):
        return entries.get(key, default)
    return machine.unknown(node, "which entry it is is not known", key, owner, default)


def _take(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    key = given[0]
    if not _is_key(machine, key):
        machine.may_raise("KeyError")
        found = machine.unknown(node, "which entry it is is not known", key, owner, *given[1:])
        machine.lose(owner.number, found.origin, escaped=False)
        return found
    if key in entries:
        edited = machine.edit(owner)
        assert edited.map is not None
        return edited.map.pop(key)
    if len(given) > 1:
        return given[1]
    raise Raised("KeyError", machine.line)


def _take_last(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    edited = machine.edit(owner)
    if not edited.map:
        raise Raised("KeyError", machine.line)
    if given or named:
        return _not_followed(machine, owner, "popitem", given, named, node)
    return edited.map.popitem()


def _set_default(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    entries = machine.get(owner).map or {}
    default = given[1] if len(given) > 1 else None
    if not _is_key(machine, given[0]):
        set_item(machine, owner, given[0], default, node)
        return machine.unknown(node, "which entry it is is not known", owner, default)
    if given[0] not in entries:
        set_item(machine, owner, given[0], default, node)
    return (machine.get(owner).map or {}).get(given[0], default)


def _update(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    for value in given[:1]:
        entries = _entries(machine, value, node)
        if isinstance(entries, Unknown):
            machine.may_raise()
            edited = machine.edit(owner)
            edited.map = {**(edited.map or {}), "$more": entries}
            machine.lose(owner.number, machine.origin(node, "what is put into it is not known"), escaped=False)
            return None
        for key, each in entries:
            set_item(machine, owner, key, each, node)
    for key, each in named.items():
        set_item(machine, owner, key, each, node)
    return None


def _entries(machine: Machine, value: Value, node: Node) -> list[Any] | Unknown:
    value = snapshot(machine, value)
    if machine.kind(value) == "dict":
        return list((machine.get(value).map or {}).items())
    items = machine.drain(value, node)
    if isinstance(items, Unknown):
        return items
    pairs = []
    for item in items:
        pair = machine.drain(item, node)
        if isinstance(pair, Unknown):
            return pair
        if len(pair) != 2:
            raise Raised("ValueError", machine.line)
        pairs.append(tuple(pair))
    return pairs


def _keys(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("list", items=list(machine.get(owner).map or ())))


def _values(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("list", items=list((machine.get(owner).map or {}).values())))


def _items(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.new(Obj("list", items=list((machine.get(owner).map or {}).items())))


def _add(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    items = machine.get(owner).items or []
    machine.pay(len(items) // 20)
    if _is_key(machine, given[0]) and (given[0] in items) is not None:
        if given[0] not in items:
            _edit_items(machine, owner).append(given[0])
        return None
    _edit_items(machine, owner).append(given[0])
    machine.lose(owner.number, machine.origin(node, "which of its items are equal is not known"), escaped=False)
    return None


def _add_all(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    for value in given:
        more = machine.drain(value, node) if machine.kind(value) != "set" else list(machine.get(value).items or ())
        if isinstance(more, Unknown):
            _edit_items(machine, owner).append(more)
            machine.lose(owner.number, machine.origin(node, "what is added to it is not known"), escaped=False)
            return None
        for item in more:
            if machine.kind(owner) == "set":
                _add(machine, owner, [item], {}, node)
    return None


def _discard(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    items = machine.get(owner).items or []
    if _is_key(machine, given[0]):
        if given[0] in items:
            _edit_items(machine, owner).remove(given[0])
        return None
    machine.lose(owner.number, machine.origin(node, "which item is removed is not known"), escaped=False)
    return None


def _exhausted(machine: Machine, owner: Ref, given: Given, named: Named, node: Node) -> Value:
    return machine.call(Builtin("next"), [owner], {}, node)


Work = Callable[[Machine, Ref, Given, Named, Node], Value]

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
