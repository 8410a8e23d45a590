"""Keras as the judge of counts, names and shapes, without the verifier."""

from __future__ import annotations

import pytest

from paramcalc import layer
from paramcalc.frameworks import FRAMEWORKS

keras = pytest.importorskip(
    "keras", reason="TensorFlow with Keras is not installed: pip install 'paramcalc[tensorflow]'"
)

CELLS = [
    (cell, dict(zip([option.name for option in entry.options], values, strict=True)))
    for cell, entry in FRAMEWORKS["keras"].cells.items()
    for values in entry.variants
    if not entry.spatial
]

CONVOLUTIONS = {f"convlstm{number}d": getattr(keras.layers, f"ConvLSTM{number}D") for number in (1, 2, 3)}

CLASSES = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}


def named_shapes(tensors):
    return [(tensor.name, tensor.shape) for tensor in tensors]


def test_every_registered_cell_is_built():
    assert {cell for cell, _ in CELLS} == CLASSES.keys()
    assert CLASSES.keys() | CONVOLUTIONS.keys() == FRAMEWORKS["keras"].cells.keys()


@pytest.mark.parametrize("kernel", [1, 3, (2, 4, 3)])
@pytest.mark.parametrize(("cell", "real"), CONVOLUTIONS.items())
def test_real_convolutions(cell, real, kernel):
    dimensions = FRAMEWORKS["keras"].cells[cell].spatial
    kernel = kernel[:dimensions] if isinstance(kernel, tuple) else kernel
    built = real(5, kernel)
    built.build((None, None, *[9] * dimensions, 2))
    b = layer(cell, filters=5, channels=2, kernel_size=kernel)
    assert b.total == built.count_params()
    assert [(tensor.name, tensor.shape) for tensor in b.tensors] == [
        (weight.name, weight.shape) for weight in built.weights
    ]


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("units", "features"), [(1, 1), (3, 5), (75, 28)])
@pytest.mark.parametrize(("cell", "options"), CELLS, ids=str)
def test_real_layers(cell, options, units, features, bias, bidirectional):
    built = CLASSES[cell](units, use_bias=bias, **options)
    if bidirectional:
        built = keras.layers.Bidirectional(built)
    built.build((None, None, features))
    b = layer(cell, units=units, input=features, bias=bias, bidirectional=bidirectional, **options)
    assert b.total == built.count_params()
    assert [(tensor.name, tensor.shape) for tensor in b.tensors] == [
        (weight.name, weight.shape) for weight in built.weights
    ]


def test_a_stack_reads_the_outputs_of_the_layer_before():
    model = keras.Sequential([keras.Input((None, 5))])
    for _ in range(3):
        model.add(keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True)))
    assert layer("lstm", units=4, input=5, bidirectional=True, layers=3).total == model.count_params()
