"""The records of explained summaries."""

from __future__ import annotations

import json

from examples import written


def test_the_keys_of_the_answer():
    answer = json.loads(written("summaries", "keras2_sequential", "json"))
    assert answer["status"] == "explained"
    gru = answer["rows"][2]
    assert (gru["layer"], gru["class"], gru["output"], gru["params"]) == ("gru", "GRU", [[None, 20]], 4140)
    assert (gru["status"], gru["default"]) == ("explained", 4200)
    assert gru["matches"][0]["settings"] == {"units": 20, "use_bias": True, "reset_after": False}
    assert answer["summaries"][0]["totals"]["total"] == 335_105


def test_a_wrong_row():
    answer = json.loads(written("summaries", "wrong", "json"))
    assert answer["status"] == "contradicted"
    assert [row["status"] for row in answer["rows"]] == ["explained", "contradicted", "explained", "explained"]
