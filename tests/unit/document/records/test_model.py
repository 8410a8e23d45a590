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
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import StoredTensor
from paramcalc.readers.source import read_source

MINE = "import keras\nm = keras.Sequential([keras.Input((3,))"


@pytest.mark.parametrize("name", VIEWS)
def test_json(name):
    document = json.loads(text("model", VIEWS[name], "json"))
    jsonschema.validate(document, json.loads(schema("model")))
    counted = VIEWS[name].counted
    if isinstance(counted.total, int):
        assert document["total"] == counted.total
        assert sum(row["count"] for row in document["rows"]) == counted.total
    assert document["lower_bound"] is (name == "unknown")


def test_with_a_layer_the_totals_are_the_layers():
    """Each layer of a nested model, one of which is frozen."""
    model = VIEWS["nested"].model
    totals = set()
    for line in model.opened(3):
        document = json.loads(text("model", ModelView(model, only=line.path), "json"))
        (shown,) = document["layers"]
        assert (document["layer"], shown["path"]) == (line.path, line.path)
        keys = ("trainable", "bytes", "macs")
        assert [document[key] for key in keys] == [shown[key] for key in keys]
        assert document["total"] == shown["params"] == document["trainable"] + document["non_trainable"]
        assert document["model_total"] == model.total
        totals.add(document["total"])
    assert len(totals) > 3
    whole = json.loads(text("model", VIEWS["nested"], "json"))
    assert (whole["layer"], whole["total"], whole["model_total"]) == (None, model.total, model.total)


def test_with_a_layer_lower_bound_notes_and_differences_are_the_layers():
    model = paramcalc.model("Input((None, 4)) > GRU(6) > Dense(2)")
    spec = model.spec._replace(stored={"gru": [], "dense": [StoredTensor("kernel", (6, 3), "float32")]})
    model = Model(spec)
    of = {only: json.loads(text("model", ModelView(model, only=only), "json")) for only in ("", "gru", "dense")}
    layers = {only: {difference["layer"] for difference in each["differences"]} for only, each in of.items()}
    assert layers == {"": {"gru", "dense"}, "gru": {"gru"}, "dense": {"dense"}}
    unknown = Model(read_source(f"{MINE}, keras.layers.Dense(4), Mine(7)])"))
    of = {only: json.loads(text("model", ModelView(unknown, only=only), "json")) for only in ("", "dense", "Mine(7)")}
    assert [each["lower_bound"] for each in of.values()] == [True, False, True]
    assert (of["dense"]["unknown"], of["dense"]["notes"], of["dense"]["total"]) == ([], [], 16)
    assert [note["layer"] for note in of["Mine(7)"]["notes"]] == ["Mine(7)"]


def test_choices():
    model = paramcalc.model(
        "Input((7, 4)) > Bidirectional(GRU(6, return_sequences=True)) > GRU(3, name='g') > Dense(2)"
    )
    document = json.loads(text("model", ModelView(model), "json"))
    # Each gate of a GRU has a second bias of its units.
    assert [(choice["layer"], choice["part"], choice["difference"]) for choice in document["choices"]] == [
        ("bidirectional", "forward_layer", 18),
        ("bidirectional", "backward_layer", 18),
        ("g", "", 9),
    ]
    assert json.loads(text("model", ModelView(model, only="g"), "json"))["choices"] == [
        {
            "layer": "g",
            "part": "",
            "option": "reset_after",
            "value": True,
            "other_total": 3 * 3 * (12 + 3 + 1),
            "difference": 9,
            "parameters": ["c_z", "c_r", "c_h"],
            "redundant": ["c_z", "c_r"],
        }
    ]
    assert json.loads(text("model", ModelView(model, only="dense"), "json"))["choices"] == []


def test_free_sizes():
    """A model without an input shape: 3 gates with a kernel of (input, 6), 6·6, and two biases of 6."""
    document = json.loads(text("model", ModelView(paramcalc.model("GRU(6)")), "json"))
    assert (document["total"], document["layers"][0]["params"]) == (None, None)
    for part in (document, document["layers"][0]):
        assert eval(part["polynomial"], {"input": 4}) == 3 * 6 * (4 + 6 + 2)
        assert eval(part["bytes_polynomial"], {"input": 4}) == 4 * 3 * 6 * (4 + 6 + 2)
        assert eval(part["macs_polynomial"], {"input": 4, "steps": 7}) == 7 * 3 * 6 * (4 + 6)
    assert sum(eval(row.get("polynomial", str(row["count"])), {"input": 4}) for row in document["rows"]) == 216
    lines = list(csv.DictReader(io.StringIO(text("model", ModelView(paramcalc.model("GRU(6)")), "csv"))))
    assert eval(lines[0]["params"], {"input": 4}) == 216


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
