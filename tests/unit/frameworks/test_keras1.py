"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import pytest

from paramcalc import layer


def tensors(framework, cell, **choices):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "expected"),
    [
        ("keras1", "lstm", {}, 108),
        ("keras1", "gru", {}, 81),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "redundant"),
    [
        ("keras1", "gru", {}, []),
    ],
)
def test_redundancy_is_decided_by_the_equations(framework, cell, choices, redundant):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors():
    assert tensors("keras1", "lstm")[3:6] == [("W_c", (5, 3), "c"), ("U_c", (3, 3), "c"), ("b_c", (3,), "c")]
    assert tensors("keras1", "rnn") == [("W", (5, 3), "h"), ("U", (3, 3), "h"), ("b", (3,), "h")]
