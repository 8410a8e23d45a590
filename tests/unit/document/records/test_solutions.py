"""The records of a solved question."""

from __future__ import annotations

import csv
import io
import json

from examples import written


def test_the_keys_of_the_answer():
    answer = json.loads(written("solutions", "gru", "json"))
    assert answer["limit"] == 50_000
    (solution,) = answer["solutions"]
    assert solution["sizes"] == {"units": 114, "input": 28}
    assert (solution["framework"], solution["cell"]) == ("keras", "gru")
    assert (solution["total"], solution["bytes"], solution["macs"]) == (49_248, 196_992, 48_564)
    assert (solution["spare"], solution["next_total"]) == (752, 50_025)


def test_what_does_not_fit():
    answer = json.loads(written("solutions", "cells", "json"))
    assert [entry["cell"] for entry in answer["unsolved"]] == ["lstm"]
    assert answer["unsolved"][0]["measured"] == 120
    rows = list(csv.DictReader(io.StringIO(written("solutions", "cells", "csv"))))
    assert [(row["cell"], row["size"]) for row in rows] == [("rnn", "3"), ("gru", "1"), ("lstm", "")]
