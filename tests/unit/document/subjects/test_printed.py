"""What a printed summary says of a model, in words."""

from __future__ import annotations

import pytest

from paramcalc.document import text
from paramcalc.document.subjects.model import ModelView
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_model
from paramcalc.readers.summaries.tables import tables
from tests.unit.readers.notebooks import summary

DENSE = ("dense", "Dense", 760)

SAID = {
    "the same": ((("gru", "GRU", 23_625), DENSE), "the summary in cell 5 has the same total"),
    "another total": ((("gru", "GRU", 23_625),), "the summary in cell 5 has another total, 23,625"),
    "an option": (
        (("gru", "GRU", 23_400), DENSE),
        "differs: gru: 23,625 parameters were counted, 23,400 were printed, as with reset_after=False",
    ),
    "no option": ((("gru", "GRU", 9), DENSE), "differs: gru: 23,625 parameters were counted, 9 were printed\n"),
}


def view(rows: tuple[tuple[str, str, int], ...], line: str = "Input((28, 28)) > GRU(75) > Dense(10)") -> ModelView:
    (table,) = tables(summary(*rows))
    return ModelView(Model(read_model(line)._replace(printed=(table, "cell 5"))))


@pytest.mark.parametrize(("rows", "says"), SAID.values(), ids=SAID)
def test_what_is_said(rows, says):
    written = text("model", view(rows), "text")
    assert says in written
    assert view(rows).disagrees is ("same" not in says)


def test_a_formula_is_not_compared():
    formula = view((DENSE,), "GRU(75) > Dense(10)")
    assert "was not compared: one of the totals is not a number" in text("model", formula, "text")
    assert not formula.disagrees


def test_a_single_layer_has_no_printed_summary():
    assert "cell 5" not in text("model", view((DENSE,))._replace(only="gru"), "text")
