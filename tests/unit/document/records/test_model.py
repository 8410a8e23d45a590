"""The records of a model: JSON of its layers and parameters, CSV of what is shown."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
from examples import KERAS3, VIEWS

import paramcalc
from paramcalc.document import schema, text
from paramcalc.document.subjects.model import ModelView


@pytest.mark.parametrize("name", VIEWS)
def test_json(name):
    document = json.loads(text("model", VIEWS[name], "json"))
    jsonschema.validate(document, json.loads(schema("model")))
    model = VIEWS[name].model
    if isinstance(model.total, int):
        assert document["total"] == model.total
        if not VIEWS[name].only:
            assert sum(row["count"] for row in document["rows"]) == model.total
    assert document["lower_bound"] is (name == "unknown")


@pytest.mark.parametrize("name", VIEWS)
def test_csv(name):
    view = VIEWS[name]._replace(depth=1, gates=False, only="")
    rows = list(csv.DictReader(io.StringIO(text("model", view, "csv"))))
    assert [row["layer"] for row in rows] == [line.path for line in view.model.opened(1)]
    opened = list(csv.DictReader(io.StringIO(text("model", view._replace(gates=True), "csv"))))
    assert len(opened) == len(view.model.rows)


@pytest.mark.parametrize(
    "change",
    [
        {"total": "24,385", "schema": 2},
        {"total": 1.5},
        {"framework": "tensorflow"},
        {"layers": [{}]},
        {"rows": [{"layer": "gru"}]},
        {"notes": [{"layer": "", "text": "a", "extra": 1}]},
        {"stored": {"gru": [{"name": "kernel", "shape": "28 x 75", "dtype": "float32"}]}},
        {"differences": [{"layer": "gru", "derived": None}]},
        {"lower_bound": None},
    ],
    ids=str,
)
def test_the_schema_refuses(change):
    document = json.loads(text("model", VIEWS["line"], "json"))
    checker = jsonschema.Draft202012Validator(json.loads(schema("model")))
    checker.validate(document)
    assert not checker.is_valid({**document, **change})


def test_the_notes_are_sentences():
    notes = json.loads(text("model", VIEWS["shared"], "json"))["notes"]
    assert {"layer": "two", "text": "shares 24 parameters with a layer above; the total counts them once"} in notes


def test_the_tensors_of_a_file():
    pytest.importorskip("h5py", reason="pip install 'paramcalc[h5]'")
    view = ModelView(paramcalc.read(KERAS3 / "09_nested_frozen.keras"))
    document = json.loads(text("model", view, "json"))
    jsonschema.validate(document, json.loads(schema("model")))
    assert sum(map(len, document["stored"].values())) == len(view.model.stored_tensors) > 0
    assert document["differences"] == []


@pytest.mark.parametrize("name", VIEWS)
def test_csv_has_shapes_that_a_program_reads(name):
    view = VIEWS[name]._replace(gates=True, only="")
    rows = list(csv.DictReader(io.StringIO(text("model", view, "csv"))))
    wanted = [row["shape"] for row in json.loads(text("model", view, "json"))["rows"]]
    assert [json.loads(row["shape"]) for row in rows] == wanted
    layers = json.loads(text("model", view._replace(gates=False), "json"))["layers"]
    lines = list(csv.DictReader(io.StringIO(text("model", view._replace(gates=False), "csv"))))
    for line, entry in zip(lines, layers, strict=True):
        shapes = json.loads(line["output"]) if line["output"] else None
        assert (shapes if len(entry["outputs"]) > 1 else [shapes]) == (entry["outputs"] or [None])


def test_the_shape_of_a_single_output():
    rows = list(csv.DictReader(io.StringIO(text("model", VIEWS["line"], "csv"))))
    assert [row["output"] for row in rows] == ["[null, 75]", "[null, 10]"]
