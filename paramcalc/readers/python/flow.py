"""Statements that choose between paths: branches, loops, `match`, `with`.

A branch on a condition that is not known is followed both ways, and the results are joined. A loop over something that
is not known is followed until nothing changes any more.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from paramcalc.classes.base import Unknown as Origin
from paramcalc.phrases import tr
from paramcalc.readers.python import assignments
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.origins import cause_or_own, changed, condition
from paramcalc.readers.python.paths import Catcher
from paramcalc.readers.python.patterns import match_pattern
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Ref, Unknown, Value, refs_in


def run_if(machine: Machine, node: ast.If, scope: Ref) -> None:
    """`if`: one branch, or both."""
    value = machine.evaluate(node.test, scope)
    holds = truth(machine, value)
    if holds is not None:
        machine.run_block(node.body if holds else node.orelse, scope)
        return
    origin = condition(machine, node.test, value)
    machine.doubts.append(origin)
    paths = [lambda: machine.run_block(node.body, scope), lambda: machine.run_block(node.orelse, scope)]
    machine.both(origin, paths)


def run_match(machine: Machine, node: ast.Match, scope: Ref) -> None:
    """`match`: the first case that fits; where one may fit, it and the others."""
    subject = machine.evaluate(node.subject, scope)
    origin = replace(
        cause_or_own(machine, node.subject, subject), text=tr("which `case` applies"), line=node.lineno, is_fact=True
    )

    def follow(cases: list[ast.match_case]) -> None:
        for place, case in enumerate(cases):
            names: dict[str, Value] = {}
            fits = match_pattern(machine, case.pattern, subject, scope, names)
            rest = partial(follow, cases[place + 1 :])
            run = partial(_run_case, machine, case, names, scope, origin, rest)
            if fits is True:
                run()
                return
            if fits is None:
                machine.both(origin, [run, rest])
                return

    follow(node.cases)


def _run_case(
    machine: Machine,
    case: ast.match_case,
    names: dict[str, Value],
    scope: Ref,
    origin: Origin,
    rest: Callable[[], None],
) -> None:
    """A case whose pattern fits: its names are bound, and its guard is asked."""
    for name, value in names.items():
        assignments.bind(machine, name, value, scope)
    holds = True if case.guard is None else truth(machine, machine.evaluate(case.guard, scope))
    if holds is None:
        machine.both(origin, [partial(machine.run_block, case.body, scope), rest])
    elif holds:
        machine.run_block(case.body, scope)
    else:
        rest()


def forget(machine: Machine, scope: Ref, origin: Origin) -> None:
    """Make unknown all that can be named here: a statement is not followed."""
    machine.doubts.append(origin)
    inner: Ref | None = scope
    while inner is not None:
        edited = machine.edit(inner)
        reached = machine.store.reach(refs_in(tuple(edited.slots.values())))
        for number in reached:
            machine.lose(number, origin, escaped=True)
        edited.slots = {
            name: value if name.startswith("$") else Unknown(changed(machine, name, origin), frozenset(refs_in(value)))
            for name, value in edited.slots.items()
        }
        inner = edited.meta.parent


def with_own_manager(machine: Machine, node: ast.With | ast.AsyncWith, manager: Value, scope: Ref) -> None:
    """`with` on an object of the source: what it may change is unknown, and its body may end early."""
    origin = machine.origin(node.items[0].context_expr, tr("paramcalc does not follow this context manager"))
    machine.escape(origin, manager)
    for item in node.items:
        if item.optional_vars is not None:
            assignments.assign(machine, item.optional_vars, Unknown(origin, refs_in(manager)), scope)
    with_swallowing(machine, node, scope)
    machine.escape(origin, manager)


def with_swallowing(machine: Machine, node: ast.With | ast.AsyncWith, scope: Ref) -> None:
    """The body of a `with` that may swallow exceptions: it may end wherever it may raise."""
    origin = machine.origin(node.items[0].context_expr, tr("it may swallow an exception"))
    catcher = Catcher()
    machine.catchers.append(catcher)
    yields = len(machine.frames[-1].yields)
    try:
        ended = machine.path(lambda: machine.run_block(node.body, scope), origin)
    finally:
        machine.catchers.pop()
    if catcher.raised and len(machine.frames[-1].yields) > yields:
        machine.frames[-1].unsure = True
    machine.joined([*([ended] if ended else []), *catcher.raised], origin)
