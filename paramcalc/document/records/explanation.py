"""The records of an explanation."""

from __future__ import annotations

from typing import Any

from paramcalc.document.page import ASCII_GLYPHS, Page
from paramcalc.document.records import Records, counts, formula, same
from paramcalc.document.records.layer import PLACE, effect_record, head
from paramcalc.document.subjects.explanation import sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.layers.breakdown import Breakdown, Row
from paramcalc.layers.comparison import option_effects


def explanation(breakdown: Breakdown) -> Records:
    """The explanation: the equations, and a sentence for each parameter."""
    # Programs get the same text everywhere, and CSV is not escaped as JSON is.
    writer = TextWriter(Page(ASCII_GLYPHS, None))
    shared = {row.definition.merges_with for row in breakdown.rows}

    def explained(row: Row) -> dict[str, Any]:
        why = sentence(row, is_shared=row.parameter in shared)
        place = {key: getattr(row, key) for key in PLACE}
        return {**place, **counts(count=row.count), "explanation": writer.content(why)}

    rows = [explained(row) for row in breakdown.rows]
    document = {
        **head(breakdown),
        "equations": str(breakdown.layer.structure.cell.program).splitlines(),
        "rows": rows,
        "formula": formula(breakdown.formula),
        "polynomial": formula(breakdown.total),
        **counts(total=breakdown.total),
        "choices": [effect_record(effect) for effect in option_effects(breakdown)],
    }
    return Records(document, rows, same(*PLACE, "count", "explanation"))
