"""`paramcalc verify`: the suite, one layer, and `--verify` beside a count."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn, TextIO

import typer

from paramcalc.cli.output import Output, answers, option, show
from paramcalc.document.subjects.verification import VerifiedLayer
from paramcalc.errors import ExitCode, UsageError
from paramcalc.frameworks import DEFAULT, framework_name
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import tr
from paramcalc.readers.confinement import forbid
from paramcalc.verifiers import LEVELS, chosen_levels, model_verifier_of, suite, verifier_of
from paramcalc.verifiers.base import quiet_stderr
from paramcalc.verifiers.check import check
from paramcalc.verifiers.model_check import check_model
from paramcalc.verifiers.verdict import MODEL_LEVELS, AnyCase, AnyVerdict, Case, ModelCase, Report


@answers("verification")
def verify_command(
    ctx: typer.Context,
    output: Output,
    select: Annotated[
        str, option("--select", tr("Only the layers that match: words, and, or, not, ( )."), "EXPR")
    ] = "",
    fail_fast: Annotated[bool, option("--fail-fast", tr("Stop at the first mismatch."))] = False,
    levels: Annotated[
        str, option("--levels", tr("What to compare: any of {levels}.", levels=", ".join(LEVELS)), "LIST")
    ] = ",".join(LEVELS),
    framework: Annotated[str, option("--framework", tr("The framework to build with."), "NAME")] = DEFAULT,
) -> None:
    """Build the real layers and compare their counts, tensors and outputs with the derived ones.

    Instead of a cell, a whole model can be given: a line of layers or a file.
    """
    if ctx.invoked_subcommand is not None:
        defaults = {parameter.name: parameter.default for parameter in ctx.command.params}
        given = [name for name, value in ctx.params.items() if value != defaults[name]]
        if given:
            raise UsageError(
                tr(
                    "--{value} before {command} applies to the whole suite",
                    value=given[0].replace("_", "-"),
                    command=ctx.invoked_subcommand,
                ),
                tip=f"paramcalc verify {ctx.invoked_subcommand} --help lists the options of one layer",
            )
        return
    wanted = chosen_levels(filter(None, levels.replace(" ", "").split(",")))
    framework = framework_name(framework)
    models = suite.models(framework) if {*MODEL_LEVELS} & {*wanted} else ()
    cases: list[AnyCase] = [*suite.suite(framework), *models]
    report = verify_cases(framework, suite.select(cases, select) if select else cases, wanted, fail_fast)
    finish(report, "verification", report, output)


def verify_layer(breakdown: Breakdown, subject: str, output: Output) -> NoReturn:
    """Verify one layer, and print the comparison: alone, or after the count for the subject `verified layer`."""
    report = verify_cases(breakdown.layer.framework, [Case(breakdown.layer.name, breakdown)], LEVELS)
    finish(report, subject, report if subject == "verification" else VerifiedLayer(breakdown, report), output)


def finish(report: Report, subject: str, value: Any, output: Output) -> NoReturn:
    """Print the report, and exit with the code for its result."""
    show(subject, value, output)
    if report.mismatches:
        raise typer.Exit(ExitCode.DISAGREED)
    raise typer.Exit(ExitCode.OK if report.is_complete else ExitCode.INCOMPLETE)


def verify_cases(framework: str, cases: Sequence[AnyCase], levels: tuple[str, ...], fail_fast: bool = False) -> Report:
    """The report on these layers and models, with a progress bar on a terminal and without the framework's chatter."""
    forbid(tr("build real layers"))
    started = time.perf_counter()
    verdicts: list[AnyVerdict] = []
    watched = sys.stderr.isatty() and len(cases) > 1
    with quiet_stderr() as stderr, _progress(stderr if watched else None, cases) as counted:
        verifier = verifier_of(framework)
        gc.freeze()  # the framework stays to the end; looking it through again and again takes a tenth of the run
        for case in counted:
            if isinstance(case, ModelCase):
                verdicts.append(check_model(model_verifier_of(framework), case, levels))
            else:
                verdicts.append(check(verifier, case, levels))
            if fail_fast and not verdicts[-1].ok:
                break
    return Report(tuple(verdicts), verifier.versions(), time.perf_counter() - started)


@contextmanager
def _progress(stream: TextIO | None, cases: Sequence[AnyCase]) -> Iterator[Iterable[AnyCase]]:
    """The cases, counted on a bar that goes away at the end; without a stream just the cases."""
    if stream is None:
        yield cases
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=stream), transient=True) as progress:
        yield progress.track(cases, description=tr("building real layers"))
