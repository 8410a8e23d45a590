"""The values of a printed summary."""

from __future__ import annotations

from paramcalc.models.printed import PrintedRow, PrintedSummary


def test_what_is_not_printed_is_none():
    row = PrintedRow("gru", "GRU")
    assert (row.params, row.reads, row.outputs, row.inputs, row.depth) == (None, None, (), (), 0)
    assert PrintedSummary("keras", "", (row,)).totals == {}
