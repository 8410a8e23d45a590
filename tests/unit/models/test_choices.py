"""The options of a model's recurrent layers that change its number of parameters."""

from __future__ import annotations

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.models.breakdown import Model
from paramcalc.models.choices import ModelChoice, together
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain

UNITS = 6


def gru(name: str, **config) -> LayerSpec:
    return LayerSpec("GRU", name, {"units": UNITS, "return_sequences": True, **config})


def wrapped(kind: str, layer: LayerSpec) -> LayerSpec:
    return LayerSpec(kind, kind.lower(), {"layer": layer})


def model(*layers: LayerSpec, shape=(None, 7, 5), **facts) -> Model:
    return Model(ModelSpec(chain("Sequential", "m", layers, shape), "keras", (3,), "a test")._replace(**facts))


def choices(held: Model) -> list[tuple]:
    return [(each.layer, each.part, each.effect.option, each.effect.difference) for each in held.choices]


def test_a_gru_has_a_second_bias_for_each_gate():
    assert choices(model(gru("g"))) == [("g", "", "reset_after", 3 * UNITS)]
    assert choices(model(gru("g", reset_after=False))) == [("g", "", "reset_after", -3 * UNITS)]


def test_layers_without_a_choice():
    layers = [LayerSpec("LSTM", "l", {"units": 3, "return_sequences": True}), LayerSpec("Dense", "d", {"units": 2})]
    assert choices(model(*layers)) == []


def test_bias_is_a_choice_where_it_is_off():
    lstm = LayerSpec("LSTM", "l", {"units": 3, "use_bias": False})
    assert choices(model(lstm)) == [("l", "", "bias", -4 * 3)]


def test_the_parts_of_wrappers():
    both = wrapped("Bidirectional", gru("g"))
    assert choices(model(both)) == [
        ("bidirectional", "forward_layer", "reset_after", 3 * UNITS),
        ("bidirectional", "backward_layer", "reset_after", 3 * UNITS),
    ]
    cells = [LayerSpec("GRUCell", name, {"units": 2}) for name in "ab"]
    parts = [part for _, part, _, _ in choices(model(LayerSpec("RNN", "rnn", {"cell": cells})))]
    assert parts == ["cell/cells/0", "cell/cells/1"]


def test_models_inside_have_paths_and_are_counted_once():
    inner = chain("Sequential", "inner", [gru("g")], (None, None, 5))
    outer = chain("Sequential", "outer", [inner, LayerSpec("Dense", "d", {"units": 5}), inner], (None, 7, 5))
    assert choices(Model(ModelSpec(outer, "keras", (3,), "a test"))) == [("inner/g", "", "reset_after", 3 * UNITS)]


def test_a_cell_of_two_layers_is_one_choice():
    cell = LayerSpec("GRUCell", "cell", {"units": UNITS})
    layers = [LayerSpec("RNN", name, {"cell": cell, "return_sequences": True}) for name in "ab"]
    assert choices(model(*layers, shape=(None, 7, UNITS))) == [("a", "cell", "reset_after", 3 * UNITS)]


def test_paths_have_the_whole_name():
    inner = chain("Sequential", "x/inner", [gru("xs")], (None, None, 5))
    assert [layer for layer, _, _, _ in choices(model(inner))] == ["x/inner/xs"]


def test_a_layer_of_the_model_has_its_own():
    held = model(gru("a"), wrapped("Bidirectional", gru("g")), LayerSpec("Dense", "d", {"units": 2}))
    counted = {line.path: [choice.part for choice in line.choices] for line in held.layers}
    assert counted == {"a": [""], "bidirectional": ["forward_layer", "backward_layer"], "d": []}


def test_tensors_of_a_file_have_no_choice():
    tensors = [StoredTensor("kernel", (5, 18), "float32")]
    held = model(gru("g"), shape=None, stored={"g": tensors})
    assert (held.total, choices(held), held.layers[0].choices) == (90, [], ())


def test_a_free_size_is_the_models():
    """The option adds as many parameters for each unit, whatever the model calls them."""
    held = model(gru("g", units=Polynomial.symbol("u") * 2))
    assert choices(held) == [("g", "", "reset_after", 6 * Polynomial.symbol("u"))]


def test_the_same_settings_together():
    held = model(gru("a"), gru("b", reset_after=False), wrapped("Bidirectional", gru("g")))
    assert together(held.choices) == (
        ModelChoice("reset_after", True, ("a", "bidirectional"), 9 * UNITS),
        ModelChoice("reset_after", False, ("b",), -3 * UNITS),
    )
    assert together(()) == ()


@pytest.mark.parametrize(("difference", "adds"), [(3, True), (1, True), (-3, False), (-Polynomial.symbol("u"), False)])
def test_whether_a_setting_adds(difference, adds):
    assert ModelChoice("reset_after", True, ("a",), difference).adds is adds
