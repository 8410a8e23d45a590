"""`paramcalc docs`: the answers of commands that stand on pages, put in or checked."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from paramcalc.cli.output import Output, answers, option, show
from paramcalc.cli.progress import shown
from paramcalc.cli.replay import answer_to
from paramcalc.errors import ExitCode, UsageError, system_reason, word
from paramcalc.pages.filling import Ask
from paramcalc.pages.formats import format_of
from paramcalc.pages.project import pages_in, root_of
from paramcalc.pages.refreshing import MOST_BYTES, PageResult, PagesReport, Problem, refresh
from paramcalc.pages.slots import Answer, Slot
from paramcalc.phrases import tr, translated

MANY_PAGES = 20
"""From so many pages on, a terminal shows a progress bar."""


@answers("pages")
def docs_command(
    output: Output,
    pages: Annotated[
        list[str], typer.Argument(metavar="PAGES...", help=tr("Pages, and folders that are searched for pages."))
    ],
    write: Annotated[bool, option("--write", tr("Put the answers into the pages."))] = False,
    check: Annotated[bool, option("--check", tr("Change nothing; fail if an answer on a page is stale."))] = False,
    root: Annotated[
        str | None,
        option("--root", tr("The folder that the files of commands are in. [default: the project's]"), "FOLDER"),
    ] = None,
) -> None:
    """Keep the answers on pages true: in Markdown, reStructuredText, HTML, AsciiDoc and notebooks.

    A page has a command in a comment, `<!-- paramcalc: gru 75 28 -->`, and its answer up to `<!-- /paramcalc -->`. In a
    block of code that shows a terminal, the commands that start with `$ paramcalc` are replayed.
    """
    if write == check:
        problem = tr("--write and --check contradict each other") if write else tr("--write or --check is missing")
        raise UsageError(problem, tip=tr("--write puts the answers in, --check compares them and changes nothing"))
    if root is not None and not Path(root).is_dir():
        raise UsageError(tr("--root takes a folder, got {root}", root=word(root)))
    paths = pages_in(pages)
    results = (_refresh(path, root) for path in paths)
    watched = shown(results, len(paths)) if len(paths) >= MANY_PAGES else results
    report = PagesReport(tuple(watched), is_check=check)
    if write and not report.problems:
        _write([page for page in report.pages if page.is_stale])
    show("pages", report, output)
    if report.problems:
        raise typer.Exit(ExitCode.USAGE)
    if check and report.stale_pages:
        command = shlex.join(["paramcalc", "docs", "--write", *pages])
        sys.stderr.write(translated(tr("  tip: {command} puts the answers in\n", command=word(command))))
        raise typer.Exit(ExitCode.DISAGREED)


def _refresh(path: str, root: str | None) -> PageResult:
    """A page with its answers. A page behind a link must lie in the project, too."""
    page_format = format_of(path)
    folder = Path(root) if root is not None else root_of(Path(path))
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(folder.resolve()):
        problem = Problem(
            "",
            tr("the page does not lie in the project {folder}", folder=word(str(folder))),
            tr("choose another --root"),
        )
        return PageResult(path, "", "", b"", 0, (), (problem,))
    try:
        if not real.is_file():
            raise UsageError(tr("cannot read {path}: it is no file", path=word(path)))
        with real.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(tr("cannot read {path}: {reason}", path=word(path), reason=system_reason(error))) from error
    if len(data) > MOST_BYTES:
        raise UsageError(tr("{path} has more than {most:,} bytes", path=word(path), most=MOST_BYTES))
    return refresh(path, data, page_format, lambda encoding: _asker(folder, page_format.form, encoding))


@cache
def _asker(folder: Path, form: str, encoding: str) -> Ask:
    """A function that answers commands in a folder, each command once."""

    @cache
    def ask(kind: object, command: str) -> Answer:
        return answer_to(Slot(kind, command, 1, 0, 0), folder, form, encoding)  # type: ignore[arg-type]

    return lambda slot: ask(slot.kind, slot.command)


def _write(pages: Sequence[PageResult]) -> None:
    """Write the pages. Raises UsageError before the first one if one of them cannot be written."""
    from paramcalc.cli.files import check_writable, write_whole

    for page in pages:
        check_writable(page.path)
    for page in pages:
        write_whole(page.path, [page.data])
