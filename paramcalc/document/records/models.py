"""The records of many models: one for each, in order, and their sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paramcalc.batch.answer import ModelAnswer, ModelsAnswer
from paramcalc.batch.baseline import Change
from paramcalc.document.nodes import Content
from paramcalc.document.page import PLAIN
from paramcalc.document.records import Records, counts, same
from paramcalc.document.subjects.limits import change_sentence, excess_sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.questions.limits import Excess

COLUMNS = same(
    *("file", "status", "framework", "version", "layers", "total", "trainable", "bytes", "macs", "lower_bound", "error")
)


def models(answer: ModelsAnswer) -> Records:
    """A record for each model, made when it is written: the first ones do not wait for the last ones."""
    return Records(_Document(answer), map(_model, answer), COLUMNS)


class _Document(Mapping[str, Any]):
    """The document. The sum is added up when it is asked for: records alone need none."""

    def __init__(self, answer: ModelsAnswer) -> None:
        self.values_of: dict[str, Callable[[], Any]] = {
            "models": lambda: list(map(_model, answer)),
            "sum": lambda: _sum(answer),
            "exit_code": lambda: int(answer.exit_code),
            "not_counted": lambda: answer.left_out,
        }

    def __getitem__(self, key: str) -> Any:
        return self.values_of[key]()

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_of)

    def __len__(self) -> int:
        return len(self.values_of)


def _sum(answer: ModelsAnswer) -> dict[str, Any]:
    """The sum of the counts that are numbers."""
    bottom = answer.sum
    totals = counts(total=bottom.total, trainable=bottom.trainable, bytes=bottom.bytes)
    return {"models": sum(1 for _ in answer), "layers": bottom.layers, **totals, "lower_bound": bottom.is_lower_bound}


def _model(model: ModelAnswer) -> dict[str, Any]:
    count, status = model.counted, model.status.replace(" ", "_")
    if count.error:
        return {"file": count.source, "status": status, "error": count.error, "tip": count.tip}
    return {
        "file": count.source,
        "status": status,
        "model": count.name,
        "class": count.kind,
        "framework": count.framework,
        "version": ".".join(map(str, count.version)),
        "layers": count.layers,
        **counts(total=count.total, trainable=count.trainable, bytes=count.bytes, macs=count.macs),
        "lower_bound": count.is_lower_bound,
        "unknown": list(count.unknown),
        "differences": count.differences,
        "failures": [*map(_excess, model.excesses), *map(_change, model.changes)],
    }


def _excess(excess: Excess) -> dict[str, Any]:
    return {
        "kind": excess.kind,
        "layer": None,
        "expected": excess.limit,
        "more": excess.over,
        "text": _text(excess_sentence(excess)),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.replace(" ", "_"),
        "layer": change.layer or None,
        "expected": change.before,
        "more": change.difference,
        "text": _text(change_sentence(change)),
    }


def _text(content: Content) -> str:
    return TextWriter(PLAIN).content(content)
