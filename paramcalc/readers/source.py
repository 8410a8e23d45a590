"""The models of a Python source, which is read and never run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from paramcalc.errors import UsageError, unknown
from paramcalc.models.spec import LayerSpec, ModelSpec
from paramcalc.readers.python.interpreter import Interpreter
from paramcalc.readers.python.values import Found
from paramcalc.readers.text import parse

MOST_COMPARED = 50
"""Models of one source that each other one is compared with."""


def read_source(
    text: str, origin: str = "the source", *, name: str | None = None, given: Mapping[str, Any] | None = None
) -> ModelSpec:
    """A model from Python source: the only one, or the one called `name`.

    `given` has the values of what cannot be known without running: `{"max_features": 10000}`.

    Raises UsageError where there is no model, or several and no name; where a name that was given stands nowhere; and
    where something is needed that cannot be known, with its line.
    """
    tree = parse(text, "exec", "the file must be Python source")
    assert isinstance(tree, ast.Module)
    interpreter = Interpreter(given or {})
    try:
        interpreter.source(tree)
    except RecursionError as error:
        raise UsageError(f"{origin} is nested too deeply to be followed") from error
    unused = set(interpreter.given) - interpreter.used
    if unused:
        raise UsageError(f"{origin} has nothing that is called {', '.join(sorted(unused))}")
    found = _chosen(_outermost(interpreter.found), name, origin, interpreter)
    spec = found.stack.finished() if found.stack else found.spec
    return ModelSpec(spec, found.framework, found.version, origin, notes=tuple(interpreter.notes))


def label(found: Found) -> str:
    """What a model is called by: the variable that it was assigned to, or its own name."""
    return found.name or found.spec.name


def _outermost(found: list[Found]) -> list[Found]:
    """The models by label, the last of those with the same one."""
    return list({label(each): each for each in found}.values())


def _chosen(found: list[Found], name: str | None, origin: str, interpreter: Interpreter) -> Found:
    if not found:
        doubts = [doubt.error().message for doubt in interpreter.doubts]
        tip = doubts[0] if doubts else "a model is a Sequential, a Model(inputs, outputs), or a class derived from one"
        raise UsageError(f"{origin} makes no model that can be told without running it", tip=tip)
    if name is not None:
        for each in found:
            if name in (label(each), each.spec.name):
                return each
        raise unknown(f"model in {origin}:", name, [label(each) for each in found])
    if len(found) == 1:
        return found[0]
    found = _outer(found)
    if len(found) == 1:
        return found[0]
    lines = ", ".join(f"{label(each)} (line {each.line})" for each in found)
    raise UsageError(f"{origin} has {len(found)} models: {lines}", tip=f"choose one: --name {label(found[-1])}")


def _outer(found: list[Found]) -> list[Found]:
    """The models that no other one holds, and whose layers are not all another's, as an encoder's are."""
    parts = [{part for part in _spec(each).walk() if part.kind != "InputLayer"} - {each.spec} for each in found]
    inner = {part for inside in parts for part in inside}
    order = sorted(range(len(found)), key=lambda place: -len(parts[place]))
    outer: list[int] = []
    for place in order:
        inside = parts[place]
        if found[place].spec not in inner and not any(inside < parts[each] for each in outer[:MOST_COMPARED]):
            outer.append(place)
    return [found[place] for place in sorted(outer)]


def _spec(found: Found) -> LayerSpec:
    """What a model is by now; of one that cannot be told the bare layer."""
    try:
        return found.stack.finished() if found.stack else found.spec
    except UsageError:
        return found.spec
