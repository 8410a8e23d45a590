"""The surprises in a summary."""

import pytest

from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain
from paramcalc.models.summary import OPTIMIZERS, SurpriseKind, optimizer_variables, surprises


def model(*layers: LayerSpec, shape=(None, 4), version=(3,), framework="keras", **facts) -> Model:
    spec = ModelSpec(chain("Sequential", "m", layers, shape), framework, version, "a test")
    return Model(spec._replace(**facts))


def kinds(held: Model) -> dict[str, str]:
    """The kind of the last surprise of each layer, and of the model."""
    return {surprise.layer: surprise.kind.name for surprise in surprises(held)}


def values(held: Model, kind: str) -> dict:
    """The values of the surprise of a kind."""
    (surprise,) = (found for found in surprises(held) if found.kind is SurpriseKind[kind])
    return dict(surprise.values)


def dense(**config) -> LayerSpec:
    return LayerSpec("Dense", "d", {"units": 4, **config})


def test_a_plain_model_has_none():
    assert surprises(model(dense())) == []


class TestUncounted:
    def test_the_layer_itself(self):
        held = model(LayerSpec("Mine", "mine", {}))
        assert kinds(held) == {"mine": "NOT_COUNTED", "": "LOWER_BOUND"}
        assert values(held, "NOT_COUNTED") == {"reason": "Mine is not a known layer of Keras"}

    def test_a_layer_inside_is_named(self):
        wrapper = LayerSpec("TimeDistributed", "t", {"layer": LayerSpec("Mine", "mine", {})})
        held = model(wrapper, shape=(None, 7, 4))
        assert values(held, "NOT_COUNTED") == {"reason": "mine: Mine is not a known layer of Keras"}

    def test_a_name_is_a_value_and_no_text_to_be_parsed(self):
        """A layer whose name is the start of another's."""
        wrapper = LayerSpec("TimeDistributed", "mine", {"layer": LayerSpec("Mine", "mine: mine", {})})
        reason = values(model(wrapper, shape=(None, 7, 4)), "NOT_COUNTED")["reason"]
        assert reason.startswith("mine: mine: Mine is")

    def test_tensors_of_the_file(self):
        stored = {"mine": [StoredTensor("kernel", (4, 3), "float32")]}
        assert kinds(model(LayerSpec("Mine", "mine", {}), stored=stored)) == {"mine": "FROM_FILE"}


class TestTrainable:
    def test_a_flag_that_does_not_reach_the_weights(self):
        frozen = LayerSpec("ConvLSTM1D", "c", {"filters": 3, "kernel_size": 2, "trainable": False})
        assert kinds(model(frozen, shape=(None, 4, 6, 2))) == {"c": "TRAINS_WEIGHTS"}
        assert kinds(model(frozen, shape=(None, 4, 6, 2), version=(2, 15))) == {}

    def test_a_flag_that_does_not_reach_the_layer_inside(self):
        wrapper = LayerSpec("TimeDistributed", "t", {"layer": dense(), "trainable": False})
        assert kinds(model(wrapper, shape=(None, 7, 4))) == {"t": "TRAINS_LAYER"}
        wrapper = LayerSpec("TimeDistributed", "t", {"layer": dense(trainable=False), "trainable": False})
        assert kinds(model(wrapper, shape=(None, 7, 4))) == {}


class TestKeras:
    def test_optimizers_add_variables(self):
        # Dense(4) on 4 features: 20 parameters. Adam: two numbers for each, and two besides.
        held = model(dense(), optimizer="adam")
        assert values(held, "OPTIMIZER") == {"optimizer": "adam", "more": 42, "total": 62}
        assert kinds(held) == {"": "OPTIMIZER"}
        assert kinds(model(dense(), optimizer="adam", version=(2, 15))) == {}

    def test_keras_2_overflows(self):
        held = model(dense(units=2**40), shape=(None, 2**30), version=(2, 15))
        assert held.total == 2**70 + 2**40
        assert kinds(held) == {"d": "OVERFLOW"}
        assert kinds(model(dense(units=2**40), shape=(None, 2**30))) == {}

    @pytest.mark.parametrize(("features", "overflows"), [(2**63 - 1, False), (2**63, True)])
    def test_the_largest_number_of_keras_2(self, features, overflows):
        held = model(dense(units=1, use_bias=False), shape=(None, features), version=(2, 15))
        assert (held.total, "OVERFLOW" in kinds(held).values()) == (features, overflows)

    def test_an_unbuilt_model(self):
        assert kinds(model(dense(), shape=None)) == {"": "UNBUILT"}

    def test_prelu_and_lora(self):
        prelu = {"class_name": "PReLU", "config": {}}
        assert kinds(model(dense(activation=prelu))) == {"d": "PRELU"}
        assert kinds(model(dense(lora_rank=2))) == {"d": "LORA"}

    def test_a_file_without_weights(self):
        assert kinds(model(dense(), stored={"d": []})) == {"": "NO_WEIGHTS"}


class TestCalls:
    def test_shared_parameters(self):
        inner = dense()
        wrappers = [LayerSpec("TimeDistributed", name, {"layer": inner}) for name in "ab"]
        held = model(*wrappers, shape=(None, 7, 4))
        assert kinds(held) == {"b": "SHARED"}
        assert values(held, "SHARED") == {"count": 20}

    def test_a_layer_called_twice(self):
        layer = dense()
        assert values(model(layer, layer), "CALLED_AGAIN") == {"calls": 2}

    def test_a_layer_that_is_never_called(self):
        root = chain("Sequential", "m", [dense()], (None, 4))
        root.graph = root.graph._replace(layers=(*root.graph.layers, LayerSpec("Dense", "unused", {"units": 2})))
        assert kinds(Model(ModelSpec(root, "keras", (3,), "a test"))) == {"unused": "NEVER_CALLED"}


class TestChoices:
    SHAPE = (None, 7, 5)

    @staticmethod
    def grus(count: int, **config) -> list[LayerSpec]:
        more = {"units": 5, "return_sequences": True, **config}
        return [LayerSpec("GRU", f"g{number}", more) for number in range(count)]

    @pytest.mark.parametrize(("on", "kind"), [(True, "CHOICE_ADDS"), (False, "CHOICE_SAVES")])
    def test_of_one_layer(self, on, kind):
        held = model(*self.grus(1, reset_after=on), shape=self.SHAPE)
        # Three gates with a kernel, a recurrent kernel, and one bias or two.
        one, two = (3 * 5 * (5 + 5 + biases) for biases in (1, 2))
        assert kinds(held) == {"g0": kind}
        assert values(held, kind) == {
            "setting": f"reset_after={on}",
            "amount": 15,
            "other": f"reset_after={not on}",
            "total": one if on else two,
        }

    @pytest.mark.parametrize(("on", "kind"), [(True, "CHOICES_ADD"), (False, "CHOICES_SAVE")])
    def test_of_several_layers(self, on, kind):
        for count, names in ((2, "g0, g1"), (5, "g0, g1, g2, g3, g4"), (6, "g0, g1, g2, g3, g4, …")):
            held = model(*self.grus(count, reset_after=on), shape=self.SHAPE)
            assert kinds(held) == {"": kind}
            found = values(held, kind)
            assert (found["count"], found["layers"], found["amount"]) == (count, names, 15 * count)
            assert found["total"] == held.total - (15 if on else -15) * count

    def test_the_other_total_of_a_lower_bound_is_not_known(self):
        held = model(LayerSpec("Mine", "mine", {}), *self.grus(1), shape=self.SHAPE)
        assert values(held, "CHOICE_ADDS") == {"setting": "reset_after=True", "amount": 15}


def test_a_note_of_a_layer():
    layer = dense()
    layer.built = ((None, 5),)
    held = model(layer)
    assert kinds(held) == {"d": "NOTE"}
    assert values(held, "NOTE") == {"text": "built for (None, 5), but its input is (None, 4)"}


def test_notes_of_the_reader_come_after_the_layers():
    held = model(LayerSpec("Mine", "mine", {}), notes=("a note",))
    found = [(surprise.layer, surprise.kind.name) for surprise in surprises(held)]
    assert found == [("mine", "NOT_COUNTED"), ("", "NOTE"), ("", "LOWER_BOUND")]


def test_another_framework_has_none_of_keras():
    linear = LayerSpec("Linear", "l", {"in_features": 2**40, "out_features": 2**40})
    assert surprises(model(linear, shape=None, framework="pytorch", version=(2,))) == []


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


def test_every_optimizer():
    """The variables for each parameter and the others, and the settings that add one; stated here a second time."""
    plain = {
        "sgd": (0, 2),
        "rmsprop": (1, 2),
        "adagrad": (1, 2),
        "lion": (1, 2),
        "adam": (2, 2),
        "adamw": (2, 2),
        "adamax": (2, 2),
        "adadelta": (2, 2),
        "ftrl": (2, 2),
        "nadam": (2, 3),
    }
    assert {name: tuple(known) for name, known in OPTIMIZERS.items()} == plain
    settings = ("momentum", "centered", "amsgrad", "use_ema", "gradient_accumulation_steps", "learning_rate")
    adding = {"sgd": {"momentum"}, "rmsprop": {"momentum", "centered"}, "adam": {"amsgrad"}, "adamw": {"amsgrad"}}
    for name, (number, others) in plain.items():
        for setting in settings:
            more = setting in adding.get(name, set()) | {"use_ema", "gradient_accumulation_steps"}
            assert optimizer_variables(name, {setting: 0.9}) == (number + more, others)


def test_an_unknown_optimizer_has_none():
    assert optimizer_variables("mine", {}) is None
    assert len(OPTIMIZERS) == 10
