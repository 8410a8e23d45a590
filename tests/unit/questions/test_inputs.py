"""What the layers of a summary read."""

from __future__ import annotations

import pytest

from paramcalc.models.printed import PrintedRow, PrintedSummary
from paramcalc.questions.inputs import with_inputs

A = PrintedRow("first", "InputLayer", ((None, 4),), 0)
B = PrintedRow("second", "Dense", ((None, 5), (None, 6)), 25)
C = PrintedRow("third", "Dense", ((None, 7),), 42)


def shapes(*rows, title=""):
    return [inputs.shape for _, inputs, _ in with_inputs(PrintedSummary("keras", title, rows))]


def test_the_row_above():
    assert shapes(A, B, C) == [None, (None, 4), (None, 5)]
    assert shapes(B, C, title="sequential_3") == [None, (None, 5)]


def test_not_in_any_model():
    assert shapes(B, C, title="my_model") == [None, None]
    assert shapes(A, A, C, title="my_model") == [None, None, None]


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ("second", (None, 5)),
        ("second[1]", (None, 6)),
        ("second[2]", None),
        ("seco...", (None, 5)),
        ("fir...", (None, 4)),
        ("other", None),
    ],
)
def test_named_rows(source, shape):
    reading = C._replace(reads=(source,))
    assert shapes(A._replace(reads=()), B._replace(reads=("first",)), reading)[-1] == shape


def test_a_name_that_may_be_two_rows():
    twin = B._replace(name="seconds", reads=())
    assert shapes(B._replace(reads=()), twin, C._replace(reads=("secon...",)))[-1] == (None, 5)
    other = twin._replace(outputs=((None, 9),))
    assert shapes(B._replace(reads=()), other, C._replace(reads=("secon...",)))[-1] is None


def test_printed_inputs():
    rows = (B._replace(inputs=((2, 3),)),)
    (inputs,) = (inputs for _, inputs, _ in with_inputs(PrintedSummary("torchinfo", "", rows)))
    assert (inputs.shape, inputs.is_certain) == ((2, 3), True)


def test_rows_that_hold_others():
    inner = C._replace(depth=1)
    assert [held for _, _, held in with_inputs(PrintedSummary("keras", "", (A, B, inner, C)))] == [
        False,
        True,
        False,
        False,
    ]
