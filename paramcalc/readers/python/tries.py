"""`try`: a handler goes on from every point of the body that may raise; `finally` is followed on every way out."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from functools import partial

from paramcalc.classes.base import Unknown as Origin
from paramcalc.phrases import tr
from paramcalc.readers.python import assignments
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.paths import Catcher, Dead, Jump, Pending, Raised
from paramcalc.readers.python.store import join
from paramcalc.readers.python.values import Builtin, Library, Ref, Unknown, Value

MOST_STATES = 4
"""States in which a body may raise that are followed one by one."""


def exception_name(machine: Machine, value: Value) -> str:
    """The name of an exception; empty where it is not known."""
    if machine.kind(value) == "exception":
        return str(machine.get(value).meta)
    return ""


def attempt(machine: Machine, work: Callable[[], Value], name: str, otherwise: Value) -> Value:
    """Do something; where it raises the exception of this name, go on with another value."""
    origin = Origin(tr("whether a call raises an exception"), machine.line, setting="", is_fact=True)
    catcher = Catcher()
    machine.catchers.append(catcher)
    try:
        end = machine.path(work, origin)
    finally:
        machine.catchers.pop()
    ended = [] if end is None else [end]
    for raised in catcher.raised:
        if raised.value in (name, ""):
            ended.append(raised._replace(value=otherwise))
        if raised.value != name:
            machine.store = raised.store
            machine.raise_aside(Raised(raised.value or "", machine.line), origin)
    return machine.joined(ended, origin)


def run_try(machine: Machine, node: ast.Try, scope: Ref) -> None:
    """`try`, with all its ways out."""
    origin = Origin(tr("whether a statement in this `try` raises an exception"), node.lineno, setting="", is_fact=True)
    if not node.finalbody:
        _handled(machine, node, scope, origin)
        return
    frame = machine.frames[-1]
    lists = [frame.returns, machine.exits]
    lists += [pending for loop in frame.loops for pending in (loop.breaks, loop.continues)]
    marks = [len(pending) for pending in lists]
    jump: Jump | None = None
    uncaught = Catcher()
    machine.catchers.append(uncaught)
    try:
        _handled(machine, node, scope, origin)
    except Jump as left:
        jump = left
    finally:
        machine.catchers.pop()
    store = machine.store
    _finish_pending(machine, node, scope, lists, marks)
    for path in _merged(uncaught.raised):
        machine.store = path.store
        if machine.path(lambda: machine.run_block(node.finalbody, scope), path.origin) is not None:
            machine.raise_aside(Raised(path.value or "", node.lineno), path.origin)
    machine.store = store
    if isinstance(jump, Dead):
        raise jump
    machine.run_block(node.finalbody, scope)
    if jump is not None:
        raise jump


def _merged(raised: list[Pending]) -> list[Pending]:
    """The states in which a body may raise; where they are many, those of one exception joined."""
    if len(raised) <= MOST_STATES:
        return raised
    by_name: dict[Value, Pending] = {}
    for path in raised:
        first = by_name.get(path.value)
        store = path.store if first is None else join(first.store, path.store, path.origin)
        by_name[path.value] = path._replace(store=store)
    return list(by_name.values())


def _finish_pending(machine: Machine, node: ast.Try, scope: Ref, lists: list[list[Pending]], marks: list[int]) -> None:
    """Follow `finally` for the paths that have left the body already."""
    store = machine.store
    for pending, mark in zip(lists, marks, strict=True):
        left = pending[mark:]
        del pending[mark:]
        for item in left:
            machine.store = item.store
            end = machine.path(lambda: machine.run_block(node.finalbody, scope), item.origin)
            if end is not None:
                pending.append(item._replace(store=machine.store))
    machine.store = store


def _handled(machine: Machine, node: ast.Try, scope: Ref, origin: Origin) -> None:
    """The body, its handlers, and `else`."""
    catcher = Catcher()
    machine.catchers.append(catcher)
    yields = len(machine.frames[-1].yields)
    body: Pending | None = None
    jump: Jump | None = None
    try:
        machine.run_block(node.body, scope)
        body = Pending(machine.store, None, origin)
    except Raised as raised:
        catcher.raised.append(Pending(machine.store, raised.name, origin))
    except Dead:
        pass
    except Jump as left:
        jump = left
        body = Pending(machine.store, None, origin)
    finally:
        machine.catchers.pop()
    if catcher.raised and len(machine.frames[-1].yields) > yields:
        # The exception may come before a `yield` of the body or after it.
        machine.frames[-1].unsure = True
    ended: list[Pending] = []
    if body is not None and jump is None and node.orelse:
        machine.store = body.store
        end = machine.path(lambda: machine.run_block(node.orelse, scope), origin)
        body = end
    if jump is not None and not catcher.raised:
        assert body is not None
        machine.store = body.store
        raise jump
    if jump is not None and body is not None:
        machine.store = body.store
        machine.put_aside(jump, origin)
    elif body is not None:
        ended.append(body)
    _run_handlers(machine, node, scope, origin, catcher, ended)


def _run_handlers(
    machine: Machine, node: ast.Try, scope: Ref, origin: Origin, catcher: Catcher, ended: list[Pending]
) -> None:
    catcher.raised = _merged(catcher.raised)
    only = not ended and len(catcher.raised) == 1
    machine.branches += not only
    try:
        for raised in catcher.raised:
            _catch(machine, node, scope, origin, raised, ended, only)
    finally:
        machine.branches -= not only
    machine.joined(ended, origin)


def _catch(
    machine: Machine, node: ast.Try, scope: Ref, origin: Origin, raised: Pending, ended: list[Pending], only: bool
) -> None:
    """Follow the handlers that may catch one exception; and the way out, if none may."""
    start = raised.store
    for handler in node.handlers:
        machine.store = start.fork()
        matches = _matches(machine, handler, raised.value, scope)
        if matches is False:
            continue
        run = partial(_handle, machine, handler, scope, raised)
        end = _follow(machine, run, origin, only and matches is True)
        if end is not None:
            ended.append(end)
        if matches is True:
            return
    machine.store = start
    jump = Raised(raised.value or "", node.lineno)
    if only and machine.catchers:
        raise jump
    machine.raise_aside(jump, origin)


def _follow(machine: Machine, run: Callable[[], None], origin: Origin, is_sure: bool) -> Pending | None:
    if is_sure:
        run()
        return Pending(machine.store, None, origin)
    return machine.path(run, origin)


def _handle(machine: Machine, handler: ast.ExceptHandler, scope: Ref, raised: Pending) -> None:
    if handler.name:
        value = machine.unknown(handler.type, tr("it is an exception"))
        assignments.bind(machine, handler.name, Unknown(value.origin, is_plain=True), scope)
    machine.run_block(handler.body, scope)


def _matches(machine: Machine, handler: ast.ExceptHandler, name: str, scope: Ref) -> bool | None:
    """Whether a handler catches an exception; None where that is not known."""
    if handler.type is None:
        return True
    caught = machine.evaluate(handler.type, scope)
    several = caught if isinstance(caught, tuple) else (caught,)
    results = [_catches(value, name) for value in several]
    return True if True in results else None if None in results else False


def _catches(caught: Value, name: str) -> bool | None:
    if isinstance(caught, Library):
        return None
    if not isinstance(caught, Builtin):
        return None
    if caught.name == "BaseException":
        return True
    raised = getattr(builtins, name, None)
    handled = getattr(builtins, caught.name, None)
    if not isinstance(raised, type) or not isinstance(handled, type):
        return None if name != "SystemExit" else False
    if issubclass(raised, handled):
        return True
    # What may raise this may raise a subclass of it.
    return None if issubclass(handled, raised) else False
