"""3 units on 5 features: the numbers and the tensors of the framework itself."""

from __future__ import annotations

import numpy as np
import pytest
from facts import facts_of
from recurrences import gru, lstm, outputs, plain, projected

from paramcalc import layer
from paramcalc.frameworks import FRAMEWORKS


def tensors(framework, cell, **choices):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    return [(tensor.name, tensor.shape, "".join(tensor.gates)) for tensor in b.tensors]


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "expected"),
    [
        ("torch", "rnn", {}, 30),
        ("torch", "lstm", {}, 120),
        ("torch", "gru", {}, 90),
        ("torch", "rnn", {"bias": False}, 24),
        ("torch", "lstm", {"bias": False}, 96),
        ("torch", "gru", {"bias": False}, 72),
        ("torch", "lstm", {"projection": 2}, 114),
        ("torch", "lstm", {"layers": 2, "bidirectional": True}, 504),
        ("torch", "lstm", {"layers": 2, "bidirectional": True, "projection": 2}, 432),
        ("torch", "lstm", {"layers": 2, "bidirectional": True, "projection": 2, "bias": False}, 336),
    ],
)
def test_totals(framework, cell, choices, expected):
    assert layer(cell, framework=framework, units=3, input=5, **choices).total == expected


@pytest.mark.parametrize(
    ("framework", "cell", "choices", "redundant"),
    [
        ("pytorch", "lstm", {}, ["b_hi", "b_hf", "b_hg", "b_ho"]),
        ("pytorch", "gru", {}, ["b_hr", "b_hz"]),
    ],
)
def test_redundancy_is_decided_by_the_equations(framework, cell, choices, redundant):
    b = layer(cell, framework=framework, units=3, input=5, **choices)
    assert [row.parameter for row in b.rows if row.redundant] == redundant


def test_tensors_of_pytorch():
    assert tensors("pytorch", "gru") == [
        ("weight_ih_l0", (9, 5), "rzn"),
        ("weight_hh_l0", (9, 3), "rzn"),
        ("bias_ih_l0", (9,), "rzn"),
        ("bias_hh_l0", (9,), "rzn"),
    ]
    names = [name for name, _, _ in tensors("pytorch", "lstm", projection=2, layers=2, bidirectional=True)]
    assert names[4:6] == ["weight_hr_l0", "weight_ih_l0_reverse"]
    assert names[-1] == "weight_hr_l1_reverse"


def test_roles_of_a_projection():
    b = layer("lstm", framework="pytorch", units=3, input=5, projection=2)
    assert b.by("role")["projection"] == 6
    assert b.rows[-1].parameter == "W_hr"
    assert b.widths == ((5, 2),)


NAMES = ("W_i{}", "b_i{}", "W_h{}", "b_h{}")

RECURRENCES = [
    ("pytorch", "rnn", (), ("W_ih", "b_ih", "W_hh", "b_hh"), plain("h")),
    ("pytorch", "lstm", (False,), NAMES, lstm("ifgo")),
    ("pytorch", "lstm", (True,), NAMES, projected),
    ("pytorch", "gru", (), NAMES, gru("zrn", after=True)),
]
"""The cells, the values of their options, the names of their parameters, and their recurrences."""


@pytest.mark.parametrize(("framework", "cell", "options", "names", "step"), RECURRENCES)
def test_the_equations_compute_the_recurrence(framework, cell, options, names, step):
    np.testing.assert_allclose(*outputs(framework, cell, options, names, step), rtol=1e-9)


def test_facts():
    assert facts_of("pytorch") == (
        "PyTorch",
        {
            "rnn": ("RNN", "the plain recurrent layer", "h hidden", {}),
            "lstm": (
                "LSTM",
                "long short-term memory",
                "i input, f forget, g cell, o output, h projection",
                {"projection": False},
            ),
            "gru": ("GRU", "the gated recurrent unit", "r reset, z update, n candidate", {}),
        },
    )
    known = FRAMEWORKS["pytorch"]
    assert (known.layers_root, known.import_roots, known.default_version) == ("torch.nn", {"torch.nn": (2,)}, (2,))
    assert known.example == "LSTM(300, 512) > Linear(512, 20)"
    assert [option.is_size for option in known.cells["lstm"].options] == [True]
    assert known.cells["lstm"].smaller_than == {"projection": "units"}
