"""Attributes: looked up in objects, their classes in the order of resolution, and in what frameworks define."""

from __future__ import annotations

from paramcalc.errors import SourceError
from paramcalc.phrases import tr
from paramcalc.readers.python import layer_assignment, layer_attributes
from paramcalc.readers.python.imports import library_attribute
from paramcalc.readers.python.lookup import bound, find_in_class, in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Array,
    Bound,
    Builtin,
    Descriptor,
    FrameworkClass,
    LayerClass,
    Library,
    Method,
    Node,
    Parent,
    Partial,
    Ref,
    Shaped,
    Tensor,
    Unknown,
    Value,
    words,
)

UNFOLLOWED = words("matplotlib pandas numpy random warnings logging seaborn plotly os time tqdm requests")
"""Modules of which nothing is worked out but functions of numbers: an attribute that is set changes no count."""


def get_attribute(machine: Machine, owner: Value, name: str, node: Node) -> Value:
    """An attribute of a value."""
    machine.pay(1)
    match owner:
        case Ref():
            return _of_object(machine, owner, name, node)
        case Library():
            return library_attribute(machine, owner, name, node)
        case Tensor():
            return layer_attributes.of_tensor(machine, owner, name, node)
        case Shaped():
            return layer_attributes.of_shaped(machine, owner, name, node)
        case Parent():
            return _of_parent(machine, owner, name, node)
        case FrameworkClass() | LayerClass():
            if name == "__name__":
                return owner.what if isinstance(owner, FrameworkClass) else owner.kind
            return layer_attributes.of_class(machine, owner, name, node)
        case Unknown():
            machine.may_raise("AttributeError")
            return machine.unknown(node, owner.why, owner)
        case Descriptor(kind="property") if name in ("setter", "getter", "deleter"):
            return Method(owner, name)
        case Builtin():
            return owner.name if name == "__name__" else Method(owner, name)
        case Bound() | Partial():
            return machine.unknown(node, tr("it is an attribute of a function"), owner)
    return Method(owner, name)


def _of_object(machine: Machine, owner: Ref, name: str, node: Node) -> Value:
    obj = machine.get(owner)
    match obj.kind:
        case "vague":
            machine.may_raise("AttributeError")
            origin = machine.origin(node, obj.meta.origin.why)
            refs = frozenset(machine.store.reach({owner.number}))
            return Unknown(origin, refs)
        case "instance":
            return _of_instance(machine, owner, obj, name, node)
        case "class":
            return _of_class(machine, owner, name, node)
        case "layer" | "parameter":
            return layer_attributes.of_layer(machine, owner, obj, name, node)
        case "function":
            if name in obj.slots:
                return obj.slots[name]
            if name in ("__name__", "__qualname__"):
                return obj.meta.name
            if name == "__wrapped__" or name.startswith("cache_"):
                return machine.unknown(node, tr("it is an attribute of a function"), owner)
            return machine.unknown(node, tr("it is an attribute of a function"), owner)
    return Method(owner, name)


def _of_instance(machine: Machine, owner: Ref, obj: Obj, name: str, node: Node) -> Value:
    if name == "__class__":
        return obj.slots["$class"]
    in_class = find_in_class(machine, owner, name)
    if isinstance(in_class, Descriptor) and in_class.kind == "property":
        return machine.call(in_class.function, [owner], {}, node)
    if isinstance(in_class, Unknown):
        return machine.unknown(node, in_class.why, in_class, owner)
    value = obj.slots.get(name, UNBOUND)
    if value is not UNBOUND:
        _note(machine, obj, name, value)
        return value
    if name == "__dict__":
        return Method(owner, "__dict__")
    if in_class is not None:
        return bound(machine, in_class, owner)
    if name == "_fields" and "$tuple" in obj.slots:
        return obj.slots["$tuple"]
    if "$tuple" in obj.slots or name.startswith("__"):
        return Method(owner, name)
    fallback = find_in_class(machine, owner, "__getattr__")
    if fallback is not None and not isinstance(fallback, Unknown):
        return machine.call(fallback, [owner, name], {}, node)
    if obj.slots.get("$open") or fallback is not None or find_in_class(machine, owner, "__getattribute__") is not None:
        machine.may_raise("AttributeError")
        return machine.unknown(node, tr("it is an unknown attribute"), owner)
    raise Raised("AttributeError", getattr(node, "lineno", machine.line))


def _note(machine: Machine, obj: Obj, name: str, value: Value) -> None:
    """Say that an argument of the command line has its default."""
    if obj.slots.get("$arguments") and not isinstance(value, Unknown):
        machine.arguments[name] = value


def _of_class(machine: Machine, owner: Ref, name: str, node: Node) -> Value:
    if name in ("__name__", "__qualname__"):
        return machine.get(owner).slots["$name"]
    value = in_order(machine, owner, name)
    if value is None:
        slots = machine.get(owner).slots
        if name == "_fields" and "$tuple" in slots:
            return slots["$tuple"]
        if name.startswith("__") or name in ("mro", "register") or "$tuple" in slots:
            return Method(owner, name)
        special = machine.get(owner).slots.get("$special")
        if special is not None:
            return layer_attributes.of_class(machine, special, name, node, owner)
        if machine.get(owner).slots.get("$open"):
            machine.may_raise("AttributeError")
            return machine.unknown(node, tr("it is an unknown attribute"), owner)
        raise Raised("AttributeError", getattr(node, "lineno", machine.line))
    if isinstance(value, Descriptor):
        if value.kind == "class":
            return Bound(owner, value.function)
        return value.function if value.kind == "static" else value
    return value


def _of_parent(machine: Machine, owner: Parent, name: str, node: Node) -> Value:
    """`super().name`."""
    cls = owner.owner
    if machine.kind(cls) in ("instance", "layer"):
        cls = machine.get(cls).slots.get("$class")
    if not isinstance(cls, Ref) or machine.kind(cls) != "class":
        return machine.unknown(node, tr("its class is unknown"), owner.owner)
    value = in_order(machine, cls, name, behind=owner.home)
    if isinstance(value, Unknown):
        return value
    if value is None:
        return layer_attributes.of_base(machine, owner, cls, name, node)
    if isinstance(value, Descriptor) and value.kind == "property":
        return machine.call(value.function, [owner.owner], {}, node)
    if name == "__new__":
        return value
    return bound(machine, value, owner.owner, cls)


def set_attribute(machine: Machine, owner: Value, name: str, value: Value, node: Node) -> None:
    """Set an attribute of a value."""
    machine.pay(1)
    if isinstance(owner, Ref):
        obj = machine.get(owner)
        if obj.kind == "vague":
            write_unknown(machine, Unknown(obj.meta.origin, frozenset({owner.number})), value)
        elif obj.kind in ("layer", "parameter"):
            layer_assignment.set_on_layer(machine, owner, obj, name, value, node)
        elif obj.kind == "instance":
            _set_on_instance(machine, owner, obj, name, value, node)
        elif obj.kind == "class":
            from paramcalc.readers.python.classes import set_on_class

            set_on_class(machine, owner, name, value)
        else:
            if name.startswith("__"):
                raise SourceError(
                    tr("paramcalc does not follow a change of {name} of a function", name=name), line=machine.line
                )
            machine.edit(owner).slots[name] = value
    elif isinstance(owner, Unknown):
        write_unknown(machine, owner, value)
    elif isinstance(owner, (Library, FrameworkClass, LayerClass, Builtin)):
        machine.escape(machine.origin(node, tr("it is put into a module")), value)
        root = owner.path.partition(".")[0] if isinstance(owner, Library) else ""
        is_setting = isinstance(owner, Library) and owner.path.endswith(".instance")
        if root not in UNFOLLOWED and not is_setting and not getattr(owner, "path", "").startswith("torch.backends"):
            raise SourceError(
                tr("paramcalc does not follow a change of {name} of a module", name=name), line=machine.line
            )
    elif isinstance(owner, Array):
        raise SourceError(tr("paramcalc does not follow a change of {name} of an array", name=name), line=machine.line)
    elif isinstance(owner, Parent):
        set_attribute(machine, owner.owner, name, value, node)
    else:
        machine.escape(machine.origin(node, tr("paramcalc does not follow where it is put")), value)


def write_unknown(machine: Machine, owner: Unknown, value: Value) -> None:
    """Something written into what is not known: it may be written into any object that this may be."""
    machine.may_raise()
    machine.escape(owner.origin, owner, value)


def _set_on_instance(machine: Machine, owner: Ref, obj: Obj, name: str, value: Value, node: Node) -> None:
    in_class = find_in_class(machine, owner, name)
    own = find_in_class(machine, owner, "__setattr__")
    if own is not None and not isinstance(own, Unknown):
        machine.call(own, [owner, name, value], {}, node)
        return
    if isinstance(in_class, Unknown) or isinstance(own, Unknown):
        write_unknown(
            machine, Unknown(machine.origin(node, tr("its class is unknown")), frozenset({owner.number})), value
        )
        return
    if isinstance(in_class, Descriptor) and in_class.kind == "property":
        if in_class.setter is None:
            raise Raised("AttributeError", machine.line)
        machine.call(in_class.setter, [owner, value], {}, node)
        return
    if name == "__class__":
        machine.edit(owner).slots["$class"] = (
            value if machine.kind(value) == "class" else machine.unknown(node, tr("it is set"), value)
        )
        return
    if obj.slots.get("$frozen"):
        raise Raised("FrozenInstanceError", machine.line)
    machine.edit(owner).slots[name] = value
    if isinstance(value, Ref):
        from paramcalc.readers.python.assignments import label

        label(machine, value, name)


def delete_attribute(machine: Machine, owner: Value, name: str, node: Node) -> None:
    """Delete an attribute of a value."""
    kind = machine.kind(owner)
    if kind in ("layer", "parameter"):
        layer_assignment.delete_on_layer(machine, owner, name, node)
    elif kind in ("instance", "class", "function"):
        if machine.get(owner).slots.get(name, UNBOUND) is UNBOUND:
            raise Raised("AttributeError", machine.line)
        del machine.edit(owner).slots[name]
    else:
        machine.escape(machine.origin(node, tr("something unknown is deleted")), owner)
