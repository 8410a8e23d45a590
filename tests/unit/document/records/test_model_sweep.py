"""A model over many sizes in JSON and CSV."""

import paramcalc
from paramcalc.document.records.model_sweep import model_sweep


def test_rows_have_the_swept_names():
    records = model_sweep(paramcalc.sweep("Input((5,)) > Dense(u)", u=[1, 2]))
    assert [column.head for column in records.columns] == ["u", "params", "trainable", "bytes", "macs", "lower_bound"]
    assert [row["sizes"] for row in records.document["rows"]] == [{"u": 1}, {"u": 2}]
    row = {key: value for key, value in records.rows[1].items() if key != "sizes"}
    assert row == {"u": 2, "params": 12, "trainable": 12, "bytes": 48, "macs": 10, "lower_bound": False}


def test_formulas_stand_beside_null():
    row = model_sweep(paramcalc.sweep("GRU(u)", u=[2])).rows[0]
    assert (row["params"], row["polynomial"]) == (None, "6*(input + 4)")
