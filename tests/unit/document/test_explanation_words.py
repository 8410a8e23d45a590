"""Explanations use the words of the cell: convolutions, peepholes, projections."""

from __future__ import annotations

from paramcalc import layer


def test_a_convolution():
    text = layer("convlstm2d", filters=3, channels=2, kernel_size=3, layers=2).explain()
    assert "conv(W, x) is a convolution" in text
    assert "matrix times vector" not in text
    assert "layer 2: reads 3 channels" in text


def test_peepholes_and_projections():
    text = layer("lstm", framework="onnx", units=3, input=5, peepholes=True).explain()
    assert "P_i (peephole) is one number multiplied with each of the 3 numbers of c, in i: 3." in text
    text = layer("lstm", framework="pytorch", units=3, input=5, projection=2).to("text")
    assert text.startswith("PyTorch LSTM: projection=2, units=3, input=5\n")
