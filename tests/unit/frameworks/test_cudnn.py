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
        ("cudnn", "lstm", {}, 120),
        ("cudnn", "gru", {}, 90),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "redundant"),
    [
        ("cudnn", "lstm", {}, ["c_i", "c_f", "c_c", "c_o"]),
    ],
)
def test_redundancy_is_decided_by_the_equations(framework, cell, choices, redundant):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors():
    assert tensors("cudnn", "lstm")[-1] == ("bias", (24,), "ifco")
    assert tensors("cudnn", "gru")[:2] == [("kernel", (5, 9), "zrh"), ("recurrent_kernel", (3, 9), "zrh")]
