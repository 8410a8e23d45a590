"""The models of a Python source, which is read and never run."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from paramcalc.errors import Remedy, UsageError, unknown
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec
from paramcalc.readers.python.interpreter import follow, new_machine
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.values import UNBOUND, Ref, Unknown, Value
from paramcalc.readers.registry import CODING_LINE, HEAD_BYTES
from paramcalc.readers.text import parse

MOST_TOKENS = 150_000
"""Of a source: what it takes to parse one grows with them."""

RECURSION = 6_000

MOST_LISTED = 10
"""Models that a message lists."""

MOST_COMPARED = 50
"""Models of one source that each other one is compared with."""


class Candidate(NamedTuple):
    """A model of the source: what it is called by, its line, and its object."""

    label: str
    line: int
    ref: Ref


def read_source(
    text: str, origin: str = "the source", *, name: str | None = None, given: Mapping[str, Any] | None = None
) -> ModelSpec:
    """A model from Python source: the one bound to `model` at the end, the only one, or the one called `name`.

    `given` has the values of what cannot be known without running: `{"max_features": 10000}`.

    Raises UsageError where there is no model, or several and no name; where a name that was given stands nowhere; and
    where something is needed that cannot be known, with its line.
    """
    _check_size(text, origin)
    tree = parse(text, "exec", "the file must be Python source", origin)
    assert isinstance(tree, ast.Module)
    machine = new_machine(given or {})
    with _deep_recursion():
        try:
            follow(machine, tree)
            unused = set(machine.given) - machine.used
            if unused:
                raise UsageError(f"{origin} has nothing that is called {', '.join(sorted(unused))}")
            return _read(machine, name, origin)
        except RecursionError as error:
            raise UsageError(f"{origin} is nested too deeply to be followed") from error


def decoded(data: bytes, origin: str) -> str:
    r"""The text of a source, in the encoding that its coding line names, or else in UTF-8.

    >>> decoded(b"# coding: latin-1\nname = '\xfc'", "train.py")[-3:]
    "'ü'"

    Raises UsageError, which names the encoding, for bytes that are not text in it.
    """
    encoding = "UTF-8"
    for line in data[:HEAD_BYTES].splitlines()[:2]:
        if match := CODING_LINE.match(line):
            encoding = match[1].decode()
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{origin} is not {encoding} text: byte {error.start:,}") from error
    except (LookupError, ValueError) as error:
        raise UsageError(f"{origin} names the encoding {encoding}, which is not known") from error


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let functions of the source call one another: each call takes several of Python's."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _check_size(text: str, origin: str) -> None:
    tokens = sum(1 for _ in re.finditer(r"\w+|[^\w\s]", text))
    if tokens > MOST_TOKENS:
        raise UsageError(f"{origin} has {tokens:,} words and signs; at most {MOST_TOKENS:,} are read")


def _read(machine: Machine, name: str | None, origin: str) -> ModelSpec:
    ref = _chosen(machine, name, origin)
    obj = machine.get(ref)
    if obj.kind == "vague":
        raise obj.meta.origin.error(is_value=False)
    specs = Specs(machine, is_final=True)
    is_frozen = obj.meta.framework == "keras" and obj.slots.get("$flag") is False
    specs.is_final = not is_frozen
    root = specs.layer(ref)
    if obj.meta.role == "layer":
        root = LayerSpec(
            root.kind, root.name, {}, graph=Graph((GraphCall(root, ()),), (), (root,), ()), place=root.place
        )
    flag = obj.slots.get("$flag")
    if isinstance(flag, Unknown):
        raise flag.origin.error()
    if is_frozen:
        root.freeze()
    if specs.extras:
        root.graph = _with_extras(root, specs.extras)
    _check_built(machine, ref)
    if root.graph is not None and not root.graph.layers:
        raise UsageError(f"{origin}: the model of line {obj.meta.line} has no layers")
    return ModelSpec(root, obj.meta.framework, obj.meta.version, origin, notes=_notes(machine))


def _with_extras(root: LayerSpec, extras: list[LayerSpec]) -> Graph:
    graph = root.graph or Graph((), (), (), ())
    calls = (*graph.calls, *(GraphCall(layer, ()) for layer in extras))
    return graph._replace(calls=calls, layers=(*graph.layers, *extras))


def _check_built(machine: Machine, ref: Ref) -> None:
    """Refuse a model of a class of Keras whose layers are not built: it has no parameters yet."""
    obj = machine.get(ref)
    if obj.meta.role != "subclass" or obj.meta.framework != "keras":
        return
    for item in obj.items or ():
        if machine.kind(item) == "layer" and machine.get(item).slots.get("$built") is not True:
            inside = machine.get(item)
            raise UsageError(
                f"{obj.meta.kind} (line {obj.meta.line}) is not built: nothing calls its layer "
                f"{inside.slots.get('$name')} (line {inside.meta.line})",
                tip="call the model on a tensor of a known shape",
            )


def _notes(machine: Machine) -> tuple[str, ...]:
    defaults = [f"{name}={value!r}" for name, value in sorted(machine.arguments.items()) if len(repr(value)) < 40]
    if defaults:
        machine.say(f"arguments of the command line have their defaults: {', '.join(defaults[:8])}")
    return tuple(machine.notes)


def _chosen(machine: Machine, name: str | None, origin: str) -> Ref:
    """The model that is meant."""
    bound = machine.get(machine.globals).slots
    if machine.failed:
        raise _does_not_end(machine, origin)
    wanted = name or "model"
    value = bound.get(wanted, UNBOUND)
    if isinstance(value, Ref) and _is_model(machine, value):
        return value
    if isinstance(value, Unknown) and not value.is_plain and (name is not None or machine.models):
        raise value.origin.error(is_value=False)
    if wanted == "model" and machine.has_bound_model and (value is None or value is UNBOUND):
        raise UsageError(f"{origin}: model does not stand for a model any more at the end of the program")
    if machine.kind(value) == "vague" and machine.labels.get(value.number) == wanted:
        raise machine.get(value).meta.origin.error(is_value=False)
    for other in bound.values() if name is None else ():
        if isinstance(other, Unknown) and any(number in other.refs for number, _ in machine.models):
            raise other.origin.error(is_value=False)
    candidates = _candidates(machine, bound)
    if not candidates:
        layers = [value for value in bound.values() if isinstance(value, Ref) and _is_model(machine, value)]
        if len(set(layers)) == 1:
            return layers[0]
        raise _no_model(machine, origin)
    if name is not None:
        return _named(machine, candidates, name, origin)
    if len(candidates) > 1:
        candidates = _outer(machine, candidates)
    if len(candidates) == 1:
        return candidates[0].ref
    lines = ", ".join(f"{candidate.label} (line {candidate.line})" for candidate in candidates[:MOST_LISTED])
    lines += ", …" if len(candidates) > MOST_LISTED else ""
    raise UsageError(f"{origin} has {len(candidates)} models: {lines}", remedy=Remedy("name", candidates[-1].label))


def _is_model(machine: Machine, value: Ref) -> bool:
    obj = machine.get(value)
    if obj.kind == "vague":
        return any(number == value.number for number, _ in machine.models)
    return (obj.kind == "layer" and obj.meta.role in ("Sequential", "Functional", "subclass", "container", "own")) or (
        obj.kind == "layer" and obj.meta.framework == "pytorch"
    )


def _named(machine: Machine, candidates: list[Candidate], name: str, origin: str) -> Ref:
    for candidate in candidates:
        if name in (candidate.label, machine.get(candidate.ref).slots.get("$name")):
            return candidate.ref
    raise unknown(f"model in {origin}:", name, [candidate.label for candidate in candidates])


def _does_not_end(machine: Machine, origin: str) -> UsageError:
    """The error for a source of which no run reaches the end."""
    failure = machine.failure
    if failure is None:
        return UsageError(f"no run of {origin} reaches its end")
    message = f"{origin} ends at line {failure.line} with {failure.name or 'an exception'}"
    if not machine.missing_argument:
        return UsageError(message)
    remedy = Remedy("set", f"{machine.missing_argument}=N")
    return UsageError(f"{message} if it is started without arguments", remedy=remedy)


def _no_model(machine: Machine, origin: str) -> UsageError:
    """The error for a source without a model, with the first reason why one may be missing."""
    message = f"{origin} has no model that can be determined without running it"
    if machine.doubts:
        error = machine.doubts[0].error(is_value=False)
        return UsageError(f"{message}: {error.message}", remedy=error.remedy)
    if machine.failure is not None:
        name = machine.failure.name or "an exception"
        return UsageError(f"{message}: line {machine.failure.line} raises {name}")
    return UsageError(message, tip="a model is a Sequential, a Model(inputs, outputs), or a class derived from one")


def _candidates(machine: Machine, bound: dict[str, Value]) -> list[Candidate]:
    """The models that there are at the end, each with what it is called by."""
    candidates: list[Candidate] = []
    for number, line in machine.models:
        ref = Ref(number)
        if number not in machine.store.objects or any(candidate.ref == ref for candidate in candidates):
            continue
        obj = machine.get(ref)
        own = obj.slots.get("$name")
        label = next((name for name, value in bound.items() if value == ref), None) or machine.labels.get(number)
        candidates.append(Candidate(label or (own if isinstance(own, str) else "a model"), line, ref))
    return [candidate for candidate in candidates if not _is_replaced(candidate, candidates, bound)]


def _is_replaced(candidate: Candidate, others: list[Candidate], bound: dict[str, Value]) -> bool:
    """Whether another line binds the name of a model to another one."""
    value = bound.get(candidate.label)
    return value != candidate.ref and any(other.ref == value and other.line != candidate.line for other in others)


def _outer(machine: Machine, candidates: list[Candidate]) -> list[Candidate]:
    """The models that no other one holds, and whose layers are not all another's, as an encoder's are."""
    parts = [_parts(machine, candidate.ref) for candidate in candidates]
    inner = {number for inside in parts for number in inside}
    order = sorted(range(len(candidates)), key=lambda place: -len(parts[place]))
    outer: list[int] = []
    for place in order:
        inside = parts[place]
        number = candidates[place].ref.number
        is_known = machine.kind(candidates[place].ref) == "layer"
        is_part = is_known and any(inside < parts[other] for other in outer[:MOST_COMPARED])
        if number not in inner and not is_part:
            outer.append(place)
    return [candidates[place] for place in sorted(outer)]


def _parts(machine: Machine, ref: Ref) -> set[int]:
    """The layers that a model holds, but for inputs."""
    numbers: set[int] = set()
    rest = [ref]
    while rest:
        obj = machine.get(rest.pop())
        if obj.kind != "layer":
            continue
        machine.pay(1)
        values = [*(obj.items or ()), *((obj.map or {}).values() if obj.meta.framework == "pytorch" else ())]
        for value in values:
            is_new = machine.kind(value) == "layer" and value.number not in numbers and value != ref
            if is_new and machine.get(value).meta.kind != "InputLayer":
                numbers.add(value.number)
                rest.append(value)
    return numbers
