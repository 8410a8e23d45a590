"""The records of a check."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import CsvColumn, Records, counts, formula, same
from paramcalc.layers.layer import Layer
from paramcalc.questions.check import Check, Deviation
from paramcalc.questions.parts import Part


def check(check: Check) -> Records:
    """What was read, the layers that are counted exactly, and the closest ones."""
    closest = [_deviation(deviation) for deviation in check.closest]
    document = {
        "formula": formula(check.formula),
        "text": check.text,
        "names": dict(check.names),
        "numbers": [{"number": number, "size": size} for number, size in check.numbers],
        "sizes": dict(check.sizes),
        "value": check.value,
        "right": check.is_right,
        "asked": [layer_record(layer) for layer in check.asked],
        "equal": [layer_record(layer) for layer in check.equal],
        "closest": closest,
    }
    nothing: dict[str, Any] = {"framework": None, "cell": None, "options": {}, "difference": None, "parameters": []}
    exact = [{**layer_record(layer), "difference": 0, "parameters": []} for layer in check.equal]
    columns = (*same("framework", "cell"), CsvColumn("settings", "settings", ", "), *same("difference"))
    rows = [{**row, "settings": _settings(row["options"])} for row in [*exact, *closest] or [nothing]]
    return Records(document, rows, (*columns, CsvColumn("parameters", "parameters", ", ")))


def layer_record(layer: Layer) -> dict[str, Any]:
    """A layer without sizes."""
    stack = {"bias": layer.bias, "bidirectional": layer.bidirectional, "layers": layer.layers}
    return {"framework": layer.framework, "cell": layer.name, "options": {**layer.options, **stack}}


def _settings(options: dict[str, Any]) -> list[str]:
    return [f"{name}={setting}" for name, setting in options.items()]


def _deviation(deviation: Deviation) -> dict[str, Any]:
    return {
        **layer_record(deviation.layer),
        **counts(difference=deviation.difference),
        "parameters": list(dict.fromkeys(name for part in deviation.parts for name in part.parameters)),
        "parts": [part_record(part) for part in deviation.parts],
    }


def part_record(part: Part) -> dict[str, Any]:
    """A part of a difference."""
    return {
        "kind": part.kind,
        "more": part.more,
        **counts(count=part.amount),
        "parameters": list(part.parameters),
        "roles": list(part.roles),
        "directions": list(part.directions),
        "option": part.option or None,
    }
