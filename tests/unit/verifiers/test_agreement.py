"""Pairs, and what disagrees."""

from __future__ import annotations

from paramcalc.verifiers.agreement import Agreement, Pair


class Compared(Agreement):
    """A comparison of two things."""

    def __init__(self, **differs):
        self.given = differs

    @property
    def differs(self):
        return self.given


def test_a_pair():
    assert Pair(1, 1).ok
    assert not Pair(1, 2).ok
    assert not Pair(1, None).ok


def test_problems_in_their_order():
    assert Compared(count=True, tensors=False, outputs=True).problems == ("count", "outputs")
    assert not Compared(count=True).ok


def test_agreement():
    assert Compared(count=False, tensors=False).ok
    assert Compared().problems == ()
