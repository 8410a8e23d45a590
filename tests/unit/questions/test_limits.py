"""Is it within the limits? A formula, a lower bound and an unknown count never are."""

from __future__ import annotations

import pytest

from paramcalc import gru
from paramcalc.questions.limits import Counts, Limits, excesses

FREE = gru().total


@pytest.mark.parametrize(
    ("counts", "limits", "expected"),
    [
        (Counts(5, 20, 4), Limits(), []),
        (Counts(5, 20, 4), Limits(5, 20, 4, True), []),
        (Counts(5, 20, 4), Limits(4, 18, 1), [("params", 1), ("bytes", 2), ("macs", 3)]),
        (Counts(5, 20, 4), Limits(params=4, macs=4), [("params", 1)]),
        (Counts(FREE, FREE, FREE), Limits(10**99, 10**99, 10**99), [("params", None), ("bytes", None), ("macs", None)]),
        (Counts(FREE, 1, 1), Limits(no_unknown=True), [("no_unknown", None)]),
        (Counts(5, 20, FREE), Limits(5, 20, None, True), []),
        (Counts(5, 20, None), Limits(macs=9), [("macs", None)]),
        (
            Counts(5, 20, 4, (), True),
            Limits(9, 99, 9, True),
            [(k, None) for k in ("params", "bytes", "macs", "no_unknown")],
        ),
        (Counts(5, 20, 4, (), True), Limits(params=2), [("params", 3)]),
    ],
)
def test_excesses(counts, limits, expected):
    assert [(excess.kind, excess.over) for excess in excesses(counts, limits)] == expected


def test_an_excess_names_what_is_unknown():
    (excess,) = excesses(Counts(5, 20, 4, ("mine: unknown",), True), Limits(params=9))
    assert (excess.unknown, excess.is_lower_bound, excess.value, excess.limit) == (("mine: unknown",), True, 5, 9)


def test_a_lower_bound_at_the_limit_is_not_over_it():
    (excess,) = excesses(Counts(5, 20, 4, (), True), Limits(params=5))
    assert excess.over is None


def test_an_excess_without_a_limit():
    (excess,) = excesses(Counts(5, 20, 4, ("mine: unknown",), True), Limits(no_unknown=True))
    assert excess == ("no_unknown", None, 5, True, ("mine: unknown",))
