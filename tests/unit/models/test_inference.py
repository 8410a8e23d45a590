"""The walk through a model: shapes, freezing, limits, and errors that name the layer."""

import pytest

import paramcalc
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import Unknown
from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.inference import MAX_NESTING, Inference, infer
from paramcalc.models.result import Source
from paramcalc.models.spec import INPUT, Graph, GraphCall, LayerSpec, ModelSpec, Ref, chain
from paramcalc.readers.source import read_source

DENSE = {"units": 3}


def model_spec(*layers, shape=(None, 4), version=(3,), **facts) -> ModelSpec:
    return ModelSpec(chain("Sequential", "m", layers, shape), "keras", version, "a test", **facts)


class TestDepth:
    def test_a_layer_that_fails_leaves_no_trace(self):
        """The reader of sources asks one walk for many shapes, and some of them fail."""
        inference = Inference(model_spec())
        for number in range(MAX_NESTING + 10):
            wrong = chain("Sequential", "inner", [LayerSpec("Dense", f"d{number}", {"units": 0})], (None, 4))
            with pytest.raises(UsageError, match="units must be a whole number"):
                inference.run(wrong, ((7, 4),), False)
        assert inference.run(LayerSpec("Dense", "last", DENSE), ((7, 4),), False).outputs == ((7, 3),)

    @pytest.mark.parametrize("count", [59, 70])
    def test_a_source_may_ask_for_many_shapes_in_vain(self, count):
        source = (
            "from keras import Input, Model, layers\n"
            "x = Input((4,))\n"
            f"for i in range({count}):\n"
            "    wrong = layers.Conv1D(3, 9)(layers.Reshape((4, 1))(x))\n"
            "    size = wrong.shape[-1]\n"
            "y = layers.Dense(30)(x)\n"
            "m = Model(x, layers.Dense(y.shape[-1])(y))\n"
        )
        assert Model(read_source(source)).total == 30 * 5 + 30 * 31

    def test_models_inside_one_another_are_limited(self):
        spec = LayerSpec("Dense", "d", DENSE)
        for number in range(MAX_NESTING - 2):
            spec = chain("Sequential", f"m{number}", [spec], (None, 4))
        assert infer(model_spec(spec)).outputs[0][1:] == (3,)
        deeper = chain("Sequential", "more", [spec], (None, 4))
        with pytest.raises(UsageError, match="more than 60 layers inside one another"):
            infer(model_spec(deeper))

    def test_wrappers_count_as_well(self):
        spec = LayerSpec("Dense", "d", DENSE)
        for number in range(MAX_NESTING):
            spec = LayerSpec("SpectralNormalization", f"s{number}", {"layer": spec})
        with pytest.raises(UsageError, match="more than 60 layers inside one another"):
            infer(model_spec(spec))


def test_the_number_of_calls():
    inference, dense = Inference(model_spec()), LayerSpec("Dense", "d", DENSE)
    inference.results = dict.fromkeys(range(99_999))
    assert inference.run(dense, ((7, 4),), False).outputs == ((7, 3),)
    with pytest.raises(UsageError, match="the model has more than 100,000 layers"):
        inference.run(dense, ((7, 5),), False)


def test_layers_of_the_applications_are_known_by_their_module():
    names = {"module": "keras.src.applications.convnext"}
    scale = LayerSpec("LayerScale", "s", {"projection_dim": 4}, **names)
    result = infer(model_spec(scale))
    assert ([weight.shape for weight in result.weights], result.unknown) == ([(4,)], ())
    other = LayerSpec("LayerScale", "s", {"projection_dim": 4}, module="mine")
    assert [reason.layer for reason in infer(model_spec(other)).unknown] == ["s"]


class TestErrors:
    @pytest.mark.parametrize(
        ("layer", "label"),
        [
            (LayerSpec("Dense", "d", {"units": 0}), r"^d \(Dense\): units must"),
            (LayerSpec("Dense", "d", {"units": 0}, place="line 3"), r"^d \(Dense, line 3\): "),
            (LayerSpec("Dense", "", {"units": 0}), "^Dense: "),
            (chain("Sequential", "inner", [LayerSpec("GRU", "g", DENSE)], None), r"^g \(GRU\): it reads"),
        ],
    )
    def test_name_the_innermost_layer(self, layer, label):
        with pytest.raises(UsageError, match=label):
            infer(model_spec(layer))

    def test_a_remedy_is_handed_on(self):
        layer = LayerSpec("Dense", "d", {"units": Unknown("n", 3, "a call")})
        with pytest.raises(UsageError, match="line 3: n cannot be known") as error:
            infer(model_spec(layer))
        assert error.value.remedy.value == "n=N"

    def test_a_length_that_a_weight_needs(self):
        with pytest.raises(UsageError, match="line 2: size cannot be known"):
            infer(model_spec(LayerSpec("Dense", "d", DENSE), shape=(None, Unknown("size", 2, "an argument"))))
        open_steps = (None, Unknown("size", 2, "an argument"), 4)
        assert infer(model_spec(LayerSpec("Dense", "d", DENSE), shape=open_steps)).weights[0].shape == (4, 3)


class TestFreezing:
    @pytest.mark.parametrize("version", [(2, 15), (3,)])
    def test_nothing_is_frozen_by_itself(self, version):
        assert all(
            weight.trainable for weight in infer(model_spec(LayerSpec("Dense", "d", DENSE), version=version)).weights
        )

    @pytest.mark.parametrize(("version", "trainable"), [((2, 15), [False, False]), ((3,), [True, True])])
    def test_the_flag_of_a_model_reaches_its_layers_up_to_keras_2(self, version, trainable):
        inner = chain("Sequential", "inner", [LayerSpec("Dense", "d", DENSE)], (None, 4))
        inner.config["trainable"] = False
        weights = infer(model_spec(inner, version=version)).weights
        assert [weight.trainable for weight in weights] == trainable

    def test_freezing_after_construction_reaches_them_always(self):
        inner = chain("Sequential", "inner", [LayerSpec("Dense", "d", DENSE)], (None, 4))
        inner.freeze()
        assert not any(weight.trainable for weight in infer(model_spec(inner)).weights)


class TestShapes:
    def test_a_layer_built_for_another_shape_says_so(self):
        layer = LayerSpec("Dense", "d", DENSE, built=((None, 5),))
        result = infer(model_spec(layer)).sublayers[0].results[0]
        assert result.notes == ("built for (None, 5), but its input is (None, 4)",)
        assert result.weights[0].shape == (5, 3)

    @pytest.mark.parametrize(
        ("built", "shape"), [((None, 4), (None, 4)), ((None, None), (None, 4)), ((None, 4), (None, None))]
    )
    def test_a_layer_built_for_the_same_shape_says_nothing(self, built, shape):
        result = infer(model_spec(LayerSpec("Dense", "d", DENSE, built=(built,)), shape=shape)).sublayers[0].results[0]
        assert (result.notes, result.weights[0].shape) == ((), (4, 3))

    def test_a_layer_behind_an_unknown_one(self):
        """Its input is a symbol, and so is its count; what stands behind it is known again."""
        layers = [LayerSpec("Made", "made", {}), LayerSpec("Dense", "d", DENSE), LayerSpec("Dense", "e", {"units": 2})]
        result = infer(model_spec(*layers))
        dense, last = (sublayer.results[0] for sublayer in result.sublayers[1:])
        for features in (4, 9):
            assert dense.weights[0].count.evaluate({"input": features}) == 3 * features
        assert [weight.shape for weight in last.weights] == [(3, 2), (2,)]
        assert [reason.layer for reason in result.unknown] == ["made"]

    def test_without_weights_an_unknown_input_stays_unknown(self):
        layers = [LayerSpec("Made", "made", {}), LayerSpec("ReLU", "r", {}), LayerSpec("Dense", "d", DENSE)]
        _, relu, dense = (sublayer.results[0] for sublayer in infer(model_spec(*layers)).sublayers)
        assert (relu.outputs, relu.unknown, relu.macs) == ((None,), (), 0)
        assert [weight.count.evaluate(dict.fromkeys(weight.count.symbols, 7)) for weight in dense.weights[:1]] == [21]

    def test_a_model_inside_has_the_shape_that_it_was_built_for(self):
        inner = chain("Sequential", "inner", [LayerSpec("Dense", "d", DENSE)], None)
        for built, features in (((None, 5), 5), ((None, None), 4), (None, 4)):
            inner.built = None if built is None else (built,)
            assert infer(model_spec(inner)).weights[0].shape == (features, 3)

    def test_a_layer_of_several_inputs_has_those_that_it_was_built_for(self):
        attention = LayerSpec(
            "MultiHeadAttention", "a", {"num_heads": 2, "key_dim": 3}, built=((None, 5, 8), (None, 7, 6))
        )
        result = infer(model_spec(LayerSpec("Made", "made", {}), attention)).sublayers[1].results[0]
        shapes = {weight.name: weight.shape for weight in result.weights}
        assert [shapes[f"{name}/kernel"] for name in ("query", "key", "value")] == [(8, 2, 3), (6, 2, 3), (6, 2, 3)]

    def test_a_layer_of_several_inputs_without_any_has_one_unknown(self):
        attention = LayerSpec("MultiHeadAttention", "a", {"num_heads": 2, "key_dim": 3})
        result = Inference(model_spec()).run(attention, (), False)
        assert {weight.shape[0] for weight in result.weights if "kernel" in weight.name} == {
            Polynomial.symbol("input"),
            2,
        }

    def test_a_state_that_is_passed_as_an_input_is_left_out(self):
        gru = LayerSpec("GRU", "g", {"units": 3})
        assert Inference(model_spec()).run(gru, ((7, 6, 5), (7, 3)), False).outputs == ((7, 3),)

    def test_a_recorded_shape_is_used_if_none_is_inferred(self):
        unknown, dense = LayerSpec("Made", "made", {}), LayerSpec("Dense", "d", DENSE)
        start = GraphCall(LayerSpec(INPUT, "i", {"shape": (4,)}), ())
        calls = (start, GraphCall(unknown, (Ref(0),)), GraphCall(dense, (Ref(1),), recorded=((None, 9),)))
        graph = Graph(calls, (Ref(2),), (unknown, dense), (0,))
        spec = ModelSpec(LayerSpec("Functional", "m", {}, graph=graph), "keras", (3,), "a test")
        result = infer(spec)
        assert [weight.shape for weight in result.weights] == [(9, 3), (3,)]
        assert list(map(str, result.unknown)) == ["made: Made is not a known layer of Keras"]
        assert [sublayer.reads for sublayer in result.sublayers] == [(Source("i"),), (Source("made"),)]

    def test_an_unknown_number_of_kernels_is_not_guessed(self):
        config = {"filters": 2, "kernel_size": 3, "strides": 2}
        result = infer(model_spec(LayerSpec("LocallyConnected1D", "l", config), shape=(None, None, 4)))
        assert [reason.layer for reason in result.unknown] == ["l"]

    def test_a_shared_layer_has_the_weights_of_its_first_call(self):
        dense = LayerSpec("Dense", "d", {"units": 4})
        results = infer(model_spec(dense, dense)).sublayers
        assert [(len(sublayer.results), len(sublayer.weights)) for sublayer in results] == [(2, 2)]


class TestSteps:
    """A number of steps replaces the open length of the model's inputs, and no other length."""

    def shapes(self, line: str, steps: int, **options):
        model = paramcalc.model(line, **options).sized(steps=steps)
        return [line.outputs[0] for line in model.layers], model.macs

    def test_lengths_that_follow_are_numbers(self):
        outputs, macs = self.shapes("Input((None, 6)) > Conv1D(4, 3, strides=2) > GRU(2, reset_after=False)", 50)
        assert [shape[1:] for shape in outputs] == [(24, 4), (2,)]
        assert macs == 24 * 3 * 6 * 4 + 24 * 3 * 2 * (4 + 2)

    def test_a_model_without_an_input(self):
        outputs, _ = self.shapes("GRU(5, return_sequences=True) > Dense(3)", 7)
        assert [shape[1:] for shape in outputs] == [(7, 5), (7, 3)]
        assert self.shapes("LSTM(3, 4, batch_first=True)", 7, framework="pytorch")[0][0][1] == 7

    def test_the_model_is_the_one_with_that_input(self):
        stated, open_ends = (paramcalc.model(f"Input(({steps}, 6)) > Flatten() > Dense(3)") for steps in (9, "None"))
        assert open_ends.sized(steps=9).total == stated.total

    def test_lengths_behind_an_unknown_layer_stay_open(self):
        source = """
import keras
x = keras.Input((None, 6))
m = keras.Model(x, keras.layers.GRU(3, return_sequences=True)(Mine()(x)))
"""
        with paramcalc.define(Mine={"weights": "a (input)"}):
            model = paramcalc.ModelBreakdown(read_source(source)).sized(steps=9)
        assert model.layer("input_layer").outputs[0][1] == 9
        assert not isinstance(model.layer("gru").outputs[0][1], int)

    def test_a_stated_length_is_not_overruled(self):
        with pytest.raises(UsageError, match="no input of the model leaves its number of steps open"):
            self.shapes("Input((28, 6)) > GRU(3)", 9)

    def test_a_number_is_needed(self):
        for steps in (0, -1, 2.5, "a"):
            with pytest.raises(UsageError, match="steps"):
                self.shapes("Input((None, 6)) > GRU(3)", steps)
