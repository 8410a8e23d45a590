"""A model over many sizes as a table."""

import paramcalc
from paramcalc.document.nodes import MISSING, LowerBound
from paramcalc.document.subjects.model_sweep import LOWER_BOUND, build
from paramcalc.models.sweep import ModelSweep, SweepPoint


def test_the_table():
    document = build(paramcalc.sweep("Input((5,)) > Dense(u)", u=[1, 2]))
    (table,) = document.blocks
    assert [column.head for column in table.columns] == ["u", "params", "trainable", "bytes", "macs"]
    assert [row.cells for row in table.rows] == [(1, 6, 6, 24, 5), (2, 12, 12, 48, 10)]
    assert document.title == "Input((5,)) > Dense(u)"


def test_what_is_not_known():
    table, notes = build(ModelSweep("x.py", ("u",), (SweepPoint((1,), 6, 6, 24, None, True),))).blocks
    assert table.rows[0].cells == (1, LowerBound(6), 6, 24, MISSING)
    assert notes.items == (LOWER_BOUND,)
