"""The patterns of `match`: whether a value fits, and what it binds."""

from __future__ import annotations

import ast

from paramcalc.readers.python import assignments
from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.isinstances import is_instance
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Ref, Unknown, Value, is_constant


def match_pattern(machine: Machine, pattern: ast.pattern, subject: Value, scope: Ref) -> bool | None:
    """Whether a value fits; None where that is not known. Binds the names of the pattern."""
    machine.pay(1)
    match pattern:
        case ast.MatchValue():
            value = machine.evaluate(pattern.value, scope)
            return truth(machine, compare(machine, pattern, subject, ast.Eq(), value))
        case ast.MatchSingleton():
            return None if isinstance(subject, Unknown) else subject is pattern.value
        case ast.MatchStar():
            if pattern.name is not None:
                assignments.bind(machine, pattern.name, subject, scope)
            return True
        case ast.MatchAs():
            fits = True if pattern.pattern is None else match_pattern(machine, pattern.pattern, subject, scope)
            if pattern.name is not None and fits is not False:
                assignments.bind(machine, pattern.name, subject, scope)
            return fits
        case ast.MatchOr():
            return _any(machine, pattern, subject, scope)
        case ast.MatchSequence():
            return _sequence(machine, pattern, subject, scope)
        case ast.MatchClass(patterns=[], kwd_patterns=[]):
            return is_instance(machine, subject, machine.evaluate(pattern.cls, scope))
        case ast.MatchMapping():
            return _mapping(machine, pattern, subject, scope)
    return _unknown(machine, pattern, subject, scope)


def _any(machine: Machine, pattern: ast.MatchOr, subject: Value, scope: Ref) -> bool | None:
    may = False
    for each in pattern.patterns:
        fits = match_pattern(machine, each, subject, scope)
        if fits is True:
            return None if may else True
        may = may or fits is None
    return None if may else False


def _sequence(machine: Machine, pattern: ast.MatchSequence, subject: Value, scope: Ref) -> bool | None:
    items = subject
    if machine.kind(subject) == "list":
        items = tuple(machine.get(subject).items or ())
    if is_constant(subject) and not isinstance(subject, tuple):
        return False
    if not isinstance(items, tuple):
        return _unknown(machine, pattern, subject, scope)
    star = next((place for place, each in enumerate(pattern.patterns) if isinstance(each, ast.MatchStar)), None)
    if star is not None:
        behind = len(pattern.patterns) - star - 1
        if len(items) < star + behind:
            return False
        middle = machine.new(Obj("list", items=list(items[star : len(items) - behind])))
        items = (*items[:star], middle, *items[len(items) - behind :])
    if len(items) != len(pattern.patterns):
        return False
    results = [match_pattern(machine, each, item, scope) for each, item in zip(pattern.patterns, items, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def _mapping(machine: Machine, pattern: ast.MatchMapping, subject: Value, scope: Ref) -> bool | None:
    if machine.kind(subject) != "dict":
        return False if is_constant(subject) else _unknown(machine, pattern, subject, scope)
    entries = dict(machine.get(subject).map or {})
    results: list[bool | None] = []
    for key, each in zip(pattern.keys, pattern.patterns, strict=True):
        name = machine.evaluate(key, scope)
        if not is_constant(name):
            return _unknown(machine, pattern, subject, scope)
        if name not in entries:
            return False
        results.append(match_pattern(machine, each, entries.pop(name), scope))
    if False in results:
        return False
    if pattern.rest is not None:
        assignments.bind(machine, pattern.rest, machine.new(Obj("dict", map=entries)), scope)
    return None if None in results else True


def _unknown(machine: Machine, pattern: ast.pattern, subject: Value, scope: Ref) -> bool | None:
    """A pattern that is not followed: it may fit, and bind anything."""
    origin = machine.origin(None, "its pattern is not followed", "match")
    for node in ast.walk(pattern):
        for name in (getattr(node, "name", None), getattr(node, "rest", None)):
            if isinstance(name, str):
                assignments.bind(machine, name, machine.store.unknown(origin, subject), scope)
    return None
