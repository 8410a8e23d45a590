"""A model as it was written down."""

import pytest

from paramcalc.models.spec import (
    BESIDE,
    TENSOR_WORDS,
    GraphCall,
    LayerSpec,
    ModelSpec,
    Ref,
    StoredTensor,
    chain,
    stated_shape,
)


def test_layers_are_compared_by_identity():
    one, two = LayerSpec("Dense", "d", {"units": 3}), LayerSpec("Dense", "d", {"units": 3})
    assert one != two
    assert len({one, two, one}) == 2


def test_a_copy_has_its_own_configuration():
    layer = LayerSpec("Dense", "d", {"units": 3}, place="line 3", built=((None, 4),))
    copy = layer.copy("other")
    copy.config["units"] = 4
    assert (layer.config, copy.name, copy.place, copy.built) == ({"units": 3}, "other", "line 3", ((None, 4),))


def test_names_from_a_file_can_be_printed():
    assert LayerSpec("De\x1bnse", "a\nb", {}).kind == r"De\x1bnse"
    assert LayerSpec("Dense", 7, {}).name == "7"


class TestInside:
    def test_every_layer_once(self):
        shared = LayerSpec("Dense", "shared", {})
        wrapper = LayerSpec("RNN", "w", {"cell": [shared, LayerSpec("GRUCell", "c", {})], "other": shared})
        model = chain("Sequential", "m", [wrapper, shared], None)
        assert [spec.name for spec in model.walk()] == ["m", "w", "shared", "c"]

    def test_freezing_reaches_all(self):
        inner = LayerSpec("Dense", "d", {"trainable": False})
        model = chain("Sequential", "m", [inner], None)
        model.freeze()
        assert (model.frozen, inner.frozen, inner.config) == (True, True, {"trainable": False})
        model.set_trainable(True)
        assert (inner.frozen, inner.config) == (False, {})


def test_a_chain_reads_one_layer_from_another():
    layers = [LayerSpec("Dense", name, {}) for name in "ab"]
    graph = chain("Sequential", "m", [*layers, layers[0]], (None, 4)).graph
    assert [call.inputs for call in graph.calls] == [(), (Ref(0),), (Ref(1),), (Ref(2),)]
    assert (graph.outputs, graph.inputs, [layer.name for layer in graph.layers]) == ((Ref(3),), (0,), ["a", "b"])
    first = graph.calls[0].spec
    assert (first.kind, first.name, first.config, first.place) == ("InputLayer", "", {"batch_shape": (None, 4)}, "")
    assert chain("Sequential", "m", layers, None).place == ""
    placed = chain("Sequential", "m", layers, None, "line 3")
    assert (placed.place, placed.graph.calls[0].spec.place) == ("line 3", "line 3")
    assert isinstance(graph.calls[0], GraphCall)


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        ({}, None),
        ({"batch_shape": (None, 28)}, (None, 28)),
        ({"batch_input_shape": [None, 28], "shape": (5,)}, [None, 28]),
        ({"batch_shape": None, "shape": (5, 6)}, [None, 5, 6]),
        ({"shape": 5, "batch_size": 3}, [3, 5]),
    ],
)
def test_the_shape_that_a_configuration_states(config, shape):
    assert stated_shape(config) == shape


def test_another_word_for_the_shape_without_the_batch():
    assert stated_shape({"input_shape": (5,)}, "input_shape") == [None, 5]


def test_a_reference_beyond_the_outputs_is_none():
    assert (Ref(0, 1).of([["a", "b"]]), Ref(0, 2).of([["a", "b"]])) == ("b", None)


def test_the_generation_follows_from_framework_and_version():
    spec = ModelSpec(LayerSpec("Sequential", "m", {}), "keras", (2, 15), "a test")
    assert spec.generation.freezes_inside
    assert not any(spec._replace(framework="pytorch").generation)


def test_the_arguments_of_calls_that_can_be_tensors():
    """Those of Keras's layers, stated here a second time."""
    assert TENSOR_WORDS == ("query", "value", "key")
    masks = {"mask", *(f"{word}_mask" for word in ("attention", "padding", "query", "value", "key"))}
    assert {*BESIDE} == {*masks, "initial_state", "initial_states", "states", "constants", "training"}


def test_what_a_model_does_not_state_is_empty():
    spec = ModelSpec(LayerSpec("Sequential", "m", {}), "keras", (3,), "a test")
    assert (spec.stored, spec.notes, spec.optimizer, spec.optimizer_config) == (None, (), "", None)
    assert (spec.symbols, spec.printed, spec.dtype, spec.steps) == (frozenset(), None, "", None)


def test_a_stored_tensor_counts_its_values():
    assert (StoredTensor("kernel", (4, 3), "float32").count, StoredTensor("count", (), "int64").count) == (12, 1)
