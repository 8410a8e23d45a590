"""The document of a check."""

from __future__ import annotations

from examples import written

from paramcalc import check


def test_a_right_formula_has_no_sentences():
    text = written("check", "right", "text")
    assert "right for Keras GRU (reset_after=True)" in text
    assert "lacks" not in text
    assert "read as  m is input, n is units" in text


def test_a_wrong_formula_says_what_it_lacks():
    text = written("check", "numbers", "text")
    assert "wrong for Keras GRU (reset_after=True, bidirectional)" in text
    assert "= 9,408" in text
    assert "it lacks 6·units: c_z, c_r and c_h in both directions" in text


def test_the_layers_that_it_counts():
    assert "keras1     GRU" in written("check", "any", "text")
    assert "no layer has this count" in written("check", "none", "text")


def test_right_at_these_sizes_alone():
    text = str(check("23400 + 225", "gru", units=75, input=28))
    assert "right for Keras GRU (reset_after=True) at these sizes alone" in text
