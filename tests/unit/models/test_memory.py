"""The memory of a model against numbers worked out by hand."""

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.models.memory import Optimizer, memory_of, read_optimizer
from paramcalc.models.summary import OPTIMIZERS, SETTINGS
from paramcalc.readers.source import read_source

CHAIN = "Input((50, 6)) > GRU(20, return_sequences=True) > LSTM(30) > Dense(3)"


def memory(line: str, *arguments, **options):
    return memory_of(paramcalc.model(line, **options), *arguments)


class TestStates:
    @pytest.mark.parametrize(
        ("line", "numbers"),
        [
            (CHAIN, 20 + 2 * 30),
            ("Input((50, 6)) > Dense(3)", 0),
            ("Input((None, 6)) > Bidirectional(LSTM(5)) > Dense(3)", 2 * 2 * 5),
            ("Input((None, 6)) > RNN([GRUCell(3), LSTMCell(4)])", 3 + 2 * 4),
            ("Input((10, 8, 8, 3)) > ConvLSTM2D(4, 3)", 2 * 6 * 6 * 4),
            ("Input((10, 8, 8, 3)) > ConvLSTM2D(4, 3, return_sequences=True)", 2 * 6 * 6 * 4),
        ],
    )
    def test_the_numbers_are_those_of_the_states(self, line, numbers):
        assert memory(line).states == 4 * numbers
        assert memory(line, "int8").states == numbers

    def test_pytorch_stacks_layers_and_directions(self):
        line = "LSTM(6, 5, num_layers=3, bidirectional=True, batch_first=True)"
        assert memory(line, framework="pytorch").states == 4 * 3 * 2 * 2 * 5

    def test_a_mixed_policy_computes_in_16_bits(self):
        assert memory("Input((50, 6)) > GRU(20, dtype='mixed_float16')").states == 40
        assert memory("Input((50, 6)) > GRU(20, dtype='float64')").states == 160

    def test_odd_counts_are_rounded_up_in_each_state(self):
        assert memory("Input((50, 6)) > LSTM(5)", "int4").states == 3 + 3

    def test_unknown_positions_and_layers_are_not_guessed(self):
        assert memory("Input((10, None, 8, 3)) > ConvLSTM2D(4, 3)").states is None
        unknown = read_source("import keras\nm = keras.Sequential([keras.Input((3, 4)), keras.layers.GRU(2), Mine(7)])")
        assert memory_of(paramcalc.ModelBreakdown(unknown)).states is None

    def test_a_free_size_gives_a_formula(self):
        assert memory("Input((50, 6)) > LSTM(u)").states.at(u=7) == 56


class TestActivations:
    def test_the_largest_pair(self):
        largest = memory(CHAIN).largest
        assert (largest.layer, largest.bytes) == ("gru", 4 * (50 * 6 + 50 * 20))
        assert [shape[1:] for shape in (*largest.inputs, *largest.outputs)] == [(50, 6), (50, 20)]
        assert memory(CHAIN, "int8").largest.bytes == 1300
        assert memory(CHAIN).is_chain

    def test_several_inputs_and_outputs_count_together(self):
        source = """
import keras
x = keras.Input((7, 5))
a = keras.layers.GRU(4, return_sequences=True, return_state=True)(x)
m = keras.Model(x, keras.layers.Concatenate()([x, a[0]]))
"""
        found = memory_of(paramcalc.ModelBreakdown(read_source(source)))
        assert (found.largest.layer, found.largest.bytes) == ("concatenate", 4 * (7 * 5 + 7 * 4 + 7 * 9))
        assert not found.is_chain

    def test_layers_of_nested_models_count(self):
        source = """
import keras
inner = keras.Sequential([keras.Input((9,)), keras.layers.Dense(1000), keras.layers.Dense(2)], name="inner")
m = keras.Sequential([keras.Input((9,)), inner])
"""
        found = memory_of(paramcalc.ModelBreakdown(read_source(source)))
        assert (found.largest.layer, found.largest.bytes) == ("inner/dense", 4 * 1009)

    def test_a_free_length_makes_them_unknown(self):
        assert memory("Input((None, 6)) > GRU(20)").largest is None
        assert memory_of(paramcalc.model("Input((None, 6)) > GRU(20)").sized(steps=9)).largest.bytes == 4 * (54 + 20)
        assert memory("GRU(20)").largest is None

    def test_an_input_alone_is_no_layer(self):
        source = "import keras\nx = keras.Input((1000,))\nm = keras.Model(x, keras.layers.Dense(2)(x))"
        assert memory_of(paramcalc.ModelBreakdown(read_source(source))).largest.layer == "dense"


class TestTraining:
    def test_adam_doubles_the_trained_weights(self):
        training = memory("Input((5,)) > Dense(3, trainable=False) > Dense(2)", "", "adam").training
        assert (training.weights, training.gradients) == (4 * (18 + 8), 4 * 8)
        assert training.variables == 2 * 4 * 8 + 8 + 4
        assert training.total == 104 + 32 + 76

    def test_settings_add_variables(self):
        assert memory("Input((5,)) > Dense(3)", "", "sgd(momentum=0.9)").training.variables == 72 + 12
        assert memory("Input((5,)) > Dense(3)", "", "sgd(momentum=0.0)").training.variables == 12

    def test_the_data_type_of_the_weights_counts(self):
        half = paramcalc.model("Input((5,)) > Dense(3)").sized(dtype="float16")
        assert half.memory("nadam").training.variables == 2 * 36 + 8 + 4 + 2

    def test_integers_are_not_trained(self):
        with pytest.raises(UsageError, match="dense/kernel is int8, which is not trained"):
            paramcalc.model("Input((5,)) > Dense(3)").sized(dtype="int8").memory("adam")

    def test_free_sizes_give_formulas(self):
        assert memory("Input((5,)) > Dense(u)", "", "adam").training.total.at(u=3) == 4 * 4 * 18 + 12

    def test_other_frameworks_are_refused(self):
        with pytest.raises(UsageError, match="only the variables of Keras's optimizers"):
            memory("Linear(3, 4)", "", "adam", framework="pytorch")


class TestOptimizers:
    @pytest.mark.parametrize("name", OPTIMIZERS)
    def test_every_optimizer_is_read_in_any_case(self, name):
        assert read_optimizer(name.upper()) == Optimizer(name, {})
        assert read_optimizer(f" {name}(learning_rate=1e-3) ").settings == {"learning_rate": 1e-3}

    @pytest.mark.parametrize(("name", "setting"), [(name, each) for name, own in SETTINGS.items() for each in own])
    def test_every_setting_that_counts_is_known(self, name, setting):
        assert read_optimizer(f"{name}({setting}=True)").settings == {setting: True}

    def test_it_shows_itself(self):
        assert str(read_optimizer("SGD(momentum=0.9, nesterov=True)")) == "sgd(momentum=0.9, nesterov=True)"
        assert str(read_optimizer("adam()")) == "adam"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("adma", "no optimizer 'adma'"),
            ("sgd(momentun=0.9)", "no setting of sgd 'momentun'"),
            ("sgd(0.1)", "an optimizer is a name"),
            ("sgd(**x)", "an optimizer is a name"),
            ("sgd(momentum=f(3))", "an optimizer is a name"),
            ("keras.optimizers.Adam", "an optimizer is a name"),
            ("", "an optimizer is a name"),
            ("sgd(", "an optimizer is a name"),
            (3, "an optimizer is a name"),
        ],
    )
    def test_anything_else_is_refused(self, text, message):
        with pytest.raises(UsageError, match=message):
            read_optimizer(text)


def test_an_unknown_data_type_is_refused():
    with pytest.raises(UsageError, match="did you mean 'int8'"):
        memory(CHAIN, "int9")
