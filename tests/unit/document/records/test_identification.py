"""The records of an identified number."""

from __future__ import annotations

import csv
import io
import json

from examples import written


def test_the_keys_of_the_answer():
    answer = json.loads(written("identification", "gru", "json"))
    assert answer["number"] == 6336
    (match,) = answer["matches"]
    assert match["sizes"] == {"units": 32, "input": 32}
    assert match["layers"][0]["framework"] == "keras"
    assert match["layers"][0]["options"] == {
        "reset_after": True, "bias": True, "bidirectional": False, "layers": 1,
    }  # fmt: skip


def test_all_matches_are_there():
    answer = json.loads(written("identification", "any", "json"))
    rows = list(csv.DictReader(io.StringIO(written("identification", "any", "csv"))))
    assert len(answer["matches"]) == 277
    assert len(rows) == sum(len(match["layers"]) for match in answer["matches"])


def test_the_reason():
    answer = json.loads(written("identification", "expected", "json"))
    (reason,) = answer["reason"]
    assert (reason["total"], reason["difference"], reason["parameters"]) == (9408, 192, ["c_z", "c_r", "c_h"])
    assert len(answer["expected_matches"]) == 1
