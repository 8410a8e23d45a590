"""Which of the models of a Python source is meant."""

from __future__ import annotations

from typing import NamedTuple

from paramcalc.errors import Remedy, UsageError, line_text, unknown
from paramcalc.phrases import joined, labelled, tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import UNBOUND, Method, Ref, Unknown, Value

MOST_LISTED = 10
"""Models that a message lists."""

MOST_COMPARED = 50
"""Models of one source that each other one is compared with."""


class Candidate(NamedTuple):
    """A model of the source: what it is called by, the line that makes it, and its object."""

    label: str
    line: int
    ref: Ref


def candidates_of(machine: Machine, name: str | None, origin: str) -> list[Candidate]:
    """The model that is meant: the one called `name`, the one bound to `model` at the end, or the only one.

    Several are those that one statement made, in a loop for example; the last one is in force at the end. It depends
    on their counts whether one of them must be chosen.

    Raises UsageError where there is no model, or where different statements make several.
    """
    bound = machine.get(machine.globals).slots
    if machine.failed:
        raise _does_not_end(machine, origin)
    wanted = name or "model"
    value = bound.get(wanted, UNBOUND)
    if isinstance(value, Ref) and _is_model(machine, value):
        return _bound_by_one_statement(machine, bound, value, wanted)
    _refuse_unknown(machine, bound, value, name, origin)
    candidates = _candidates(machine, bound)
    if not candidates:
        layers = {value for value in bound.values() if isinstance(value, Ref) and _is_model(machine, value)}
        if len(layers) == 1:
            return [Candidate(wanted, 0, layers.pop())]
        raise _no_model(machine, origin)
    if name is not None:
        return [_named(machine, candidates, name, origin)]
    if len(candidates) > 1:
        candidates = _outer(machine, candidates)
    if len({candidate.line for candidate in candidates}) > 1:
        raise several(candidates, origin)
    return candidates


def several(candidates: list[Candidate], origin: str) -> UsageError:
    """The error for a source with several models, of which one must be chosen."""
    texts = [tr("{name} ({kind})", name=each.label, kind=line_text(each.line)) for each in candidates[:MOST_LISTED]]
    lines = joined(tr(", "), [*texts, *(["…"] if len(candidates) > MOST_LISTED else [])])
    remedy = Remedy("name", candidates[-1].label) if len({candidate.label for candidate in candidates}) > 1 else None
    return UsageError(
        tr("{origin} has {count} models: {lines}", origin=origin, count=len(candidates), lines=lines), remedy=remedy
    )


def _bound_by_one_statement(machine: Machine, bound: dict[str, Value], value: Ref, name: str) -> list[Candidate]:
    """The model bound to a name, behind those that the same statement bound to `model` before, in a loop."""
    last = next((line for number, line in reversed(machine.bound_models) if number == value.number), None)
    kept = {other.number for other in bound.values() if isinstance(other, Ref)} | _parts(machine, value)
    numbers = [number for number, line in machine.bound_models if line == last and number not in kept]
    earlier = list(dict.fromkeys(numbers))[-MOST_COMPARED:] if name == "model" else []
    return [Candidate(name, last or 0, Ref(number)) for number in (*earlier, value.number)]


def _refuse_unknown(machine: Machine, bound: dict[str, Value], value: Value, name: str | None, origin: str) -> None:
    """Raise UsageError where the name of the model is bound to something unknown, or a name may be a model's."""
    if isinstance(value, Unknown) and not value.is_plain and (name is not None or machine.models):
        raise value.origin.error(is_value=False)
    if name in (None, "model") and machine.bound_models and (value is None or value is UNBOUND):
        raise UsageError(
            tr("{origin}: the name model is not bound to a model at the end of the program", origin=origin)
        )
    if machine.kind(value) == "vague" and machine.labels.get(value.number) == (name or "model"):
        raise machine.get(value).meta.origin.error(is_value=False)
    for other in bound.values() if name is None else ():
        if isinstance(other, Unknown) and any(number in other.refs for number, _ in machine.models):
            raise other.origin.error(is_value=False)


def _is_model(machine: Machine, value: Ref) -> bool:
    obj = machine.get(value)
    if obj.kind == "vague":
        return any(number == value.number for number, _ in machine.models)
    return (obj.kind == "layer" and obj.meta.role in ("Sequential", "Functional", "subclass", "container", "own")) or (
        obj.kind == "layer" and obj.meta.framework == "pytorch"
    )


def _named(machine: Machine, candidates: list[Candidate], name: str, origin: str) -> Candidate:
    for candidate in candidates:
        if name in (candidate.label, machine.get(candidate.ref).slots.get("$name")):
            return candidate
    raise unknown(tr("model in {origin}:", origin=origin), name, [candidate.label for candidate in candidates])


def _does_not_end(machine: Machine, origin: str) -> UsageError:
    """The error for a source of which no run reaches the end."""
    failure = machine.failure
    if failure is None:
        return UsageError(tr("no run of {origin} reaches its end", origin=origin))
    message = tr(
        "{origin} ends at {line} with {value}",
        origin=origin,
        line=line_text(failure.line),
        value=failure.name or tr("an exception"),
    )
    if not machine.missing_argument:
        return UsageError(message)
    remedy = Remedy("set", f"{machine.missing_argument}=N")
    return UsageError(tr("{message} if it is started without arguments", message=message), remedy=remedy)


def _no_model(machine: Machine, origin: str) -> UsageError:
    """The error for a source without a model, with the first reason why one may be missing."""
    message = tr("{origin} has no model that can be determined without running it", origin=origin)
    if machine.doubts:
        error = machine.doubts[0].error(is_value=False)
        return UsageError(labelled(message, error.message), remedy=error.remedy)
    if machine.failure is not None:
        name = machine.failure.name or tr("an exception")
        return UsageError(
            tr("{message}: {line} raises {name}", message=message, line=line_text(machine.failure.line), name=name)
        )
    return UsageError(message, tip=tr("a model is a Sequential, a Model(inputs, outputs), or a class derived from one"))


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


def note_summary(machine: Machine, function: Value) -> None:
    """Note that a `summary` is called: on a model, or on something unknown, which may be a model."""
    owner = function.owner if isinstance(function, Method) else function
    if isinstance(owner, Unknown) or machine.kind(owner) in ("layer", "vague"):
        machine.session.show(owner, layers_of(machine, owner))


def layers_of(machine: Machine, value: Value) -> tuple[Value, ...]:
    """What a layer or model holds; nothing for another value."""
    if machine.kind(value) != "layer":
        return ()
    obj = machine.get(value)
    return (*(obj.items or ()), *((obj.map or {}).values() if obj.meta.framework == "pytorch" else ()))


def of_cell(machine: Machine, cell: int, origin: str) -> list[Candidate] | None:
    """The model that a notebook's last cell is about: the one that it shows, or the one that it binds.

    None for a cell that shows and binds none. Raises UsageError for a cell that is about several, and where what it
    shows is unknown.
    """
    bound = machine.get(machine.globals).slots
    shown = list(dict.fromkeys(machine.session.shown_in(cell)))
    for owner in shown:
        if isinstance(owner, Unknown):
            raise owner.origin.error(is_value=False)
        if machine.kind(owner) == "vague":
            raise machine.get(owner).meta.origin.error(is_value=False)
    names = {name: value for name, value in bound.items() if value is not machine.session.before.get(name)}
    new = [value for value in names.values() if isinstance(value, Ref) and _is_model(machine, value)]
    refs = shown or ([names["model"]] if names.get("model") in new else list(dict.fromkeys(new)))
    lines = dict(machine.models)
    candidates = [Candidate(_name_of(machine, bound, ref), lines.get(ref.number, 0), ref) for ref in refs]
    if not shown and len(candidates) > 1:
        candidates = _outer(machine, candidates)
    if len(candidates) > 1:
        raise several(candidates, tr("cell {cell} of {origin}", cell=cell + 1, origin=origin))
    return candidates or None


def _name_of(machine: Machine, bound: dict[str, Value], ref: Ref) -> str:
    """What a model is called by: a variable, or its own name."""
    own = machine.get(ref).slots.get("$name")
    label = next((name for name, value in bound.items() if value == ref), None) or machine.labels.get(ref.number)
    return label or (own if isinstance(own, str) else "a model")
