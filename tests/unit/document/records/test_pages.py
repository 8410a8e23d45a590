"""The records of pages."""

from __future__ import annotations

import csv
import io
import json

from examples import written


def test_a_check():
    document = json.loads(written("pages", "check", "json"))
    assert document["mode"] == "check"
    stale, right, wrong = document["pages"]
    assert (stale["answers"], stale["stale"], stale["errors"]) == (2, ["gru 75 28 --only total"], [])
    assert stale["diff"][:2] == ["--- on the page", "+++ paramcalc"]
    assert (right["stale"], right["diff"]) == ([], [])
    assert wrong["errors"] == [
        {"place": "1", "message": "a comment is nearly a marker", "tip": wrong["errors"][0]["tip"]}
    ]
    assert json.loads(written("pages", "write", "json"))["mode"] == "write"


def test_csv():
    rows = list(csv.DictReader(io.StringIO(written("pages", "check", "csv"))))
    assert [(row["path"], row["stale"], row["errors"]) for row in rows] == [
        ("a.md", "1", "0"),
        ("b.md", "0", "0"),
        ("c.md", "0", "1"),
    ]
