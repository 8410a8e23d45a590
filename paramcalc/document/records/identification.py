"""The records of an identified number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paramcalc.document.records import CsvColumn, Records, same
from paramcalc.document.records.check import layer_record, part_record
from paramcalc.questions.identify import Deviation, Identification, Match


def identification(identification: Identification) -> Records:
    """The matches in order, and what the difference from another number consists of."""
    matches = [_match(match) for match in identification.matches]
    document = {
        "number": identification.number,
        "sizes": dict(identification.sizes),
        "matches": matches,
        "nearest": [_deviation(deviation) for deviation in identification.nearest],
        "expected": identification.expected,
        "expected_matches": [_match(match) for match in identification.expected_matches],
        "reason": [_deviation(deviation) for deviation in identification.reason],
    }
    columns = (*same("sizes", "framework", "cell"), CsvColumn("settings", "settings", ", "))
    return Records(document, list(_rows(matches)), columns)


def _match(match: Match) -> dict[str, Any]:
    return {"sizes": match.sizes, "layers": [layer_record(layer) for layer in match.layers]}


def _rows(matches: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """A line for each layer of each match; one empty line where there is no match."""
    lines = [
        {
            "sizes": ", ".join(f"{name}={size}" for name, size in match["sizes"].items()),
            **layer,
            "settings": [f"{name}={setting}" for name, setting in layer["options"].items()],
        }
        for match in matches
        for layer in match["layers"]
    ]
    return lines or [{"sizes": "", "framework": None, "cell": None, "settings": []}]


def _deviation(deviation: Deviation) -> dict[str, Any]:
    return {
        **layer_record(deviation.layer),
        "sizes": dict(deviation.sizes),
        "total": deviation.total,
        "difference": deviation.difference,
        "parameters": list(dict.fromkeys(name for part in deviation.parts for name in part.parameters)),
        "parts": [part_record(part) for part in deviation.parts],
    }
