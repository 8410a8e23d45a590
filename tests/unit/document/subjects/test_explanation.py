"""The explanation of a layer: why every parameter has its shape, in sentences that do not contradict each other."""

from __future__ import annotations

import pytest
from examples import Snapshots, written

from paramcalc import custom_cell, gru, layer
from paramcalc.document import WRITERS

SHOTS = Snapshots("explanation", [(name, form, 80) for name in ("gru", "gru-free", "lstm-deep") for form in WRITERS])


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files()


@pytest.mark.parametrize(
    "inside",
    ["W @ x + U @ h + b + c", "W @ x + b + U @ h - c", "r * (U @ h + b + c) + W @ x", "W @ x + V @ x + U @ h"],
)
def test_explanations_do_not_contradict_each_other(inside):
    text = layer(custom_cell(f"h: units\nh = tanh({inside})")).explain()
    assert "It is needed" not in text
    assert "redundant" in text


def test_in_words_and_numbers():
    text = gru(75, 28).explain()
    assert "W_z (kernel) maps the 28 numbers of x to the 75 numbers of z: 28×75 = 2,100 weights." in text
    assert (
        "c_z (recurrent bias) has one number for each of the 75 numbers of z: 75. "
        "It is redundant: it is only ever added to b_z."
    ) in text
    assert "It is needed: inside r * (U_h @ h + c_h) no other bias is added." in text
    before = gru(75, 28, reset_after=False).explain()
    assert "U_h (recurrent kernel) maps the 75 numbers of r * h to the 75 numbers of h_tilde" in before


def test_in_symbols():
    text = gru().explain()
    assert "W_z (kernel) maps the input numbers of x to the units numbers of z: input×units weights." in text


def test_a_convolution_names_its_kernel():
    text = written("explanation", "conv", "text")
    assert "conv(W, x) convolves x with the kernel W" in text
    assert "@ multiplies" not in text
    assert "at each of the 3×3 positions of its kernel: 3×3×2×3 = 54 weights." in text


def test_a_peephole_is_a_multiplication():
    text = layer("lstm", framework="onnx", units=3, input=5, peepholes=True).explain()
    assert "multiplies each of the 3 numbers of c by one number" in text


def test_sections_name_layer_direction_and_gate():
    text = written("explanation", "lstm-deep", "text")
    assert "layer 2, backward: reads 150 features; o output: " in text
    assert written("explanation", "gru", "text").count("z update: 7,875") == 1


def test_a_stack_of_convolutions_reads_channels():
    text = layer("convlstm2d", filters=3, channels=2, kernel_size=3, layers=2).explain()
    assert "layer 2: reads 3 channels" in text


def test_a_projection_is_in_the_title():
    text = layer("lstm", framework="pytorch", units=3, input=5, projection=2).explain()
    assert text.startswith("PyTorch LSTM: projection=2, units=3, input=5\n")
