"""The models of a Python source, which is read and never run."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from paramcalc.errors import UsageError, line_text
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import Graph, GraphCall, LayerSpec, ModelSpec, RawShape
from paramcalc.phrases import tr
from paramcalc.readers.cells import Program, script
from paramcalc.readers.input_shapes import give_input_shapes
from paramcalc.readers.magics import as_python
from paramcalc.readers.python.interpreter import follow, new_machine
from paramcalc.readers.python.keras_calling import call_model
from paramcalc.readers.python.keras_calls import data_tensor
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.model_choice import candidates_of, layers_of, of_cell, several
from paramcalc.readers.python.specs import Specs
from paramcalc.readers.python.values import Ref, Unknown
from paramcalc.readers.registry import CODING_LINE, HEAD_BYTES
from paramcalc.readers.text import parse

MOST_TOKENS = 150_000
"""Of a source: what it takes to parse one grows with them."""

RECURSION = 6_000


def read_source(
    text: str,
    origin: str = tr("the source"),
    *,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    shapes: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from Python source: the one bound to `model` at the end, the only one, or the one called `name`.

    `given` has the values of what cannot be known without running: `{"max_features": 10000}`. `shapes` are those of the
    model's inputs, the batch first, for a model that states none.

    Raises UsageError where there is no model, or several and no name; where a name that was given stands nowhere; and
    where something is needed that cannot be known, with its line.
    """
    check_size(text, origin)
    tree = parse(as_python(text), "exec", tr("the file must be Python source"), origin)
    assert isinstance(tree, ast.Module)
    return read_program(script(tree), origin, name=name, given=given, shapes=shapes).spec


class ProgramModel(NamedTuple):
    """A model that a program makes."""

    spec: ModelSpec
    shown: tuple[int, int, int] | None
    """The cell whose output has the model's summary, from 0, and the summaries before it: there, and in all cells."""
    summaries: int = 0
    """How many summaries that cell shows."""


def read_program(
    program: Program,
    origin: str,
    *,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    shapes: Sequence[RawShape] = (),
    stops: bool = False,
    trusted: int = 0,
) -> ProgramModel:
    """A model of a program. `stops` says that it is the one that the last cell is about, if there is one.

    Until `trusted` summaries are shown, code that is not in the source is taken to change no model: the number is then
    true only if the last of them has it.

    Raises UsageError as `read_source` does.
    """
    machine = new_machine(given or {})
    session = machine.session
    session.era, session.shapes, session.trusted = program.era, tuple(shapes), trusted
    with _deep_recursion():
        try:
            follow(machine, program)
            unused = set(machine.given) - machine.used
            if unused:
                raise UsageError(
                    tr(
                        "{origin} has nothing that is called {names}",
                        origin=origin,
                        names=", ".join(sorted(unused)),
                    )
                )
            return _read(machine, program, name, origin, stops)
        except RecursionError as error:
            raise UsageError(tr("{origin} is nested too deeply to be followed", origin=origin)) from error


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
        raise UsageError(
            tr("{origin} is not {encoding} text: byte {start:,}", origin=origin, encoding=encoding, start=error.start)
        ) from error
    except (LookupError, ValueError) as error:
        raise UsageError(
            tr("{origin} names the encoding {encoding}, which is not known", origin=origin, encoding=encoding)
        ) from error


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let functions of the source call one another: each call takes several of Python's."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def check_size(text: str, origin: str) -> None:
    """Raise UsageError for a source that is too long to be parsed."""
    tokens = sum(1 for _ in re.finditer(r"\w+|[^\w\s]", text))
    if tokens > MOST_TOKENS:
        raise UsageError(
            tr(
                "{origin} has {tokens:,} words and signs; at most {most:,} are read",
                origin=origin,
                tokens=tokens,
                most=MOST_TOKENS,
            )
        )


def _read(machine: Machine, program: Program, name: str | None, origin: str, stops: bool) -> ProgramModel:
    """The model that is meant. Raises UsageError where one statement makes several with different counts."""
    candidates = None
    if stops and name is None:
        candidates = of_cell(machine, len(program.cells) - 1, origin)
    candidates = candidates or candidates_of(machine, name, origin)
    *others, model_spec = (_model(machine, candidate.ref, origin) for candidate in candidates)
    if others and len({(model.total, model.trainable) for model in map(Model, (*others, model_spec))}) > 1:
        raise several(candidates, origin)
    session, ref = machine.session, candidates[-1].ref
    shown = session.last_shown(ref, layers_of(machine, ref))
    return ProgramModel(model_spec, shown, len(session.shown_in(shown[0])) if shown else 0)


def _model(machine: Machine, ref: Ref, origin: str) -> ModelSpec:
    obj = machine.get(ref)
    if obj.kind == "vague":
        raise obj.meta.origin.error(is_value=False)
    shapes = machine.session.shapes
    if shapes and obj.meta.role == "subclass" and obj.meta.framework == "keras" and obj.slots["$built"] is not True:
        inputs = [data_tensor(machine, shape, None) for shape in shapes]
        call_model(machine, ref, [inputs[0] if len(inputs) == 1 else tuple(inputs)], {}, None)
        obj, shapes = machine.get(ref), ()
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
        raise UsageError(
            tr("{origin}: the model of {line} has no layers", origin=origin, line=line_text(obj.meta.line))
        )
    model_spec = ModelSpec(root, obj.meta.framework, obj.meta.version, origin, notes=_notes(machine))
    return give_input_shapes(model_spec, shapes) if shapes else model_spec


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
                tr(
                    "{kind} ({line}) is not built: nothing calls its layer {value} ({other_line})",
                    kind=obj.meta.kind,
                    line=line_text(obj.meta.line),
                    value=inside.slots.get("$name"),
                    other_line=line_text(inside.meta.line),
                ),
                tip=tr("call the model on a tensor of a known shape"),
            )


def _notes(machine: Machine) -> tuple[str, ...]:
    defaults = [f"{name}={value!r}" for name, value in sorted(machine.arguments.items()) if len(repr(value)) < 40]
    if defaults:
        machine.say(
            tr("arguments of the command line have their defaults: {defaults}", defaults=", ".join(defaults[:8]))
        )
    return tuple(machine.notes)
