"""The rows of printed summaries: the settings that explain each number, or that none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paramcalc.document.nodes import (
    MISSING,
    Block,
    Column,
    Content,
    Document,
    Heading,
    Items,
    Phrase,
    Row,
    Shape,
    Table,
)
from paramcalc.frameworks.keras import KERAS
from paramcalc.models.printed import PrintedRow, PrintedShape
from paramcalc.models.spec import LayerSpec
from paramcalc.phrases import joined, tr
from paramcalc.questions.summary import RowAnswer, Settings, Summaries, SummaryAnswer

STATUS_WORDS = {"explained": tr("explained"), "contradicted": tr("WRONG"), "open": tr("open")}
"""A status in a table."""


def build(summaries: Summaries) -> Document:
    """The document of all summaries in a text."""
    blocks = [block for answer in summaries.answers for block in _summary(answer)]
    return Document(Phrase(tr("summaries in {origin}"), {"origin": summaries.origin}), tuple(blocks))


def _summary(answer: SummaryAnswer) -> Iterator[Block]:
    summary = answer.summary
    values: dict[str, Content] = {"title": summary.title or summary.style, "line": summary.line}
    yield Heading(Phrase(tr("{title}, line {line}"), values))
    heads = (
        Column(tr("layer"), left=True),
        Column(tr("output"), left=True, optional=True),
        Column(tr("params")),
        Column(tr("status"), left=True),
        Column(tr("settings"), left=True),
    )
    yield Table(heads, [Row(_cells(row), depth=row.row.depth) for row in answer.rows])
    sentences = [*_sentences(answer), _total(answer)]
    yield Items(tuple(sentences), indented=False)


def _cells(answer: RowAnswer) -> tuple[Content, ...]:
    row = answer.row
    output: Content = Shape(_lengths(row.outputs[0])) if row.outputs and row.outputs[0] is not None else MISSING
    params: Content = MISSING if row.params is None else row.params
    settings = settings_text(answer.matches[0]) if answer.matches else ""
    return (_label(row), output, params, STATUS_WORDS[answer.status], settings)


def _lengths(shape: PrintedShape) -> tuple[int | None, ...]:
    return shape


def _label(row: PrintedRow) -> str:
    return f"{row.name} ({row.kind})" if row.kind and row.kind != row.name else row.name


def settings_text(settings: Settings) -> str:
    """Settings as in a constructor: `units=75, input=28, reset_after=False`."""
    parts = _arguments(settings.config)
    if settings.input and not any(part.startswith(("in_", "input")) for part in parts):
        parts.insert(1, f"input={settings.input}")
    return ", ".join(parts)


def _arguments(config: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_value(value)}" for name, value in config.items() if value is not True and value is not None]


def _value(value: Any) -> str:
    if isinstance(value, LayerSpec):
        return f"{value.kind}({', '.join(_arguments(value.config))})"
    return str(value)


def _sentences(answer: SummaryAnswer) -> Iterator[Content]:
    for row in answer.rows:
        values: dict[str, Content] = {"label": _label(row.row), "params": row.row.params or 0}
        if row.status == "contradicted":
            default = {"default": row.default or 0}
            more = tr("; the default settings give {default}") if row.default is not None else ""
            yield Phrase(tr("{label}: no settings give {params} parameters") + more, {**values, **default})
        elif row.default is not None:
            values["settings"] = settings_text(row.matches[0])
            values["default"] = row.default
            values["former"] = _former(row.matches[0])
            yield Phrase(
                tr("{label}: {params} with {settings}{former}; today's default settings give {default}"), values
            )
        others = [match for match in row.matches[1:] if match.input != row.matches[0].input]
        if others:
            values["others"] = joined(tr("; "), (settings_text(match) + _former(match) for match in others[:3]))
            why = tr("{label}: the summary does not tell its input; other settings give {params}, too: {others}")
            yield Phrase(why, values)


def _former(settings: Settings) -> str:
    """When these settings were the default, where they were once: `, the default before Keras 2.4`."""
    for cell in KERAS.cells.values():
        for option in cell.options if cell.title == settings.kind else ():
            if option.default_since and settings.config.get(option.name, option.default) != option.default:
                return tr(
                    " (the default before Keras {version})",
                    version=".".join(map(str, option.default_since)),
                )
    return ""


def _total(answer: SummaryAnswer) -> Content:
    total = answer.summary.totals.get("total")
    values: dict[str, Content] = {"sum": answer.sum, "total": total or 0}
    if not answer.totals_agree:
        return Phrase(tr("the printed totals do not add up to {total}"), values)
    if total is None:
        return Phrase(tr("the rows add up to {sum}"), values)
    optimizer = answer.summary.totals.get("optimizer", 0)
    if answer.sum + optimizer == total:
        return Phrase(tr("the rows add up to the printed total {total}"), values)
    why = "" if answer.status == "contradicted" else tr(": some layers share parameters, or have others")
    return Phrase(tr("the rows add up to {sum}, the printed total is {total}") + why, values)
