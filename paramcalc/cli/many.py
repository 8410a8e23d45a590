"""`paramcalc model` with many files: one line for each, their sum, limits, and a baseline."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from paramcalc.algebra.integers import whole_number
from paramcalc.cli.options import parameter
from paramcalc.cli.options import whole_number as number_of
from paramcalc.cli.output import Output, option, show
from paramcalc.cli.remedies import remedy_text
from paramcalc.errors import ExitCode, IncompleteError, LimitError, UsageError, word
from paramcalc.phrases import joined, labelled, tr
from paramcalc.questions.limits import Limits

if TYPE_CHECKING:
    from paramcalc.batch.count import ModelCount

MANY_OPTIONS: list[inspect.Parameter] = [
    parameter(
        "include",
        Annotated[
            list[str] | None,
            option(
                "--include",
                tr("In folders, count the files with such names, for example '*.json'; repeatable."),
                "PATTERN",
            ),
        ],
    ),
    parameter(
        "jobs", Annotated[str | None, option("--jobs", tr("Count the files in N processes; 1 unless given."), "N")]
    ),
    parameter(
        "baseline",
        Annotated[
            str | None, option("--baseline", tr("Fail (exit code 5) if a count is not that of this file."), "FILE")
        ],
    ),
    parameter(
        "write_baseline",
        Annotated[str | None, option("--write-baseline", tr("Write the counts to a file for --baseline."), "FILE")],
    ),
]
"""The options for many files."""

STREAMED = ("jsonl", "csv")
"""The forms that are written while the files are counted."""


class Many(NamedTuple):
    """The options for many files."""

    include: Sequence[str] | None
    jobs: str | None
    baseline: str | None
    write_baseline: str | None


def many_of(values: dict[str, Any]) -> Many:
    """The options for many files among the values of a command's options, which are taken out."""
    return Many(*(values.pop(option.name) for option in MANY_OPTIONS))


class Batch(NamedTuple):
    """What is asked about many files."""

    sources: Sequence[str]
    many: Many
    limits: Limits
    weights: bool
    require_numbers: bool

    @property
    def is_meant(self) -> bool:
        """Whether the arguments are many files rather than one model: several, a folder, or an option for many."""
        if len(self.sources) > 1 or any(value is not None for value in self.many):
            return True
        from paramcalc.batch.search import is_folder

        return is_folder(self.sources[0])


def count_many(batch: Batch, output: Output, alone: dict[str, Any]) -> None:
    """Count many files and write the answer. `alone` are the options of a single model, which do not apply."""
    from paramcalc.batch.answer import ModelsAnswer
    from paramcalc.batch.baseline import read_baseline
    from paramcalc.document import forms_of, unknown_form
    from paramcalc.readers.confinement import forbid

    forbid(tr("count many files"))
    for name, value in {"only": output.only, **alone}.items():
        if value:
            raise UsageError(tr("--{name} applies to a single model", name=name), tip=tr("count that model alone"))
    if output.form not in forms_of("models"):
        raise unknown_form(output.form, "models")
    if "-" in batch.sources:
        raise UsageError(tr("standard input is read only as a single model"), tip="give - alone")
    if batch.many.baseline and batch.many.write_baseline:
        raise UsageError(tr("--baseline and --write-baseline contradict each other"), tip=tr("give one of the two"))
    if batch.many.write_baseline is not None:
        from paramcalc.cli.files import check_writable

        check_writable(batch.many.write_baseline)
    baseline = None if batch.many.baseline is None else read_baseline(batch.many.baseline)
    is_streamed = output.form in STREAMED and not (output.file or batch.require_numbers)
    answer = ModelsAnswer(_counts(batch, is_streamed), batch.limits, baseline)
    if not is_streamed:
        # Counted before a file is opened for the answer: a run that is killed leaves nothing behind.
        list(answer)
    if batch.require_numbers:
        _refuse_open(answer)
    show("models", answer, output)
    _finish(batch, answer)


def _counts(batch: Batch, is_streamed: bool) -> Iterator[ModelCount]:
    from paramcalc.batch.count import count
    from paramcalc.batch.processes import MOST_JOBS, count_all
    from paramcalc.batch.search import search
    from paramcalc.cli.progress import shown

    jobs = whole_number("--jobs", number_of("--jobs", batch.many.jobs or "1"), least=1, most=MOST_JOBS)
    sources = list(search(batch.sources, batch.many.include or ()))
    if all(source.error for source in sources):
        raise UsageError(sources[0].error, tip=tr("choose other files: --include '*.json'"))
    by_layer = batch.many.baseline is not None or batch.many.write_baseline is not None
    counts = count_all(sources, partial(count, options={"weights": batch.weights}, by_layer=by_layer), jobs)
    return map(_with_tip, shown(counts, len(sources), beside_output=is_streamed))


def _with_tip(counted: ModelCount) -> ModelCount:
    """The counts, with the option that would fix an error."""
    return counted._replace(tip=counted.tip or remedy_text(counted.remedy) or "")


def _refuse_open(answer: Any) -> None:
    """Raise an error if a model's total is not a number: nothing is printed then."""
    from paramcalc.algebra.polynomial import Polynomial

    for model in answer:
        counted = model.counted
        if isinstance(counted.total, Polynomial) and not counted.error:
            raise UsageError(tr("the total of {source} is a formula, not a number", source=counted.source))
        if counted.is_lower_bound:
            raise IncompleteError(
                tr(
                    "the total of {source} is a lower bound: {reasons}",
                    source=counted.source,
                    reasons=joined(tr("; "), counted.unknown),
                )
            )


def _finish(batch: Batch, answer: Any) -> None:
    """Write the baseline if that is asked for, and end with the exit code."""
    broken = sum(bool(model.counted.error) for model in answer)
    if batch.many.write_baseline is not None:
        if broken:
            files = tr("1 file") if broken == 1 else tr("{broken:,} files", broken=broken)
            raise UsageError(
                tr(
                    "{write_baseline} was not written: {files} could not be counted",
                    write_baseline=word(batch.many.write_baseline),
                    files=files,
                )
            )
        from paramcalc.batch.baseline import baseline_text
        from paramcalc.cli.files import write_whole

        folder = str(Path(batch.many.write_baseline).parent)
        write_whole(batch.many.write_baseline, [baseline_text((model.counted for model in answer), folder)])
    code = answer.exit_code
    if code == ExitCode.LIMIT:
        raise LimitError(_failed(answer))
    raise typer.Exit(code)


def _failed(answer: Any) -> str:
    """The first failure in words, and how many models fail."""
    from paramcalc.document.page import PLAIN
    from paramcalc.document.subjects.models import sentences
    from paramcalc.document.translation import in_language
    from paramcalc.document.writers.plain import TextWriter

    first, *others = answer.failures
    why = joined(tr("; "), (TextWriter(PLAIN).content(in_language(sentence)) for sentence in sentences(first)))
    more = tr(" (and {count:,} more models fail)", count=len(others)) if others else ""
    return labelled(first.counted.source, why) + more
