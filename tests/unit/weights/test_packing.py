"""Arrays unpacked, packed and converted; that the target computes the same is in test_porting."""

from __future__ import annotations

import numpy as np
import pytest

from paramcalc import UsageError, convert, gru, layer
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.weights.packing import pack, unpack
from paramcalc.weights.porting import port

SETTINGS = [(framework, cell) for framework, known in FRAMEWORKS.items() for cell in known.cells]


@pytest.mark.parametrize(("framework", "cell"), SETTINGS)
def test_packing_undoes_unpacking(framework, cell):
    sizes = {"filters": 4, "channels": 3, "kernel_size": 2} if "conv" in cell else {"units": 4, "input": 3}
    for tensor in layer(cell, framework=framework, bidirectional=True, **sizes).tensors:
        array = np.arange(tensor.count).reshape(tensor.shape)
        assert np.array_equal(pack(tensor, unpack(tensor, array)), array)


def test_tensors_of_a_convolution_and_parameters_hold_the_same_numbers():
    for tensor in layer("convlstm2d", filters=3, channels=2, kernel_size=(2, 4), bidirectional=True).tensors:
        array = np.arange(tensor.count).reshape(tensor.shape)
        parts = unpack(tensor, array)
        assert {part.shape[:-2] for part in parts.values() if part.ndim > 1} <= {(2, 4)}
        assert np.array_equal(pack(tensor, parts), array)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: convert([], gru(3, 5), gru(4, 5, framework="torch")), "has weights of shapes"),
        (lambda: port(gru(3, 5), gru(4, 5, framework="torch")), "differ in units: 3 and 4"),
        (lambda: convert(None, gru(3, 5), gru(3, 5, framework="torch")), "weights must be a list of arrays"),
        (lambda: convert([], gru(3, 5), "pytorch"), "must be breakdowns"),
        (lambda: convert([], gru(), gru(3, 5)), "free: units, input"),
    ],
)
def test_arrays_that_cannot_be_converted(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_weights_may_come_from_an_iterator():
    keras, torch = gru(3, 5), gru(3, 5, framework="pytorch")
    weights = [np.ones(tensor.shape) for tensor in keras.tensors]
    assert len(convert(iter(weights), keras, torch)) == 4
