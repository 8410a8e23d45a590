"""The records of a weight map: slices that a program can apply."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
from examples import MAPS

from paramcalc import convert, gru
from paramcalc.document import text


def test_the_slices_convert_the_weights():
    """What the JSON says, applied to arrays, is what `convert` does."""
    source, target = gru(75, 28), gru(75, 28, framework="pytorch")
    weights = [np.random.default_rng(0).normal(size=tensor.shape) for tensor in source.tensors]
    arrays = {tensor.name: array for tensor, array in zip(source.tensors, weights, strict=True)}
    built = {tensor.name: np.zeros(tensor.shape) for tensor in target.tensors}
    for move in json.loads(text("map", MAPS["gru"], "json"))["moves"]:
        block = sum(arrays[part["tensor"]][index(part["index"])] for part in move["from"])
        built[move["into"]["tensor"]][index(move["into"]["index"])] = block.T if move["transposed"] else block
    for mine, theirs in zip(built.values(), convert(weights, source, target), strict=True):
        assert np.array_equal(mine, theirs)


def index(axes: list) -> tuple:
    return tuple(slice(None) if axis is None else slice(*axis) if isinstance(axis, list) else axis for axis in axes)


def test_csv_names_the_slices():
    rows = list(csv.DictReader(io.StringIO(text("map", MAPS["gru"], "csv"))))
    assert (rows[0]["into"], rows[0]["from"], rows[0]["transposed"]) == (
        "weight_ih_l0[0:75, :]",
        "kernel[:, 75:150]",
        "true",
    )


def test_zeros_have_no_source():
    moves = json.loads(text("map", MAPS["rnn-zero"], "json"))["moves"]
    assert [move["parameter"] for move in moves if move["from"] == []] == ["b_hh"]


def test_free_sizes_are_formulas():
    moves = json.loads(text("map", MAPS["gru-free"], "json"))["moves"]
    assert ["units", "2*units"] in moves[0]["from"][0]["index"]
