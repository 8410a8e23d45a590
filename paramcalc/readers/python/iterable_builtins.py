"""Functions of Python that go through what they are given: `zip`, `map`, `sum`, `sorted` and the like."""

from __future__ import annotations

import ast
from collections.abc import Callable

from paramcalc.phrases import tr
from paramcalc.readers.python.comparisons import compare
from paramcalc.readers.python.iterables import UnknownLengthError, iterator_of
from paramcalc.readers.python.iterators import advance
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.operators import binary, compute
from paramcalc.readers.python.origins import cause_of
from paramcalc.readers.python.paths import Raised
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import STOP, Arguments, Builtin, Keywords, Node, Ref, Unknown, Value, is_constant


def _zip(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    sources = tuple(iterator_of(machine, argument, node) for argument in arguments)
    if any(isinstance(source, Unknown) for source in sources) or keywords.get("strict"):
        return _no_items(machine, node, sources)
    return machine.new(Obj("iterator", ("zip", sources), slots={"$place": 0}))


def _no_items(machine: Machine, node: Node, sources: tuple[Value, ...]) -> Unknown:
    machine.may_raise()
    return machine.unknown(node, tr("the number of its items is unknown"), *sources)


def _enumerate(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    source = iterator_of(machine, arguments[0], node)
    if isinstance(source, Unknown):
        return _no_items(machine, node, (source,))
    start = arguments[1] if len(arguments) > 1 else keywords.get("start", 0)
    return machine.new(Obj("iterator", ("enumerate", source), slots={"$place": start}))


def _map(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    sources = tuple(iterator_of(machine, argument, node) for argument in arguments[1:])
    if not sources or any(isinstance(source, Unknown) for source in sources):
        return _called_any_times(machine, arguments[0], sources, node)
    return machine.new(Obj("iterator", ("map", arguments[0], sources), slots={"$place": 0}))


def _called_any_times(machine: Machine, function: Value, sources: tuple[Value, ...], node: Node) -> Unknown:
    """A function that is called for each of something that is not known."""
    origin = cause_of(machine, *sources) or machine.origin(node, tr("the number of its items is unknown"))
    results: list[Value] = []

    def turn() -> None:
        results.append(
            machine.call(
                function,
                [machine.unknown(node, tr("it is one of several unknown values"), source) for source in sources],
                {},
                node,
            )
        )

    machine.parts.repeat(machine, origin, turn)
    return machine.store.unknown(origin, *sources)


def _filter(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    source = iterator_of(machine, arguments[1], node)
    if isinstance(source, Unknown):
        return _called_any_times(machine, arguments[0], (source,), node) if arguments[0] is not None else source
    return machine.new(Obj("iterator", ("filter", arguments[0], source), slots={"$place": 0}))


def _reversed(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    value = arguments[0]
    if isinstance(value, Ref) and machine.kind(value) == "list":
        last = len(machine.get(value).items or ()) - 1
        return machine.new(Obj("iterator", ("reversed", value), slots={"$place": last}))
    if machine.kind(value) == "dict":
        value = machine.call(Builtin("list"), [value], {}, node)
    items = machine.drain(value, node)
    if isinstance(items, Unknown):
        return items
    return machine.new(Obj("iterator", ("sequence", tuple(reversed(items))), slots={"$place": 0}))


def _iter(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if len(arguments) != 1:
        machine.escape(machine.origin(node, tr("paramcalc does not follow it")), *arguments)
        return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)
    return iterator_of(machine, arguments[0], node)


def _next(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0]) == "iterator":
        try:
            item = advance(machine, arguments[0], node)
        except UnknownLengthError:
            machine.escape(machine.origin(node, tr("the number of its items is unknown")), arguments[0])
            machine.may_raise("StopIteration")
            return machine.unknown(node, tr("the number of its items is unknown"), *arguments)
        if item is not STOP:
            return item
        if len(arguments) > 1:
            return arguments[1]
        raise Raised("StopIteration", machine.line)
    machine.may_raise("StopIteration")
    if machine.kind(arguments[0]):
        machine.escape(machine.origin(node, tr("paramcalc does not follow it")), arguments[0])
    return machine.unknown(node, tr("the next item is unknown"), *arguments)


def _all(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return _any_all(machine, arguments[0], node, wanted=False)


def _any(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    return _any_all(machine, arguments[0], node, wanted=True)


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
        holds = truth(machine, item)
        if holds is None:
            break
        if holds == wanted:
            return wanted
    if isinstance(iterator, Ref):
        machine.escape(machine.origin(node, tr("other code reads an unknown number of its items")), iterator)
    return machine.unknown(node, tr("it depends on something unknown"), value)


def _sum(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    items = machine.drain(arguments[0], node)
    if isinstance(items, Unknown):
        return items
    total: Value = arguments[1] if len(arguments) > 1 else keywords.get("start", 0)
    for item in items:
        total = binary(machine, node or ast.Constant(0), total, ast.Add(), item)
    return total


def _extreme(sign: ast.cmpop) -> Callable[[Machine, Arguments, Keywords, Node], Value]:
    def work(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
        items = machine.drain(arguments[0], node) if len(arguments) == 1 else list(arguments)
        if isinstance(items, Unknown):
            return items
        if not items:
            if "default" in keywords:
                return keywords["default"]
            raise Raised("ValueError", machine.line)
        key = keywords.get("key")
        keys = items if key is None else [machine.call(key, [item], {}, node) for item in items]
        best = 0
        for place in range(1, len(items)):
            better = truth(machine, compare(machine, node or ast.Constant(0), keys[place], sign, keys[best]))
            if better is None:
                return machine.unknown(node, tr("it depends on something unknown"), *keys, *items)
            best = place if better else best
        return items[best]

    return work


def _sorted(machine: Machine, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
    if machine.kind(arguments[0]) == "set":
        items: list[Value] | Unknown = list(machine.get(arguments[0]).items or ())
    else:
        items = machine.drain(arguments[0], node)
    if isinstance(items, Unknown):
        return items
    order = in_order(machine, items, keywords, node)
    return order if isinstance(order, Unknown) else machine.new(Obj("list", items=order))


def in_order(machine: Machine, items: list[Value], keywords: Keywords, node: Node) -> list[Value] | Unknown:
    """Items sorted by a key."""
    key = keywords.get("key")
    keys = items if key is None else [machine.call(key, [item], {}, node) for item in items]
    if not all(map(is_constant, keys)) or not is_constant(keywords.get("reverse", False)):
        machine.may_raise()
        origin = machine.origin(node, tr("its order is unknown"))
        machine.escape(origin, *(key for key in keys if machine.kind(key) == "instance"))
        return machine.unknown(node, tr("its order is unknown"), *keys, *items)
    machine.pay(len(items))
    order = compute(
        machine,
        node,
        lambda: tuple(sorted(range(len(keys)), key=keys.__getitem__, reverse=bool(keywords.get("reverse")))),
    )
    return [items[place] for place in order]
