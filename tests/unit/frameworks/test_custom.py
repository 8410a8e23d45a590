"""Custom cells."""

from __future__ import annotations

import inspect
import re

import pytest

import paramcalc
from paramcalc import UsageError, layer
from paramcalc.frameworks.custom import RESERVED


def test_custom_cell():
    minimal = paramcalc.custom_cell(
        """
        h: units
        f = sigmoid(W_f @ x + U_f @ h + b_f)
        h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
        h = (1 - f) * h + f * h_tilde
        """,
        name="mgu",
        gates={"h_tilde": "candidate", "f": "forget"},
    )
    b = layer(minimal, units=3, input=5)
    assert b.total == 2 * (3 * 5 + 3 * 3 + 3)
    assert list(b.by("gate")) == ["h", "f"]
    assert b.tensors[0].name == "W_h"
    assert b.tensors[0].shape == (3, 5)
    assert [tensor.name for tensor in b.tensors] == ["W_h", "U_h", "b_h", "W_f", "U_f", "b_f"]


def test_a_name_has_one_space_between_words():
    assert paramcalc.custom_cell("h: units\nh = W @ x", name=" my\n  cell ").title == "my cell"
    projected = paramcalc.custom_cell("h: p\nc: units\nc = W @ x + U @ h\nh = R @ c")
    assert layer(projected, units=4, input=5, p=2).total == 4 * 5 + 4 * 2 + 2 * 4
    assert layer(projected, layers=2, bidirectional=True, units=4, input=5, p=2).widths == ((5, 4), (4, 4))
    with pytest.raises(UsageError, match="no size of cell 'q'"):
        layer(projected, q=2)


def test_what_no_size_can_be_called():
    taken = set(inspect.signature(layer).parameters) - {"units", "input", "others"}
    assert taken == set(RESERVED)


def test_gates_that_share_a_symbol_are_counted_once_each():
    cell = paramcalc.custom_cell(
        "h: units\nh_tilde = tanh(W @ x + b)\nh = U @ h + h_tilde", gates={"h_tilde": "candidate"}
    )
    text = layer(cell, units=3, input=2).to("text")
    assert re.search(r"^h candidate .* 9 +50\.0%$", text, re.MULTILINE)
    assert re.search(r"^h  .* 9 +50\.0%$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: paramcalc.custom_cell(3), "equations are a text"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates=["h"]), "gates are a mapping"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates={"h": 1}), "gates are a mapping"),
        (lambda: paramcalc.custom_cell("h: layers\nh = W @ x"), "no size can be called 'layers'"),
        (lambda: layer(paramcalc.custom_cell("h: units\nh = W @ x"), framework="zzz"), "belongs to no framework"),
        (lambda: paramcalc.custom_cell("h: units\nh = W @ x", gates={"q": "z"}), "no gate 'q'"),
    ],
)
def test_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()
