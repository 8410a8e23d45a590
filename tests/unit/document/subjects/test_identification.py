"""The document of an identified number."""

from __future__ import annotations

from examples import written


def test_a_number_and_its_sizes():
    text = written("identification", "gru", "text")
    assert text.startswith("6,336 parameters: units=32, input=32\n")
    assert "Keras GRU (reset_after=True), PyTorch GRU" in text


def test_many_matches_are_cut():
    assert "257 more matches; JSON and CSV list all" in written("identification", "any", "text")


def test_another_number_was_expected():
    text = written("identification", "expected", "text")
    assert "9,408 was expected" in text
    assert "9,600 instead of 9,408: 192 more: c_z, c_r and c_h in both directions" in text


def test_nothing_matches():
    text = written("identification", "nearest", "text")
    assert "no layer has 9,408 parameters with these settings" in text
    assert "has 9,600; the number has 192 fewer: c_z, c_r and c_h in both directions" in text
    assert "no parameters of a layer with these sizes" in written("identification", "none", "text")
