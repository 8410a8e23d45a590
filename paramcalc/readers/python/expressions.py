"""Expressions, one function for each kind."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from paramcalc.classes.keras.operations import Slice
from paramcalc.phrases import tr
from paramcalc.readers.python import assignments
from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.comprehensions import _comprehension, _generator, _yield, _yield_from
from paramcalc.readers.python.containers import snapshot
from paramcalc.readers.python.displays import _dict, _formatted, _list, _set, _text, _tuple
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.model_choice import note_summary
from paramcalc.readers.python.operators import binary, unary
from paramcalc.readers.python.origins import SETTABLE, condition
from paramcalc.readers.python.paths import Pending, Raised
from paramcalc.readers.python.scope_lookup import look_up
from paramcalc.readers.python.settings import given_value
from paramcalc.readers.python.store import Obj, join, join_values
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import UNBOUND, Arguments, Builtin, Function, Keywords, Ref, Unknown, Value


def evaluate(machine: Machine, node: ast.expr, scope: Ref) -> Value:
    """The value of an expression. Raises a Jump where it cannot be worked out to its end."""
    machine.pay(1)
    if machine.given and isinstance(node, SETTABLE):
        value = given_value(machine, node)
        if value is not UNBOUND:
            return value
    work = EXPRESSIONS.get(type(node))
    if work is None:
        return _not_followed(machine, node, scope)
    return work(machine, node, scope)


def _not_followed(machine: Machine, node: ast.expr, scope: Ref) -> Unknown:
    values = [evaluate(machine, value, scope) for value in ast.iter_child_nodes(node) if isinstance(value, ast.expr)]
    machine.escape(machine.origin(node, tr("paramcalc does not follow it")), *values)
    machine.may_raise()
    return machine.unknown(node, tr("paramcalc does not follow it"), *values)


def _constant(machine: Machine, node: ast.Constant, scope: Ref) -> Value:
    return node.value


def _name(machine: Machine, node: ast.Name, scope: Ref) -> Value:
    value = look_up(machine, node.id, scope)
    if value is UNBOUND:
        if scope_is_unsure(machine):
            machine.may_raise("NameError")
            return machine.unknown(node, tr("it is not assigned before"))
        machine.may_raise("NameError")
        return machine.unknown(node, tr("it is not assigned before"))
    if isinstance(value, Unknown):
        machine.may_raise("NameError")
    return value


def scope_is_unsure(machine: Machine) -> bool:
    """Whether names may come from a star import."""
    return bool(machine.stars)


def _attribute(machine: Machine, node: ast.Attribute, scope: Ref) -> Value:
    return machine.get_attribute(evaluate(machine, node.value, scope), node.attr, node)


def _subscript(machine: Machine, node: ast.Subscript, scope: Ref) -> Value:
    owner = evaluate(machine, node.value, scope)
    return machine.get_item(owner, evaluate(machine, node.slice, scope), node)


def _slice(machine: Machine, node: ast.Slice, scope: Ref) -> Value:
    ends = [None if value is None else evaluate(machine, value, scope) for value in (node.lower, node.upper, node.step)]
    return Slice(*ends)


def _call(machine: Machine, node: ast.Call, scope: Ref) -> Value:
    if (
        isinstance(node.func, ast.Name)
        and node.func.id in SCOPED
        and look_up(machine, node.func.id, scope) == Builtin(node.func.id)
    ):
        from paramcalc.readers.python.scoped import SCOPED_CALLS

        given = [evaluate(machine, argument, scope) for argument in node.args]
        return SCOPED_CALLS[node.func.id](machine, node, given, scope)
    function = evaluate(machine, node.func, scope)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "summary":
        note_summary(machine, function)
    given, named, unsure = arguments(machine, node, scope)
    machine.line = node.lineno
    if unsure is not None:
        return _unsure_call(machine, node, function, given, named, unsure)
    return machine.call(function, given, named, node)


SCOPED = {"super", "locals", "globals", "vars", "exec", "eval", "dir"}
"""Functions of Python that read the scope in which they are called."""


def _unsure_call(
    machine: Machine, node: ast.Call, function: Value, arguments: Arguments, keywords: Keywords, unsure: Unknown
) -> Value:
    """A call with `*` or `**` of something unknown: any arguments may be given."""
    from paramcalc.readers.python.values import LayerClass

    if isinstance(function, LayerClass):
        return machine.parts.make_layer(machine, function, arguments, keywords, node, unsure)
    origin = machine.origin(node, tr("its arguments are unknown"))
    machine.escape(origin, function, *arguments, *keywords.values(), unsure)
    machine.may_raise()
    return machine.unknown(node, tr("its arguments are unknown"), unsure)


def arguments(machine: Machine, node: ast.Call, scope: Ref) -> tuple[list[Value], dict[str, Value], Unknown | None]:
    """The arguments of a call; and what is unknown among those that a star spreads."""
    given: list[Value] = []
    named: dict[str, Value] = {}
    unsure: Unknown | None = None
    for argument in node.args:
        value = evaluate(machine, argument.value if isinstance(argument, ast.Starred) else argument, scope)
        if not isinstance(argument, ast.Starred):
            given.append(value)
            continue
        items = machine.drain(value, argument.value)
        if isinstance(items, Unknown):
            unsure = items
        else:
            given += items
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        value = value if keyword.arg is not None else snapshot(machine, value)
        if keyword.arg is not None:
            if keyword.arg in named:
                raise Raised("TypeError", node.lineno)
            named[keyword.arg] = value
        elif machine.kind(value) == "dict" and all(isinstance(key, str) for key in machine.get(value).map or {}):
            entries = machine.get(value).map or {}
            if entries.keys() & named.keys():
                raise Raised("TypeError", node.lineno)
            named.update(entries)
        else:
            unsure = machine.unknown(keyword.value, tr("its entries are unknown"), value)
            unsure = Unknown(replace(unsure.origin, example="{'units': N}"), unsure.refs)
    return given, named, unsure


def _binary(machine: Machine, node: ast.BinOp, scope: Ref) -> Value:
    left = evaluate(machine, node.left, scope)
    return binary(machine, node, left, node.op, evaluate(machine, node.right, scope))


def _unary(machine: Machine, node: ast.UnaryOp, scope: Ref) -> Value:
    return unary(machine, node, evaluate(machine, node.operand, scope))


def _boolean(machine: Machine, node: ast.BoolOp, scope: Ref) -> Value:
    """`and`, `or`: what stands behind something unknown is evaluated in some runs."""
    wanted = isinstance(node.op, ast.Or)

    def follow(place: int) -> Value:
        value = evaluate(machine, node.values[place], scope)
        if place == len(node.values) - 1:
            return value
        holds = truth(machine, value)
        if holds is not None:
            return value if holds == wanted else follow(place + 1)
        origin = condition(machine, node.values[place], value)
        ended = [Pending(machine.store, value, origin)]
        machine.store = machine.store.fork()
        machine.branches += 1
        try:
            rest = machine.path(lambda: follow(place + 1), origin)
        finally:
            machine.branches -= 1
        if rest is None:
            machine.store = ended[0].store
            return value
        joined = join(ended[0].store, rest.store, origin)
        result = join_values(value, rest.value, origin, ended[0].store, rest.store)
        machine.store = joined
        return result

    return follow(0)


def _compare(machine: Machine, node: ast.Compare, scope: Ref) -> Value:
    def follow(left: Value, place: int) -> Value:
        right = evaluate(machine, node.comparators[place], scope)
        result = compare(machine, node, left, node.ops[place], right)
        if place == len(node.ops) - 1:
            return result
        holds = truth(machine, result)
        if holds is None:
            # What stands behind is evaluated in some runs.
            machine.both(condition(machine, node, result), [lambda: follow(right, place + 1), lambda: None])
            return machine.unknown(node, "", result)
        return follow(right, place + 1) if holds else result

    return follow(evaluate(machine, node.left, scope), 0)


def _choice(machine: Machine, node: ast.IfExp, scope: Ref) -> Value:
    value = evaluate(machine, node.test, scope)
    holds = truth(machine, value)
    if holds is not None:
        return evaluate(machine, node.body if holds else node.orelse, scope)
    paths = [lambda: evaluate(machine, node.body, scope), lambda: evaluate(machine, node.orelse, scope)]
    return machine.both(condition(machine, node.test, value), paths)


def _lambda(machine: Machine, node: ast.Lambda, scope: Ref) -> Value:
    return make_function(machine, node, scope)


def make_function(machine: Machine, node: Any, scope: Ref) -> Ref:
    """A function, its defaults worked out where it is made."""
    defaults = tuple(evaluate(machine, default, scope) for default in node.args.defaults)
    keyword_defaults = {
        parameter.arg: evaluate(machine, default, scope)
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    }
    home = machine.get(scope).slots.get("$home") if machine.get(scope).meta.kind == "class" else None
    return machine.new(Obj("function", Function(node, scope, defaults, keyword_defaults, home)))


def _walrus(machine: Machine, node: ast.NamedExpr, scope: Ref) -> Value:
    value = evaluate(machine, node.value, scope)
    home = scope
    while machine.get(home).slots.get("$comprehension"):
        home = machine.get(home).meta.parent
    assignments.assign(machine, node.target, value, home, node.value)
    return value


def _starred(machine: Machine, node: ast.Starred, scope: Ref) -> Value:
    return evaluate(machine, node.value, scope)


def _await(machine: Machine, node: ast.Await, scope: Ref) -> Value:
    return machine.unknown(node, tr("paramcalc does not follow it"), evaluate(machine, node.value, scope))


EXPRESSIONS: dict[type[ast.expr], Callable[[Machine, Any, Ref], Value]] = {
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _generator,
    ast.IfExp: _choice,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
    ast.List: _list,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _set,
    ast.SetComp: _comprehension,
    ast.Slice: _slice,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
