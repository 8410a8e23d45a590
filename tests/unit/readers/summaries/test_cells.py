"""The cells of rows."""

from __future__ import annotations

import pytest

from paramcalc.readers.summaries.cells import keras_row, shapes, torchinfo_row, torchsummary_row


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(None, 75)", ((None, 75),)),
        ("[(None, 28, 28)]", ((None, 28, 28),)),
        ("[(None, 5), (None, 3)]", ((None, 5), (None, 3))),
        ("[(None, 128, 128, 3)", ((None, 128, 128, 3),)),
        ("[-1, 10, 24]", ((None, 10, 24),)),
        ("multiple", (None,)),
        ("?", (None,)),
        ("(None, 28, x)", (None,)),
        ("", (None,)),
    ],
)
def test_shapes(text, found):
    assert shapes(text) == found


def cells(layer, output, params, reads=""):
    line = f"{layer:<29}{output:<26}{params:<12}{reads}"
    return {"line": line, "layer": layer, "output": output, "params": params, "reads": reads}


def test_a_cut_class():
    row = keras_row([cells("bidirectional (Bidirectiona", "(None, 64)", "9,600")], False, False)
    assert (row.kind, row.is_cut, row.params, row.reads) == ("Bidirectiona", True, 9600, None)


def test_a_wrapped_row():
    lines = [
        cells("batch_normalization (BatchNo", "(None, 256, 256, 16", "11937", "['a[0][0]',"),
        cells("rmalization)", ")", "6", "'b[0][1]']"),
    ]
    row = keras_row(lines, False, True)
    assert (row.name, row.kind, row.is_cut) == ("batch_normalization", "BatchNormalization", False)
    assert (row.outputs, row.params) == (((None, 256, 256, 16),), 119_376)
    assert row.reads == ("a", "b[1]")


def test_a_cut_source():
    row = keras_row([cells("dense (Dense)", "(None, 3)", "9", "input_lay…")], True, True)
    assert row.reads == ("input_lay...",)


def test_a_row_out_of_place():
    line = {"line": "dense (Dense)  (None, 3)  12", "layer": "dense (Dense)  (None, 3)  12", "output": "", "params": ""}
    assert keras_row([line], False, False).params == 12


@pytest.mark.parametrize("layer", ["", "Total", "====", "…"])
def test_no_row(layer):
    assert keras_row([cells(layer, "", "")], False, False) is None


def test_a_row_of_too_many_lines():
    assert keras_row([cells("dense (Dense)", "(None, 3)", "9")] * 31, False, False) is None


def test_torchinfo():
    row = torchinfo_row({"layer": "│    └─Linear: 2-1", "output": "[1, 20]", "params": "(10,260)"})
    assert (row.kind, row.depth, row.params) == ("Linear", 2, 10_260)
    assert torchinfo_row({"layer": "├─LSTM: 1-2", "output": "", "params": "(recursive)"}).is_repeated
    assert torchinfo_row({"layer": "├─Linear (fc)", "output": "[1, 2]", "params": "--"}).name == "fc"
    assert torchinfo_row({"layer": "Total params: 3", "output": "", "params": ""}) is None


def test_torchsummary():
    row = torchsummary_row("            Conv2d-1           [-1, 10, 24, 24]             260")
    assert (row.name, row.kind, row.params) == ("Conv2d-1", "Conv2d", 260)
    assert torchsummary_row("Total params: 21,840") is None
