"""Comprehensions, generator expressions and `yield`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from paramcalc.classes.base import Unknown as Origin
from paramcalc.phrases import tr
from paramcalc.readers.python import assignments
from paramcalc.readers.python.containers import make_set
from paramcalc.readers.python.iterables import UnknownLengthError, iterator_of
from paramcalc.readers.python.iterators import advance
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.origins import condition, repetition, turn_names
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import (
    STOP,
    Ref,
    ScopeMeta,
    Unknown,
    Value,
)


def inner_scope(machine: Machine, node: Any, scope: Ref) -> Ref:
    """The scope of a comprehension."""
    names = frozenset().union(*(turn_names(machine, clause.target) for clause in node.generators))
    meta = ScopeMeta("function", scope, names)
    return machine.new(Obj("scope", meta, slots={"$comprehension": True}))


def _comprehension(machine: Machine, node: Any, scope: Ref) -> Value:
    """A list, set or dictionary made by a comprehension."""
    inside = inner_scope(machine, node, scope)
    pairs = comprehended(machine, node, machine.evaluate(node.generators[0].iter, scope), inside)
    if isinstance(pairs, Unknown):
        return pairs
    if isinstance(node, ast.ListComp):
        return machine.new(Obj("list", items=pairs))
    if isinstance(node, ast.SetComp):
        return make_set(machine, pairs, node)
    dictionary = machine.new(Obj("dict", map={}))
    for key, value in pairs:
        machine.set_item(dictionary, key, value, node)
    return dictionary


def comprehended(machine: Machine, node: Any, first: Value, inside: Ref) -> list[Value] | Unknown:
    """The items of a comprehension over `first`; Unknown where its sources or its filters are."""
    items: list[Value] = []
    start, layers = machine.spent, machine.last_layer + len(machine.tape)

    def element() -> Value:
        if isinstance(node, ast.DictComp):
            key = machine.evaluate(node.key, inside)
            return (key, machine.evaluate(node.value, inside))
        return machine.evaluate(node.elt, inside)

    def follow(place: int) -> Unknown | None:
        if place == len(node.generators):
            items.append(element())
            return None
        clause = node.generators[place]
        source = first if place == 0 else machine.evaluate(clause.iter, inside)
        iterator = iterator_of(machine, source, clause.iter)
        while not isinstance(iterator, Unknown):
            try:
                item = advance(machine, iterator, clause.iter)
            except UnknownLengthError:
                break
            if item is STOP:
                return None
            is_idle = machine.last_layer + len(machine.tape) == layers
            if is_idle and machine.spent - start > 20_000 and len(items) > 2_000:
                break
            assignments.assign(machine, clause.target, item, inside)
            holds = _all_hold(machine, clause.ifs, inside)
            if isinstance(holds, Origin):
                return _abstract(machine, node, inside, place, iterator, element, items, holds)
            if holds and (failed := follow(place + 1)) is not None:
                return failed
        rest = machine.unknown(clause.iter, "", source, iterator)
        return _abstract(machine, node, inside, place, rest, element, items)

    failed = follow(0)
    return items if failed is None else failed


def _all_hold(machine: Machine, tests: list[ast.expr], scope: Ref) -> bool | Origin:
    """Whether all tests are true, or why that is unknown."""
    for test in tests:
        value = machine.evaluate(test, scope)
        holds = truth(machine, value)
        if holds is not True:
            return condition(machine, test, value) if holds is None else holds
    return True


def _abstract(
    machine: Machine,
    node: Any,
    inside: Ref,
    place: int,
    source: Value,
    element: Callable[[], Value],
    items: list[Value],
    origin: Origin | None = None,
) -> Unknown:
    """The rest of a comprehension whose length is not known: its parts may be worked out any number of times."""
    origin = origin or repetition(machine, node.generators[place].iter, source)
    results: list[Value] = []

    def turn() -> None:
        for later in node.generators[place:]:
            item = machine.unknown(later.iter, tr("it is one of {iter}", iter=machine.text(later.iter)), source)
            assignments.assign(machine, later.target, item, inside)
            for test in later.ifs:
                machine.evaluate(test, inside)
        results.append(element())

    machine.parts.repeat(machine, origin, turn)
    return machine.store.unknown(origin, *items, *(value for value in results if not isinstance(value, Ref)))


def _generator(machine: Machine, node: ast.GeneratorExp, scope: Ref) -> Value:
    inside = inner_scope(machine, node, scope)
    first = node.generators[0].iter
    source = iterator_of(machine, machine.evaluate(first, scope), first)
    if len(node.generators) > 1:

        def run(inner: Machine) -> list[Value] | None:
            pairs = comprehended(inner, node, source, inside)
            return None if isinstance(pairs, Unknown) else pairs

        run.scope = inside  # type: ignore[attr-defined]  # what belongs to it alone
        return machine.new(Obj("iterator", ("function", inside, (source,), run), slots={"$place": 0}))
    if isinstance(source, Unknown):
        return _comprehension_of_unknown(machine, node, inside, source)
    return machine.new(Obj("iterator", ("expression", node, inside, source), slots={"$place": 0}))


def _comprehension_of_unknown(machine: Machine, node: ast.GeneratorExp, inside: Ref, source: Unknown) -> Unknown:
    return _abstract(machine, node, inside, 0, source, lambda: machine.evaluate(node.elt, inside), [])


def _yield(machine: Machine, node: ast.Yield, scope: Ref) -> Value:
    value = None if node.value is None else machine.evaluate(node.value, scope)
    machine.parts.give(machine, value)
    return machine.unknown(node, tr("it is what is sent to a generator"))


def _yield_from(machine: Machine, node: ast.YieldFrom, scope: Ref) -> Value:
    items = machine.drain(machine.evaluate(node.value, scope), node.value)
    machine.parts.give(machine, items if isinstance(items, Unknown) else tuple(items), several=True)
    return machine.unknown(node, tr("it is what a generator returns"))
