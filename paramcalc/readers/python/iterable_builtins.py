"""Functions of Python that go through what they are given: `zip`, `map`, `sum`, `sorted` and the like."""

from __future__ import annotations

import ast
from collections.abc import Callable

from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.iterables import UnknownLengthError, iterator_of
from paramcalc.readers.python.iterators import advance
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import binary, compute
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import STOP, Builtin, Given, Named, Node, Ref, Unknown, Value, is_constant


def _zip(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    sources = tuple(iterator_of(machine, each, node) for each in given)
    if any(isinstance(each, Unknown) for each in sources) or named.get("strict"):
        return _no_items(machine, node, sources)
    return machine.new(Obj("iterator", ("zip", sources), slots={"$place": 0}))


def _no_items(machine: Machine, node: Node, sources: tuple[Value, ...]) -> Unknown:
    machine.may_raise()
    return machine.unknown(node, "how many items it has is not known", *sources)


def _enumerate(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    source = iterator_of(machine, given[0], node)
    if isinstance(source, Unknown):
        return _no_items(machine, node, (source,))
    start = given[1] if len(given) > 1 else named.get("start", 0)
    return machine.new(Obj("iterator", ("enumerate", source), slots={"$place": start}))


def _map(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    sources = tuple(iterator_of(machine, each, node) for each in given[1:])
    if not sources or any(isinstance(each, Unknown) for each in sources):
        return _called_any_times(machine, given[0], sources, node)
    return machine.new(Obj("iterator", ("map", given[0], sources), slots={"$place": 0}))


def _called_any_times(machine: Machine, function: Value, sources: tuple[Value, ...], node: Node) -> Unknown:
    """A function that is called for each of something that is not known."""
    origin = machine.origin(node, "it is made for each of what is not known")
    results: list[Value] = []

    def turn() -> None:
        results.append(
            machine.call(
                function, [machine.unknown(node, "it is one of what is not known", each) for each in sources], {}, node
            )
        )

    machine.parts.repeat(machine, origin, turn)
    return machine.store.unknown(origin, *sources)


def _filter(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    source = iterator_of(machine, given[1], node)
    if isinstance(source, Unknown):
        return _called_any_times(machine, given[0], (source,), node) if given[0] is not None else source
    return machine.new(Obj("iterator", ("filter", given[0], source), slots={"$place": 0}))


def _reversed(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    value = given[0]
    if isinstance(value, Ref) and machine.kind(value) == "list":
        last = len(machine.get(value).items or ()) - 1
        return machine.new(Obj("iterator", ("reversed", value), slots={"$place": last}))
    if machine.kind(value) == "dict":
        value = machine.call(Builtin("list"), [value], {}, node)
    items = machine.drain(value, node)
    if isinstance(items, Unknown):
        return items
    return machine.new(Obj("iterator", ("sequence", tuple(reversed(items))), slots={"$place": 0}))


def _iter(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    if len(given) != 1:
        machine.escape(machine.origin(node, "it is not followed"), *given)
        return machine.unknown(node, "it is not followed", *given)
    return iterator_of(machine, given[0], node)


def _next(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    if machine.kind(given[0]) == "iterator":
        try:
            item = advance(machine, given[0], node)
        except UnknownLengthError:
            machine.escape(machine.origin(node, "how many items it has is not known"), given[0])
            machine.may_raise("StopIteration")
            return machine.unknown(node, "how many items it has is not known", *given)
        if item is not STOP:
            return item
        if len(given) > 1:
            return given[1]
        raise Raised("StopIteration", machine.line)
    machine.may_raise("StopIteration")
    if machine.kind(given[0]):
        machine.escape(machine.origin(node, "it is not followed"), given[0])
    return machine.unknown(node, "what comes next is not known", *given)


def _all(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return _any_all(machine, given[0], node, wanted=False)


def _any(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    return _any_all(machine, given[0], node, wanted=True)


def _any_all(machine: Machine, value: Value, node: Node, *, wanted: bool) -> Value:
    """`any` and `all`: both stop at the first item that decides."""
    iterator = iterator_of(machine, value, node)
    while not isinstance(iterator, Unknown):
        try:
            item = advance(machine, iterator, node)
        except UnknownLengthError:
            break
        if item is STOP:
            return not wanted
        known = truth(machine, item)
        if known is None:
            break
        if known == wanted:
            return wanted
    if isinstance(iterator, Ref):
        machine.escape(machine.origin(node, "how far it is read is not known"), iterator)
    return machine.unknown(node, "it depends on what is not known", value)


def _sum(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    items = machine.drain(given[0], node)
    if isinstance(items, Unknown):
        return items
    total: Value = given[1] if len(given) > 1 else named.get("start", 0)
    for item in items:
        total = binary(machine, node or ast.Constant(0), total, ast.Add(), item)
    return total


def _extreme(sign: ast.cmpop) -> Callable[[Machine, Given, Named, Node], Value]:
    def work(machine: Machine, given: Given, named: Named, node: Node) -> Value:
        items = machine.drain(given[0], node) if len(given) == 1 else list(given)
        if isinstance(items, Unknown):
            return items
        if not items:
            if "default" in named:
                return named["default"]
            raise Raised("ValueError", machine.line)
        key = named.get("key")
        keys = items if key is None else [machine.call(key, [item], {}, node) for item in items]
        best = 0
        for place in range(1, len(items)):
            better = truth(machine, compare(machine, node or ast.Constant(0), keys[place], sign, keys[best]))
            if better is None:
                return machine.unknown(node, "it depends on what is not known", *keys, *items)
            best = place if better else best
        return items[best]

    return work


def _sorted(machine: Machine, given: Given, named: Named, node: Node) -> Value:
    if machine.kind(given[0]) == "set":
        items: list[Value] | Unknown = list(machine.get(given[0]).items or ())
    else:
        items = machine.drain(given[0], node)
    if isinstance(items, Unknown):
        return items
    order = in_order(machine, items, named, node)
    return order if isinstance(order, Unknown) else machine.new(Obj("list", items=order))


def in_order(machine: Machine, items: list[Value], named: Named, node: Node) -> list[Value] | Unknown:
    """Items sorted by a key."""
    key = named.get("key")
    keys = items if key is None else [machine.call(key, [item], {}, node) for item in items]
    if not all(map(is_constant, keys)) or not is_constant(named.get("reverse", False)):
        machine.may_raise()
        origin = machine.origin(node, "its order is not known")
        machine.escape(origin, *(each for each in keys if machine.kind(each) == "instance"))
        return machine.unknown(node, "its order is not known", *keys, *items)
    machine.pay(len(items))
    order = compute(
        machine, node, lambda: tuple(sorted(range(len(keys)), key=keys.__getitem__, reverse=bool(named.get("reverse"))))
    )
    return [items[place] for place in order]
