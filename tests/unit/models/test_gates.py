"""The gates of one recurrent layer of a model."""

from __future__ import annotations

import pytest

import paramcalc
from paramcalc import UsageError, gru, lstm
from paramcalc.models.breakdown import Model
from paramcalc.models.gates import gates_of, recurrent_layers
from paramcalc.models.spec import ModelSpec, chain
from paramcalc.readers.text import read_text

LINES = {
    "Input((28, 28)) > GRU(75) > Dense(10)": gru(75, 28),
    "Input((28, 28)) > GRU(75, reset_after=False)": gru(75, 28, reset_after=False),
    "Input((7, 4)) > Bidirectional(LSTM(6)) > Dense(2)": lstm(6, 4, bidirectional=True),
    "Input((7, 4)) > TimeDistributed(Dense(3)) > LSTM(6, use_bias=False)": lstm(6, 3, bias=False),
    "GRU(75) > Dense(10)": gru(75),
}


def model(line: str) -> Model:
    return Model(read_text(line))


@pytest.mark.parametrize("line", LINES)
def test_it_is_the_breakdown_of_the_single_layer(line):
    found, single = gates_of(model(line)), LINES[line]
    assert (found.options, found.total) == (single.options, single.total)
    assert [(row.direction, row.parameter, row.shape) for row in found.rows] == [
        (row.direction, row.parameter, row.shape) for row in single.rows
    ]


def test_a_layer_of_several_is_chosen():
    several = model("Input((7, 4)) > GRU(6, return_sequences=True) > LSTM(3)")
    assert [line.path for line in recurrent_layers(several)] == ["gru", "lstm"]
    assert gates_of(several, "lstm").total == lstm(3, 6).total
    with pytest.raises(UsageError, match="has 2 recurrent layers: gru, lstm"):
        gates_of(several)


def test_a_layer_of_a_model_inside():
    inner = model("Input((7, 4)) > GRU(6)").spec.root
    outer = Model(ModelSpec(chain("Sequential", "outer", [inner], (None, 7, 4)), "keras", (3,), "a test"))
    assert [line.path for line in recurrent_layers(outer)] == ["sequential/gru"]
    assert gates_of(outer).total == gru(6, 4).total


def test_directions_that_differ_are_chosen_one_by_one():
    both = model("Input((9, 4)) > Bidirectional(LSTM(6), backward_layer=LSTM(3, go_backwards=True))")
    paths = "bidirectional/forward_layer, bidirectional/backward"
    with pytest.raises(UsageError, match=rf"2 different cells\ntip: choose one of {paths}"):
        gates_of(both)
    assert gates_of(both, "bidirectional/backward_layer").total == lstm(3, 4).total


def test_directions_of_different_dtypes_are_different():
    line = "Input((9, 4)) > Bidirectional(LSTM(6, dtype='float16'), backward_layer=LSTM(6, go_backwards=True))"
    with pytest.raises(UsageError, match="2 different cells"):
        gates_of(model(line))
    assert gates_of(model(line), "bidirectional/forward_layer").bytes == 2 * lstm(6, 4).total


def test_directions_of_several_cells_are_chosen_one_by_one():
    both = model("Input((9, 4)) > Bidirectional(RNN([GRUCell(4), GRUCell(4)]))")
    with pytest.raises(UsageError, match=r"bidirectional \(Bidirectional\) has 4 different cells"):
        gates_of(both)
    assert gates_of(both, "bidirectional/backward_layer/cell/cells/1").total == gru(4, 4).total


def test_a_bidirectional_layer_is_one_layer():
    found = gates_of(model("Input((7, 4)) > Bidirectional(LSTM(6, dtype='float16'))"))
    assert (found.layer.framework, found.layer.name, found.dtype) == ("keras", "lstm", "float16")


def test_free_sizes_have_the_models_names():
    found = gates_of(model("Input((7, n)) > GRU(2 * u)"))
    assert found.total.symbols == {"n", "u"}
    assert found.total.at(n=28, u=5) == gru(10, 28).total


def test_no_gates():
    dense = model("Input((7, 4)) > GRU(6) > Dense(2)")
    with pytest.raises(UsageError, match=r"dense \(Dense\) has no gates\ntip: layers with gates: gru"):
        gates_of(dense, "dense")
    two = model("Input((7, 4)) > GRU(6, return_sequences=True) > LSTM(6) > Dense(2)")
    with pytest.raises(UsageError, match=r"tip: layers with gates: gru, lstm$"):
        gates_of(two, "dense")
    with pytest.raises(UsageError, match=r"tip: layers with gates: none$"):
        gates_of(model("Input((4,)) > Dense(3)"), "dense")
    with pytest.raises(UsageError, match="has no recurrent layer"):
        gates_of(model("Dense(3)"))
    with pytest.raises(UsageError, match="did you mean 'gru'"):
        gates_of(dense, "gruu")


def test_in_python():
    m = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    assert m.explain() == m.explain("gru") == gru(75, 28).explain()
