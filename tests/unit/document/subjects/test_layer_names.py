"""The names of layers and their parts."""

from __future__ import annotations

from paramcalc import custom_cell, gru, layer, lstm
from paramcalc.document.nodes import Equals, Formula
from paramcalc.document.subjects.layer_names import (
    by_place,
    derivation,
    gate_label,
    grouped,
    place,
    settings,
    title,
)


def test_the_title():
    assert title(gru(75, 28)) == "Keras GRU: units=75, input=28, reset_after=True"
    assert title(lstm(1000, bias=False, layers=2)) == "Keras LSTM: units=1,000, input, bias=False, layers=2"
    mine = layer(custom_cell("h: units\nh = tanh(W @ x)", name="mine"), units=3)
    assert title(mine) == "custom mine: units=3, input"


def test_the_settings():
    assert settings(lstm(3, 5, framework="torch", projection=2)) == ["projection=2", "units=3", "input=5"]
    assert settings(gru(3, 5, bidirectional=True))[-1] == "bidirectional"


def test_places():
    deep = lstm(3, 5, layers=2, bidirectional=True)
    assert [place(deep, *key) for key in by_place(deep.rows)] == [
        "layer 1, forward",
        "layer 1, backward",
        "layer 2, forward",
        "layer 2, backward",
    ]
    assert place(lstm(3, 5), 1, "forward") == ""


def test_groups_keep_their_order():
    assert grouped([3, 1, 2, 5], lambda number: number % 2) == {1: [3, 1, 5], 0: [2]}


def test_gate_labels():
    assert [gate_label(row) for row in gru(3, 5).rows[::4]] == ["z update", "r reset", "h candidate"]
    assert gate_label(layer(custom_cell("h: units\nh = tanh(W @ x)")).rows[0]) == "h"


def test_a_derivation_has_each_step_once():
    b = gru(75, 28)
    assert derivation(b) == (Formula(b.formula), Equals(Formula(b.formula, b.sizes)), Equals(23625))
    assert derivation(gru()) == (Formula(gru().formula),)
