"""Weights carried over: the target computes what the source does, in NumPy and in the real libraries."""

from __future__ import annotations

import importlib.util
import re
from itertools import permutations

import numpy as np
import pytest

from paramcalc import UsageError, convert, gru, layer, lstm
from paramcalc.errors import Remedy
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.verifiers import verifier_of
from paramcalc.verifiers.check import derived_outputs
from paramcalc.verifiers.verdict import Case
from paramcalc.weights.porting import port

NEEDS = {
    "keras": "keras",
    "pytorch": "torch",
    "onnx": "onnxruntime",
    "flax-linen": "flax",
    "flax-nnx": "flax",
    "keras1": "tf_keras",
}

SETTINGS = [
    (framework, cell, {each.name: value for each, value in zip(entry.options, values, strict=True) if not each.is_size})
    for framework, known in FRAMEWORKS.items()
    for cell, entry in known.cells.items()
    for values in entry.variants
    if not entry.spatial
    if not any(option.is_size and value for option, value in zip(entry.options, values, strict=True))
]


def build(setting, **choices):
    framework, cell, options = setting
    return layer(cell, framework=framework, units=4, input=3, **options, **choices)


EVERYWHERE = ("keras", "pytorch", "onnx", "flax-linen", "flax-nnx", "keras1")

RESET_AFTER = (("keras", True), "pytorch", ("onnx", True), "flax-linen")

RESET_BEFORE = (("keras", False), ("onnx", False), "keras1")


def convertible():
    """The pairs of settings whose weights can be converted, typed here by hand: the cell, the source and the target."""
    plain = [*((framework, False) if framework == "onnx" else framework for framework in EVERYWHERE)]
    for cell, group in (("rnn", EVERYWHERE), ("lstm", plain), ("gru", RESET_AFTER), ("gru", RESET_BEFORE)):
        yield from ((cell, *pair) for pair in permutations(group, 2))
    # Peepholes and a bias inside the product with the reset gate stay zero; the other way they would be lost.
    yield from (("lstm", source, ("onnx", True)) for source in plain)
    yield from (("gru", "flax-nnx", target) for target in RESET_AFTER)


def setting(cell, name):
    """A setting by its framework, with the value of its option if there is one."""
    framework, *values = name if isinstance(name, tuple) else (name,)
    (found,) = [each for each in SETTINGS if each[:2] == (framework, cell) and [*each[2].values()] == values]
    return found


CHOICES = ({}, {"bidirectional": True, "layers": 2})

PAIRS = [
    (setting(cell, source), setting(cell, target), choices)
    for cell, source, target in convertible()
    for choices in CHOICES
]


def is_noted(source, target):
    """Whether one of the two has hard_sigmoid where the other has sigmoid."""
    return source[1] != "rnn" and (source[0] == "keras1") != (target[0] == "keras1")


def random_weights(b):
    generator = np.random.default_rng(5)
    return [generator.normal(size=tensor.shape).astype("float32") / 2 for tensor in b.tensors]


def outputs(b, weights, x):
    (found,) = derived_outputs(Case("x", b), weights, x)
    return found


X = np.random.default_rng(6).normal(size=(2, 3, 3)).astype("float32")


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


@pytest.mark.parametrize(("source", "target", "choices"), [pair for pair in PAIRS if not is_noted(*pair[:2])], ids=str)
def test_the_real_layers_compute_the_same(source, target, choices):
    for framework in (source[0], target[0]):
        if importlib.util.find_spec(NEEDS[framework]) is None:
            pytest.skip(f"{NEEDS[framework]} is not installed: pip install 'paramcalc[{framework}]'")
    mine, theirs = build(source, **choices), build(target, **choices)
    weights = random_weights(mine)
    found = []
    for b, arrays in ((mine, weights), (theirs, convert(weights, mine, theirs))):
        with verifier_of(b.layer.framework).built(Case("x", b), allocate=True) as real:
            found.append(real.run(arrays, X)[0])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-4, atol=1e-6)


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
    ],
)
def test_an_option_is_named_only_if_it_helps(source, target, remedy):
    with pytest.raises(UsageError) as caught:
        port(source, target)
    assert caught.value.remedy == remedy
