"""The records of a layer: the JSON that programs have read since the first version, and the rows of CSV."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
from examples import BREAKDOWNS

from paramcalc import gru, layer, lstm
from paramcalc.algebra.notation import PYTHON
from paramcalc.document import schema
from paramcalc.document.records.layer import layer as records
from paramcalc.frameworks import FRAMEWORKS

CHECKER = jsonschema.Draft202012Validator(json.loads(schema("layer")))


@pytest.mark.parametrize(
    ("framework", "cell"),
    [(name, cell) for name, known in FRAMEWORKS.items() for cell, entry in known.cells.items() if not entry.spatial],
)
@pytest.mark.parametrize(
    "sizes", [{}, {"units": 3}, {"input": 5}, {"units": 3, "input": 5}, {"units": 10**30}], ids=str
)
@pytest.mark.parametrize("choices", [{}, {"bidirectional": True, "layers": 3}], ids=str)
def test_real_output_fits_the_schema(framework, cell, sizes, choices):
    value = json.loads(layer(cell, framework=framework, **sizes, **choices).to("json"))
    CHECKER.validate(value)
    assert (value["total"] is None) == (len(sizes) < 2)


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_convolutions_fit_it_too(dimensions):
    for sizes in ({}, {"filters": 3, "channels": 2, "kernel_size": 3}):
        CHECKER.validate(json.loads(layer(f"convlstm{dimensions}d", **sizes).to("json")))


@pytest.mark.parametrize(
    "change",
    [
        {"total": "23,625"},
        {"total": 1.5},
        {"schema": 2},
        {"rows": [{}]},
        {"extra": 1},
        {"options": {}},
        {"sizes": {"units": 0}},
        {"bytes": -1},
        {"choices": [{"option": "reset_after"}]},
    ],
)
def test_the_schema_refuses(change):
    value = json.loads(gru(75, 28).to("json"))
    CHECKER.validate(value)
    assert not CHECKER.is_valid({**value, **change})
    value.pop("total")
    assert not CHECKER.is_valid(value)


def test_numbers_are_exact_and_add_up():
    value = json.loads(lstm(10**30, 5).to("json"))
    assert value["total"] == 4 * 10**60 + 24 * 10**30
    assert sum(row["count"] for row in value["rows"]) == value["total"]
    assert sum(tensor["count"] for tensor in value["tensors"]) == value["total"]


def test_with_free_sizes_counts_are_null_with_formulas_beside_them():
    value = json.loads(gru(input=28).to("json"))
    assert (value["total"], value["polynomial"]) == (None, "3*(units**2 + 30*units)")
    assert value["sizes"] == {"units": None, "input": 28}
    assert eval(value["formula"], {"units": 75, "input": 28}) == 23625
    assert {row["count"] for row in value["rows"]} == {None}
    assert sum(eval(row["polynomial"], {"units": 75}) for row in value["rows"]) == 23625
    assert sum(eval(tensor["polynomial"], {"units": 75}) for tensor in value["tensors"]) == 23625
    assert [
        (value[key], eval(value[f"{key}_polynomial"], {"units": 75})) for key in ("redundant", "bytes", "macs")
    ] == [
        (None, 150),
        (None, 94500),
        (None, 3 * 75 * (75 + 28)),
    ]


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_csv_has_the_rows(name):
    b = BREAKDOWNS[name]
    lines = list(csv.DictReader(io.StringIO(b.to("csv"))))
    assert len(lines) == len(b.rows)
    assert list(lines[0]) == [key for key in records(b).document["rows"][0] if key != "polynomial"]
    assert [line["count"] for line in lines] == [str(row.count.show(PYTHON) if b.free else row.count) for row in b.rows]
    if not b.free:
        assert sum(int(line["count"]) for line in lines) == b.total


def test_choices_and_redundancy():
    value = json.loads(gru(75, 28).to("json"))
    assert value["choices"] == [
        {
            "option": "reset_after",
            "value": True,
            "other_total": 23400,
            "difference": 225,
            "parameters": ["c_z", "c_r", "c_h"],
            "redundant": ["c_z", "c_r"],
        }
    ]
    assert value["redundant"] == sum(row["count"] for row in value["rows"] if row["redundant"]) == 150
