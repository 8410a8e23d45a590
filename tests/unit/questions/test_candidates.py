"""What a summary shows of a layer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.questions.candidates import Candidates, Seen, input_of, kernel_of


@given(st.integers(1, 500), st.integers(1, 3))
def test_kernels(positions, dimensions):
    kernel = kernel_of(positions, dimensions)
    product = 1
    for size in kernel:
        product *= size
    assert (product, len(kernel)) == (positions, dimensions)


@pytest.mark.parametrize(
    ("output", "read", "first", "channels"),
    [
        ((None, 7, 7, 6), (None, 9, 9, 4), False, (6, 4)),
        ((None, 6, 7, 7), (None, 4, 9, 9), True, (6, 4)),
        ((None, 7, 7, 6), None, False, (6, None)),
        ((None, 7, 7, 6), (None, 9), False, (6, None)),
        ((None, 6), None, False, None),
        ((None, 7, 7, None), None, False, None),
    ],
)
def test_channels(output, read, first, channels):
    assert Seen(output, read, 1).channels(first) == channels


def test_an_unknown_length_is_a_symbol():
    batch, features = Polynomial.symbol("batch"), Polynomial.symbol("input")
    length = Polynomial.symbol("length_1")
    assert input_of("LSTM", Seen((None, 7), None, 1), None, True) == (batch, length, features)
    assert input_of("Dense", Seen((None, 7), (None, None, 5), 1), None, False) == (batch, length, 5)
    keeps = Candidates(lambda seen: iter(()), keeps_shape=True)
    assert input_of("PReLU", Seen((None, 7, 3), None, 1), keeps, False) == (batch, 7, 3)
