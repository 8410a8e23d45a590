"""The pages whose answers were checked or written: what could not be answered, what differs, and the numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from paramcalc.document.nodes import Block, Content, Document, Heading, Items, Listing, Paragraph, Phrase, plural
from paramcalc.pages.refreshing import PageResult, PagesReport, Problem
from paramcalc.phrases import tr


def build(report: PagesReport) -> Document:
    """The document of pages."""
    return Document(blocks=(*_problems(report), *_changes(report), Paragraph(_summary(report))))


def _problems(report: PagesReport) -> Iterator[Block]:
    sentences = tuple(_problem(page, problem) for page in report.pages for problem in page.problems)
    if sentences:
        yield Items(sentences, indented=False)


def _problem(page: PageResult, problem: Problem) -> Content:
    """An error with its place first, so that an editor can go there: `index.md:12: …`."""
    values: dict[str, Content] = {"page": page.path, "place": problem.place, "message": problem.message}
    place = "{page}:{place}" if problem.place else "{page}"
    tip = tr(" (tip: {tip})") if problem.tip else ""
    return Phrase(place + ": {message}" + tip, {**values, "tip": problem.tip})


def _changes(report: PagesReport) -> Iterator[Block]:
    """The difference of each page that was checked, the name of each that was written."""
    if report.is_check:
        for page in report.stale_pages:
            yield Heading(Phrase(tr("{page}: {stale} of {answers} stale"), _numbers(page)))
            yield Listing(difference(page), "diff")
    elif report.stale_pages and not report.problems:
        changed = (Phrase(tr("{page}: {stale} of {answers} changed"), _numbers(page)) for page in report.stale_pages)
        yield Items(tuple(changed), indented=False)


def _numbers(page: PageResult) -> dict[str, Content]:
    return {"page": page.path, "stale": len(page.stale), "answers": plural(page.answers, "answer")}


def difference(page: PageResult) -> tuple[str, ...]:
    """The lines of a page that differ from what the commands print, as a unified difference."""
    lines = (page.before.splitlines(), page.after.splitlines())
    return tuple(difflib.unified_diff(*lines, tr("on the page"), "paramcalc", n=2, lineterm=""))


def _summary(report: PagesReport) -> Content:
    stale = sum(len(page.stale) for page in report.pages)
    values: dict[str, Content] = {
        "pages": plural(len(report.pages), "page"),
        "answers": plural(sum(page.answers for page in report.pages), "answer"),
        "stale": stale,
        "errors": plural(len(report.problems), "error"),
    }
    if report.problems and not report.is_check:
        return Phrase(tr("{pages} with {answers}: {errors}, so nothing was written"), values)
    if report.problems:
        return Phrase(tr("{pages} with {answers}: {errors}"), values)
    if report.is_check:
        return Phrase(
            tr("{pages} with {answers}: ") + (tr("{stale} stale") if stale else tr("all are up to date")), values
        )
    return Phrase(
        tr("{pages} with {answers}: ") + (tr("{stale} changed") if stale else tr("nothing to change")), values
    )
