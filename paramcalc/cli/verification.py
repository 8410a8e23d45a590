"""`paramcalc verify`: the suite, one layer, and `--verify` beside a count."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer

from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.errors import ExitCode, UsageError
from paramcalc.frameworks import DEFAULT, framework_name
from paramcalc.verifiers import LEVELS, VERIFIERS, chosen_levels, model_verifier_of, verifier_of

if TYPE_CHECKING:
    from paramcalc.api import LayerBreakdown
    from paramcalc.verifiers.base import Verifier
    from paramcalc.verifiers.verdict import AnyCase, AnyVerdict, Report


def verify_command(
    ctx: typer.Context,
    select: Annotated[
        str, typer.Option("--select", metavar="EXPR", help="Only the layers that match: words, and, or, not, ( ).")
    ] = "",
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first mismatch.")] = False,
    levels: Annotated[
        str, typer.Option("--levels", metavar="LIST", help=f"What to compare: any of {', '.join(LEVELS)}.")
    ] = ",".join(LEVELS),
    format: Annotated[str | None, format_option("verification")] = None,
    json: Json = False,
    framework: Annotated[
        str, typer.Option("--framework", metavar="NAME", help="The framework to build with.")
    ] = DEFAULT,
) -> None:
    """Build the real layers and compare their counts, tensors and outputs with the derived ones.

    Instead of a cell, a whole model can be given: a line of layers or a file.
    """
    if ctx.invoked_subcommand is not None:
        defaults = {parameter.name: parameter.default for parameter in ctx.command.params}
        given = [name for name, value in ctx.params.items() if value != defaults[name]]
        if given:
            raise UsageError(
                f"--{given[0].replace('_', '-')} before {ctx.invoked_subcommand} applies to the whole suite",
                tip=f"paramcalc verify {ctx.invoked_subcommand} --help lists the options of one layer",
            )
        return
    from paramcalc.verifiers.suite import models, suite
    from paramcalc.verifiers.suite import select as select_cases
    from paramcalc.verifiers.verdict import MODEL_LEVELS

    form = chosen_form(format, json, "verification")
    wanted = chosen_levels(filter(None, levels.replace(" ", "").split(",")))
    framework = framework_name(framework)
    if framework not in VERIFIERS:
        verifier_of(framework)
    cases: list[AnyCase] = [*suite(framework), *(models(framework) if {*MODEL_LEVELS} & {*wanted} else ())]
    report = verify_cases(framework, select_cases(cases, select) if select else cases, wanted, fail_fast)
    finish(report, "verification", report, form)


def verify_one(breakdown: LayerBreakdown, form: str) -> None:
    """Verify one layer and print the comparison."""
    report = report_of(breakdown)
    finish(report, "verification", report, form)


def show_and_verify(breakdown: LayerBreakdown, form: str) -> None:
    """Print the count and the verification together."""
    from paramcalc.document.subjects.verification import VerifiedLayer

    report = report_of(breakdown)
    finish(report, "verified layer", VerifiedLayer(breakdown, report), form)


def report_of(breakdown: LayerBreakdown) -> Report:
    """The report on one layer."""
    from paramcalc.verifiers.verdict import Case

    return verify_cases(breakdown.layer.framework, [Case(breakdown.layer.name, breakdown)], LEVELS)


def finish(report: Report, subject: str, value: Any, form: str) -> NoReturn:
    """Print, and exit with the code that says whether everything agrees and everything was compared."""
    show(subject, value, form)
    if report.mismatches:
        raise typer.Exit(ExitCode.DISAGREED)
    raise typer.Exit(ExitCode.OK if report.is_complete else ExitCode.INCOMPLETE)


def verify_cases(framework: str, cases: Sequence[AnyCase], levels: tuple[str, ...], fail_fast: bool = False) -> Report:
    """The report on these layers and models, with a progress bar on a terminal and without the framework's chatter."""
    from paramcalc.verifiers.base import quiet_stderr
    from paramcalc.verifiers.verdict import Report

    started = time.perf_counter()
    verdicts = []
    watched = sys.stderr.isatty() and len(cases) > 1
    with quiet_stderr() as stderr, _progress(stderr if watched else None, cases) as counted:
        verifier = verifier_of(framework)
        gc.freeze()  # the framework stays to the end; looking it through again and again takes a tenth of the run
        for case in counted:
            verdicts.append(_verdict(framework, verifier, case, levels))
            if fail_fast and not verdicts[-1].ok:
                break
    return Report(tuple(verdicts), verifier.versions(), time.perf_counter() - started)


def _verdict(framework: str, verifier: Verifier, case: AnyCase, levels: tuple[str, ...]) -> AnyVerdict:
    from paramcalc.verifiers.check import check
    from paramcalc.verifiers.model_check import check_model
    from paramcalc.verifiers.verdict import ModelCase

    if isinstance(case, ModelCase):
        return check_model(model_verifier_of(framework), case, levels)
    return check(verifier, case, levels)


@contextmanager
def _progress(stream: TextIO | None, cases: Sequence[AnyCase]) -> Iterator[Iterable[AnyCase]]:
    """The cases, counted on a bar that goes away at the end; without a stream just the cases."""
    if stream is None:
        yield cases
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=stream), transient=True) as progress:
        yield progress.track(cases, description="building real layers")
