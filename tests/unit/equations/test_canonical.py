"""Two cells with equal canonical forms compute the same up to weights and activations."""

from __future__ import annotations

import pytest

from paramcalc.equations.canonical import canonical
from paramcalc.equations.reader import parse


def form(text, zero=(), **names):
    return canonical(parse(text), names, set(zero))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("h = W @ x + U @ h", "h = U @ h + W @ x", True),
        ("h = z * h + (1 - z) * n", "h = n * (1 - z) + h * z", True),
        ("h = tanh(W @ x)", "h = sigmoid(W @ x)", True),
        ("h = tanh(W @ x)", "h = W @ x", False),
        ("h = W @ x - U @ h", "h = W @ x + U @ h", False),
        ("h = U @ (r * h)", "h = r * (U @ h)", False),
        ("h = W @ x", "h = conv(W, x)", False),
        ("h = 2 * h", "h = 3 * h", False),
    ],
)
def test_equality(one, two, same):
    assert (form(one) == form(two)) is same


def test_names_and_zeros():
    assert form("h = V @ x + p * c + b", zero=["p", "b"], V="kernel") == form("h = kernel @ x")
    assert form("h = W @ x", zero=["W"]) == {"h": "0"}
    assert form("g = W @ x", g="gate") == {"gate": form("h = W @ x")["h"]}
