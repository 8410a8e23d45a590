"""The values of a printed summary."""

from __future__ import annotations

from paramcalc.models.printed import CUT, PrintedRow, PrintedSummary


def test_what_is_not_printed_is_none():
    row = PrintedRow("gru", "GRU")
    assert (row.params, row.reads, row.outputs, row.inputs, row.depth) == (None, None, (), (), 0)
    assert (row.is_cut, row.is_repeated) == (False, False)
    summary = PrintedSummary("keras", "", (row,))
    assert (summary.totals, summary.line) == ({}, 0)


def test_keras_cuts_a_name_with_three_dots():
    assert CUT == 3 * "."
