"""Loops: turn by turn where the number of turns is known, else until nothing changes any more."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from paramcalc.classes.base import Unknown as Origin
from paramcalc.errors import SourceError
from paramcalc.phrases import tr
from paramcalc.readers.python import assignments
from paramcalc.readers.python.iterables import UnknownLengthError, iterator_of
from paramcalc.readers.python.iterators import advance, calls_functions
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.origins import condition, repetition, turn_names
from paramcalc.readers.python.paths import Break, Continue, Dead, Jump, Loop, Pending, Raised, Return
from paramcalc.readers.python.store import Obj, join, same_object, vague
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import STOP, Ref, Unknown, Value, refs_in

IDLE_STEPS = 8_000
"""What a loop that makes no layer may cost before it is followed as one over something unknown."""


MOST_ROUNDS = 25
"""How often a loop over something unknown is followed before the source is refused."""


def run_while(machine: Machine, node: ast.While, scope: Ref) -> None:
    """`while`: turn by turn as long as the condition is known."""
    value: Value = True

    def has_more() -> bool | None:
        nonlocal value
        value = machine.evaluate(node.test, scope)
        return truth(machine, value)

    def describe() -> Origin:
        return replace(condition(machine, node.test, value), text=tr("how often this `while` loop runs"))

    _run_loop(machine, node, scope, describe, has_more, lambda: None)


def run_for(machine: Machine, node: ast.For, scope: Ref) -> None:
    """`for`: item by item as long as they are known."""
    iterable = machine.evaluate(node.iter, scope)
    iterator = iterator_of(machine, iterable, node.iter)
    text = machine.text(node.iter)
    origin = repetition(machine, node.iter, iterable)
    turn_names(machine, node.target)
    items: list[Value] = []

    def has_more() -> bool | None:
        if isinstance(iterator, Unknown):
            return None
        try:
            item = advance(machine, iterator, node.iter)
        except UnknownLengthError:
            return None
        items[:] = [item]
        return item is not STOP

    def take() -> None:
        if items:
            assignments.assign(machine, node.target, items.pop(), scope, node.iter)
        else:
            if (
                isinstance(iterator, Ref)
                and machine.kind(iterator) == "iterator"
                and calls_functions(machine, iterator)
            ):
                machine.escape(origin, iterator)
            item = machine.unknown(node.iter, tr("it is one of {text}", text=text), iterable, iterator)
            assignments.assign(machine, node.target, item, scope, node.iter)

    _run_loop(machine, node, scope, lambda: origin, has_more, take)


def _run_loop(
    machine: Machine,
    node: ast.For | ast.While,
    scope: Ref,
    describe: Callable[[], Origin],
    has_more: Callable[[], bool | None],
    take: Callable[[], None],
) -> None:
    """Follow a loop and its `else`; `describe` says why the number of its turns is unknown."""
    loop = Loop()
    machine.frames[-1].loops.append(loop)
    try:
        ends_by_test = _run_turns(machine, node, scope, loop, describe, has_more, take)
    except (Return, Raised) as jump:
        if not loop.breaks:
            raise
        # Other paths have left the loop by `break`.
        machine.put_aside(jump, describe())
        ends_by_test = False
    finally:
        machine.frames[-1].loops.remove(loop)
    # A `break` in the `else` leaves the loop around this one.
    origin = describe()
    ended = machine.path(lambda: machine.run_block(node.orelse, scope), origin) if ends_by_test else None
    _leave(machine, loop, origin, [] if ended is None else [ended])


def _run_turns(
    machine: Machine,
    node: ast.For | ast.While,
    scope: Ref,
    loop: Loop,
    describe: Callable[[], Origin],
    has_more: Callable[[], bool | None],
    take: Callable[[], None],
) -> bool:
    """Follow the turns of a loop; gives whether it may end by its test, or by the last of its items."""
    start, layers = machine.spent, len(machine.tape) + machine.last_layer
    while True:
        more = has_more()
        origin = describe()
        idle = machine.spent - start > IDLE_STEPS and len(machine.tape) + machine.last_layer == layers
        if more and idle:
            origin = replace(origin, why=tr("it runs too often for paramcalc to follow each turn"), setting="")
        if more is None or (more and idle):
            machine.doubts.append(origin)
            return _abstract_loop(machine, node, scope, origin, loop, take)
        if not more:
            return True
        take()
        if not _known_turn(machine, node, scope, origin, loop):
            return False


def _known_turn(machine: Machine, node: ast.For | ast.While, scope: Ref, origin: Origin, loop: Loop) -> bool:
    """One turn of a loop of which the next item is known; gives whether a path goes on to the next turn."""
    ended: list[Pending] = []
    try:
        machine.run_block(node.body, scope)
        ended.append(Pending(machine.store, None, origin))
    except Continue:
        ended.append(Pending(machine.store, None, origin))
    except Break:
        loop.breaks.append(Pending(machine.store, None, origin))
    except Dead:
        pass
    except (Return, Raised) as jump:
        if not loop.continues:
            raise
        machine.put_aside(jump, origin)
    if loop.continues:
        origin = loop.continues[0].origin
        ended += _taken(loop.continues)
    if ended:
        machine.joined(ended, origin)
    return bool(ended)


def _taken(pending: list[Pending]) -> list[Pending]:
    taken = list(pending)
    pending.clear()
    return taken


def _leave(machine: Machine, loop: Loop, origin: Origin, normal: list[Pending]) -> None:
    origin = loop.breaks[0].origin if loop.breaks else origin
    machine.joined([*normal, *_taken(loop.breaks)], origin)


def _abstract_loop(
    machine: Machine, node: ast.For | ast.While, scope: Ref, origin: Origin, loop: Loop, take: Callable[[], None]
) -> bool:
    """Follow a loop for any number of turns: until what is known holds before and after each of them.

    The state is that after the test of a `while`. Gives whether the loop may end by its test.
    """
    machine.branches += 1
    try:
        return _rounds(machine, node, scope, origin, loop, take)
    finally:
        machine.branches -= 1


def _rounds(
    machine: Machine, node: ast.For | ast.While, scope: Ref, origin: Origin, loop: Loop, take: Callable[[], None]
) -> bool:
    may_end = True
    for _ in range(MOST_ROUNDS):
        before = machine.store.fork()
        last = machine.last
        breaks = len(loop.breaks)
        ended = _turn(machine, node, scope, origin, loop, take)
        if ended:
            machine.joined(ended, origin)
            if isinstance(node, ast.While):
                test: list[Value] = []
                end = machine.path(lambda: test.append(machine.evaluate(node.test, scope)), origin)  # noqa: B023
                ended = [end] if end is not None else []
                may_end = bool(test) and truth(machine, test[0]) is not True
        if not ended:
            machine.store = before
            return True
        _blur(machine, last, origin)
        machine.store = join(before, machine.store, origin)
        if _is_stable(machine, before.objects, last):
            return may_end
        del loop.breaks[breaks:]
    raise SourceError(tr("the loop changes too much to be followed"), line=node.lineno)


def _turn(
    machine: Machine, node: ast.For | ast.While, scope: Ref, origin: Origin, loop: Loop, take: Callable[[], None]
) -> list[Pending]:
    """One turn of a loop of which the number of turns is not known: the states in which the next one may begin."""
    ended: list[Pending] = []
    try:
        take()
        machine.run_block(node.body, scope)
        ended.append(Pending(machine.store, None, origin))
    except Continue:
        ended.append(Pending(machine.store, None, origin))
    except Break:
        loop.breaks.append(Pending(machine.store, None, origin))
    except Jump as jump:
        machine.put_aside(jump, origin)
    return [*ended, *_taken(loop.continues)]


def repeat(machine: Machine, origin: Origin, turn: Callable[[], None]) -> None:
    """Follow something that may happen any number of times, until nothing changes any more."""
    machine.branches += 1
    try:
        for _ in range(MOST_ROUNDS):
            before = machine.store.fork()
            last = machine.last
            end = machine.path(turn, origin)
            if end is None:
                machine.store = before
                return
            machine.store = end.store
            _blur(machine, last, origin)
            machine.store = join(before, machine.store, origin)
            if _is_stable(machine, before.objects, last):
                return
    finally:
        machine.branches -= 1
    raise SourceError(tr("what is repeated there changes too much to be followed"), line=machine.line)


def _blur(machine: Machine, last: int, origin: Origin) -> None:
    """Make the objects of one turn unknown: each stands for those of all turns."""
    store = machine.store
    fresh = {number for number in store.objects if number > last}
    machine.pay(len(store.objects) // 20)
    for number in fresh:
        obj = store.objects[number]
        if obj.kind in ("scope", "function"):
            for name, value in list(obj.slots.items()):
                if refs_in(value) & fresh:
                    machine.edit(Ref(number)).slots[name] = Unknown(origin, frozenset(refs_in(value) - fresh))
            continue
        machine.lose(number, origin, escaped=True)
    if not fresh:
        return
    for number, obj in list(store.objects.items()):
        if number <= last and _mentions(obj.refs(), fresh):
            _forget_fresh(machine, number, fresh, origin)


def _mentions(refs: set[int], fresh: set[int]) -> bool:
    return not refs.isdisjoint(fresh)


def _forget_fresh(machine: Machine, number: int, fresh: set[int], origin: Origin) -> None:
    """Replace what an older object holds of a turn by something unknown."""
    obj = machine.get(Ref(number))
    if obj.kind == "vague":
        refs = frozenset(machine.store.reach(obj.meta.refs) - fresh)
        machine.store.put(Ref(number), vague(obj.meta.origin, refs, escaped=obj.meta.escaped))
        return
    edited = machine.edit(Ref(number))

    def cleared(value: Value) -> Value:
        refs = refs_in(value)
        return value if refs.isdisjoint(fresh) else Unknown(origin, frozenset(machine.store.reach(refs) - fresh))

    edited.slots = {name: cleared(value) for name, value in edited.slots.items()}
    edited.items = None if edited.items is None else list(map(cleared, edited.items))
    edited.map = None if edited.map is None else {key: cleared(value) for key, value in edited.map.items()}


def _is_stable(machine: Machine, before: dict[int, Obj], last: int) -> bool:
    objects = machine.store.objects
    return all(same_object(known, objects.get(number)) for number, known in before.items() if number <= last)
