"""Documents in the language that is spoken."""

from __future__ import annotations

import pytest

from paramcalc.cli.app import run
from paramcalc.document.nodes import Column, Row, Table
from paramcalc.document.translation import in_language
from paramcalc.phrases import speaking


def table(widest: Row | None = None) -> Table:
    rows = (Row(cells=(str(number),)) for number in range(5))
    return Table(columns=(Column("number"),), rows=tuple(rows) if widest is None else rows, widest=widest)


def test_the_rows_of_a_table_in_memory_last_as_long_as_the_table():
    """A writer keeps the texts of a row by its identity, which another row would take over."""
    with speaking("zh"):
        translated = in_language(table())
    assert len({id(row) for row in translated.rows}) == 5
    assert [id(row) for row in translated.rows] == [id(row) for row in translated.rows]


def test_the_rows_of_a_long_table_are_translated_when_they_are_read():
    with speaking("zh"):
        translated = in_language(table(widest=Row(cells=("4",))))
        assert not isinstance(translated.rows, tuple)
        assert [row.cells for row in translated.rows] == [(str(number),) for number in range(5)]


@pytest.mark.parametrize("form", ["table", "text", "markdown"])
def test_every_row_is_printed_once(form, capsys):
    assert run(["solve", "rnn", "lstm", "gru", "--input", "28", "--params", "50000", "--format", form], "zh") == 0
    output = capsys.readouterr().out
    assert [output.count(count) for count in ("49,742", "49,784", "49,248")] == [1, 1, 1]
