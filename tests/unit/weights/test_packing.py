"""Arrays unpacked, packed and converted; that the target computes the same is in test_porting."""

from __future__ import annotations

import numpy as np
import pytest

from paramcalc import UsageError, convert, gru, layer, lstm, rnn
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.weights.names import tensor_names
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
        (
            lambda: convert("abc", gru(3, 5), gru(3, 5, framework="torch")),
            "arrays, got 'abc'$",
        ),
        (
            lambda: convert([[1], [[1, 2], [3]]], gru(3, 5), gru(3, 5, framework="torch")),
            r"^weights must be a list of arrays; weights\[1\] is none: \[\[1, 2\], \[3\]\]$",
        ),
        (lambda: convert([], gru(3, 5), "pytorch"), "must be breakdowns"),
        (lambda: convert([], gru(), gru(3, 5)), "free: units, input"),
        (lambda: convert({"kernel": 1}, gru(3, 5), gru(3, 5, framework="torch")), "keras's GRU has the tensors"),
        (lambda: convert({}, gru(), gru(3, 5)), "free: units, input"),
    ],
)
def test_arrays_that_cannot_be_converted(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_weights_may_come_from_an_iterator():
    keras, torch = gru(3, 5), gru(3, 5, framework="pytorch")
    weights = [np.ones(tensor.shape) for tensor in keras.tensors]
    assert len(convert(iter(weights), keras, torch)) == 4


def test_unpacking_takes_every_number_once():
    onnx = layer("lstm", framework="onnx", units=3, input=5, peepholes=True, bidirectional=True)
    for b in (gru(3, 5), lstm(3, 5, bias=False), rnn(3, 5), gru(3, 5, reset_after=False), onnx):
        for tensor in b.tensors:
            array = np.arange(tensor.count).reshape(tensor.shape)
            parts = unpack(tensor, array)
            numbers = sorted(np.concatenate([part.ravel() for part in parts.values()]).tolist())
            assert numbers == list(range(tensor.count))


def test_a_block_whose_numbers_are_in_another_order():
    """cuDNN's kernel of 2 units on 3 features: each gate has the shape (3, 2) and holds a matrix of shape (2, 3)."""
    kernel, recurrent, _ = layer("gru", framework="cudnn", units=2, input=3).tensors
    array = np.array([[1, 2, 0, 0, 7, 8], [3, 4, 0, 0, 9, 10], [5, 6, 0, 0, 11, 12]])
    parts = unpack(kernel, array)
    assert parts["forward", "W_z"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert parts["forward", "W_h"].tolist() == [[7, 8, 9], [10, 11, 12]]
    assert np.array_equal(pack(kernel, parts), array)
    assert unpack(recurrent, np.array([[1, 2] * 3, [3, 4] * 3]))["forward", "U_r"].tolist() == [[1, 2], [3, 4]]


def test_unpacking_by_gate_and_role():
    kernel, _, bias = gru(2, 1).tensors
    assert unpack(kernel, np.array([[1, 2, 3, 4, 5, 6]]))["forward", "W_r"].tolist() == [[3], [4]]
    rows = unpack(bias, np.array([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]))
    assert (rows["forward", "b_h"].tolist(), rows["forward", "c_z"].tolist()) == ([5, 6], [7, 8])


@pytest.mark.parametrize("choices", [{}, {"bidirectional": True, "layers": 2}])
def test_a_dictionary_gives_a_dictionary(choices):
    keras, torch = (lstm(3, 5, framework=name, **choices) for name in ("keras", "pytorch"))
    generator = np.random.default_rng(2)
    arrays = [generator.normal(size=tensor.shape) for tensor in torch.tensors]
    state = {f"encoder.{tensor.name}": array for tensor, array in zip(torch.tensors, arrays, strict=True)}
    moved = convert({**state, "head.weight": np.ones(3)}, torch, keras)
    assert list(moved) == list(tensor_names(keras))
    for one, two in zip(moved.values(), convert(arrays, torch, keras), strict=True):
        assert np.array_equal(one, two)
    assert list(convert(moved, keras, torch)) == [tensor.name for tensor in torch.tensors]
