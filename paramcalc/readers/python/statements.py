"""Statements, one function for each kind; those that choose between paths are in `flow` and `tries`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from paramcalc.phrases import tr
from paramcalc.readers.python import assignments, flow, imports, loops, tries
from paramcalc.readers.python.classes import define_class
from paramcalc.readers.python.expressions import evaluate, make_function
from paramcalc.readers.python.functions import call
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import in_place
from paramcalc.readers.python.origins import condition
from paramcalc.readers.python.paths import Break, Continue, Raised, Return
from paramcalc.readers.python.scope_lookup import look_up
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Builtin, Library, Partial, Ref, Unknown, Value, words


def run_block(machine: Machine, statements: Iterable[ast.stmt], scope: Ref) -> None:
    """Follow statements one after another. Raises a Jump where the block ends early."""
    for statement in statements:
        run_statement(machine, statement, scope)


def run_statement(machine: Machine, node: ast.stmt, scope: Ref) -> None:
    """Follow one statement."""
    machine.pay(1)
    machine.line = node.lineno
    follow = STATEMENTS.get(type(node))
    if follow is None:
        _not_followed(machine, node, scope)
    else:
        follow(machine, node, scope)


def _not_followed(machine: Machine, node: ast.stmt, scope: Ref) -> None:
    """A statement that is not followed may change whatever it can name."""
    origin = machine.origin(node, tr("paramcalc does not follow this statement"))
    flow.forget(machine, scope, origin)


def _expression(machine: Machine, node: ast.Expr, scope: Ref) -> None:
    if not isinstance(node.value, ast.Constant):
        evaluate(machine, node.value, scope)


def _assign(machine: Machine, node: ast.Assign, scope: Ref) -> None:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        assignments.assign(machine, target, value, scope, node.value)


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Ref) -> None:
    if node.value is not None:
        value = evaluate(machine, node.value, scope)
        assignments.assign(machine, node.target, value, scope, node.value)
    obj = machine.get(scope)
    if obj.meta.kind == "class" and isinstance(node.target, ast.Name):
        text = machine.text(node.annotation)
        if "ClassVar" in text:
            return
        if "InitVar" in text or "KW_ONLY" in text:
            machine.edit(scope).slots["$odd_fields"] = True
        fields = obj.slots.get("$fields", ())
        if isinstance(fields, tuple) and node.target.id not in fields:
            machine.edit(scope).slots["$fields"] = (*fields, node.target.id)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Ref) -> None:
    target = assignments.place(machine, node.target, scope)
    before = assignments.load(machine, target, node.target, scope)
    value = in_place(machine, node, before, node.op, evaluate(machine, node.value, scope))
    assignments.store(machine, target, value, scope)


def _return(machine: Machine, node: ast.Return, scope: Ref) -> None:
    raise Return(None if node.value is None else evaluate(machine, node.value, scope))


def _raise(machine: Machine, node: ast.Raise, scope: Ref) -> None:
    if node.exc is None:
        raise Raised("", node.lineno)
    value = evaluate(machine, node.exc, scope)
    name = value.name if isinstance(value, Builtin) else tries.exception_name(machine, value)
    raise Raised(name, node.lineno, value)


def _assert(machine: Machine, node: ast.Assert, scope: Ref) -> None:
    value = evaluate(machine, node.test, scope)
    holds = truth(machine, value)
    if holds is True:
        return

    def fail() -> None:
        if node.msg is not None:
            evaluate(machine, node.msg, scope)
        raise Raised("AssertionError", node.lineno)

    if holds is False:
        fail()
    machine.both(condition(machine, node.test, value), [lambda: None, fail])


def _delete(machine: Machine, node: ast.Delete, scope: Ref) -> None:
    for target in node.targets:
        assignments.delete(machine, target, scope)


def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Ref) -> None:
    value: Value = make_function(machine, node, scope)
    decorators = [evaluate(machine, decorator, scope) for decorator in node.decorator_list]
    for decorator, written in zip(reversed(decorators), reversed(node.decorator_list), strict=True):
        value = call(machine, decorator, [value], {}, written)
    assignments.bind(machine, node.name, value, scope)


def _class(machine: Machine, node: ast.ClassDef, scope: Ref) -> None:
    decorators = [evaluate(machine, decorator, scope) for decorator in node.decorator_list]
    value = define_class(machine, node, scope)
    for decorator, written in zip(reversed(decorators), reversed(node.decorator_list), strict=True):
        value = call(machine, decorator, [value], {}, written)
    assignments.bind(machine, node.name, value, scope)


def _with(machine: Machine, node: ast.With | ast.AsyncWith, scope: Ref) -> None:
    for item in node.items:
        manager = evaluate(machine, item.context_expr, scope)
        if machine.kind(manager) in ("instance", "vague"):
            # The exit method may swallow exceptions and change anything that it reaches.
            flow.with_own_manager(machine, node, manager, scope)
            return
        value = _entered(machine, manager, item.context_expr)
        if item.optional_vars is not None:
            assignments.assign(machine, item.optional_vars, value, scope, item.context_expr)
    if any(_may_swallow(machine, item.context_expr, scope) for item in node.items):
        flow.with_swallowing(machine, node, scope)
    else:
        run_block(machine, node.body, scope)


def _may_swallow(machine: Machine, node: ast.expr, scope: Ref) -> bool:
    """Whether a context manager may swallow exceptions: `contextlib.suppress`, or one of an unknown library."""
    function = node.func if isinstance(node, ast.Call) else node
    root = function
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name):
        return True
    owner = look_up(machine, root.id, scope)
    if owner == Builtin("open"):
        return False
    last = function.attr if isinstance(function, ast.Attribute) else root.id
    return not isinstance(owner, Library) or last in SWALLOWING


SWALLOWING = words("suppress raises assertRaises ExitStack AsyncExitStack contextmanager")
"""Context managers of known libraries that may swallow an exception."""


def _entered(machine: Machine, manager: Value, node: ast.expr) -> Value:
    if isinstance(manager, Partial) and manager.function == Library("contextlib.nullcontext"):
        return manager.given[0]
    if isinstance(manager, Library):
        return manager
    if isinstance(manager, Unknown):
        machine.escape(manager.origin, manager)
        machine.may_raise()
    return machine.unknown(node, tr("it comes from a context manager"), manager)


def _declared(machine: Machine, node: ast.Global | ast.Nonlocal, scope: Ref) -> None:
    """Names that are assigned outside the function; `scopes` has worked them out."""


def _break(machine: Machine, node: ast.Break, scope: Ref) -> None:
    raise Break


def _continue(machine: Machine, node: ast.Continue, scope: Ref) -> None:
    raise Continue


STATEMENTS: dict[type[ast.stmt], Callable[[Machine, Any, Ref], None]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFunctionDef: _function,
    ast.AugAssign: _augmented,
    ast.Break: _break,
    ast.ClassDef: _class,
    ast.Continue: _continue,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: loops.run_for,
    ast.FunctionDef: _function,
    ast.Global: _declared,
    ast.If: flow.run_if,
    ast.Import: imports.run_import,
    ast.ImportFrom: imports.run_import_from,
    ast.Match: flow.run_match,
    ast.Nonlocal: _declared,
    ast.Pass: _declared,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: tries.run_try,
    ast.While: loops.run_while,
    ast.With: _with,
}
