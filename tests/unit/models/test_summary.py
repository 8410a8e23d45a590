"""The surprises in a summary."""

import pytest

from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain
from paramcalc.models.summary import FROM_FILE, OPTIMIZERS, optimizer_variables, surprises


def model(*layers: LayerSpec, shape=(None, 4), version=(3,), framework="keras", **facts) -> Model:
    spec = ModelSpec(chain("Sequential", "m", layers, shape), framework, version, "a test")
    return Model(spec._replace(**facts))


def texts(held: Model) -> dict[str, str]:
    return {surprise.layer: surprise.text for surprise in surprises(held, str)}


def dense(**config) -> LayerSpec:
    return LayerSpec("Dense", "d", {"units": 4, **config})


def test_a_plain_model_has_none():
    assert surprises(model(dense()), str) == []


class TestUncounted:
    def test_the_layer_itself(self):
        found = texts(model(LayerSpec("Mine", "mine", {})))
        assert found["mine"] == "not counted: Mine is not a known layer of Keras"
        assert found[""] == "the total is a lower bound: some layers could not be counted"

    def test_a_layer_inside_is_named(self):
        wrapper = LayerSpec("TimeDistributed", "t", {"layer": LayerSpec("Mine", "mine", {})})
        found = texts(model(wrapper, shape=(None, 7, 4)))
        assert found["t"] == "not counted: mine: Mine is not a known layer of Keras"

    def test_a_name_is_a_value_and_no_text_to_be_parsed(self):
        """A layer whose name is the start of another's reason."""
        wrapper = LayerSpec("TimeDistributed", "mine", {"layer": LayerSpec("Mine", "mine: mine", {})})
        assert texts(model(wrapper, shape=(None, 7, 4)))["mine"].startswith("not counted: mine: mine: Mine is")

    def test_tensors_of_the_file(self):
        stored = {"mine": [StoredTensor("kernel", (4, 3), "float32")]}
        assert texts(model(LayerSpec("Mine", "mine", {}), stored=stored)) == {"mine": FROM_FILE}


class TestTrainable:
    def test_a_flag_that_does_not_reach_the_weights(self):
        frozen = LayerSpec("ConvLSTM1D", "c", {"filters": 3, "kernel_size": 2, "trainable": False})
        assert "does not reach its weights: Keras 3 trains them" in texts(model(frozen, shape=(None, 4, 6, 2)))["c"]
        assert texts(model(frozen, shape=(None, 4, 6, 2), version=(2, 15))) == {}

    def test_a_flag_that_does_not_reach_the_layer_inside(self):
        wrapper = LayerSpec("TimeDistributed", "t", {"layer": dense(), "trainable": False})
        assert "does not reach the layer inside" in texts(model(wrapper, shape=(None, 7, 4)))["t"]


class TestKeras:
    def test_optimizers_add_variables(self):
        # Dense(4) on 4 features: 20 parameters. Adam: two numbers for each, and two besides.
        text = texts(model(dense(), optimizer="adam"))[""]
        assert "adds 42 optimizer variables and says Total params: 62" in text
        assert texts(model(dense(), optimizer="adam", version=(2, 15))) == {}

    def test_keras_2_overflows(self):
        held = model(dense(units=2**40), shape=(None, 2**30), version=(2, 15))
        assert held.total == 2**70 + 2**40
        assert "overflow" in texts(held)["d"]
        assert texts(model(dense(units=2**40), shape=(None, 2**30))) == {}

    def test_an_unbuilt_model(self):
        assert texts(model(dense(), shape=None))[""].endswith("Keras's summary prints 0 (unbuilt)")

    def test_prelu_and_lora(self):
        prelu = {"class_name": "PReLU", "config": {}}
        assert "its activation is a PReLU" in texts(model(dense(activation=prelu)))["d"]
        assert "LoRA's two matrices" in texts(model(dense(lora_rank=2)))["d"]

    def test_a_file_without_weights(self):
        assert texts(model(dense(), stored={"d": []}))[""] == "the file holds no weights: the model was never built"


class TestCalls:
    def test_shared_parameters(self):
        inner = dense()
        wrappers = [LayerSpec("TimeDistributed", name, {"layer": inner}) for name in "ab"]
        found = texts(model(*wrappers, shape=(None, 7, 4)))
        assert found == {
            "b": "shares 20 parameters with a layer above: each line shows them, the total counts them once"
        }

    def test_a_layer_called_twice(self):
        layer = dense()
        assert texts(model(layer, layer)) == {"d": "called 2 times; its parameters are counted once"}

    def test_a_layer_that_is_never_called(self):
        root = chain("Sequential", "m", [dense()], (None, 4))
        root.graph = root.graph._replace(layers=(*root.graph.layers, LayerSpec("Dense", "unused", {"units": 2})))
        assert texts(Model(ModelSpec(root, "keras", (3,), "a test"))) == {"unused": "it is never called"}


def test_notes_of_the_reader_come_last():
    found = surprises(model(LayerSpec("Mine", "mine", {}), notes=("a note",)), str)
    assert [surprise.text for surprise in found][1:2] == ["a note"]


def test_another_framework_has_none_of_keras():
    linear = LayerSpec("Linear", "l", {"in_features": 2**40, "out_features": 2**40})
    assert surprises(model(linear, shape=None, framework="pytorch", version=(2,)), str) == []


@pytest.mark.parametrize(
    ("optimizer", "settings", "numbers"),
    [
        ("sgd", {}, (0, 2)),
        ("sgd", {"momentum": 0.9}, (1, 2)),
        ("rmsprop", {"momentum": 0.9, "centered": True}, (3, 2)),
        ("adam", {"amsgrad": True, "use_ema": True}, (4, 2)),
        ("nadam", {"gradient_accumulation_steps": 2}, (3, 3)),
    ],
)
def test_settings_add_variables(optimizer, settings, numbers):
    assert optimizer_variables(optimizer, settings) == numbers


def test_an_unknown_optimizer_has_none():
    assert optimizer_variables("mine", {}) is None
    assert len(OPTIMIZERS) == 10
