"""What a summary that a notebook or page has printed says of its model."""

from __future__ import annotations

from paramcalc.document.nodes import Content, Phrase
from paramcalc.phrases import tr
from paramcalc.questions.printed import PrintedCheck, RowDifference

PRINTED = {
    True: tr("the summary in {place} has the same total"),
    False: tr("the summary in {place} has another total, {total}"),
    None: tr("the summary in {place} was not compared: one of the totals is not a number"),
}
"""What a printed summary says, by whether it agrees."""


def printed_text(check: PrintedCheck) -> Content:
    """Whether the summary that a source has printed has the model's total."""
    return Phrase(PRINTED[check.agrees], {"place": check.place, "total": check.total or 0})


def printed_row_text(row: RowDifference) -> Content:
    """A row of it with another number than the layer: both, and settings that give the printed one."""
    values: dict[str, Content] = {"layer": row.layer, "counted": row.counted, "printed": row.printed}
    template = tr("{layer}: {counted} parameters were counted, {printed} were printed")
    if row.effect is None:
        return Phrase(template, values)
    values["setting"] = f"{row.effect.option}={not row.effect.value}"
    return Phrase(template + tr(", as with {setting}"), values)
