"""The document of a solved question."""

from __future__ import annotations

from examples import written

from paramcalc.document.words import MEASURES as WORDS
from paramcalc.questions.solve import MEASURES


def test_one_layer():
    text = written("solutions", "gru", "text")
    assert text.startswith("units for at most 50,000 parameters\n")
    assert "Keras GRU (input=28, reset_after=True)    114      49,248  196,992  48,564        752" in text
    assert "Keras GRU: units=115 would have 50,025 parameters, 777 more" in text


def test_several_layers_and_one_that_does_not_fit():
    text = written("solutions", "cells", "text")
    assert "Keras LSTM (input=28): no value of units fits; the smallest count is 120 parameters, at units=1" in text
    assert "Keras SimpleRNN (input=28)" in text


def test_bytes():
    assert written("solutions", "bytes", "text").startswith("units nearest to 65,536 (64.0 KiB)\n")


def test_the_largest_size():
    assert "PyTorch LSTM: projection cannot be larger" in written("solutions", "projection", "text")


def test_every_measure_has_a_word():
    assert set(WORDS) == set(MEASURES)
