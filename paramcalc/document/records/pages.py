"""The records of pages whose answers were checked or written."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import Records, same
from paramcalc.document.subjects.pages import difference
from paramcalc.pages.refreshing import PageResult, PagesReport


def pages(report: PagesReport) -> Records:
    """The pages, each with its stale answers, its errors and the difference."""
    rows = [_page(page) for page in report.pages]
    lines = [{**row, "stale": len(row["stale"]), "errors": len(row["errors"])} for row in rows]
    document = {"mode": "check" if report.is_check else "write", "pages": rows}
    return Records(document, lines, same("path", "answers", "stale", "errors"))


def _page(page: PageResult) -> dict[str, Any]:
    return {
        "path": page.path,
        "answers": page.answers,
        "stale": list(page.stale),
        "errors": [problem._asdict() for problem in page.problems],
        "diff": list(difference(page)),
    }
