"""The records of many models: numbers for programs, one line a model, made while they are written."""

from __future__ import annotations

import json

import jsonschema
import pytest
from examples import COUNTS, MANY, written

from paramcalc.batch.answer import ModelsAnswer
from paramcalc.document import schema, write
from paramcalc.questions.limits import Limits


@pytest.mark.parametrize("name", MANY)
def test_every_line_fits_the_schema_of_a_model(name):
    whole = json.loads(schema("models"))
    of_model = {**whole, "$ref": "#/$defs/model"}
    for key in ("type", "required", "properties", "additionalProperties"):
        del of_model[key]
    lines = written("models", name, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(written("models", name, "json"))["models"]
    for line in lines:
        jsonschema.validate(json.loads(line), of_model, jsonschema.Draft202012Validator)


def test_failures():
    large = json.loads(written("models", "limits", "jsonl").splitlines()[1])
    assert large["status"] == "over_limit"
    assert [(failure["kind"], failure["expected"], failure["more"]) for failure in large["failures"]] == [
        ("params", 50_000, 185_210 - 50_000),
        ("bytes", 2**17, 4 * 185_210 - 2**17),
    ]
    gru, total = json.loads(written("models", "baseline", "jsonl").splitlines()[0])["failures"]
    assert (gru["kind"], gru["layer"], gru["expected"], gru["more"]) == ("layer_total", "gru (GRU)", 23400, 225)
    assert (total["kind"], total["expected"], total["more"]) == ("total", 24160, 225)


def test_the_sum_has_the_numbers_alone():
    document = json.loads(written("models", "limits", "json"))
    assert document["sum"]["total"] == 24385 + 185_210 + 24385
    assert document["sum"]["lower_bound"]
    assert document["exit_code"] == 2
    assert json.loads(written("models", "baseline", "json"))["not_counted"] == ["gone.keras"]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_first_lines_are_written_before_the_last_model_is_counted(form):
    pieces = write("models", ModelsAnswer(iter(lambda: COUNTS["small"], None), Limits()), form)
    assert "small.keras" in next(pieces) + next(pieces)
