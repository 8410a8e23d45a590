"""The records of an explanation: the equations, and a sentence for each parameter."""

from __future__ import annotations

import json

from paramcalc import gru, lstm
from paramcalc.document import text
from paramcalc.equations.cell import read


def document(breakdown):
    return json.loads(text("explanation", breakdown, "json"))


def test_a_sentence_for_each_parameter():
    rows = document(gru(75, 28))["rows"]
    assert [row["parameter"] for row in rows] == [row.parameter for row in gru().rows]
    assert rows[0]["explanation"] == (
        "W_z (kernel) maps the 28 numbers of x to the 75 numbers of z: 28 x 75 = 2,100 weights."
    )
    assert sum(row["count"] for row in rows) == document(gru(75, 28))["total"] == 23625


def test_the_equations_can_be_read_again():
    equations = document(lstm())["equations"]
    assert set(read("\n".join(equations)).states) == {"h", "c"}


def test_free_sizes():
    value = document(gru(input=28))
    assert (value["total"], value["polynomial"]) == (None, "3*(units**2 + 30*units)")
    assert value["sizes"] == {"units": None, "input": 28}
