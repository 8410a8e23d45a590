"""Which slice of a tensor is which parameter."""

from __future__ import annotations

import numpy as np

from paramcalc import gru, layer, lstm, rnn
from paramcalc.weights.packing import unpack


def test_unpacking_takes_every_number_once():
    onnx = layer("lstm", framework="onnx", units=3, input=5, peepholes=True, bidirectional=True)
    for b in (gru(3, 5), lstm(3, 5, bias=False), rnn(3, 5), gru(3, 5, reset_after=False), onnx):
        for tensor in b.tensors:
            array = np.arange(tensor.count).reshape(tensor.shape)
            parts = unpack(tensor.symbolic, array)
            numbers = sorted(np.concatenate([part.ravel() for part in parts.values()]).tolist())
            assert numbers == list(range(tensor.count))


def test_unpacking_by_gate_and_role():
    kernel, _, bias = gru(2, 1).tensors
    assert unpack(kernel.symbolic, np.array([[1, 2, 3, 4, 5, 6]]))["forward", "W_r"].tolist() == [[3], [4]]
    rows = unpack(bias.symbolic, np.array([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]))
    assert (rows["forward", "b_h"].tolist(), rows["forward", "c_z"].tolist()) == ([5, 6], [7, 8])
