"""A model from cells of code. What the cells leave open, the summary that they have printed may settle."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.errors import Remedy, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.printed import PrintedSummary
from paramcalc.models.spec import ModelSpec, RawShape
from paramcalc.phrases import joined, tr
from paramcalc.readers.cells import TF1, TF2, Cell, Program, program_of
from paramcalc.readers.source import ProgramModel, check_size, read_program
from paramcalc.readers.summaries.tables import tables

ERAS = {TF1: tr("Keras before 2.4 or TensorFlow 1"), TF2: "Keras 2"}
"""What a printed summary may be of, where it is not of the Keras that the source is taken to mean."""

RANKS = (2, 3, 4)
"""The ranks of an input that is not stated: vectors, sequences, pictures."""

TRIED = (1_000, 1_001)
"""The values of an unknown with which the total is worked out, to see how it depends on it."""

SUMMARY_OF = tr("the summary in {printed} is that of {note}")

Read = Callable[..., ProgramModel]
"""Reads a program; `shapes` are the shapes of the model's inputs."""


class Run(NamedTuple):
    """A way in which the cells may have been run, with what is to be said of it."""

    program: Program
    what: str


def read_cells(
    cells: Sequence[Cell],
    origin: str,
    *,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    cell: int | None = None,
    shapes: Sequence[RawShape] = (),
    is_old: bool = False,
) -> ModelSpec:
    """A model from cells of code, up to the cell `cell`.

    `is_old` says that the cells were run by a Python which no Keras 3 supports.

    Raises UsageError as `read_source` does, for a cell that there is not, and where the count depends on the order in
    which the cells were run or on the generation of Keras.
    """
    cells = _cells_until(cell, cells, origin)
    program = program_of(cells, origin)
    read = partial(read_program, origin=origin, name=name, given=given, stops=cell is not None)
    try:
        model = read(program, shapes=shapes)
        _total_or_error(model.spec)
    except UsageError as error:
        spec = _confirmed(partial(read, program, shapes=shapes), cells)
        spec = spec or _with_printed_value(partial(read, program, shapes=shapes), error, dict(given or {}), cells)
        if spec is None:
            raise
        return spec
    printed = _printed(model, cells)
    runs = list(_other_runs(program, cells, origin))
    if printed is None:
        doubts = [
            run for run in runs if run.program.era == program.era or (is_old and run.program.cells == program.cells)
        ]
        _check_runs(model.spec, partial(read, shapes=shapes), doubts)
        return model.spec
    if _agrees(model.spec, printed[0]):
        return model.spec._replace(printed=printed)
    spec, what = _settled(partial(read, shapes=shapes), model.spec, printed[0], runs)
    if not what and not shapes:
        spec, what = _with_printed_input(partial(read, program), model.spec, printed[0])
    notes = (SUMMARY_OF.format(printed=printed[1], note=what),) if what else ()
    return spec._replace(printed=printed, notes=(*spec.notes, *notes))


def _cells_until(cell: int | None, cells: Sequence[Cell], origin: str) -> Sequence[Cell]:
    """The cells up to one of them. Raises UsageError where there is none, and where they are too long."""
    if not cells:
        raise UsageError(tr("{origin} has no code cell", origin=origin))
    if cell is not None and not 1 <= cell <= len(cells):
        message = tr("{origin} has {count} code cells, got cell {cell}", origin=origin, count=len(cells), cell=cell)
        raise UsageError(message, remedy=Remedy("cell", str(len(cells))))
    check_size("\n".join(each.text for each in cells[:cell]), origin)
    return cells[:cell]


def _printed(model: ProgramModel, cells: Sequence[Cell]) -> tuple[PrintedSummary, str] | None:
    """The summary of a model in the outputs of the cell that shows it, if the output has as many as the cell shows."""
    if model.shown is None:
        return None
    number, position, _ = model.shown
    found = [table for text in cells[number].outputs for table in tables(text)]
    if len(found) != model.summaries:
        return None
    return found[position], tr("cell {number}", number=cells[number].number)


def _confirmed(read: Read, cells: Sequence[Cell]) -> ModelSpec | None:
    """The model if code that is not in the cells changes none, where the model's own summary confirms that.

    A summary says nothing about what other code does behind it.
    """
    try:
        model = read(trusted=sys.maxsize)
        model = read(trusted=model.shown[2] + 1) if model.shown else model
        counted = Model(model.spec)
    except UsageError:
        return None
    printed = _printed(model, cells)
    if printed is None or "total" not in printed[0].totals or not _agrees(model.spec, printed[0]):
        return None
    if printed[0].totals.get("trainable", counted.trainable) != counted.trainable or not _has_rows(counted, printed[0]):
        return None
    note = tr(
        "the summary in {printed} confirms that code which is not in the notebook has not changed the model",
        printed=printed[1],
    )
    return model.spec._replace(printed=printed, notes=(*model.spec.notes, note))


def _with_printed_value(
    read: Read, error: UsageError, given: dict[str, Any], cells: Sequence[Cell]
) -> ModelSpec | None:
    """The model with the value that the error asks for, if the model's own summary shows it.

    The total must grow by the same number for each unit of the value, and every row must have the layer's number.
    """
    name, _, example = (error.remedy.value if error.remedy else "").rpartition("=")
    if error.remedy is None or error.remedy.argument != "set" or example != "N":
        return None
    try:
        models = [read(given={**given, name: value}) for value in TRIED]
        totals = [_total(model.spec) for model in models]
        printed = _printed(models[0], cells)
        if printed is None or not all(isinstance(total, int) for total in totals) or "total" not in printed[0].totals:
            return None
        first, second = (total for total in totals if isinstance(total, int))
        slope = (second - first) // (TRIED[1] - TRIED[0])
        wanted = printed[0].totals["total"] - printed[0].totals.get("optimizer", 0)
        value, rest = divmod(wanted - first, slope) if slope > 0 else (0, 1)
        value += TRIED[0]
        spec = read(given={**given, name: value}).spec if not rest and value > 0 else None
    except UsageError:
        return None
    if spec is None or not _agrees(spec, printed[0]) or not _has_rows(Model(spec), printed[0]):
        return None
    note = tr(
        "{name} is taken to be {value:,}, which the summary in {printed} shows",
        name=name,
        value=value,
        printed=printed[1],
    )
    return spec._replace(printed=printed, notes=(*spec.notes, note))


def _has_rows(model: Model, printed: PrintedSummary) -> bool:
    """Whether the rows of a summary have the numbers of the model's layers, in any order."""
    rows = sorted(row.params for row in printed.rows if row.params and not row.depth)
    return rows == sorted(line.total for line in model.layers if isinstance(line.total, int) and line.total)


def _other_runs(program: Program, cells: Sequence[Cell], origin: str) -> Iterator[Run]:
    """The ways in which the cells may have been run, other than in order with the Keras that is assumed."""
    *before, last = cells
    ran = sorted(
        (cell for cell in before if cell.run is not None and cell.run < (last.run or 0)), key=lambda cell: cell.run or 0
    )
    programs = [(program, "")]
    if last.run is not None and ran != [cell for cell in before if cell.text.strip()]:
        session = program_of([*ran, last], origin)
        programs.append((session, tr("the cells that were run, in the order in which they were run")))
    for era, keras in ((None, ""), *ERAS.items()):
        for each, order in programs:
            if era is not None or order:
                era_note = tr("{keras}, whose defaults are assumed", keras=keras) if keras else ""
                what = joined(tr(" and "), filter(None, (order, era_note)))
                yield Run(each if era is None else each._replace(era=era), what)


def _settled(read: Read, model_spec: ModelSpec, printed: PrintedSummary, runs: Sequence[Run]) -> tuple[ModelSpec, str]:
    """The model of the first run that has the printed total, and what that is; else the model as it is."""
    for run in runs:
        spec = _read_or_none(read, run.program)
        if spec is not None and _agrees(spec, printed):
            return spec, run.what
    return model_spec, ""


def _with_printed_input(read: Read, model_spec: ModelSpec, printed: PrintedSummary) -> tuple[ModelSpec, str]:
    """The model with the features of its input that give the printed total, and a note; else the model as it is."""
    total, graph = _total(model_spec), model_spec.root.graph
    if not isinstance(total, Polynomial) or len(total.symbols) != 1 or graph is None or len(graph.inputs) != 1:
        return model_spec, ""
    factors = {len(monomial): factor for monomial, factor in total.terms}
    rest = printed.totals["total"] - printed.totals.get("optimizer", 0) - factors.get(0, 0)
    features, remainder = divmod(rest, factors.get(1, 1))
    if max(factors) > 1 or remainder or features < 1:
        return model_spec, ""
    for rank in RANKS:
        shape = (None,) * (rank - 1) + (features,)
        try:
            spec = read(shapes=(shape,)).spec
        except UsageError:
            continue
        if _agrees(spec, printed):
            return spec, tr(
                "a model that reads {features:,} features, which the source does not state", features=features
            )
    return model_spec, ""


def _check_runs(model_spec: ModelSpec, read: Read, runs: Sequence[Run]) -> None:
    """Raise UsageError where another way to run the cells gives another total."""
    total = _total(model_spec)
    for run in runs:
        other = _read_or_none(read, run.program)
        differs = None if other is None else _total(other)
        if total is not None and differs is not None and total != differs:
            message = tr(
                "the total is {total:,} after all cells in order, but {differs:,} for {what}",
                total=total,
                differs=differs,
                what=run.what,
            )
            raise UsageError(message, tip=tr("clear the outputs of the notebook, or run all cells in order"))


def _read_or_none(read: Read, program: Program) -> ModelSpec | None:
    """The model of a program; None where it is refused."""
    try:
        return read(program).spec
    except UsageError:
        return None


def _agrees(model_spec: ModelSpec, printed: PrintedSummary) -> bool:
    """Whether a summary has the model's total."""
    total = printed.totals.get("total")
    return total is None or _total(model_spec) == total - printed.totals.get("optimizer", 0)


def _total_or_error(model_spec: ModelSpec) -> None:
    """Raise the UsageError of a model that cannot be counted, which names what is unknown."""
    Model(model_spec)


def _total(model_spec: ModelSpec) -> Size | None:
    """The total of a model; None where it cannot be counted whole."""
    try:
        model = Model(model_spec)
    except UsageError:
        return None
    return None if model.is_lower_bound else model.total
