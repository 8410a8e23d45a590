"""Weights carried over: the target computes what the source does. The judges do it with the real libraries."""

from __future__ import annotations

import re
from itertools import permutations

import numpy as np
import pytest
from pairs import CHOICES, PAIRS, SETTINGS, X, build, is_noted, random_weights

from paramcalc import UsageError, convert, gru, layer, lstm
from paramcalc.errors import Remedy
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.verifiers.check import derived_outputs
from paramcalc.verifiers.verdict import Case
from paramcalc.weights.names import tensor_names
from paramcalc.weights.porting import port


def outputs(b, weights, x):
    (found,) = derived_outputs(Case("x", b), weights, x)
    return found


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_every_other_pair_is_refused(choices):
    for source, target in permutations(SETTINGS, 2):
        if (source, target, choices) not in PAIRS:
            with pytest.raises(UsageError):
                port(build(source, **choices), build(target, **choices))


def test_the_pairs():
    assert len(PAIRS) == 2 * (6 * 5 + 6 * 5 + 4 * 3 + 3 * 2 + 6 + 4)
    assert {source[0] for source, _, _ in PAIRS} == FRAMEWORKS.keys() - {"cudnn"}


@pytest.fixture
def with_activations(monkeypatch):
    """Builds the target as the notes say: with the activations of the source."""

    def change(source, target):
        one, two = ("hard_sigmoid", "sigmoid") if target[0] == "keras1" else ("sigmoid", "hard_sigmoid")
        entry = FRAMEWORKS[target[0]].cells[target[1]]
        variants = {
            values: variant._replace(equations=re.sub(rf"\b{one}\b", two, variant.equations))
            for values, variant in entry.variants.items()
        }
        monkeypatch.setitem(FRAMEWORKS[target[0]].cells, target[1], entry._replace(variants=variants))

    return change


@pytest.mark.parametrize(("source", "target", "choices"), PAIRS, ids=str)
def test_the_target_computes_the_same(source, target, choices, with_activations):
    mine, theirs = build(source, **choices), build(target, **choices)
    weights = random_weights(mine)
    moved = convert(weights, mine, theirs)
    assert [array.shape for array in moved] == [tensor.shape for tensor in theirs.tensors]
    assert bool(port(mine, theirs).notes) == is_noted(source, target)
    if is_noted(source, target):
        assert not np.allclose(outputs(theirs, moved, X), outputs(mine, weights, X), rtol=1e-3)
        with_activations(source, target)
        theirs = build(target, **choices)
    np.testing.assert_allclose(outputs(theirs, moved, X), outputs(mine, weights, X), rtol=1e-6, atol=1e-7)


def test_a_wrong_move_would_be_seen():
    keras, torch = gru(4, 3), gru(4, 3, framework="pytorch")
    weights = random_weights(keras)
    moved = convert(weights, keras, torch)
    moved[0] = moved[0][[4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11]]
    assert not np.allclose(outputs(torch, moved, X), outputs(keras, weights, X), rtol=1e-3)


def test_slices_say_what_convert_does():
    """The printed assignments, carried out by NumPy, give what `convert` gives."""
    for source, target in (("keras", "pytorch"), ("pytorch", "onnx"), ("onnx", "keras"), ("keras", "flax-linen")):
        mine, theirs = (lstm(4, 3, framework=name) for name in (source, target))
        weights = random_weights(mine)
        given = {tensor.name: array for tensor, array in zip(mine.tensors, weights, strict=True)}
        made = {tensor.name: np.full(tensor.shape, np.nan, "float32") for tensor in theirs.tensors}
        for move in port(mine, theirs).moves:
            blocks = [given[block.tensor][index(block)] for block in move.sources]
            value = sum(blocks[1:], blocks[0]) if blocks else 0
            made[move.into.tensor][index(move.into)] = value.T if move.transposed else value
        for tensor, array in zip(theirs.tensors, convert(weights, mine, theirs), strict=True):
            np.testing.assert_array_equal(made[tensor.name], array)


def index(block):
    return tuple(
        slice(None) if axis is None else slice(*axis) if isinstance(axis, tuple) else axis for axis in block.axes
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: port(gru(3, 5), lstm(3, 5)), "a gru cannot be converted to a lstm"),
        (lambda: port(gru(3, 5), gru(3, 5, layers=2)), "differ in layers"),
        (lambda: port(gru(3, 5), gru(3, 5, framework="flax-nnx")), "c_h of keras has no place in flax-nnx"),
        (
            lambda: port(gru(3, 5, reset_after=False), gru(3, 5)),
            r"no weights make keras's `h_tilde = tanh\(W_h @ x \+ b_h \+ r \* \(U_h @ h \+ c_h\)\)` compute what",
        ),
        (
            lambda: port(*(layer("mgu", units=3, input=5, reset_gate=value) for value in (False, True))),
            "no weights make flax-linen's",
        ),
        (lambda: convert([np.ones(3)], gru(3, 5), gru(3, 5, framework="torch")), "has weights of shapes"),
        (
            lambda: port(
                layer("lstm", framework="onnx", units=3, input=5, peepholes=True), lstm(3, 5, framework="pytorch")
            ),
            "P_i of onnx has no place in pytorch",
        ),
    ],
)
def test_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_cudnn_is_refused_since_its_kernels_lie_turned():
    """Keras's loader turns each gate's matrix of such a file; by slices alone the numbers would be wrong."""
    for cell in ("lstm", "gru"):
        with pytest.raises(UsageError, match="cannot be converted slice by slice"):
            port(layer(cell, units=3, input=5), layer(cell, framework="cudnn", units=3, input=5))


@pytest.mark.parametrize(
    ("source", "target", "remedy"),
    [
        (gru(reset_after=False), gru(framework="pytorch"), Remedy("source_option", "reset_after=true")),
        (gru(framework="pytorch"), gru(reset_after=False), Remedy("target_option", "reset_after=true")),
        (lstm(framework="pytorch", projection=2), lstm(framework="onnx"), None),
        (gru(framework="pytorch"), gru(framework="onnx", bias=False), None),
        (
            lstm(3, 5, framework="pytorch", projection=2),
            lstm(3, 5, framework="pytorch"),
            Remedy("target_option", "projection=2"),
        ),
        (
            lstm(3, 5, framework="pytorch"),
            lstm(3, 5, framework="pytorch", projection=2),
            Remedy("source_option", "projection=2"),
        ),
    ],
)
def test_an_option_is_named_only_if_it_helps(source, target, remedy):
    with pytest.raises(UsageError) as caught:
        port(source, target)
    assert caught.value.remedy == remedy


def test_the_tip_for_a_projection_computes_the_same():
    """PyTorch's projected LSTM, and Keras's with the projection multiplied into its weights as the tip says."""
    projected, plain = lstm(4, 3, framework="pytorch", projection=2), lstm(4, 3)
    with pytest.raises(UsageError, match="W_hr of pytorch has no place in keras") as caught:
        port(projected, plain)
    assert "every recurrent kernel times W_hr" in caught.value.tip
    assert "a dense layer without bias behind it with the kernel W_hr" in caught.value.tip
    weights = dict(zip(tensor_names(projected), random_weights(projected), strict=True))
    projection = weights.pop("weight_hr_l0")
    expected = outputs(projected, [*weights.values(), projection], X)
    weights["weight_hh_l0"] = weights["weight_hh_l0"] @ projection
    moved = convert(weights, lstm(4, 3, framework="pytorch"), plain)
    np.testing.assert_allclose(outputs(plain, list(moved.values()), X) @ projection.T, expected, rtol=1e-5, atol=1e-6)


def test_a_tip_for_peepholes():
    with pytest.raises(UsageError, match="P_i of onnx has no place in keras") as caught:
        port(layer("lstm", framework="onnx", peepholes=True), lstm())
    assert caught.value.remedy is not None or "peepholes are zero" in caught.value.tip
