"""Questions about classes: `isinstance`, `issubclass`, `hasattr`, `type`."""

from __future__ import annotations

from paramcalc.readers.python import framework_types
from paramcalc.readers.python.imports import is_framework
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import (
    UNBOUND,
    Builtin,
    FrameworkClass,
    LayerClass,
    Library,
    Node,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    is_constant,
)

TYPES: dict[str, type] = {
    value.__name__: value for value in (bool, bytes, complex, float, frozenset, int, object, range, str, tuple)
}

KINDS = {"list": "list", "dict": "dict", "set": "set"}

ABSTRACT = {"Iterable", "Sequence", "Mapping", "Callable", "Number", "Integral", "Real"}


def is_instance(machine: Machine, value: Value, cls: Value) -> bool | None:
    """Whether a value is an instance of a class, or of one of several; None where that is not known."""
    if isinstance(cls, tuple):
        results = [is_instance(machine, value, part) for part in cls]
        return True if True in results else None if None in results else False
    if isinstance(value, Unknown) or isinstance(cls, Unknown) or machine.kind(value) in ("vague", "exception", "field"):
        return None
    if isinstance(cls, Builtin):
        return _of_builtin(machine, value, cls.name)
    if machine.kind(value) == "layer":
        return framework_types.is_layer_of(machine, value, cls)
    if machine.kind(value) == "instance" and isinstance(cls, Ref) and machine.kind(cls) == "class":
        own = machine.get(value).slots.get("$class")
        return is_subclass(machine, own, cls)
    if isinstance(cls, Ref):
        return False if machine.kind(cls) == "class" and not machine.get(cls).slots.get("$open") else None
    if isinstance(cls, (FrameworkClass, LayerClass)):
        return None if isinstance(value, (Tensor, Shaped)) else False
    if isinstance(cls, Library) and is_constant(value) and is_framework(cls.path):
        return False
    return None


def _of_builtin(machine: Machine, value: Value, name: str) -> bool | None:
    if name == "object":
        return True
    if is_constant(value):
        return isinstance(value, TYPES[name]) if name in TYPES else False if name in KINDS else None
    if isinstance(value, tuple):
        return name == "tuple"
    kind = machine.kind(value)
    if kind in KINDS:
        return KINDS[kind] == name
    if kind == "instance":
        obj = machine.get(value)
        if "$tuple" in obj.slots:
            return name == "tuple"
        return False if name in TYPES or name in KINDS else None
    if kind in ("layer", "function", "class", "iterator", "view"):
        return False if name in TYPES or name in KINDS else None
    return False if isinstance(value, Tensor) and (name in TYPES or name in KINDS) else None


def is_subclass(machine: Machine, one: Value, two: Value) -> bool | None:
    """Whether a class is derived from another."""
    if isinstance(two, tuple):
        results = [is_subclass(machine, one, value) for value in two]
        return True if True in results else None if None in results else False
    if machine.kind(one) != "class":
        return None
    obj = machine.get(one)
    if machine.kind(two) == "class":
        if two in obj.slots["$order"]:
            return True
        return None if obj.slots.get("$open") else False
    return None


def class_attribute(machine: Machine, owner: Value, name: str) -> Value:
    """What the class of an object of the source has under a name; None where it has nothing."""
    cls = machine.get(owner).slots.get("$class") if machine.kind(owner) in ("instance", "layer") else None
    return in_order(machine, cls, name) if isinstance(cls, Ref) else None


def has_attribute(machine: Machine, owner: Value, name: str, node: Node) -> bool | None:
    """Whether a value has an attribute; None where that is not known."""
    if isinstance(owner, Unknown) or machine.kind(owner) == "vague":
        return None
    kind = machine.kind(owner)
    if kind == "instance":
        obj = machine.get(owner)
        if obj.slots.get(name, UNBOUND) is not UNBOUND:
            return None if isinstance(obj.slots[name], Unknown) else True
        attribute = in_order(machine, obj.slots["$class"], name)
        if attribute is not None:
            return None if isinstance(attribute, Unknown) else True
        if obj.slots.get("$open") or in_order(machine, obj.slots["$class"], "__getattr__") is not None:
            return None
        return None if name.startswith("__") else False
    if kind == "class":
        attribute = in_order(machine, owner, name)
        slots = machine.get(owner).slots
        if attribute is None and not (slots.get("$open") or slots.get("$special") or name.startswith("__")):
            return False
        return True if attribute is not None and not isinstance(attribute, Unknown) else None
    if kind == "layer":
        return framework_types.layer_has(machine, owner, name)
    if isinstance(owner, Library):
        value = machine.get_attribute(owner, name, node)
        return True if isinstance(value, (LayerClass, FrameworkClass)) or is_constant(value) else None
    if is_constant(owner) and not isinstance(owner, tuple):
        return hasattr(owner, name)
    if kind in ("list", "dict", "set"):
        return hasattr({"list": list, "dict": dict, "set": set}[kind], name)
    return None


def type_of(machine: Machine, value: Value) -> Value:
    """The class of a value; None where it is not followed."""
    if isinstance(value, Ref):
        obj = machine.get(value)
        if obj.kind in KINDS:
            return Builtin(KINDS[obj.kind])
        if "$class" in obj.slots:
            return obj.slots["$class"]
        if obj.kind == "layer" and obj.meta.role == "layer":
            return LayerClass(obj.meta.framework, obj.meta.kind, obj.meta.version)
        return None
    if is_constant(value):
        return Builtin(type(value).__name__)
    return Builtin("tuple") if isinstance(value, tuple) else None
