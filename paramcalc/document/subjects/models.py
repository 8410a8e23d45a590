"""Many models: a table with a row for each, their sum, and a sentence about everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from paramcalc.batch.answer import ModelAnswer, ModelsAnswer
from paramcalc.batch.count import ModelCount
from paramcalc.document.nodes import (
    MISSING,
    Bytes,
    Column,
    Content,
    Document,
    Fact,
    Facts,
    Items,
    LowerBound,
    Phrase,
    Row,
    Table,
    note,
    plural,
)
from paramcalc.document.subjects.limits import change_sentence, excess_sentence
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.phrases import joined, tr, tr_in

COLUMNS = (
    Column(tr("file"), left=True),
    Column(tr("framework"), left=True, optional=True),
    Column(tr("layers"), optional=True),
    Column(tr("total")),
    Column(tr("trainable")),
    Column(tr("bytes"), optional=True),
    Column(tr("status"), left=True),
)

STATUS_WORDS = {
    "error": tr("ERROR"),
    "over limit": tr("OVER LIMIT"),
    "changed": tr("CHANGED"),
    "differs": tr("DIFFERS"),
    "lower bound": tr("lower bound"),
    "formula": tr("formula"),
    "ok": tr("ok"),
}
"""A status in a table."""

LEFT_OUT = tr("in the baseline, but not counted now: {count} ({names})")

MOST_NAMED = 5
"""The most models that a sentence names."""


def build(answer: ModelsAnswer) -> Document:
    """The document of many models."""
    rows = [Row(_cells(model)) for model in answer]
    bottom = answer.sum
    total = Row((tr_in("models", "sum"), "", bottom.layers, _count(bottom), bottom.trainable, bottom.bytes, ""))
    title = Phrase("{models}", {"models": plural(len(rows), "model")})
    notes = tuple(_notes(answer))
    blocks = (Table(COLUMNS, rows, total), Facts(tuple(_facts(bottom))))
    return Document(title, (*blocks, *((Items(notes, indented=False),) if notes else ())))


def generation(count: ModelCount) -> str:
    """The framework with the first number of its version: `Keras 3`."""
    version = count.version[:1]
    return " ".join([FRAMEWORKS[count.framework].title, *map(str, version)])


def _cells(model: ModelAnswer) -> tuple[Content, ...]:
    count, status = model.counted, STATUS_WORDS[model.status]
    if count.error:
        return count.source, "", MISSING, MISSING, MISSING, MISSING, status
    return count.source, generation(count), count.layers, _count(count), count.trainable, count.bytes, status


def _count(count: ModelCount) -> Content:
    return LowerBound(count.total) if count.is_lower_bound else count.total


def _facts(bottom: ModelCount) -> Iterator[Fact]:
    facts: dict[str, Content] = {tr("Total params"): bottom.total, tr("bytes"): Bytes(bottom.bytes)}
    for label, count in facts.items():
        yield Fact(label, (Phrase(tr("at least {count}"), {"count": count}) if bottom.is_lower_bound else count,))


def _notes(answer: ModelsAnswer) -> Iterator[Content]:
    """The errors, the limits that are not kept, the changes, and what else a reader of the table must know."""
    for model in answer:
        count = model.counted
        # Most errors name the file by themselves.
        label = "" if count.error and count.source in count.error else count.source
        yield from (note(label, sentence) for sentence in sentences(model))
    left_out = answer.left_out
    if left_out:
        shown = ", ".join((*left_out[:MOST_NAMED], *(["…"] if len(left_out) > MOST_NAMED else [])))
        yield Phrase(LEFT_OUT, {"count": plural(len(left_out), "model"), "names": shown})


def sentences(model: ModelAnswer) -> Iterator[Content]:
    """What is wrong with a model, in sentences."""
    count = model.counted
    if count.error:
        yield Phrase(tr("{error} (tip: {tip})"), {"error": count.error, "tip": count.tip}) if count.tip else count.error
    yield from map(excess_sentence, model.excesses)
    yield from map(change_sentence, model.changes)
    if count.differences:
        tensors = plural(count.differences, "tensor")
        yield Phrase(tr("{tensors} of the file and of the derived model differ"), {"tensors": tensors})
    if count.unknown and not model.excesses:
        yield Phrase(tr("not counted: {reasons}"), {"reasons": joined(tr("; "), count.unknown[:MOST_NAMED])})
