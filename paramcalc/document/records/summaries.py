"""The records of explained summaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.document.records import CsvColumn, Records, formula, same
from paramcalc.document.subjects.summaries import settings_text
from paramcalc.models.spec import LayerSpec
from paramcalc.questions.summary import RowAnswer, Settings, Summaries, SummaryAnswer


def summaries(summaries: Summaries) -> Records:
    """The rows of all summaries in order, and what is true of each summary."""
    rows = [{"summary": number, **_row(row)} for number, answer in enumerate(summaries.answers) for row in answer.rows]
    document = {
        "origin": summaries.origin,
        "status": summaries.status,
        "summaries": [_summary(answer) for answer in summaries.answers],
        "rows": rows,
    }
    lines = [{**row, "settings": row["matches"][0]["text"] if row["matches"] else ""} for row in rows]
    columns = (*same("summary", "layer", "class"), CsvColumn("output", "output"))
    return Records(document, lines, (*columns, *same("params", "status", "settings")))


def _summary(answer: SummaryAnswer) -> dict[str, Any]:
    summary = answer.summary
    return {
        "title": summary.title,
        "style": summary.style,
        "line": summary.line,
        "status": answer.status,
        "sum": answer.sum,
        "totals": dict(summary.totals),
        "totals_agree": answer.totals_agree,
    }


def _row(answer: RowAnswer) -> dict[str, Any]:
    row = answer.row
    return {
        "layer": row.name,
        "class": row.kind,
        "depth": row.depth,
        "output": [None if shape is None else list(shape) for shape in row.outputs],
        "params": row.params,
        "status": answer.status,
        "matches": [_settings(settings) for settings in answer.matches],
        "default": answer.default,
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "class": settings.kind,
        "settings": _config(settings.config),
        "input": settings.input,
        "is_default": settings.is_default,
        "text": settings_text(settings),
    }


def _config(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in config.items()}


def _value(value: Any) -> Any:
    if isinstance(value, LayerSpec):
        return {"class": value.kind, "settings": _config(value.config)}
    if isinstance(value, Polynomial):
        return formula(value)
    return list(value) if isinstance(value, tuple) else value
