"""Functions of Python that ask for attributes and classes: `getattr`, `isinstance`, `property` and the like."""

from __future__ import annotations

from paramcalc.phrases import tr
from paramcalc.readers.python import isinstances, tries
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Arguments, Descriptor, Keywords, Node, Value


def _getattr(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    owner, name = arguments[:2]
    if not isinstance(name, str):
        machine.may_raise("AttributeError")
        return machine.unknown(node, tr("the name of the attribute is unknown"), *arguments)
    if len(arguments) < 3:
        return machine.get_attribute(owner, name, node)
    if isinstance(isinstances.class_attribute(machine, owner, name), Descriptor):
        return tries.attempt(machine, lambda: machine.get_attribute(owner, name, node), "AttributeError", arguments[2])
    there = isinstances.has_attribute(machine, owner, name, node)
    if there is None:
        return machine.unknown(
            node, tr("paramcalc cannot tell whether it exists"), machine.get_attribute(owner, name, node), arguments[2]
        )
    return machine.get_attribute(owner, name, node) if there else arguments[2]


def _setattr(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    owner, name, value = arguments
    if isinstance(name, str):
        machine.set_attribute(owner, name, value, node)
    else:
        machine.escape(machine.origin(node, tr("the name of the attribute is unknown")), owner, value)
    return None


def _delattr(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    owner, name = arguments
    if isinstance(name, str):
        machine.delete_attribute(owner, name, node)
    else:
        machine.escape(machine.origin(node, tr("the name of the attribute is unknown")), owner)
    return None


def _hasattr(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[1], str):
        return machine.unknown(node, tr("it depends on something unknown"), *arguments)
    owner, name = arguments
    if isinstance(isinstances.class_attribute(machine, owner, name), Descriptor):

        def ask() -> bool:
            machine.get_attribute(owner, name, node)
            return True

        return tries.attempt(machine, ask, "AttributeError", False)
    there = isinstances.has_attribute(machine, owner, name, node)
    return machine.unknown(node, tr("paramcalc cannot tell whether it exists"), owner) if there is None else there


def _isinstance(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    holds = isinstances.is_instance(machine, *arguments[:2]) if len(arguments) == 2 else None
    return machine.unknown(node, tr("its class is unknown"), arguments[0]) if holds is None else holds


def _issubclass(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    holds = isinstances.is_subclass(machine, *arguments[:2]) if len(arguments) == 2 else None
    return machine.unknown(node, tr("its class is unknown"), arguments[0]) if holds is None else holds


def _type(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    cls = isinstances.type_of(machine, arguments[0]) if len(arguments) == 1 else None
    if cls is None:
        if len(arguments) > 1:
            machine.escape(machine.origin(node, tr("paramcalc does not follow a class made by type()")), *arguments)
        return machine.unknown(node, tr("its class is unknown"), *arguments)
    return cls


def _property(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    setter = arguments[1] if len(arguments) > 1 else keywords.get("fset")
    return Descriptor("property", arguments[0] if arguments else keywords.get("fget"), setter)


def _static(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return Descriptor("static", arguments[0])


def _class(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return Descriptor("class", arguments[0])
