"""A layer and its options."""

from __future__ import annotations

import numpy as np
import pytest

from paramcalc import UsageError, gru, layer, rnn
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.layer import COMMON_OPTIONS, MOST_LAYERS, recurrent


def test_sizes_in_their_order():
    assert gru().layer.sizes == ("units", "input")
    assert layer("lstm", framework="pytorch", projection=2).layer.sizes == ("projection", "units", "input")
    assert layer("convlstm2d").layer.sizes == ("filters", "channels", "kernel_1", "kernel_2")


def test_with_options():
    changed = gru(bidirectional=True, layers=2).layer.with_options(reset_after=False, bias=False)
    assert (changed.options, changed.bias, changed.bidirectional, changed.layers) == (
        {"reset_after": False},
        False,
        True,
        2,
    )


def test_every_value_of_a_layer():
    entry = FRAMEWORKS["keras"].cells["gru"]
    made = gru(3, 5, bidirectional=True, layers=2, reset_after=False).layer
    assert made[:-1] == ("keras", "gru", entry, {"reset_after": False}, True, True, 2)
    assert made.with_options(reset_after=True)[:-1] == ("keras", "gru", entry, {"reset_after": True}, True, True, 2)
    assert made.with_defaults()[:-1] == ("keras", "gru", entry, {"reset_after": True}, True, False, 1)
    assert [width.input.at(input=5, units=3) for width in made.structure.widths] == [5, 6]


def test_the_options_of_every_cell():
    assert COMMON_OPTIONS == ("units", "input", "framework", "bias", "bidirectional", "layers", "dtype")


def test_numpy_numbers_of_layers():
    assert gru(3, 5, layers=np.int64(2)).total == gru(3, 5, layers=2).total
    assert type(gru(3, 5, layers=np.int64(2)).layer.layers) is int


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gru(layers=0), "layers must be a whole number"),
        (lambda: gru(layers=MOST_LAYERS + 1), "layers must be a whole number"),
        (lambda: gru(layers=1001), "layers must be a whole number from 1 to 1,000"),
        (lambda: gru(layers=True), "layers must be a whole number"),
        (lambda: rnn(reset_after=True), "rnn of keras has no option reset_after"),
        (
            lambda: recurrent("keras", "gru", FRAMEWORKS["keras"].cells["gru"], {"reset_aftr": True}),
            "no option of gru 'reset_aftr'\ntip: did you mean 'reset_after'",
        ),
        (lambda: gru(bias="no"), "bias must be True or False, got 'no'"),
        (lambda: gru(bidirectional=1), "bidirectional must be True or False"),
        (lambda: gru(reset_after="False"), "reset_after must be True or False"),
        (lambda: gru(bias=[]), "bias must be True or False"),
        (lambda: gru(layers=10**5000), "got a number of thousands of digits"),
    ],
)
def test_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_every_option_with_its_value():
    assert dict(gru(3, 5, bidirectional=True, layers=2, dtype="float16").options) == {
        "reset_after": True,
        "bias": True,
        "bidirectional": True,
        "layers": 2,
        "dtype": "float16",
    }
