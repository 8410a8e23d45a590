"""The parameters of a model one by one."""

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.layers.breakdown import total
from paramcalc.models.breakdown import Model
from paramcalc.models.rows import parameter_rows, tensor_rows
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain

GRU = {"units": 3, "return_sequences": True}


def model(*layers: LayerSpec, shape=(None, 7, 5)) -> Model:
    return Model(ModelSpec(chain("Sequential", "m", layers, shape), "keras", (3,), "a test"))


def test_a_layer_with_gates_has_a_row_for_each_gate_and_role():
    rows = model(LayerSpec("GRU", "gru", GRU)).rows
    assert {(row.gate, row.role) for row in rows} == {
        (gate, role) for gate in "zrh" for role in ("kernel", "recurrent_kernel", "bias", "recurrent_bias")
    }
    assert sum(row.count for row in rows) == 3 * 3 * (5 + 3 + 2)
    assert {(row.layer, row.kind, row.direction) for row in rows} == {("gru", "GRU", "forward")}


def test_every_value_of_a_row():
    gru = LayerSpec("GRU", "gru", {**GRU, "trainable": False, "dtype": "float16"})
    dense = LayerSpec("Dense", "d", {"units": 2})
    rows = model(gru, dense).rows
    symbols = tuple(map(Polynomial.symbol, ("input", "units")))
    gate = ("gru", "GRU", "forward", "z", "update", "kernel", "kernel", symbols, (5, 3), False, "float16")
    assert (rows[0], rows[-2]) == (
        gate,
        ("d", "Dense", "", "", "", "kernel", "kernel", symbols, (3, 2), True, "float32"),
    )


def test_a_layer_without_gates_has_a_row_for_each_tensor():
    rows = model(LayerSpec("Dense", "d", {"units": 2})).rows
    assert [(row.tensor, row.role, row.gate, row.shape) for row in rows] == [
        ("kernel", "kernel", "", (5, 2)),
        ("bias", "bias", "", (2,)),
    ]
    assert [(row.direction, str(row.formula)) for row in rows] == [("", "input·units"), ("", "units")]


def test_both_directions_are_named():
    both = LayerSpec("Bidirectional", "both", {"layer": LayerSpec("GRU", "gru", GRU)})
    rows = model(both).rows
    assert {(row.layer, row.direction) for row in rows} == {("both", "forward"), ("both", "backward")}
    assert {row.tensor.split("/")[0] for row in rows} == {"forward_layer", "backward_layer"}


def test_the_tensors_of_both_directions_are_named():
    both = LayerSpec("Bidirectional", "both", {"layer": LayerSpec("Dense", "d", {"units": 2})})
    assert [(row.direction, row.tensor) for row in model(both).rows] == [
        (direction, f"{direction}_layer/{name}") for direction in ("forward", "backward") for name in ("kernel", "bias")
    ]


def test_a_cell_that_occurs_again_inside_has_no_rows_there():
    one, two = (LayerSpec("SimpleRNNCell", name, {"units": 5}) for name in "ab")
    inner = LayerSpec("StackedRNNCells", "s", {"cells": [one, two]})
    rows = model(LayerSpec("RNN", "rnn", {"cell": [one, inner]})).rows
    names = ("kernel", "recurrent_kernel", "bias")
    paths = [f"cell/{path}/{name}" for path in ("cells/0", "cells/1/cells/1") for name in names]
    assert [(row.direction, row.tensor) for row in rows] == [
        *(("forward", path) for path in paths[:3]),
        *(("", path) for path in paths[3:]),
    ]


def test_layers_of_a_model_inside_have_paths_of_their_own():
    inner = chain("Sequential", "inner", [LayerSpec("Dense", "d", {"units": 2})], None)
    assert [(row.layer, row.tensor) for row in model(inner).rows] == [("inner/d", "kernel"), ("inner/d", "bias")]


def test_an_unknown_size_is_a_symbol_in_the_rows_of_the_gates():
    rows = model(LayerSpec("GRU", "gru", GRU), shape=None).rows
    assert [row.shape for row in rows if row.role == "kernel"] == [(Polynomial.symbol("input"), 3)] * 3
    assert total(rows).at(input=5) == 3 * 3 * (5 + 3 + 2)


def test_the_tensors_of_a_file_have_no_gates():
    spec = ModelSpec(chain("Sequential", "m", [LayerSpec("GRU", "gru", GRU)], None), "keras", (3,), "a test")
    names = {"kernel": (5, 9), "recurrent_kernel": (3, 9), "bias": (2, 9)}
    stored = {"gru": [StoredTensor(name, shape, "float32") for name, shape in names.items()]}
    rows = Model(spec._replace(stored=stored)).rows
    assert [(row.tensor, row.gate, row.shape) for row in rows] == [(name, "", shape) for name, shape in names.items()]


def test_spectral_normalization_has_the_tensors_of_both():
    wrapper = LayerSpec("SpectralNormalization", "s", {"layer": LayerSpec("Dense", "d", {"units": 2})})
    assert [(row.tensor, row.role) for row in model(wrapper).rows] == [
        ("layer/kernel", "kernel"),
        ("vector_u", "vector_u"),
        ("layer/bias", "bias"),
    ]


class TestShared:
    def test_a_tensor_has_one_row(self):
        dense = LayerSpec("Dense", "d", {"units": 5})
        wrappers = [LayerSpec("TimeDistributed", name, {"layer": dense}) for name in ("a", "b")]
        shared = model(*wrappers)
        assert [row.layer for row in shared.rows] == ["a", "a"]
        assert sum(row.count for row in shared.rows) == shared.total == 30

    def test_of_a_layer_that_shares_a_part_the_rest_has_rows(self):
        dense, other = (LayerSpec("Dense", name, {"units": 5}) for name in ("d", "e"))
        inner = chain("Sequential", "inner", [dense, other], None)
        shared = model(dense, inner)
        assert [(row.layer, row.tensor) for row in shared.rows] == [
            ("d", "kernel"),
            ("d", "bias"),
            ("inner", "e/kernel"),
            ("inner", "e/bias"),
        ]


def test_rows_without_the_tensors_seen():
    result = model(LayerSpec("Dense", "d", {"units": 2})).result.sublayers[0].results[0]
    seen = {result.weights[0].key}
    assert [(row.tensor, row.direction) for row in tensor_rows("d", result, seen)] == [("bias", "")]
    assert [(row.tensor, row.direction) for row in parameter_rows("d", result)] == [("kernel", ""), ("bias", "")]
