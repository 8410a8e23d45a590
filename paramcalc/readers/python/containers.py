"""Sets, and the entries of lists, dictionaries and texts."""

from __future__ import annotations

from typing import Any

from paramcalc.classes.keras.operations import Slice
from paramcalc.errors import line_text
from paramcalc.phrases import tr
from paramcalc.readers.python import arrays, datasets, framework_functions, frameworks, torch_modules
from paramcalc.readers.python.iterables import children_of
from paramcalc.readers.python.lookup import find_in_class
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Array,
    Builtin,
    FrameworkClass,
    Library,
    Method,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    is_constant,
)

HASHED = ("layer", "function", "class", "parameter")
"""Objects that are equal to themselves alone."""


def make_set(machine: Machine, items: list[Value], node: Node) -> Value:
    """A set. Where an item is not known, neither is the length."""
    if all(_is_key(machine, item) for item in items):
        return machine.new(Obj("set", items=list(dict.fromkeys(items))))
    machine.may_raise()
    return machine.unknown(node, tr("some of its items may be equal"), *items)


def _is_key(machine: Machine, key: Value) -> bool:
    """Whether a value can be a key here: a plain one, or an object that is equal to itself alone."""
    if isinstance(key, tuple):
        return all(_is_key(machine, value) for value in key)
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
    entries = {name: value for name, value in slots.items() if value is not UNBOUND and not name.startswith("$")}
    if slots.get("$arguments"):
        machine.arguments.update({name: entry for name, entry in entries.items() if not isinstance(entry, Unknown)})
    return machine.new(Obj("dict", map=entries))


def get_item(machine: Machine, owner: Value, key: Value, node: Node) -> Value:
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
        values = _of_sequence(machine, tuple(items) if isinstance(key, Slice) else items, key, node, owner)
        is_slice = isinstance(key, Slice) and type(values) is tuple
        return machine.new(Obj("list", items=list(values))) if is_slice else values
    if kind == "dict":
        return _of_dict(machine, owner, key, node)
    if kind == "layer":
        return _of_layer(machine, owner, key, node)
    if kind == "class" and "$members" in machine.get(owner).slots and isinstance(key, str):
        return machine.get_attribute(owner, key, node)
    if kind == "instance":
        obj = machine.get(owner)
        if "$tuple" in obj.slots:
            items = [obj.slots.get(name) for name in obj.slots["$tuple"]]
            return _of_sequence(machine, tuple(items), key, node)
        method = find_in_class(machine, owner, "__getitem__")
        if method is not None and not isinstance(method, Unknown):
            return machine.call(method, [owner, key], {}, node)
        machine.escape(machine.origin(node, tr("paramcalc does not follow its entries")), owner)
    if isinstance(owner, (Library, FrameworkClass, Builtin)):
        known = datasets.attribute(owner.path, key) if isinstance(owner, Library) and isinstance(key, str) else None
        if known is not None:
            return known
        return Library(f"{owner.path}[]") if isinstance(owner, Library) else owner
    if isinstance(owner, Array):
        return arrays.item(machine, owner, key, node)
    if isinstance(owner, Shaped):
        return machine.unknown(node, tr("it is part of a tensor"))
    machine.may_raise("LookupError")
    return machine.unknown(node, tr("it is an entry of something unknown"), owner)


def _of_sequence(machine: Machine, items: Any, key: Value, node: Node, owner: Value = None) -> Value:
    if isinstance(key, Slice):
        if not all(end is None or isinstance(end, int) for end in key.ends):
            machine.may_raise()
            return machine.unknown(node, tr("its begin or end is unknown"), owner, *key.ends, *_held(items))
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
    return machine.unknown(node, tr("its key or index is unknown"), key, owner, *_held(items))


def _held(items: Any) -> tuple[Value, ...]:
    return tuple(items) if isinstance(items, (tuple, list)) else ()


def _of_dict(machine: Machine, owner: Ref, key: Value, node: Node) -> Value:
    obj = machine.get(owner)
    entries = obj.map or {}
    if not _is_key(machine, key):
        machine.may_raise("KeyError")
        if "$default" in obj.slots:
            machine.escape(machine.origin(node, tr("an unknown entry is made")), owner)
        return machine.unknown(node, tr("its key or index is unknown"), key, owner)
    if key in entries:
        return entries[key]
    if "$counter" in obj.slots:
        return 0
    if "$default" in obj.slots:
        value = machine.call(obj.slots["$default"], [], {}, node)
        set_item(machine, owner, key, value, node)
        return value
    raise Raised("KeyError", machine.line)


def _of_layer(machine: Machine, owner: Ref, key: Value, node: Node) -> Value:
    obj = machine.get(owner)
    if obj.meta.kind in ("ModuleDict", "ParameterDict") and isinstance(key, str):
        for (_, name), value in (obj.map or {}).items():
            if name == key:
                return value
        raise Raised("KeyError", machine.line)
    held = children_of(machine, owner)
    if held is None or (
        torch_modules.container_kind(obj) != "Sequential" and not torch_modules.is_numbered(machine, owner)
    ):
        machine.may_raise()
        return machine.unknown(node, tr("it is an entry of a layer"), owner)
    values = _of_sequence(machine, held, key, node, owner)
    if isinstance(key, Slice) and type(values) is tuple:
        names = [name for _, name in obj.map or {}][slice(*key.ends)]
        return frameworks.new_container(machine, obj.meta, list(zip(names, values, strict=True)))
    return values


def set_item(machine: Machine, owner: Value, key: Value, value: Value, node: Node) -> None:
    """Set an entry."""
    machine.pay(1)
    kind = machine.kind(owner)
    origin = machine.origin(
        node, tr("{node} sets an entry whose key is unknown", node=line_text(getattr(node, "lineno", machine.line)))
    )
    if kind == "list":
        _set_in_list(machine, owner, key, value, origin)
    elif kind == "dict":
        if not _is_key(machine, key):
            obj = machine.get(owner)
            machine.edit(owner).map = {**(obj.map or {}), f"unknown entry {len(obj.map or {})}": (key, value)}
            machine.lose(owner.number, origin, escaped=False)
        else:
            edited = machine.edit(owner)
            edited.map = {} if edited.map is None else edited.map
            edited.map[key] = value
            model = edited.slots.get("$tracked")
            if isinstance(model, Ref) and machine.kind(model) == "layer":
                machine.set_attribute(model, tr("entry {key!r} of a dictionary", key=key), value, node)
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
    if isinstance(key, Slice) and all(end is None or isinstance(end, int) for end in key.ends):
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


def delete_item(machine: Machine, owner: Value, key: Value, node: Node) -> None:
    """Delete an entry."""
    kind = machine.kind(owner)
    origin = machine.origin(node, tr("something unknown is deleted"))
    if kind == "list" and (
        isinstance(key, int)
        or (isinstance(key, Slice) and all(end is None or isinstance(end, int) for end in key.ends))
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
