"""Shape inference: sizes follow from uses, and a clash names both."""

from __future__ import annotations

import pytest

from paramcalc.equations.reader import parse
from paramcalc.equations.sizes import infer
from paramcalc.errors import EquationError


def sizes_of(text):
    return infer(parse(text))


def test_sizes_follow_from_use():
    sizes = sizes_of("h: p\nc: units\nc = tanh(W @ x + U @ h + b)\nh = R @ c")
    assert sizes.parameters == {"W": ("units", "input"), "U": ("units", "p"), "b": ("units",), "R": ("p", "units")}
    assert sizes.convolved == frozenset()


def test_a_declared_input_and_convolutions():
    sizes = sizes_of("x: channels\nh: filters\nh = conv(W, x) + conv(U, h)")
    assert sizes.convolved == {"W", "U"}
    assert sizes.parameters["W"] == ("filters", "channels")


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("h: units\nh = W @ x + x", (2, 1), "has size units (from 'h' (line 1, column 1))"),
        ("h: units\nh = W @ x + U @ h\ny = h + x", (3, 9), "size input (from 'x', the input)"),
        ("h: units\ng = V @ x + v\nh = W @ x", (2, 5), "number of rows of 'V' cannot be inferred"),
        ("h: units\nh = W @ x\ng = tanh(b)", (3, 10), "the size of 'b' cannot be inferred"),
        ("h = tanh(W @ x + U @ h)", (1, 22), "neither the input, a state nor assigned before"),
        ("h: units\nh = n * h\nn = tanh(W @ x + U @ h)", (3, 1), "already used (line 2, column 5)"),
        ("h: units\nz = W @ x\nz = U @ h\nh = z", (3, 1), "assigned twice, first at line 2, column 1"),
        ("h: units\nx = W @ h\nh = W @ x", (2, 1), "'x' is the input"),
        ("h: units\nh: units\nh = W @ x", (2, 1), "declared twice"),
        ("h: units\nc: units\nh = W @ x", (2, 1), "never updated"),
        ("h: units\nh = 1 - 1", (2, 1), "plain number"),
        ("h: units\nh = W @ 2", (2, 5), "not a number"),
        ("h: units\nh = h @ x", (2, 5), "the left side of @ must be a parameter"),
        ("h: units\nh = W @ x + W", (2, 13), "matrix at line 2, column 5"),
        ("h: units\nh = W + W @ x", (2, 9), "vector at line 2, column 5"),
        ("h: units\nh = W @ x + W @ h", (2, 13), "sizes clash"),
        ("h: units\nh = conv(W, x) + W @ x", (2, 18), "multiplied with @ in one place and convolved in another"),
        ("x: a\nx: b\nh = W @ x", (2, 1), "declared twice"),
    ],
)
def test_errors_name_the_position(text, position, says):
    with pytest.raises(EquationError) as caught:
        sizes_of(text)
    assert says in str(caught.value)
    line, column = position
    assert caught.value.line == line
    assert column is None or caught.value.column == column


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "h: units\nc: cells\nc = V @ x\nh = c",
            "line 4, column 1: sizes clash: the state 'h' has size units (from 'h' (line 1, column 1)), `c` has size "
            "cells (from 'c' (line 2, column 1)), and one is assigned to the other",
        ),
        (
            "h: units\nc: cells\nc = V @ x\nh = U @ h + U @ c",
            "line 4, column 13: sizes clash: what 'U' multiplies at line 4, column 5 has size units (from 'h' (line 1, "
            "column 1)), `c` has size cells (from 'c' (line 2, column 1)), and 'U' multiplies both",
        ),
        (
            "h: units\nh = tanh(x + h)",
            "line 2, column 14: sizes clash: `x` has size input (from 'x', the input), `h` has size units (from 'h' "
            "(line 1, column 1)), and they are added",
        ),
        (
            "h: units\nh = tanh(x * h)",
            "line 2, column 14: sizes clash: `x` has size input (from 'x', the input), `h` has size units (from 'h' "
            "(line 1, column 1)), and they are multiplied elementwise",
        ),
        (
            "h: units\nh = W @ a",
            "line 2, column 9: 'a' is multiplied by a matrix but is neither the input, a state nor assigned before\n"
            "tip: declare a state first, as in `a: units`",
        ),
    ],
)
def test_what_the_messages_say_in_full(text, message):
    with pytest.raises(EquationError) as caught:
        sizes_of(text)
    assert str(caught.value) == message
