"""The sentences about limits and changes: every kind has one, and it says by how much."""

from __future__ import annotations

import pytest

from paramcalc import gru
from paramcalc.batch.baseline import Change
from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.limits import CHANGES, change_sentence, excess_sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.questions.limits import Counts, Excess, Limits, excesses


def said(content):
    return TextWriter(PLAIN).content(content)


@pytest.mark.parametrize(
    ("counts", "limits", "says"),
    [
        (Counts(23625, 1, 1), Limits(params=20000), "23,625 parameters are 3,625 more than the limit of 20,000"),
        (Counts(1, 94500, 1), Limits(bytes=65536), "94,500 bytes are 28,964 more than the limit of 65,536"),
        (Counts(1, 1, 9), Limits(macs=8), "9 multiply-adds are 1 more than the limit of 8"),
        (
            Counts(5, 1, 1, (), True),
            Limits(params=3),
            "at least 5 parameters are at least 2 more than the limit of 3",
        ),
        (
            Counts(5, 1, 1, ("mine: unknown",), True),
            Limits(params=8),
            "the number of parameters is at least 5, and may be over the limit of 8: some layers could not be counted "
            "(mine: unknown)",
        ),
        (
            Counts(gru(input=28).total, 1, 1),
            Limits(params=8),
            "the number of parameters is a formula and may be over the limit of 8: 3·(units² + 30·units)",
        ),
        (Counts(1, 1, None), Limits(macs=8), "the number of multiply-adds is unknown, and may be over the limit of 8"),
        (
            Counts(gru().total, 1, 1),
            Limits(no_unknown=True),
            "the number of parameters is a formula in input and units, not a number",
        ),
        (
            Counts(5, 1, 1, tuple("abcdef"), True),
            Limits(no_unknown=True),
            "some layers could not be counted, so that the number of parameters is at least 5 (a; b; c; d; e; …)",
        ),
    ],
)
def test_limits(counts, limits, says):
    (excess,) = excesses(counts, limits)
    assert said(excess_sentence(excess)) == says


@pytest.mark.parametrize("kind", CHANGES)
def test_every_change_has_a_sentence(kind):
    assert said(change_sentence(Change(kind, "gru (GRU)", 7, 9)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change("total", "", 24160, 24385), "24,385 parameters instead of 24,160: 225 more"),
        (Change("layer total", "gru (GRU)", 9, 7), "gru (GRU) has 7 parameters instead of 9: 2 fewer"),
        (Change("layer gone", "gru (GRU)", 9), "gru (GRU) is gone, with 9 parameters"),
        (Change("new layer", "gru (GRU)", None, 9), "gru (GRU) is new, with 9 parameters"),
        (Change("layer total", "gru (GRU)", "3*u", 7), "gru (GRU) has 7 parameters instead of 3*u"),
        (Change("new model"), "it is not in the baseline"),
    ],
)
def test_changes(change, says):
    assert said(change_sentence(change)) == says


def test_an_excess_of_a_count_within_the_limit_says_nothing():
    assert Excess("params", 8, 5, True).over is None
