"""The records of a verification: every check, with infinity as a word."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
from examples import EXAMPLES, REPORTS

from paramcalc.document import schema, text

CHECKER = jsonschema.Draft202012Validator(json.loads(schema("verify")))


def document(name: str) -> dict:
    return json.loads(text("verification", REPORTS[name], "json"))


def test_the_numbers_of_a_report():
    value = document("suite")
    assert (value["checked"], value["mismatches"], value["seconds"]) == (4, 2, 71.04)
    assert value["versions"]["keras"] == "3.15.1"
    assert [check["ok"] for check in value["checks"]] == [True, False, True, False]


def test_infinity_is_a_word():
    assert document("one-differs")["largest_forward_error"] == "infinite"
    assert document("one-differs")["checks"][0]["forward_error"] == "infinite"
    assert document("model")["largest_forward_error"] is None
    assert document("one")["largest_forward_error"] == 2.2e-07


def test_the_layers_of_a_model():
    (check,) = document("model")["checks"]
    assert [layer["problems"] for layer in check["layers"]] == [[], ["count", "tensors", "outputs"], [], ["refused"]]
    assert check["complete"] is False
    assert check["layers"][1]["outputs"] == {"derived": [[None, 10], [None]], "built": [[None, 11], [None]]}
    assert check["layers"][1]["tensors"][0]["built"] is None


def test_only_a_model_has_layers():
    layer_check = document("one")["checks"][0]
    assert not {"layers", "trainable", "complete"} & set(layer_check)
    assert len(layer_check["tensors"]) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"checks": [{}]},
        {"largest_forward_error": "inf"},
        {"versions": {"keras": "3.15.1"}},
        {"checked": 0},
        {"mismatches": -1},
    ],
    ids=str,
)
def test_the_schema_refuses(change):
    CHECKER.validate(document("suite"))
    assert not CHECKER.is_valid({**document("suite"), **change})


def test_a_verified_layer_has_both():
    value = json.loads(text("verified layer", EXAMPLES["verified layer"]["one"], "json"))
    assert value["total"] == 23625
    CHECKER.validate(value["verification"])
    assert value["verification"]["schema"] == 1


def test_csv_has_a_line_for_each_check():
    rows = list(csv.DictReader(io.StringIO(text("verification", REPORTS["suite"], "csv"))))
    assert [(row["family"], row["derived"], row["built"], row["ok"]) for row in rows] == [
        ("gru", "23625", "23625", "true"),
        ("gru", "90", "81", "false"),
        ("lstm", str(rows[2]["derived"]), str(rows[2]["derived"]), "true"),
        ("models", "24385", "24386", "false"),
    ]
