"""The records of comparisons and sweeps."""

from __future__ import annotations

import csv
import io
import json

from examples import COMPARISONS, EXAMPLES

from paramcalc import gru
from paramcalc.document import text
from paramcalc.layers.comparison import Sweep, compare


def document(subject: str, name: str) -> dict:
    return json.loads(text(subject, EXAMPLES[subject][name], "json"))


def test_differences_and_reasons():
    layers = {entry["label"]: entry for entry in document("comparison", "gru")["layers"]}
    assert {label: entry["difference"] for label, entry in layers.items() if entry["difference"]} == {
        "flax-linen": -150,
        "flax-nnx": -225,
        "keras1": -225,
    }
    assert layers["flax-linen"]["reasons"] == [
        {"more": False, "parameters": ["c_z", "c_r"], "count": 150, "redundant": ["c_z", "c_r"]}
    ]
    assert layers["keras"]["reasons"] == []


def test_gates_and_roles_add_up():
    for entry in document("comparison", "gru")["layers"]:
        assert sum(sum(roles.values()) for roles in entry["gates"].values()) == entry["total"]
        assert sum(entry["roles"].values()) == entry["total"]


def test_the_rows_of_a_layer_add_up_to_its_total():
    rows = list(csv.DictReader(io.StringIO(text("comparison", COMPARISONS["gru"], "csv"))))
    for subject in COMPARISONS["gru"].subjects:
        assert sum(int(row["count"]) for row in rows if row["layer"] == subject.label) == subject.breakdown.total
    assert {row["redundant"] for row in rows} == {"true", "false"}


def test_free_sizes_are_formulas():
    free = document("comparison", "gru-free")
    assert free["sizes"] == {}
    first = free["layers"][0]
    assert (first["difference"], first["difference_polynomial"]) == (None, "3*units")
    assert (first["total"], first["polynomial"]) == (None, "3*(input*units + units**2 + 2*units)")
    assert (first["roles"]["bias"], first["roles_polynomial"]["bias"]) == (None, "3*units")
    assert (first["gates"]["reset"]["bias"], first["gates_polynomial"]["reset"]["bias"]) == (None, "units")


def test_a_sweep_is_columns_and_rows():
    value = document("sweep", "gru")
    assert value["columns"][:3] == ["units", "input", "keras"]
    assert value["rows"][0][:3] == [16, 28, 3 * (28 * 16 + 16**2 + 2 * 16)]
    assert len(value["rows"]) == 16
    lines = list(csv.reader(io.StringIO(text("sweep", EXAMPLES["sweep"]["gru"], "csv"))))
    assert lines[0] == value["columns"]
    assert [list(map(int, line)) for line in lines[1:]] == value["rows"]


def test_csv_has_the_sizes_of_each_layer():
    rows = list(csv.DictReader(io.StringIO(text("comparison", COMPARISONS["gru"], "csv"))))
    assert list(rows[0])[:5] == ["layer", "framework", "cell", "units", "input"]
    assert {(row["units"], row["input"]) for row in rows} == {("75", "28")}
    free = list(csv.DictReader(io.StringIO(text("comparison", COMPARISONS["gru-free"], "csv"))))
    assert {(row["units"], row["input"]) for row in free} == {("", "")}
    assert [entry["sizes"] for entry in document("comparison", "gru")["layers"]] == [{"units": 75, "input": 28}] * 7


def test_only_shared_sizes_are_those_of_the_comparison():
    differing = compare({"one": gru(75, 28), "two": gru(64, 28)}, "one")
    value = json.loads(text("comparison", differing, "json"))
    assert value["sizes"] == {"input": 28}
    assert [entry["sizes"]["units"] for entry in value["layers"]] == [75, 64]


def test_a_tidy_sweep_has_the_same_counts():
    tidy = EXAMPLES["sweep"]["tidy"]
    wide = Sweep(COMPARISONS["cells"], (16, 75), (28, 10**12))
    value = json.loads(text("sweep", tidy, "json"))
    assert value["columns"] == ["units", "input", "layer", "framework", "cell", "total"]
    counts = {tuple(row[:3]): row[5] for row in value["rows"]}
    assert len(counts) == len(value["rows"]) == 2 * 2 * 3
    for units, features, totals in wide:
        for label, total in zip(("rnn", "lstm", "gru"), totals, strict=True):
            assert counts.pop((units, features, label)) == total
    assert counts == {}
    lines = list(csv.reader(io.StringIO(text("sweep", tidy, "csv"))))
    assert lines == [value["columns"], *(list(map(str, row)) for row in value["rows"])]
