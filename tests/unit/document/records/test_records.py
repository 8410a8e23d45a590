"""The writers of JSON and CSV: exact numbers, one line for each entry, lists that can be read again."""

from __future__ import annotations

import csv
import io
import json

import pytest

from paramcalc import gru
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.document.records import (
    SCHEMA_VERSION,
    CsvColumn,
    Records,
    counts,
    counts_by,
    formula,
    formulas,
    same,
    value,
    values,
    write_csv,
    write_json,
    write_json_lines,
)

FREE = gru(input=28).total


def test_json_is_json():
    document = {"a": [], "b": [{"c": None}, 2], "d": {"e": True}, "f": "×", "g": (entry for entry in ({"h": 1},))}
    written = "".join(write_json(Records(document, (), ())))
    expected = {"schema": SCHEMA_VERSION, **document, "g": [{"h": 1}]}
    assert json.loads(written) == expected
    written.encode("ascii")
    assert written.splitlines()[1] == '  "schema": 1,'


def test_json_has_a_line_for_each_entry():
    written = "".join(write_json(Records({"rows": [{"a": 1}, {"a": 2}]}, (), ())))
    assert written == '{\n  "schema": 1,\n  "rows": [\n    {"a": 1},\n    {"a": 2}\n  ]\n}\n'


def test_json_is_written_piece_by_piece():
    """A sweep of a million rows is never whole in memory."""
    endless = iter(lambda: {"a": 1}, None)
    pieces = write_json(Records({"rows": endless}, (), ()))
    assert sum(len(next(pieces)) for _ in range(1000)) > 1000


@pytest.mark.parametrize(
    ("entry", "separator", "cell"),
    [
        (23625, " ", "23625"),
        (10**30, " ", str(10**30)),
        (True, " ", "true"),
        (False, " ", "false"),
        (None, " ", ""),
        ("text, with a comma", " ", "text, with a comma"),
        ([28, 75], " x ", "28 x 75"),
        ([None, 75], " x ", "? x 75"),
        (["a", "b"], " + ", "a + b"),
        ([], " ", ""),
        ([[None, 24], [None, 24]], "; ", "? x 24; ? x 24"),
        ([None, [3, 4]], "; ", "?; 3 x 4"),
    ],
)
def test_cells_of_csv(entry, separator, cell):
    written = "".join(write_csv(Records({}, [{"key": entry}], (CsvColumn("head", "key", separator),))))
    assert list(csv.reader(io.StringIO(written))) == [["head"], [cell]]


def test_an_entry_that_a_row_does_not_have_is_an_empty_cell():
    rows = [{"a": 1, "b": 2}, {"a": 3}]
    assert "".join(write_csv(Records({}, rows, same("a", "b")))) == "a,b\n1,2\n3,\n"


def test_json_lines_are_the_rows():
    pieces = write_json_lines(Records({}, iter(lambda: {"a": [10**5000, None], "b": "ü"}, None), same("a")))
    assert next(pieces) == f'{{"a": [1{"0" * 5000}, null], "b": "\\u00fc"}}\n'


def test_csv_is_written_piece_by_piece():
    pieces = write_csv(Records({}, iter(lambda: {"a": 1}, None), same("a")))
    assert [next(pieces) for _ in range(3)] == ["a\n", "1\n", "1\n"]


def test_numbers_and_formulas():
    assert (value(75), value(FREE), value(Polynomial.symbol("units"))) == (75, "3*(units**2 + 30*units)", "units")
    assert (formula(75), formula(FREE)) == ("75", "3*(units**2 + 30*units)")
    assert values((75, FREE)) == [75, "3*(units**2 + 30*units)"]
    assert formulas((75, FREE)) == ["75", "3*(units**2 + 30*units)"]


def test_columns_called_as_in_json():
    assert same("a", "b") == (CsvColumn("a", "a"), CsvColumn("b", "b"))


def test_counts_are_numbers_or_null_with_a_formula_beside_them():
    units = Polynomial.symbol("units")
    assert counts(total=75, params=units, bytes=4 * units, macs=None) == {
        "total": 75,
        "params": None,
        "polynomial": "units",
        "bytes": None,
        "bytes_polynomial": "4*units",
        "macs": None,
    }


def test_counts_by_words():
    units = Polynomial.symbol("units")
    assert counts_by("roles", {"bias": 3}) == {"roles": {"bias": 3}}
    assert counts_by("gates", {"z": {"bias": units, "kernel": 5}, "r": {"bias": 3}}) == {
        "gates": {"z": {"bias": None, "kernel": 5}, "r": {"bias": 3}},
        "gates_polynomial": {"z": {"bias": "units"}},
    }


def test_csv_has_the_formula_where_json_has_null():
    rows = [counts(count=75, bytes=3), counts(count=FREE, bytes=4 * FREE), {"count": None, "bytes": None}]
    lines = list(csv.reader(io.StringIO("".join(write_csv(Records({}, rows, same("count", "bytes")))))))
    assert lines[1:] == [["75", "3"], ["3*(units**2 + 30*units)", "12*(units**2 + 30*units)"], ["", ""]]
