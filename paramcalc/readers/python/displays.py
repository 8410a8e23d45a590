"""Tuples, lists, sets, dictionaries and f-strings as they are written down."""

from __future__ import annotations

import ast
import re

from paramcalc.phrases import tr
from paramcalc.readers.python.containers import make_set
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import LONGEST, compute
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import (
    Ref,
    Unknown,
    Value,
)

FORMAT = re.compile(r"[<>^]?0?\d{0,2}(\.\d{1,2})?[dfgs]?")
"""The formats of an f-string that are followed."""


def _tuple(machine: Machine, node: ast.Tuple, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else tuple(items)


def _list(machine: Machine, node: ast.List, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else machine.new(Obj("list", items=items))


def _elements(machine: Machine, nodes: list[ast.expr], scope: Ref) -> list[Value] | Unknown:
    values: list[Value] = []
    unsure: Unknown | None = None
    for node in nodes:
        value = machine.evaluate(node.value if isinstance(node, ast.Starred) else node, scope)
        if not isinstance(node, ast.Starred):
            values.append(value)
            continue
        items = machine.drain(value, node.value)
        if isinstance(items, Unknown):
            unsure = items
        else:
            values += items
    return values if unsure is None else machine.store.unknown(unsure.origin, unsure, *values)


def _set(machine: Machine, node: ast.Set, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else make_set(machine, items, node)


def _dict(machine: Machine, node: ast.Dict, scope: Ref) -> Value:
    dictionary = machine.new(Obj("dict", map={}))
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            update = machine.get_attribute(dictionary, "update", node)
            machine.call(update, [machine.evaluate(value, scope)], {}, node)
        else:
            name = machine.evaluate(key, scope)
            machine.set_item(dictionary, name, machine.evaluate(value, scope), node)
    return dictionary


def _text(machine: Machine, node: ast.JoinedStr, scope: Ref) -> Value:
    parts: list[str] = []
    unsure: Value = None
    size = 0
    for part in node.values:
        text = _text_part(machine, part, scope)
        if not isinstance(text, str):
            unsure = unsure or text
            continue
        size += len(text)
        machine.pay(len(text) // 50)
        if size > LONGEST:
            return machine.unknown(node, tr("it would be too large"))
        parts.append(text)
    return "".join(parts) if unsure is None else machine.unknown(node, tr("it is made of something unknown"), unsure)


def _text_part(machine: Machine, part: ast.expr, scope: Ref) -> Value:
    if not isinstance(part, ast.FormattedValue):
        return machine.evaluate(part, scope)
    value = machine.evaluate(part.value, scope)
    form = "" if part.format_spec is None else machine.evaluate(part.format_spec, scope)
    plain = isinstance(value, (str, int, float)) or value is None
    if not plain or not isinstance(form, str) or not FORMAT.fullmatch(form):
        machine.may_raise()
        if machine.kind(value) in ("instance", "vague") or isinstance(value, Unknown):
            machine.escape(machine.origin(part, tr("paramcalc does not follow its text")), value)
        return machine.unknown(part, tr("paramcalc does not follow its text"))
    convert = repr if part.conversion == ord("r") else str if part.conversion == ord("s") else None
    shown = compute(machine, part, convert, value) if convert else value
    return compute(machine, part, format, shown, form)


def _formatted(machine: Machine, node: ast.FormattedValue, scope: Ref) -> Value:
    return _text_part(machine, node, scope)
