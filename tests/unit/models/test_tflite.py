"""The size in TensorFlow Lite, by hand; tests/judges/test_tflite.py holds it against the real converter."""

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.classes.keras import LAYERS
from paramcalc.models.tflite import CONVOLUTIONS, RULES, Quantized
from paramcalc.readers.source import read_source


def lite(line: str, **options):
    return paramcalc.model(line, **options).tflite()


def test_a_dense_layer():
    size = lite("Input((28,)) > Dense(50) > Dense(10, use_bias=False)")
    assert size.numbers == Quantized(28 * 50 + 50 * 10, 50, 50 + 50 + 10)
    assert (size.bytes, size.scale_bytes, size.incomplete) == (1900 + 200, 12 * 110, ())


def test_a_convolution_always_has_biases():
    for use_bias in (True, False):
        size = lite(f"Input((9, 9, 3)) > Conv2D(8, 3, use_bias={use_bias})")
        assert size.numbers == Quantized(216, 8, 16)


@pytest.mark.parametrize("activation", ["'linear'", "None"])
def test_a_normalization_behind_a_convolution_is_folded(activation):
    size = lite(f"Input((9, 9, 3)) > Conv2D(8, 3, activation={activation}) > BatchNormalization()")
    assert (size.numbers, size.incomplete) == (Quantized(216, 8, 16), ())


@pytest.mark.parametrize(
    "line",
    [
        "Input((9, 9, 3)) > Conv2D(8, 3, activation='relu') > BatchNormalization()",
        "Input((9, 9, 3)) > BatchNormalization() > Conv2D(8, 3)",
        "Input((9,)) > Dense(8) > BatchNormalization()",
        "Input((9, 9, 3)) > Conv2D(8, 3) > ReLU() > BatchNormalization()",
    ],
)
def test_others_are_not(line):
    *_, layer = lite(line).incomplete
    assert layer.startswith("batch_normalization: its weights are not counted")


def test_a_bias_before_a_normalization_is_not_counted():
    size = lite("Input((28,)) > Dense(50) > BatchNormalization()")
    assert size.numbers == Quantized(1400, 0, 50)
    assert size.incomplete[0].startswith("dense: its bias is not counted")


def test_a_convolution_that_another_layer_reads_is_not_folded_into():
    source = """
import keras
x = keras.Input((9, 9, 3))
y = keras.layers.Conv2D(8, 3)(x)
z = keras.layers.BatchNormalization()(y)
m = keras.Model(x, keras.layers.Add()([y, z]))
"""
    assert len(paramcalc.ModelBreakdown(read_source(source)).tflite().incomplete) == 1


def test_recurrent_layers_are_a_lower_bound():
    size = lite("Input((7, 6)) > GRU(16)")
    assert size.numbers == Quantized(48 * (6 + 16), 0, 96)
    assert size.incomplete == ("gru: its biases are not counted: the converter repeats them for each step",)


def test_a_layer_that_is_called_twice_is_counted_once():
    source = """
import keras
x = keras.Input((4,))
d = keras.layers.Dense(4)
m = keras.Model(x, d(d(x)))
"""
    assert paramcalc.ModelBreakdown(read_source(source)).tflite().numbers == Quantized(16, 4, 8)


def test_unknown_layers_are_named():
    spec = read_source("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7), keras.layers.Flatten()])")
    assert len(paramcalc.ModelBreakdown(spec).tflite().incomplete) == 1


def test_other_frameworks_are_refused():
    with pytest.raises(UsageError, match="converts models of Keras, and this is one of PyTorch"):
        lite("Linear(3, 4)", framework="pytorch")


def test_the_rules_are_for_classes_of_keras():
    assert set(RULES) <= set(LAYERS)
    assert set(CONVOLUTIONS) <= set(RULES)
