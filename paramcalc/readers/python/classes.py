"""Classes of the source: how they are defined, their order of resolution, and their objects."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from paramcalc.phrases import tr
from paramcalc.readers.python import framework_objects, frameworks
from paramcalc.readers.python.comparisons import is_equal
from paramcalc.readers.python.defined import defined_class
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.record_classes import fill_fields
from paramcalc.readers.python.scopes import HARMLESS, scope_names
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    UNBOUND,
    Arguments,
    Builtin,
    Descriptor,
    FrameworkClass,
    Keywords,
    LayerClass,
    Library,
    Node,
    Ref,
    ScopeMeta,
    Unknown,
    Value,
    words,
)

META = (Library("abc.ABCMeta"), Library("enum.EnumMeta"), Builtin("type"))
"""Metaclasses that change nothing of a class."""

OVERRIDDEN = words(
    "__call__ __delattr__ __getattr__ __getattribute__ _flatten_layers add add_module "
    "build_from_config children count_params get_layer layers modules named_children "
    "named_modules named_parameters non_trainable_weights parameters pop register_module "
    "register_parameter requires_grad_ trainable trainable_variables trainable_weights variables "
    "weights"
)
"""What a class derived from one of a framework must leave as it is to be followed."""

PLAIN_BASES = {"abc.ABC", "typing.Generic", "typing.Protocol", "typing.Generic[]"}

ENUMS = {"enum.Enum"}

ENUM_HOOKS = words("__init__ __new__ _generate_next_value_ _missing_ _ignore_")
"""What changes how the members of an Enum are made."""

HOOKS = words("__del__ __delete__ __get__ __mro_entries__ __prepare__ __set__ __set_name__ __slots__ __subclasshook__")
"""What Python calls or reads where the source has no call: a class that has one of these is not followed."""

EXCEPTIONS = ("Error", "Exception", "Exit", "Interrupt", "Warning")


def define_class(machine: Machine, node: ast.ClassDef, scope: Ref) -> Value:
    """A class of the source; for a layer class that a user defined the definition holds."""
    bases = [machine.evaluate(base, scope) for base in node.bases]
    own = defined_class(node.name)
    if own is not None and any(_is_of_framework(machine, base) for base in bases):
        return own
    keywords = {keyword.arg: machine.evaluate(keyword.value, scope) for keyword in node.keywords}
    mangle(node)
    cls = machine.new(Obj("class", node))
    names = scope_names(node)
    meta = ScopeMeta("class", scope, names.own, names.globals, names.nonlocals)
    body = machine.new(Obj("scope", meta, slots={"$home": cls}))
    machine.run_block(node.body, body)
    slots = {
        name: value
        for name, value in machine.get(body).slots.items()
        if value is not UNBOUND and (not name.startswith("$") or name in ("$fields", "$odd_fields"))
    }
    slots["$name"] = node.name
    machine.edit(cls).slots.update(slots)
    finish_class(machine, cls, bases)
    outside = [base for base in bases if isinstance(base, Unknown) or machine.kind(base) == "vague"]
    is_odd_enum = any(isinstance(base, Library) and base.path.startswith("enum.") for base in bases) and (
        not any(isinstance(base, Library) and base.path in ENUMS for base in bases) or bool(ENUM_HOOKS & slots.keys())
    )
    is_hooked = bool(HOOKS & slots.keys()) or is_odd_enum
    if outside or is_hooked or keywords.keys() - {"metaclass"} or keywords.get("metaclass", META[0]) not in META:
        # Their class may change it as it is made.
        origin = machine.origin(None, tr("the class is made by code that is not in the source"), node.name)
        machine.escape(origin, cls, *outside, *keywords.values())
        return Unknown(origin, frozenset({cls.number}))
    for base in bases:
        hook = in_order(machine, base, "__init_subclass__") if machine.kind(base) == "class" else None
        if hook is not None:
            machine.call(hook.function if isinstance(hook, Descriptor) else hook, [cls], {}, node)
    return cls


def _is_of_framework(machine: Machine, base: Value) -> bool:
    """Whether a class is a layer or a module of a framework, or may be one."""
    if machine.kind(base) == "class":
        return "$special" in machine.get(base).slots
    return isinstance(base, (FrameworkClass, LayerClass, Unknown))


def mangle(node: ast.ClassDef) -> None:
    """Rename what is private to a class, as Python does: `self.__x` to `self._C__x`."""
    if getattr(node, "_is_mangled", False):
        return
    node._is_mangled = True  # type: ignore[attr-defined]  # a mark of our own on the node
    prefix = f"_{node.name.lstrip('_')}"
    for inside in ast.walk(node):
        if inside is not node and isinstance(inside, ast.ClassDef):
            mangle(inside)
    for inside in ast.walk(node):
        for attribute in ("attr", "id", "arg", "name"):
            name = getattr(inside, attribute, None)
            if isinstance(name, str) and name.startswith("__") and not name.endswith("__") and inside is not node:
                setattr(inside, attribute, prefix + name)


def finish_class(machine: Machine, cls: Ref, bases: Sequence[Value]) -> None:
    """Work out what a class inherits."""
    edited = machine.edit(cls)
    own = [base for base in bases if machine.kind(base) == "class"]
    order = _linearized(machine, cls, own)
    edited.slots["$order"] = order
    special, is_open = _inherit(machine, edited, bases)
    if order == ():
        is_open = True
        edited.slots["$order"] = (cls,)
    if special is not None:
        edited.slots["$special"] = special
        is_open = is_open or bool(OVERRIDDEN & edited.slots.keys())
    if is_open or "$odd_fields" in edited.slots:
        edited.slots["$open"] = True
    if edited.slots.get("$enum"):
        _make_members(machine, cls)


def _inherit(machine: Machine, edited: Obj, bases: Sequence[Value]) -> tuple[Value, bool]:
    """The framework's class that a class is derived from, and whether anything about it is not known."""
    special: Value = None
    is_open = False
    for base in bases:
        match base:
            case FrameworkClass() | LayerClass():
                special = special or base
            case Ref() if machine.kind(base) == "class":
                obj = machine.get(base)
                special = special or obj.slots.get("$special")
                is_open = is_open or bool(obj.slots.get("$open"))
                for name in ("$tuple", "$frozen", "$dataclass"):
                    if name in obj.slots:
                        edited.slots.setdefault(name, obj.slots[name])
            case Builtin(name="object") | None:
                pass
            case Builtin() if base.name.endswith(EXCEPTIONS):
                edited.slots["$exception"] = True
            case Library() if base.path.partition("[")[0] in PLAIN_BASES:
                pass
            case Library(path="typing.NamedTuple"):
                edited.slots["$tuple"] = edited.slots.get("$fields", ())
            case Library() if ".callbacks." in base.path:
                is_open = edited.slots["$callback"] = True
            case Library() if base.path in ENUMS:
                edited.slots["$enum"] = True
            case _:
                is_open = True
    return special, is_open


def _linearized(machine: Machine, cls: Ref, bases: Sequence[Ref]) -> tuple[Ref, ...]:
    """The order of resolution, C3; empty where there is none."""
    lists = [list(machine.get(base).slots["$order"]) for base in bases] + [list(bases)]
    order = [cls]
    while any(lists):
        machine.pay(len(lists))
        for candidates in lists:
            if candidates and not any(candidates[0] in other[1:] for other in lists):
                head = candidates[0]
                break
        else:
            return ()
        order.append(head)
        lists = [[value for value in other if value != head] for other in lists]
    return tuple(order)


def _make_members(machine: Machine, cls: Ref) -> None:
    members: list[Ref] = []
    count = 0
    for name, value in list(machine.get(cls).slots.items()):
        if name.startswith(("_", "$")) or machine.kind(value) == "function" or not _is_member(value):
            continue
        if value == Library("enum.auto()"):
            value = count + 1
        count = value if isinstance(value, int) else count
        equal = [is_equal(machine, machine.get(member).slots["value"], value) for member in members]
        if None in equal:
            machine.edit(cls).slots["$open"] = True
        if True in equal:
            # Another name of the same member.
            machine.edit(cls).slots[name] = members[equal.index(True)]
            continue
        slots = {"$class": cls, "name": name, "value": value, "_value_": value}
        member = machine.new(Obj("instance", None, slots=slots))
        members.append(member)
        machine.edit(cls).slots[name] = member
    machine.edit(cls).slots["$members"] = tuple(members)


def _is_member(value: Value) -> bool:
    return not isinstance(value, Descriptor)


def set_on_class(machine: Machine, cls: Ref, name: str, value: Value) -> None:
    """Set a class attribute."""
    machine.edit(cls).slots[name] = value


def instantiate(machine: Machine, cls: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """An object of a class of the source."""
    obj = machine.get(cls)
    special = obj.slots.get("$special")
    own_new = in_order(machine, cls, "__new__")
    is_own = in_order(machine, cls, "__getattribute__") is not None
    if isinstance(special, Unknown) or obj.slots.get("$open") or own_new is not None or is_own:
        return _opaque(machine, cls, arguments, keywords, node)
    if special is not None:
        return framework_objects.instantiate(machine, cls, special, arguments, keywords, node)
    if obj.slots.get("$enum"):
        return _member(machine, cls, arguments, node)
    instance = machine.new(Obj("instance", None, slots={"$class": cls}))
    init = in_order(machine, cls, "__init__")
    if isinstance(init, Unknown):
        return _opaque(machine, cls, arguments, keywords, node)
    if init is not None:
        machine.call(init, [instance, *arguments], keywords, node)
    elif "$tuple" in obj.slots or obj.slots.get("$dataclass"):
        fill_fields(machine, cls, instance, arguments, keywords)
    elif (arguments or keywords) and not obj.slots.get("$exception"):
        raise Raised("TypeError", machine.line)
    return instance


def _opaque(machine: Machine, cls: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """An object of a class whose bases or metaclass are not known: outside code makes it."""
    name = machine.get(cls).slots.get("$name", tr("the class"))
    tensors = frameworks.tensors_in(machine, [*arguments, *keywords.values()])
    origin = machine.origin(node, tr("{name} is derived from an unknown class", name=name))
    machine.escape(origin, cls, *arguments, *keywords.values())
    machine.may_raise()
    if tensors:
        return frameworks.opaque_call(machine, Unknown(origin), tensors, node)
    obj = machine.get(cls)
    return Unknown(origin, is_plain=bool(obj.slots.get("$callback")) and _spares_model(obj.meta))


def _spares_model(node: ast.ClassDef) -> bool:
    """Whether a callback does nothing with `self.model` but what changes no model."""
    inside = list(ast.walk(node))
    of_model = [value for value in inside if isinstance(value, ast.Attribute) and value.attr == "model"]
    harmless = [
        value
        for value in inside
        if isinstance(value, ast.Attribute)
        and value.attr in (*HARMLESS, "stop_training", "optimizer")
        and isinstance(value.value, ast.Attribute)
        and value.value.attr == "model"
    ]
    odd = {"getattr", "setattr", "vars", "__dict__", "set_model"}
    names = {getattr(value, "id", getattr(value, "attr", getattr(value, "name", ""))) for value in inside}
    return len(of_model) == len(harmless) and not names & odd and len(node.bases) == 1


def _member(machine: Machine, cls: Ref, arguments: Arguments, node: Node) -> Value:
    for member in machine.get(cls).slots.get("$members", ()):
        equal = is_equal(machine, machine.get(member).slots["value"], arguments[0] if arguments else None)
        if equal is None:
            break
        if equal:
            return member
    machine.may_raise("ValueError")
    return machine.unknown(node, tr("its value is unknown"), cls, *arguments)
