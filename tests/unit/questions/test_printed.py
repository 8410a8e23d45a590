"""A model held against the summary that was printed of it."""

from __future__ import annotations

import pytest

from paramcalc.models.breakdown import Model
from paramcalc.questions.printed import check_printed
from paramcalc.readers.files import read_model
from paramcalc.readers.summaries.tables import tables
from tests.unit.readers.notebooks import summary

LINE = "Input((28, 28)) > GRU(75) > Dropout(0.5) > Dense(10)"

GRU, DROPOUT, DENSE = ("gru", "GRU", 23_625), ("dropout", "Dropout", 0), ("dense", "Dense", 760)


def checked(*rows: tuple[str, str, int], line: str = LINE, total: int | None = None):
    (table,) = tables(summary(*rows, total=total))
    return check_printed(Model(read_model(line)._replace(printed=(table, "cell 5"))))


def test_nothing_is_printed():
    assert check_printed(Model(read_model(LINE))) is None


@pytest.mark.parametrize("rows", [(GRU, DROPOUT, DENSE), (GRU, DENSE)])
def test_the_same_total(rows):
    assert checked(*rows) == ("cell 5", 24_385, True, ())


def test_a_row_that_settings_explain():
    check = checked(("gru", "GRU", 23_400), DROPOUT, DENSE)
    assert (check.agrees, check.total) == (False, 24_160)
    (row,) = check.rows
    assert row[:3] == ("gru", 23_400, 23_625)
    assert (row.effect.option, row.effect.value) == ("reset_after", True)


def test_a_row_that_nothing_explains():
    (row,) = checked(GRU, ("dense", "Dense", 761)).rows
    assert row == ("dense", 761, 760, None)


@pytest.mark.parametrize("rows", [(GRU,), (("gru", "LSTM", 23_625), ("dense", "Dense", 761)), (GRU, DENSE, DENSE)])
def test_rows_of_other_layers_are_not_compared(rows):
    check = checked(*rows)
    assert (check.agrees, check.rows) == (False, ())


@pytest.mark.parametrize("line", ["Input((28, 28)) > GRU(u)", "GRU(75)"])
def test_a_formula_is_not_compared(line):
    assert checked(GRU, line=line).agrees is None


def test_an_optimizer_is_not_counted():
    (table,) = tables(summary(GRU, DENSE, total=24_387) + "Optimizer params: 2\n")
    assert check_printed(Model(read_model(LINE)._replace(printed=(table, "cell 5")))).agrees
