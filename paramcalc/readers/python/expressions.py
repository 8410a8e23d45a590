"""Expressions, one function for each kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from paramcalc.classes.keras.operations import Slice
from paramcalc.readers.python import assignments
from paramcalc.readers.python.containers import make_set, snapshot
from paramcalc.readers.python.imports import bare_name, star_name
from paramcalc.readers.python.iterators import UnknownLengthError, advance, iterator_of
from paramcalc.readers.python.machine import Machine, Pending, Raised
from paramcalc.readers.python.operators import LONGEST, binary, compare, compute, unary
from paramcalc.readers.python.store import Obj, join, join_values
from paramcalc.readers.python.truth import truth
from paramcalc.readers.python.values import (
    BUILTIN_NAMES,
    STOP,
    UNBOUND,
    Builtin,
    Function,
    Ref,
    ScopeMeta,
    Unknown,
    Value,
)

FORMAT = re.compile(r"[<>^]?0?\d{0,2}(\.\d{1,2})?[dfgs]?")
"""The formats of an f-string that are followed."""


def evaluate(machine: Machine, node: ast.expr, scope: Ref) -> Value:
    """The value of an expression. Raises a Jump where it cannot be worked out to its end."""
    machine.pay(1)
    if machine.given and isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        text = _whole_text(machine, node)
        if text in machine.given:
            machine.used.add(text)
            return machine.given[text]
    work = EXPRESSIONS.get(type(node))
    if work is None:
        return _not_followed(machine, node, scope)
    return work(machine, node, scope)


def _whole_text(machine: Machine, node: ast.expr) -> str:
    known = getattr(node, "_text", None)
    if known is None:
        size = sum(1 for _ in zip(ast.walk(node), range(60), strict=False))
        machine.pay(size)
        known = ast.unparse(node) if size < 60 else ""
        node._text = known  # type: ignore[attr-defined]  # a place of our own on the node
    return str(known)


def _not_followed(machine: Machine, node: ast.expr, scope: Ref) -> Unknown:
    values = [evaluate(machine, each, scope) for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    machine.escape(machine.origin(node, "it is not followed"), *values)
    machine.may_raise()
    return machine.unknown(node, "it is not followed", *values)


def _constant(machine: Machine, node: ast.Constant, scope: Ref) -> Value:
    return node.value


def _name(machine: Machine, node: ast.Name, scope: Ref) -> Value:
    value = look_up(machine, node.id, scope)
    if value is UNBOUND:
        if scope_is_unsure(machine):
            machine.may_raise("NameError")
            return machine.unknown(node, "it is not assigned before")
        machine.may_raise("NameError")
        return machine.unknown(node, "it is not assigned before")
    if isinstance(value, Unknown):
        machine.may_raise("NameError")
    return value


def scope_is_unsure(machine: Machine) -> bool:
    """Whether names may come from a star import."""
    return bool(machine.stars)


def look_up(machine: Machine, name: str, scope: Ref) -> Value:
    """What a name stands for; UNBOUND for one that nothing binds."""
    inner: Ref | None = scope
    is_first = True
    while inner is not None:
        known = machine.get(inner)
        meta = known.meta
        if meta.kind != "class" or is_first:
            if is_first and name in meta.globals:
                inner = machine.globals
                known = machine.get(inner)
            found = known.slots.get(name, UNBOUND)
            if found is not UNBOUND:
                return found
            if meta.kind == "function" and name in meta.names and name not in meta.globals:
                raise Raised("UnboundLocalError", machine.line)
        is_first = False
        inner = known.meta.parent
    return _outside(machine, name)


def _outside(machine: Machine, name: str) -> Value:
    found = star_name(machine, name)
    if found is not None:
        return found
    if name in BUILTIN_NAMES:
        return Builtin(name)
    found = bare_name(machine, name)
    return UNBOUND if found is None else found


def _attribute(machine: Machine, node: ast.Attribute, scope: Ref) -> Value:
    return machine.get_attribute(evaluate(machine, node.value, scope), node.attr, node)


def _subscript(machine: Machine, node: ast.Subscript, scope: Ref) -> Value:
    owner = evaluate(machine, node.value, scope)
    return machine.get_item(owner, evaluate(machine, node.slice, scope), node)


def _slice(machine: Machine, node: ast.Slice, scope: Ref) -> Value:
    ends = [None if each is None else evaluate(machine, each, scope) for each in (node.lower, node.upper, node.step)]
    return Slice(*ends)


def _call(machine: Machine, node: ast.Call, scope: Ref) -> Value:
    if (
        isinstance(node.func, ast.Name)
        and node.func.id in SCOPED
        and look_up(machine, node.func.id, scope) == Builtin(node.func.id)
    ):
        from paramcalc.readers.python.scoped import SCOPED_CALLS

        given = [evaluate(machine, each, scope) for each in node.args]
        return SCOPED_CALLS[node.func.id](machine, node, given, scope)
    function = evaluate(machine, node.func, scope)
    given, named, unsure = arguments(machine, node, scope)
    machine.line = node.lineno
    if unsure is not None:
        return _unsure_call(machine, node, function, given, named, unsure)
    return machine.call(function, given, named, node)


SCOPED = {"super", "locals", "globals", "vars", "exec", "eval", "dir"}
"""Functions of Python that read the scope in which they are called."""


def _unsure_call(
    machine: Machine, node: ast.Call, function: Value, given: list[Value], named: dict[str, Value], unsure: Unknown
) -> Value:
    """A call with `*` or `**` of something unknown: any arguments may be given."""
    from paramcalc.readers.python.values import LayerClass

    if isinstance(function, LayerClass):
        return machine.parts.make_layer(machine, function, given, named, node, unsure)
    origin = machine.origin(node, "its arguments are not known")
    machine.escape(origin, function, *given, *named.values(), unsure)
    machine.may_raise()
    return machine.unknown(node, "its arguments are not known", unsure)


def arguments(machine: Machine, node: ast.Call, scope: Ref) -> tuple[list[Value], dict[str, Value], Unknown | None]:
    """The arguments of a call; and what is unknown among those that a star spreads."""
    given: list[Value] = []
    named: dict[str, Value] = {}
    unsure: Unknown | None = None
    for each in node.args:
        value = evaluate(machine, each.value if isinstance(each, ast.Starred) else each, scope)
        if not isinstance(each, ast.Starred):
            given.append(value)
            continue
        items = machine.drain(value, each.value)
        if isinstance(items, Unknown):
            unsure = items
        else:
            given += items
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        value = value if keyword.arg is not None else snapshot(machine, value)
        if keyword.arg is not None:
            if keyword.arg in named:
                raise Raised("TypeError", node.lineno)
            named[keyword.arg] = value
        elif machine.kind(value) == "dict" and all(isinstance(key, str) for key in machine.get(value).map or {}):
            entries = machine.get(value).map or {}
            if entries.keys() & named.keys():
                raise Raised("TypeError", node.lineno)
            named.update(entries)
        else:
            unsure = machine.unknown(keyword.value, "its entries are not known", value)
    return given, named, unsure


def _binary(machine: Machine, node: ast.BinOp, scope: Ref) -> Value:
    left = evaluate(machine, node.left, scope)
    return binary(machine, node, left, node.op, evaluate(machine, node.right, scope))


def _unary(machine: Machine, node: ast.UnaryOp, scope: Ref) -> Value:
    return unary(machine, node, evaluate(machine, node.operand, scope))


def _boolean(machine: Machine, node: ast.BoolOp, scope: Ref) -> Value:
    """`and`, `or`: what stands behind something unknown is evaluated in some runs."""
    wanted = isinstance(node.op, ast.Or)

    def follow(place: int) -> Value:
        value = evaluate(machine, node.values[place], scope)
        if place == len(node.values) - 1:
            return value
        known = truth(machine, value)
        if known is not None:
            return value if known == wanted else follow(place + 1)
        origin = machine.origin(node, f"it depends on {machine.text(node.values[place])}")
        ended = [Pending(machine.store, value, origin)]
        machine.store = machine.store.fork()
        rest = machine.path(lambda: follow(place + 1), origin)
        if rest is None:
            machine.store = ended[0].store
            return value
        if isinstance(value, Unknown) and value.refs == frozenset() and not wanted and rest.value is False:
            # Unknown and False: never true; as a truth it is False.
            pass
        joined = join(ended[0].store, rest.store, origin)
        result = join_values(value, rest.value, origin, ended[0].store, rest.store)
        machine.store = joined
        return result

    return follow(0)


def _compare(machine: Machine, node: ast.Compare, scope: Ref) -> Value:
    left = evaluate(machine, node.left, scope)
    result: Value = True
    for sign, each in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, each, scope)
        result = compare(machine, node, left, sign, right)
        if truth(machine, result) is not True:
            if truth(machine, result) is None and len(node.ops) > 1:
                machine.may_raise()
                return machine.unknown(node, "it depends on what is not known", result)
            return result
        left = right
    return result


def _choice(machine: Machine, node: ast.IfExp, scope: Ref) -> Value:
    condition = evaluate(machine, node.test, scope)
    known = truth(machine, condition)
    if known is not None:
        return evaluate(machine, node.body if known else node.orelse, scope)
    origin = machine.origin(node, f"it depends on {machine.text(node.test)}")
    return machine.both(
        origin, [lambda: evaluate(machine, node.body, scope), lambda: evaluate(machine, node.orelse, scope)]
    )


def _tuple(machine: Machine, node: ast.Tuple, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else tuple(items)


def _list(machine: Machine, node: ast.List, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else machine.new(Obj("list", items=items))


def _elements(machine: Machine, nodes: list[ast.expr], scope: Ref) -> list[Value] | Unknown:
    values: list[Value] = []
    unsure: Unknown | None = None
    for each in nodes:
        value = evaluate(machine, each.value if isinstance(each, ast.Starred) else each, scope)
        if not isinstance(each, ast.Starred):
            values.append(value)
            continue
        items = machine.drain(value, each.value)
        if isinstance(items, Unknown):
            unsure = items
        else:
            values += items
    return values if unsure is None else machine.store.unknown(unsure.origin, unsure, *values)


def _set(machine: Machine, node: ast.Set, scope: Ref) -> Value:
    items = _elements(machine, node.elts, scope)
    return items if isinstance(items, Unknown) else make_set(machine, items, node)


def _dict(machine: Machine, node: ast.Dict, scope: Ref) -> Value:
    made = machine.new(Obj("dict", map={}))
    for key, each in zip(node.keys, node.values, strict=True):
        if key is None:
            update = machine.get_attribute(made, "update", node)
            machine.call(update, [evaluate(machine, each, scope)], {}, node)
        else:
            name = evaluate(machine, key, scope)
            machine.set_item(made, name, evaluate(machine, each, scope), node)
    return made


def _text(machine: Machine, node: ast.JoinedStr, scope: Ref) -> Value:
    parts: list[str] = []
    unsure: Value = None
    size = 0
    for part in node.values:
        text = _text_part(machine, part, scope)
        if not isinstance(text, str):
            unsure = unsure or text
            continue
        size += len(text)
        machine.pay(len(text) // 50)
        if size > LONGEST:
            return machine.unknown(node, "it would be too large")
        parts.append(text)
    return "".join(parts) if unsure is None else machine.unknown(node, "it is made of what is not known", unsure)


def _text_part(machine: Machine, part: ast.expr, scope: Ref) -> Value:
    if not isinstance(part, ast.FormattedValue):
        return evaluate(machine, part, scope)
    value = evaluate(machine, part.value, scope)
    form = "" if part.format_spec is None else evaluate(machine, part.format_spec, scope)
    plain = isinstance(value, (str, int, float)) or value is None
    if not plain or not isinstance(form, str) or not FORMAT.fullmatch(form):
        machine.may_raise()
        if machine.kind(value) in ("instance", "vague") or isinstance(value, Unknown):
            machine.escape(machine.origin(part, "its text is not followed"), value)
        return machine.unknown(part, "its text is not followed")
    convert = repr if part.conversion == ord("r") else str if part.conversion == ord("s") else None
    shown = compute(machine, part, convert, value) if convert else value
    return compute(machine, part, format, shown, form)


def _formatted(machine: Machine, node: ast.FormattedValue, scope: Ref) -> Value:
    return _text_part(machine, node, scope)


def _lambda(machine: Machine, node: ast.Lambda, scope: Ref) -> Value:
    return make_function(machine, node, scope)


def make_function(machine: Machine, node: Any, scope: Ref) -> Ref:
    """A function, its defaults worked out where it is made."""
    defaults = tuple(evaluate(machine, each, scope) for each in node.args.defaults)
    keyword_defaults = {
        parameter.arg: evaluate(machine, default, scope)
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    }
    home = machine.get(scope).slots.get("$home") if machine.get(scope).meta.kind == "class" else None
    return machine.new(Obj("function", Function(node, scope, defaults, keyword_defaults, home)))


def _walrus(machine: Machine, node: ast.NamedExpr, scope: Ref) -> Value:
    value = evaluate(machine, node.value, scope)
    home = scope
    while machine.get(home).slots.get("$comprehension"):
        home = machine.get(home).meta.parent
    assignments.assign(machine, node.target, value, home, node.value)
    return value


def _starred(machine: Machine, node: ast.Starred, scope: Ref) -> Value:
    return evaluate(machine, node.value, scope)


def _await(machine: Machine, node: ast.Await, scope: Ref) -> Value:
    return machine.unknown(node, "it is not followed", evaluate(machine, node.value, scope))


def inner_scope(machine: Machine, node: Any, scope: Ref) -> Ref:
    """The scope of a comprehension."""
    names = {each.id for clause in node.generators for each in ast.walk(clause.target) if isinstance(each, ast.Name)}
    parent = scope
    if machine.get(scope).meta.kind == "class":
        parent = scope
    meta = ScopeMeta("function", parent, frozenset(names))
    return machine.new(Obj("scope", meta, slots={"$comprehension": True}))


def _comprehension(machine: Machine, node: Any, scope: Ref) -> Value:
    """A list, set or dictionary made by a comprehension."""
    inside = inner_scope(machine, node, scope)
    pairs = comprehended(machine, node, scope, inside)
    if isinstance(pairs, Unknown):
        return pairs
    if isinstance(node, ast.ListComp):
        return machine.new(Obj("list", items=pairs))
    if isinstance(node, ast.SetComp):
        return make_set(machine, pairs, node)
    made = machine.new(Obj("dict", map={}))
    for key, value in pairs:
        machine.set_item(made, key, value, node)
    return made


def comprehended(machine: Machine, node: Any, scope: Ref, inside: Ref) -> list[Value] | Unknown:
    """The items of a comprehension; Unknown where its sources or its filters are."""
    found: list[Value] = []
    first = evaluate(machine, node.generators[0].iter, scope)
    start, made = machine.spent, machine.last_layer + len(machine.tape)

    def element() -> Value:
        if isinstance(node, ast.DictComp):
            key = evaluate(machine, node.key, inside)
            return (key, evaluate(machine, node.value, inside))
        return evaluate(machine, node.elt, inside)

    def follow(place: int) -> Unknown | None:
        if place == len(node.generators):
            found.append(element())
            return None
        clause = node.generators[place]
        source = first if place == 0 else evaluate(machine, clause.iter, inside)
        iterator = iterator_of(machine, source, clause.iter)
        while not isinstance(iterator, Unknown):
            try:
                item = advance(machine, iterator, clause.iter)
            except UnknownLengthError:
                break
            if item is STOP:
                return None
            if machine.spent - start > 20_000 and machine.last_layer + len(machine.tape) == made and len(found) > 2_000:
                break
            assignments.assign(machine, clause.target, item, inside)
            holds = _all_hold(machine, clause.ifs, inside)
            if holds is None:
                return _abstract(machine, node, inside, place, iterator, element, found)
            if holds:
                failed = follow(place + 1)
                if failed is not None:
                    return failed
        return _abstract(
            machine, node, inside, place, machine.unknown(clause.iter, "", source, iterator), element, found
        )

    failed = follow(0)
    return found if failed is None else failed


def _all_hold(machine: Machine, tests: list[ast.expr], scope: Ref) -> bool | None:
    for test in tests:
        known = truth(machine, evaluate(machine, test, scope))
        if known is not True:
            return known
    return True


def _abstract(
    machine: Machine,
    node: Any,
    inside: Ref,
    place: int,
    source: Value,
    element: Callable[[], Value],
    found: list[Value],
) -> Unknown:
    """The rest of a comprehension whose length is not known: its parts may be worked out any number of times."""
    clause = node.generators[place]
    why = f"it is made for each of {machine.text(clause.iter)}"
    if clause.ifs:
        why = f"which of its items are kept depends on {machine.text(clause.ifs[0])}"
    origin = machine.origin(node, why)
    results: list[Value] = []

    def turn() -> None:
        for later in node.generators[place:]:
            item = machine.unknown(later.iter, f"it is one of {machine.text(later.iter)}", source)
            assignments.assign(machine, later.target, item, inside)
            for test in later.ifs:
                evaluate(machine, test, inside)
        results.append(element())

    machine.parts.repeat(machine, origin, turn)
    return machine.store.unknown(origin, *found, *(value for value in results if not isinstance(value, Ref)))


def _generator(machine: Machine, node: ast.GeneratorExp, scope: Ref) -> Value:
    inside = inner_scope(machine, node, scope)
    if len(node.generators) > 1:

        def run(inner: Machine) -> list[Value] | None:
            pairs = comprehended(inner, node, scope, inside)
            return None if isinstance(pairs, Unknown) else pairs

        return machine.new(Obj("iterator", ("function", scope, (), run), slots={"$place": 0}))
    source = iterator_of(machine, evaluate(machine, node.generators[0].iter, scope), node.generators[0].iter)
    if isinstance(source, Unknown):
        iterator = machine.new(Obj("iterator", ("expression", node, inside, source), slots={"$place": 0}))
        del iterator
        return _comprehension_of_unknown(machine, node, inside, source)
    return machine.new(Obj("iterator", ("expression", node, inside, source), slots={"$place": 0}))


def _comprehension_of_unknown(machine: Machine, node: ast.GeneratorExp, inside: Ref, source: Unknown) -> Unknown:
    return _abstract(machine, node, inside, 0, source, lambda: evaluate(machine, node.elt, inside), [])


def _yield(machine: Machine, node: ast.Yield, scope: Ref) -> Value:
    value = None if node.value is None else evaluate(machine, node.value, scope)
    machine.parts.give(machine, value)
    return machine.unknown(node, "it is what is sent to a generator")


def _yield_from(machine: Machine, node: ast.YieldFrom, scope: Ref) -> Value:
    items = machine.drain(evaluate(machine, node.value, scope), node.value)
    machine.parts.give(machine, items if isinstance(items, Unknown) else tuple(items), several=True)
    return machine.unknown(node, "it is what a generator returns")


EXPRESSIONS: dict[type[ast.expr], Callable[[Machine, Any, Ref], Value]] = {
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _generator,
    ast.IfExp: _choice,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
    ast.List: _list,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _set,
    ast.SetComp: _comprehension,
    ast.Slice: _slice,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
