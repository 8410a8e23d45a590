"""Assigning: to a name, to several, to an attribute, to an entry; and deleting."""

from __future__ import annotations

import ast
from typing import NamedTuple

from paramcalc.classes.base import Unknown as Origin
from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import UNBOUND, Ref, Tensor, Unknown, Value


class Place(NamedTuple):
    """A target whose parts were evaluated once, as an augmented assignment does."""

    node: ast.expr
    owner: Value = None
    key: Value = None


def home_of(machine: Machine, name: str, scope: Ref) -> Ref:
    """The scope in which a name is assigned."""
    meta = machine.get(scope).meta
    if name in meta.globals:
        return machine.globals
    if name in meta.nonlocals:
        inner = meta.parent
        while inner is not None:
            obj = machine.get(inner)
            if obj.meta.kind == "function" and name in obj.meta.names:
                return Ref(inner.number)
            inner = obj.meta.parent
    return scope


def bind(machine: Machine, name: str, value: Value, scope: Ref) -> None:
    """Bind a name. A model is labelled with the first one."""
    home = home_of(machine, name, scope)
    machine.edit(home).slots[name] = value
    if isinstance(value, Ref):
        label(machine, value, name)
        if name == "model" and home == machine.globals and machine.kind(value) == "layer":
            machine.bound_models.append((value.number, machine.line))


def label(machine: Machine, value: Ref, name: str) -> None:
    """Label a model with the first variable or attribute that it is assigned to."""
    obj = machine.get(value)
    if obj.kind == "layer" and obj.meta.role != "layer":
        machine.labels.setdefault(value.number, name)


def assign(machine: Machine, target: ast.expr, value: Value, scope: Ref, source: ast.expr | None = None) -> None:
    """Assign to a target, as it is written."""
    match target:
        case ast.Name():
            bind(machine, target.id, named(machine, target, value, source), scope)
        case ast.Tuple() | ast.List():
            for part, item in zip(target.elts, unpacked(machine, target, value, source), strict=True):
                assign(machine, part.value if isinstance(part, ast.Starred) else part, item, scope, source)
        case ast.Starred():
            assign(machine, target.value, value, scope, source)
        case _:
            store(machine, place(machine, target, scope), value, scope)


def named(machine: Machine, target: ast.Name, value: Value, source: ast.expr | None) -> Value:
    """An unknown value is called by the name that it is assigned to, unless that could not be set."""
    if not isinstance(value, Unknown) or source is None:
        return value
    if target.id in machine.turned or (value.refs and value.origin.is_fact):
        return Unknown(value.origin, value.refs)
    return Unknown(
        Origin(target.id, target.lineno, tr("it is {source}", source=machine.text(source))), value.refs, value.is_plain
    )


def _setting(machine: Machine, target: ast.expr) -> str | None:
    is_settable = isinstance(target, ast.Name) and target.id not in machine.turned
    return None if is_settable else ""


def place(machine: Machine, target: ast.expr, scope: Ref) -> Place:
    """Evaluate the parts of a target."""
    match target:
        case ast.Attribute():
            return Place(target, machine.evaluate(target.value, scope))
        case ast.Subscript():
            owner = machine.evaluate(target.value, scope)
            return Place(target, owner, machine.evaluate(target.slice, scope))
    return Place(target)


def load(machine: Machine, target: Place, node: ast.expr, scope: Ref) -> Value:
    """The value of a place."""
    match target.node:
        case ast.Attribute(attr=name):
            return machine.get_attribute(target.owner, name, node)
        case ast.Subscript():
            return machine.get_item(target.owner, target.key, node)
    written = ast.copy_location(ast.Name(node.id, ast.Load()), node) if isinstance(node, ast.Name) else node
    return machine.evaluate(written, scope)


def store(machine: Machine, target: Place, value: Value, scope: Ref) -> None:
    """Assign to a place."""
    match target.node:
        case ast.Attribute(attr=name):
            machine.set_attribute(target.owner, name, value, target.node)
        case ast.Subscript():
            machine.set_item(target.owner, target.key, value, target.node)
        case ast.Name():
            bind(machine, target.node.id, value, scope)


def delete(machine: Machine, target: ast.expr, scope: Ref) -> None:
    """`del`: a name, an attribute, an entry."""
    match target:
        case ast.Name():
            home = home_of(machine, target.id, scope)
            if machine.get(home).slots.get(target.id, UNBOUND) is UNBOUND:
                raise Raised("NameError", target.lineno)
            machine.edit(home).slots[target.id] = UNBOUND
        case ast.Attribute():
            machine.delete_attribute(machine.evaluate(target.value, scope), target.attr, target)
        case ast.Subscript():
            owner = machine.evaluate(target.value, scope)
            machine.delete_item(owner, machine.evaluate(target.slice, scope), target)
        case ast.Tuple() | ast.List():
            for part in target.elts:
                delete(machine, part, scope)


def unpacked(machine: Machine, target: ast.Tuple | ast.List, value: Value, source: ast.expr | None) -> list[Value]:
    """The values for several targets, one of which may be starred."""
    targets = target.elts
    star = next((number for number, part in enumerate(targets) if isinstance(part, ast.Starred)), None)
    if isinstance(value, Tensor):
        count = max(machine.outputs_of(value), len(targets) if star is None else len(targets) - 1)
        items: list[Value] | Unknown = [Tensor(value.call, number) for number in range(count)]
    else:
        items = machine.drain(value, source)
    if isinstance(items, Unknown):
        machine.may_raise("ValueError")
        text = machine.text(source)
        why = tr("it is part of {text}", text=text) if text else items.why
        return [
            Unknown(Origin(machine.text(part), part.lineno, why, _setting(machine, part)), items.refs)
            for part in targets
        ]
    behind = 0 if star is None else len(targets) - star - 1
    if (star is None and len(items) != len(targets)) or len(items) < len(targets) - 1:
        raise Raised("ValueError", target.lineno)
    if star is None:
        return items
    middle = machine.new(Obj("list", items=items[star : len(items) - behind]))
    return [*items[:star], middle, *items[len(items) - behind :]]
