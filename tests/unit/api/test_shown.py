"""What results of the Python interface share: they are printed, displayed by notebooks, and written in every form."""

from __future__ import annotations

import csv
import io

import pytest

import paramcalc
from paramcalc import UsageError, gru
from paramcalc.api.shown import Shown, written
from paramcalc.document import forms_of
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, Page

RESULTS = {"layer": gru(75, 28), "model": paramcalc.model("Input((28, 28)) > GRU(75)")}


@pytest.mark.parametrize("subject", RESULTS)
class TestResults:
    def test_it_shows_itself(self, subject):
        result = RESULTS[subject]
        assert isinstance(result, Shown)
        assert str(result) == result.to("text").rstrip("\n")
        assert "23,625" in str(result)
        assert result._repr_markdown_() == result.to("markdown")
        assert "<table" in result._repr_html_() or "<dl>" in result._repr_html_() or "<li>" in result._repr_html_()

    def test_it_has_the_forms_of_its_subject(self, subject):
        assert RESULTS[subject].subject == subject
        for form in forms_of(subject):
            assert "75" in RESULTS[subject].to(form)

    def test_an_unknown_form(self, subject):
        with pytest.raises(UsageError, match="did you mean 'table'"):
            RESULTS[subject].to("tabel")
        with pytest.raises(UsageError, match="no format None"):
            RESULTS[subject].to(None)

    def test_a_page(self, subject):
        RESULTS[subject].to("table", Page(ASCII_GLYPHS, 40)).encode("ascii")
        assert RESULTS[subject].to("table") == RESULTS[subject].to("table", PLAIN)


def test_written_is_for_any_width():
    assert written("explanation", gru(75, 28), "text", None) == written("explanation", gru(75, 28), "text", PLAIN)


@pytest.mark.parametrize("subject", RESULTS)
def test_rows_are_flat_and_have_the_columns_of_csv(subject):
    rows = RESULTS[subject].to_dicts()
    lines = list(csv.DictReader(io.StringIO(RESULTS[subject].to("csv"))))
    assert [list(row) for row in rows] == [list(line) for line in lines]
    for row, line in zip(rows, lines, strict=True):
        assert all(isinstance(value, (int, str, bool, type(None))) for value in row.values())
        assert {key: "" if value is None else str(value) for key, value in row.items()} == {
            key: value.title() if value in ("true", "false") else value for key, value in line.items()
        }


def test_the_numbers_of_rows_are_numbers():
    rows = gru(75, 28).to_dicts()
    assert sum(row["count"] for row in rows) == 23625
    assert [row["redundant"] for row in rows].count(True) == 2
    assert rows[0]["shape"] == "[28, 75]"
    assert gru(input=28).to_dicts()[0]["count"] == "28*units"
    model = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    assert sum(row["params"] for row in model.to_dicts()) == 24385
    assert sum(row["count"] for row in model.to_dicts(gates=True)) == 24385
    assert {row["layer"] for row in model.to_dicts(layer="dense")} == {"dense"}
