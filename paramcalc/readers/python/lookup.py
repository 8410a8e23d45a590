"""Where attributes are found in classes of the source."""

from __future__ import annotations

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import UNBOUND, Bound, Descriptor, Ref, Unknown, Value


def in_order(machine: Machine, cls: Ref, name: str, behind: Ref | None = None) -> Value:
    """A class attribute in the order of resolution; None where there is none."""
    known = machine.get(cls)
    if known.kind == "vague":
        return Unknown(known.meta.origin, frozenset(machine.store.reach({cls.number})))
    order = known.slots["$order"]
    if isinstance(order, Unknown):
        return order
    if behind is not None:
        order = order[order.index(behind) + 1 :] if behind in order else ()
    for each in order:
        inside = machine.get(each)
        if inside.kind == "vague":
            return Unknown(inside.meta.origin, frozenset(machine.store.reach({each.number})))
        value = inside.slots.get(name, UNBOUND)
        if value is not UNBOUND:
            return value
    return None


def find_in_class(machine: Machine, owner: Value, name: str) -> Value:
    """What an object's class has under a name; None where it has nothing."""
    if not isinstance(owner, Ref):
        return None
    cls = machine.get(owner).slots.get("$class")
    if isinstance(cls, Unknown):
        return cls
    return in_order(machine, cls, name) if isinstance(cls, Ref) else None


def bound(machine: Machine, value: Value, owner: Value, cls: Value = None) -> Value:
    """What a class attribute is when it is looked up through an object: a method is bound to it."""
    if isinstance(value, Descriptor):
        if value.kind == "class":
            home = cls if cls is not None else machine.get(owner).slots.get("$class", owner)
            return Bound(home, value.function)
        return value.function
    if machine.kind(value) == "function":
        return Bound(owner, value)
    return value
