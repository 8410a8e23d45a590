"""The patterns of `match`: whether a value fits, and what it binds."""

from __future__ import annotations

import ast

from paramcalc.phrases import tr
from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.isinstances import has_attribute, is_instance
from paramcalc.readers.python.lookup import in_order
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import Builtin, Ref, Unknown, Value, is_constant, words

Names = dict[str, Value]

WHOLE = words("bool bytearray bytes dict float frozenset int list set str tuple")
"""The types whose one pattern by position is matched against the whole value."""


def match_pattern(machine: Machine, pattern: ast.pattern, subject: Value, scope: Ref, names: Names) -> bool | None:
    """Whether a value fits; None where that is not known. `names` gets what the pattern binds if it fits."""
    machine.pay(1)
    match pattern:
        case ast.MatchValue():
            value = machine.evaluate(pattern.value, scope)
            return truth(machine, compare(machine, pattern, subject, ast.Eq(), value))
        case ast.MatchSingleton():
            return None if isinstance(subject, Unknown) else subject is pattern.value
        case ast.MatchStar():
            if pattern.name is not None:
                names[pattern.name] = subject
            return True
        case ast.MatchAs():
            fits = True if pattern.pattern is None else match_pattern(machine, pattern.pattern, subject, scope, names)
            if pattern.name is not None and fits is not False:
                names[pattern.name] = subject
            return fits
        case ast.MatchOr():
            return _any(machine, pattern, subject, scope, names)
        case ast.MatchSequence():
            return _sequence(machine, pattern, subject, scope, names)
        case ast.MatchClass():
            return _class(machine, pattern, subject, scope, names)
        case ast.MatchMapping():
            return _mapping(machine, pattern, subject, scope, names)
    return _unknown(machine, pattern, subject, names)


def _class(machine: Machine, pattern: ast.MatchClass, subject: Value, scope: Ref, names: Names) -> bool | None:
    cls = machine.evaluate(pattern.cls, scope)
    fits = is_instance(machine, subject, cls)
    if fits is False or not (pattern.patterns or pattern.kwd_patterns):
        return fits
    if isinstance(cls, Builtin) and cls.name in WHOLE and len(pattern.patterns) == 1 and not pattern.kwd_patterns:
        inside = match_pattern(machine, pattern.patterns[0], subject, scope, names)
        return inside if fits or inside is False else None
    if fits is None or machine.kind(cls) != "class" or machine.kind(subject) != "instance":
        return _unknown(machine, pattern, subject, names)
    order = in_order(machine, cls, "__match_args__") or machine.get(cls).slots.get("$fields")
    fields = [*(order if isinstance(order, tuple) else ())][: len(pattern.patterns)]
    if len(fields) < len(pattern.patterns):
        return _unknown(machine, pattern, subject, names)
    results = []
    for word, part in zip([*fields, *pattern.kwd_attrs], [*pattern.patterns, *pattern.kwd_patterns], strict=True):
        there = has_attribute(machine, subject, word, pattern)
        if there is not True:
            return _unknown(machine, pattern, subject, names) if there is None else False
        results.append(match_pattern(machine, part, machine.get_attribute(subject, word, pattern), scope, names))
    return False if False in results else None if None in results else True


def _any(machine: Machine, pattern: ast.MatchOr, subject: Value, scope: Ref, names: Names) -> bool | None:
    may = False
    for part in pattern.patterns:
        fits = match_pattern(machine, part, subject, scope, names)
        if fits is True:
            return None if may else True
        may = may or fits is None
    return None if may else False


def _sequence(machine: Machine, pattern: ast.MatchSequence, subject: Value, scope: Ref, names: Names) -> bool | None:
    items = subject
    if machine.kind(subject) == "list":
        items = tuple(machine.get(subject).items or ())
    if is_constant(subject) and not isinstance(subject, tuple):
        return False
    if not isinstance(items, tuple):
        return _unknown(machine, pattern, subject, names)
    star = next((place for place, part in enumerate(pattern.patterns) if isinstance(part, ast.MatchStar)), None)
    if star is not None:
        behind = len(pattern.patterns) - star - 1
        if len(items) < star + behind:
            return False
        middle = machine.new(Obj("list", items=list(items[star : len(items) - behind])))
        items = (*items[:star], middle, *items[len(items) - behind :])
    if len(items) != len(pattern.patterns):
        return False
    results = [
        match_pattern(machine, part, item, scope, names) for part, item in zip(pattern.patterns, items, strict=True)
    ]
    if False in results:
        return False
    return None if None in results else True


def _mapping(machine: Machine, pattern: ast.MatchMapping, subject: Value, scope: Ref, names: Names) -> bool | None:
    if machine.kind(subject) != "dict":
        return False if is_constant(subject) else _unknown(machine, pattern, subject, names)
    entries = dict(machine.get(subject).map or {})
    results: list[bool | None] = []
    for key, part in zip(pattern.keys, pattern.patterns, strict=True):
        name = machine.evaluate(key, scope)
        if not is_constant(name):
            return _unknown(machine, pattern, subject, names)
        if name not in entries:
            return False
        results.append(match_pattern(machine, part, entries.pop(name), scope, names))
    if False in results:
        return False
    if pattern.rest is not None:
        names[pattern.rest] = machine.new(Obj("dict", map=entries))
    return None if None in results else True


def _unknown(machine: Machine, pattern: ast.pattern, subject: Value, names: Names) -> bool | None:
    """A pattern that is not followed: it may fit, and bind anything."""
    origin = machine.origin(None, tr("paramcalc does not follow its pattern"), "match")
    for node in ast.walk(pattern):
        for name in (getattr(node, "name", None), getattr(node, "rest", None)):
            if isinstance(name, str):
                names[name] = machine.store.unknown(origin, subject)
    return None
