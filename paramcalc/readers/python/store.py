"""The store: every object that can change, copied cheaply and joined where two paths meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from paramcalc.classes.base import Unknown as Origin
from paramcalc.readers.python.scopes import scope_names
from paramcalc.readers.python.values import CONSTANTS, UNBOUND, Function, Ref, Unknown, Value, refs_in

CLOCK = count()
"""Numbers the states of all stores: two with the same number are the same."""


class Obj:
    """One object. Only a store that owns it writes to it."""

    __slots__ = ("items", "kind", "map", "meta", "slots")

    def __init__(
        self,
        kind: str,
        meta: Any = None,
        *,
        slots: dict[str, Value] | None = None,
        items: list[Value] | None = None,
        map: dict[Any, Value] | None = None,  # the field's word
    ) -> None:
        self.kind = kind
        """`list`, `dict`, `set`, `instance`, `class`, `scope`, `layer`, `parameter`, `iterator` or `vague`."""
        self.meta = meta
        self.slots = {} if slots is None else slots
        """Attributes and names; those that begin with `$` are the reader's own."""
        self.items = items
        self.map = map

    def copy(self) -> Obj:
        """The same contents, to be written to."""
        items = None if self.items is None else list(self.items)
        return Obj(
            self.kind, self.meta, slots=dict(self.slots), items=items, map=None if self.map is None else dict(self.map)
        )

    def size(self) -> int:
        """How many values it holds."""
        return len(self.slots) + len(self.items or ()) + len(self.map or ())

    def refs(self) -> set[int]:
        """The objects that it holds directly."""
        if self.kind == "vague":
            return set(self.meta.refs)
        numbers: set[int] = set()
        for values in (self.slots.values(), self.items or (), (self.map or {}).values(), self.map or ()):
            for value in values:
                if not isinstance(value, CONSTANTS):
                    numbers |= refs_in(value)
        if self.kind in ("iterator", "view"):
            numbers |= refs_in(self.meta)
        elif self.kind == "function":
            numbers |= refs_in((*self.meta.defaults, *self.meta.keyword_defaults.values()))
        return numbers


class Vague:
    """What is left of an object whose contents are not known: why, what it may hold, whether outside code has it."""

    __slots__ = ("escaped", "origin", "refs")

    def __init__(self, origin: Origin, refs: frozenset[int], escaped: bool) -> None:
        self.origin, self.refs, self.escaped = origin, refs, escaped


def vague(origin: Origin, refs: frozenset[int] = frozenset(), *, escaped: bool = False) -> Obj:
    """An object whose contents are not known."""
    return Obj("vague", Vague(origin, refs, escaped))


class Store:
    """Objects by number. `fork` shares all of them; the first write to one copies it."""

    def __init__(self, pay: Callable[[int], None]) -> None:
        self.objects: dict[int, Obj] = {}
        self.owned: set[int] = set()
        self.version = 0
        self.pay = pay

    def fork(self) -> Store:
        """A store with the same objects; what either writes the other does not see."""
        self.pay(len(self.objects) // 50)
        other = Store(self.pay)
        other.objects = dict(self.objects)
        other.version = self.version
        self.owned.clear()
        return other

    def get(self, ref: Ref) -> Obj:
        """An object, to be read."""
        return self.objects[ref.number]

    def edit(self, ref: Ref) -> Obj:
        """An object, to be written to."""
        self.version = next(CLOCK)
        number = ref.number
        obj = self.objects[number]
        if number not in self.owned:
            self.pay(obj.size() // 20)
            obj = self.objects[number] = obj.copy()
            self.owned.add(number)
        return obj

    def put(self, ref: Ref, value: Obj) -> None:
        """An object that is new, or another than before."""
        self.version = next(CLOCK)
        self.objects[ref.number] = value
        self.owned.add(ref.number)

    def reach(self, start: Iterable[int]) -> set[int]:
        """The objects that can be reached from some, those among them."""
        numbers: set[int] = set()
        rest = set(start)
        while rest:
            number = rest.pop()
            if number in numbers or number not in self.objects:
                continue
            numbers.add(number)
            reached = self.objects[number]
            refs = reached.refs()
            if reached.kind == "function":
                refs |= self._named(reached.meta)
            self.pay(1 + (reached.size() + len(refs)) // 10)
            rest |= refs - numbers
        return numbers

    def _named(self, function: Function) -> set[int]:
        """The objects that a function can reach through the names in it."""
        numbers: set[int] = set()
        names = scope_names(function.node)
        for name in names.free | names.harmless:
            scope: Ref | None = function.scope
            while scope is not None:
                obj = self.objects[scope.number]
                if name in obj.slots and not (name in names.harmless and self._is_library_made(obj.slots[name])):
                    numbers |= refs_in(obj.slots[name])
                scope = obj.meta.parent
        self.pay(1 + len(numbers))
        return numbers

    def _is_library_made(self, value: Value) -> bool:
        """Whether an object has no method that the source defines."""
        obj = self.objects.get(value.number) if isinstance(value, Ref) else None
        return obj is not None and obj.kind in ("list", "dict", "set", "layer") and "$class" not in obj.slots

    def unknown(self, origin: Origin, *values: Value) -> Unknown:
        """An unknown value that may be one of these, or what can be reached from them."""
        start = refs_in(values)
        return Unknown(origin, frozenset(self.reach(start)) if start else start)


def same_value(one: Value, two: Value) -> bool:
    """Whether two values are the same in every respect. Numbers of different types are not."""
    if one is two:
        return True
    if isinstance(one, tuple) and isinstance(two, tuple):
        return type(one) is type(two) and len(one) == len(two) and all(map(same_value, one, two))
    if isinstance(one, Unknown) and isinstance(two, Unknown):
        return one.refs == two.refs
    return type(one) is type(two) and bool(one == two)


def join(one: Store, two: Store, origin: Origin) -> Store:
    """A store that stands for both: what differs is unknown."""
    joined = one.fork()
    two.owned.clear()
    one.pay(len(two.objects) // 20)
    joined.version = next(CLOCK)
    objects = joined.objects
    for number, second in two.objects.items():
        first = objects.get(number)
        if first is None:
            objects[number] = second
        elif first is not second:
            objects[number] = _joined(first, second, origin, one, two)
    return joined


def join_values(one: Value, two: Value, origin: Origin, first: Store, second: Store) -> Value:
    """A value that stands for both."""
    if same_value(one, two):
        return one
    if isinstance(one, tuple) and isinstance(two, tuple) and type(one) is type(two) is tuple and len(one) == len(two):
        return tuple(join_values(a, b, origin, first, second) for a, b in zip(one, two, strict=True))
    for value in (one, two):
        if isinstance(value, Unknown):
            origin = value.origin
            break
    refs = first.reach(refs_in(one)) | second.reach(refs_in(two))
    return Unknown(origin, frozenset(refs))


def _joined(one: Obj, two: Obj, origin: Origin, first: Store, second: Store) -> Obj:
    first.pay(1 + (one.size() + two.size()) // 5)
    if one.kind == "names":
        return _counts(one, two, origin, first, second)
    alike = one.kind == two.kind and one.meta == two.meta
    if alike and (one.kind == "scope" or _has_same_form(one, two)):
        return _fieldwise(one, two, origin, first, second)
    refs = first.reach(one.refs()) | second.reach(two.refs())
    escaped = any(value.kind == "vague" and value.meta.escaped for value in (one, two))
    for value in (one, two):
        if value.kind == "vague":
            origin = value.meta.origin
    return vague(origin, frozenset(refs), escaped=escaped)


def _has_same_form(one: Obj, two: Obj) -> bool:
    """Whether two objects have as many items, and entries of the same names in the same order."""
    if (one.items is None) != (two.items is None) or len(one.items or ()) != len(two.items or ()):
        return False
    return one.map is None or (two.map is not None and list(one.map) == list(two.map))


def _counts(one: Obj, two: Obj, origin: Origin, first: Store, second: Store) -> Obj:
    """How often names were given: a name that one path has not given was given no times."""
    counts = {
        word: join_values((one.map or {}).get(word, 0), (two.map or {}).get(word, 0), origin, first, second)
        for word in {**(one.map or {}), **(two.map or {})}
    }
    slots = {
        name: join_values(one.slots.get(name), two.slots.get(name), origin, first, second)
        for name in {**one.slots, **two.slots}
    }
    return Obj("names", one.meta, slots=slots, map=counts)


def _fieldwise(one: Obj, two: Obj, origin: Origin, first: Store, second: Store) -> Obj:
    def both(a: Value, b: Value) -> Value:
        return join_values(a, b, origin, first, second)

    slots = {
        name: both(one.slots.get(name, UNBOUND), two.slots.get(name, UNBOUND)) for name in {**one.slots, **two.slots}
    }
    items = None if one.items is None else list(map(both, one.items, two.items or ()))
    entries = None if one.map is None else {key: both(value, (two.map or {})[key]) for key, value in one.map.items()}
    return Obj(one.kind, one.meta, slots=slots, items=items, map=entries)


def same_object(one: Obj | None, two: Obj | None) -> bool:
    """Whether two objects are the same in every respect."""
    if one is two:
        return True
    if one is None or two is None or one.kind != two.kind:
        return False
    if one.kind == "vague":
        return bool(one.meta.refs == two.meta.refs and one.meta.escaped == two.meta.escaped)
    if one.meta != two.meta or one.slots.keys() != two.slots.keys() or len(one.items or ()) != len(two.items or ()):
        return False
    if list(one.map or ()) != list(two.map or ()):
        return False
    pairs = [
        *((value, two.slots[name]) for name, value in one.slots.items()),
        *zip(one.items or (), two.items or (), strict=False),
        *((value, (two.map or {})[key]) for key, value in (one.map or {}).items()),
    ]
    return all(same_value(a, b) for a, b in pairs)
