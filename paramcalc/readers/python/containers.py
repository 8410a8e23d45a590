"""Sets, and the entries of lists, dictionaries and texts."""

from __future__ import annotations

import ast
from typing import Any

from paramcalc.classes.keras.operations import Slice
from paramcalc.readers.python import framework_functions, frameworks, torch_modules
from paramcalc.readers.python.iterables import children_of
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Builtin,
    FrameworkClass,
    Library,
    Method,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    is_constant,
)

HASHED = ("layer", "function", "class", "parameter")
"""Objects that are equal to themselves alone."""


def make_set(machine: Machine, items: list[Value], node: ast.AST | None) -> Value:
    """A set. Where an item is not known, neither is the length."""
    if all(_is_key(machine, each) for each in items):
        return machine.new(Obj("set", items=list(dict.fromkeys(items))))
    machine.may_raise()
    return machine.unknown(node, "which of its items are equal is not known", *items)


def _is_key(machine: Machine, key: Value) -> bool:
    """Whether a value can be a key here: a plain one, or an object that is equal to itself alone."""
    if isinstance(key, tuple):
        return all(_is_key(machine, each) for each in key)
    kind = machine.kind(key)
    if kind == "instance":
        return all(find_in_class(machine, key, name) is None for name in ("__eq__", "__hash__")) and (
            "$tuple" not in machine.get(key).slots
            and not machine.get(machine.get(key).slots["$class"]).slots.get("$dataclass")
        )
    return is_constant(key) or kind in HASHED or isinstance(key, (Builtin, Library, FrameworkClass, Tensor))


def snapshot(machine: Machine, value: Value) -> Value:
    """The attributes of an object as a dictionary, where a value is its `__dict__`; any other value as it is."""
    if not isinstance(value, Method) or value.name != "__dict__" or machine.kind(value.owner) != "instance":
        return value
    slots = machine.get(value.owner).slots
    entries = {name: each for name, each in slots.items() if each is not UNBOUND and not name.startswith("$")}
    if slots.get("$arguments"):
        machine.arguments.update({name: each for name, each in entries.items() if not isinstance(each, Unknown)})
    return machine.new(Obj("dict", map=entries))


def get_item(machine: Machine, owner: Value, key: Value, node: ast.AST | None) -> Value:
    """An entry."""
    machine.pay(1)
    owner = snapshot(machine, owner)
    if isinstance(owner, Tensor):
        return framework_functions.tensor_item(machine, owner, key, node)
    if isinstance(owner, (str, bytes, tuple, range)):
        return _of_sequence(machine, owner, key, node)
    kind = machine.kind(owner)
    if kind == "list":
        items = machine.get(owner).items or []
        found = _of_sequence(machine, tuple(items) if isinstance(key, Slice) else items, key, node, owner)
        return machine.new(Obj("list", items=list(found))) if isinstance(key, Slice) and type(found) is tuple else found
    if kind == "dict":
        return _of_dict(machine, owner, key, node)
    if kind == "layer":
        return _of_layer(machine, owner, key, node)
    if kind == "class" and "$members" in machine.get(owner).slots and isinstance(key, str):
        return machine.get_attribute(owner, key, node)
    if kind == "instance":
        known = machine.get(owner)
        if "$tuple" in known.slots:
            items = [known.slots.get(name) for name in known.slots["$tuple"]]
            return _of_sequence(machine, tuple(items), key, node)
        method = find_in_class(machine, owner, "__getitem__")
        if method is not None and not isinstance(method, Unknown):
            return machine.call(method, [owner, key], {}, node)
        machine.escape(machine.origin(node, "its entries are not followed"), owner)
    if isinstance(owner, (Library, FrameworkClass, Builtin)):
        return Library(f"{owner.path}[]") if isinstance(owner, Library) else owner
    if isinstance(owner, Shaped):
        return machine.unknown(node, "it is part of a tensor")
    machine.may_raise("LookupError")
    why = (
        owner.why
        if isinstance(owner, Unknown)
        else machine.get(owner).meta.origin.why
        if kind == "vague"
        else "it is an entry of what is not known"
    )
    return machine.unknown(node, why, owner)


def _of_sequence(machine: Machine, items: Any, key: Value, node: ast.AST | None, owner: Value = None) -> Value:
    if isinstance(key, Slice):
        if not all(each is None or isinstance(each, int) for each in key.ends):
            machine.may_raise()
            return machine.unknown(node, "where it begins or ends is not known", owner, *key.ends, *_held(items))
        machine.pay(len(items) // 50)
        try:
            return items[slice(*key.ends)]
        except ValueError as error:
            raise Raised("ValueError", machine.line) from error
    if isinstance(key, int):
        if not -len(items) <= key < len(items):
            raise Raised("IndexError", machine.line)
        return items[key]
    if is_constant(key):
        raise Raised("TypeError", machine.line)
    machine.may_raise("LookupError")
    return machine.unknown(node, "which entry it is is not known", key, owner, *_held(items))


def _held(items: Any) -> tuple[Value, ...]:
    return tuple(items) if isinstance(items, (tuple, list)) else ()


def _of_dict(machine: Machine, owner: Ref, key: Value, node: ast.AST | None) -> Value:
    known = machine.get(owner)
    entries = known.map or {}
    if not _is_key(machine, key):
        machine.may_raise("KeyError")
        if "$default" in known.slots:
            machine.escape(machine.origin(node, "which entry is made is not known"), owner)
        return machine.unknown(node, "which entry it is is not known", key, owner)
    if key in entries:
        return entries[key]
    if "$counter" in known.slots:
        return 0
    if "$default" in known.slots:
        made = machine.call(known.slots["$default"], [], {}, node)
        set_item(machine, owner, key, made, node)
        return made
    raise Raised("KeyError", machine.line)


def _of_layer(machine: Machine, owner: Ref, key: Value, node: ast.AST | None) -> Value:
    known = machine.get(owner)
    if known.meta.kind in ("ModuleDict", "ParameterDict") and isinstance(key, str):
        for (_, name), value in (known.map or {}).items():
            if name == key:
                return value
        raise Raised("KeyError", machine.line)
    held = children_of(machine, owner)
    if held is None:
        machine.may_raise()
        return machine.unknown(node, "it is an entry of a layer", owner)
    found = _of_sequence(machine, held, key, node, owner)
    if isinstance(key, Slice) and type(found) is tuple:
        names = [name for _, name in known.map or {}][slice(*key.ends)]
        return frameworks.new_container(machine, known.meta, list(zip(names, found, strict=True)))
    return found


def set_item(machine: Machine, owner: Value, key: Value, value: Value, node: ast.AST | None) -> None:
    """Set an entry."""
    machine.pay(1)
    kind = machine.kind(owner)
    origin = machine.origin(node, f"line {getattr(node, 'lineno', machine.line)} sets an entry that is not known")
    if kind == "list":
        _set_in_list(machine, owner, key, value, origin)
    elif kind == "dict":
        if not _is_key(machine, key):
            known = machine.get(owner)
            machine.edit(owner).map = {**(known.map or {}), f"unknown entry {len(known.map or {})}": (key, value)}
            machine.lose(owner.number, origin, escaped=False)
        else:
            edited = machine.edit(owner)
            edited.map = {} if edited.map is None else edited.map
            edited.map[key] = value
            model = edited.slots.get("$tracked")
            if isinstance(model, Ref) and machine.kind(model) == "layer":
                machine.set_attribute(model, f"entry {key!r} of a dictionary", value, node)
    elif kind == "layer":
        frameworks.set_item(machine, owner, key, value, node)
    elif kind == "instance":
        method = find_in_class(machine, owner, "__setitem__")
        if method is not None and not isinstance(method, Unknown):
            machine.call(method, [owner, key, value], {}, node)
        else:
            machine.escape(origin, owner, value)
    elif (
        isinstance(owner, Method) and owner.name in ("_modules", "_parameters") and machine.kind(owner.owner) == "layer"
    ):
        torch_modules.register(machine, owner.owner, "m", key, value)
    elif isinstance(owner, Method) and owner.name == "__dict__" and isinstance(owner.owner, Ref):
        _set_raw(machine, owner.owner, key, value, origin)
    elif isinstance(owner, (tuple, str)):
        raise Raised("TypeError", machine.line)
    else:
        machine.may_raise()
        machine.escape(origin, owner, value)


def _set_raw(machine: Machine, owner: Ref, key: Value, value: Value, origin: Any) -> None:
    """Set an entry of an object's `__dict__`, which calls and registers nothing."""
    plain = isinstance(key, str) and not (machine.kind(owner) == "layer" and key.startswith("_"))
    if plain and machine.kind(owner) in ("instance", "layer"):
        machine.edit(owner).slots[key] = value
    else:
        machine.escape(origin, owner, value)


def _set_in_list(machine: Machine, owner: Ref, key: Value, value: Value, origin: Any) -> None:
    items = machine.get(owner).items or []
    if isinstance(key, int):
        if not -len(items) <= key < len(items):
            raise Raised("IndexError", machine.line)
        edited = machine.edit(owner)
        assert edited.items is not None
        edited.items[key] = value
        return
    if isinstance(key, Slice) and all(each is None or isinstance(each, int) for each in key.ends):
        values = machine.drain(value, None)
        if not isinstance(values, Unknown):
            edited = machine.edit(owner)
            assert edited.items is not None
            try:
                edited.items[slice(*key.ends)] = values
            except ValueError as error:
                raise Raised("ValueError", machine.line) from error
            return
    machine.may_raise("LookupError")
    edited = machine.edit(owner)
    edited.items = [*(edited.items or ()), value]
    machine.lose(owner.number, origin, escaped=False)


def delete_item(machine: Machine, owner: Value, key: Value, node: ast.AST | None) -> None:
    """Delete an entry."""
    kind = machine.kind(owner)
    origin = machine.origin(node, "what is deleted is not known")
    if kind == "list" and (
        isinstance(key, int)
        or (isinstance(key, Slice) and all(each is None or isinstance(each, int) for each in key.ends))
    ):
        edited = machine.edit(owner)
        assert edited.items is not None
        try:
            del edited.items[slice(*key.ends) if isinstance(key, Slice) else key]
        except (IndexError, ValueError) as error:
            raise Raised(type(error).__name__, machine.line) from error
    elif kind == "dict" and _is_key(machine, key):
        if key not in (machine.get(owner).map or {}):
            raise Raised("KeyError", machine.line)
        del machine.edit(owner).map[key]  # type: ignore[union-attr]  # it has an entry
    elif kind == "layer":
        frameworks.delete_item(machine, owner, key, node)
    elif kind in ("list", "dict"):
        machine.may_raise("LookupError")
        machine.lose(owner.number, origin, escaped=False)
    else:
        machine.may_raise()
        machine.escape(origin, owner)
