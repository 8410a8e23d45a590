"""The patterns of `match`: whether a value fits, and what it binds."""

from __future__ import annotations

import ast

from paramcalc.readers.python import assignments
from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.machine import Machine
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
        case ast.MatchAs():
            fits = True if pattern.pattern is None else match_pattern(machine, pattern.pattern, subject, scope)
            if pattern.name is not None and fits is not False:
                assignments.bind(machine, pattern.name, subject, scope)
            return fits
        case ast.MatchOr():
            return _any(machine, pattern, subject, scope)
        case ast.MatchSequence():
            return _sequence(machine, pattern, subject, scope)
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
    if not isinstance(items, tuple) or any(isinstance(each, ast.MatchStar) for each in pattern.patterns):
        return _unknown(machine, pattern, subject, scope)
    if len(items) != len(pattern.patterns):
        return False
    results = [match_pattern(machine, each, item, scope) for each, item in zip(pattern.patterns, items, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def _unknown(machine: Machine, pattern: ast.pattern, subject: Value, scope: Ref) -> bool | None:
    """A pattern that is not followed: it may fit, and bind anything."""
    origin = machine.origin(None, "its pattern is not followed", "match")
    for node in ast.walk(pattern):
        for name in (getattr(node, "name", None), getattr(node, "rest", None)):
            if isinstance(name, str):
                assignments.bind(machine, name, machine.store.unknown(origin, subject), scope)
    return None
