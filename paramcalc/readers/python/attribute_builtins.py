"""Functions of Python that ask for attributes and classes: `getattr`, `isinstance`, `property` and the like."""

from __future__ import annotations

from paramcalc.readers.python import isinstances, tries
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Descriptor, Given, Named, Node, Value


def _getattr(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    owner, name = given[:2]
    if not isinstance(name, str):
        machine.may_raise("AttributeError")
        return machine.unknown(node, "which attribute it is is not known", *given)
    if len(given) < 3:
        return machine.get_attribute(owner, name, node)
    if isinstance(isinstances.class_attribute(machine, owner, name), Descriptor):
        return tries.attempt(machine, lambda: machine.get_attribute(owner, name, node), "AttributeError", given[2])
    there = isinstances.has_attribute(machine, owner, name, node)
    if there is None:
        return machine.unknown(
            node, "whether it is there is not known", machine.get_attribute(owner, name, node), given[2]
        )
    return machine.get_attribute(owner, name, node) if there else given[2]


def _setattr(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    owner, name, value = given
    if isinstance(name, str):
        machine.set_attribute(owner, name, value, node)
    else:
        machine.escape(machine.origin(node, "which attribute is set is not known"), owner, value)
    return None


def _delattr(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    owner, name = given
    if isinstance(name, str):
        machine.delete_attribute(owner, name, node)
    else:
        machine.escape(machine.origin(node, "which attribute is deleted is not known"), owner)
    return None


def _hasattr(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    if len(given) != 2 or not isinstance(given[1], str):
        return machine.unknown(node, "it depends on what is not known", *given)
    owner, name = given
    if isinstance(isinstances.class_attribute(machine, owner, name), Descriptor):

        def ask() -> bool:
            machine.get_attribute(owner, name, node)
            return True

        return tries.attempt(machine, ask, "AttributeError", False)
    there = isinstances.has_attribute(machine, owner, name, node)
    return machine.unknown(node, "whether it is there is not known", owner) if there is None else there


def _isinstance(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    known = isinstances.is_instance(machine, *given[:2]) if len(given) == 2 else None
    return machine.unknown(node, "its class is not known", given[0]) if known is None else known


def _issubclass(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    known = isinstances.is_subclass(machine, *given[:2]) if len(given) == 2 else None
    return machine.unknown(node, "its class is not known", given[0]) if known is None else known


def _type(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    found = isinstances.type_of(machine, given[0]) if len(given) == 1 else None
    if found is None:
        if len(given) > 1:
            machine.escape(machine.origin(node, "a class made by type() is not followed"), *given)
        return machine.unknown(node, "its class is not known", *given)
    return found


def _property(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    setter = given[1] if len(given) > 1 else named.get("fset")
    return Descriptor("property", given[0] if given else named.get("fget"), setter)


def _static(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return Descriptor("static", given[0])


def _class(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return Descriptor("class", given[0])
