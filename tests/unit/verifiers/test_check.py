"""The comparison of one layer with a real one, which is played by the equations themselves; lies are planted in it."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import pytest

from paramcalc import UsageError, gru, layer, lstm, rnn
from paramcalc.verifiers import LEVELS
from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.check import LARGEST_FORWARD, TOLERANCE, check, derived_outputs
from paramcalc.verifiers.verdict import BuiltTensor, Case


def true_layer(case, allocate):
    """The real layer, if everything that is derived is true."""
    tensors = [
        BuiltTensor(tensor.layer, tensor.direction, tensor.name, tensor.shape, "float32", True)
        for tensor in case.breakdown.tensors
    ]
    outputs = lambda arrays, x: derived_outputs(case, arrays, x)  # noqa: E731
    return RealLayer("memory" if allocate else "toy", case.breakdown.total, tensors, outputs)


def verifier(lie=lambda real: real, **options):
    @contextmanager
    def built(case, allocate):
        yield lie(true_layer(case, allocate))

    return Verifier(("toy",), "toy", ("float32", "float16"), built, **options)


def verdict_of(breakdown, lie=lambda real: real, levels=LEVELS, **options):
    return check(verifier(lie, **options), Case("toy", breakdown), levels)


@pytest.mark.parametrize("b", [gru(4, 3), lstm(5, 3, bidirectional=True, layers=2), rnn(4, 4, bias=False)], ids=str)
def test_agrees(b):
    verdict = verdict_of(b)
    assert verdict.ok
    assert verdict.derived == verdict.built == b.total
    assert verdict.forward_error == 0
    assert (verdict.tolerance, verdict.left_out, verdict.hint, verdict.method) == (TOLERANCE, "", "", "memory")
    assert [pair.derived for pair in verdict.tensors] == [pair.built for pair in verdict.tensors]


def test_levels():
    counted = verdict_of(gru(4, 3), levels=("count",))
    assert (counted.built, counted.tensors, counted.forward_error, counted.method) == (108, (), None, "toy")
    assert verdict_of(gru(4, 3), levels=("tensors",)).built is None
    run = verdict_of(gru(4, 3), levels=("equations",))
    assert (run.built, run.tensors, run.forward_error) == (None, (), 0)


def test_a_wrong_count():
    verdict = verdict_of(gru(4, 3), lambda real: real._replace(total=real.total + 1))
    assert (verdict.problems, verdict.built) == (("count",), 109)


@pytest.mark.parametrize(
    "change",
    [
        {"layer": 2},
        {"direction": "backward"},
        {"name": "kernle"},
        {"shape": (12, 3)},
        {"dtype": "float16"},
        {"trainable": False},
    ],
    ids=str,
)
def test_a_wrong_tensor(change):
    def lie(real):
        return real._replace(tensors=[real.tensors[0]._replace(**change), *real.tensors[1:]])

    verdict = verdict_of(gru(4, 3), lie)
    assert verdict.problems == ("tensors",)
    assert [pair.ok for pair in verdict.tensors] == [False, True, True]
    assert "tensors differ" in verdict.left_out
    assert verdict.forward_error is None


def test_a_tensor_more_and_a_tensor_less():
    more = verdict_of(gru(4, 3), lambda real: real._replace(tensors=[*real.tensors, real.tensors[0]]))
    less = verdict_of(gru(4, 3), lambda real: real._replace(tensors=real.tensors[:-1]))
    assert more.problems == less.problems == ("tensors",)
    assert more.tensors[-1].derived is None
    assert less.tensors[-1].built is None


@pytest.mark.parametrize(
    ("lie", "error"),
    [
        (lambda output: output * 1.0001, pytest.approx(1e-4, rel=0.05)),
        (lambda output: output[:, :1], float("inf")),
        (lambda output: output * float("nan"), pytest.approx(float("nan"), nan_ok=True)),
    ],
)
def test_wrong_outputs(lie, error):
    def lying(real):
        return real._replace(run=lambda arrays, x: [lie(output) for output in real.run(arrays, x)])

    verdict = verdict_of(gru(4, 3), lying)
    assert verdict.problems == ("equations",)
    assert verdict.forward_error == error
    assert verdict.hint == ""


def test_an_output_is_missing():
    assert verdict_of(gru(4, 3), lambda real: real._replace(run=lambda arrays, x: [])).forward_error == float("inf")


def test_swapped_gates_are_named():
    def swapped(array):
        z, r, h = np.split(array, 3, axis=-1)
        return np.concatenate([r, z, h], axis=-1)

    def lying(real):
        return real._replace(run=lambda arrays, x: real.run([swapped(array) for array in arrays], x))

    verdict = verdict_of(gru(4, 3), lying)
    assert verdict.problems == ("equations",)
    assert verdict.hint == "the layer computes with its gates in the order r, z, h, not z, r, h"


def test_what_is_not_run():
    assert verdict_of(gru(4, 3, dtype="float16")).left_out == "it is compared in float32"
    large = verdict_of(lstm(2000, 2000))
    assert large.left_out == f"more than {LARGEST_FORWARD:,} parameters to allocate"
    assert (large.ok, large.method) == (True, "toy")


def test_what_cannot_be_built():
    with pytest.raises(UsageError, match="every size; free: units"):
        verdict_of(gru(input=5))
    with pytest.raises(UsageError, match="stored as int8") as caught:
        verdict_of(gru(3, 5, dtype="int8"))
    assert caught.value.tip == "verify it as one of float32, float16"
    with pytest.raises(UsageError, match="cannot hold tensors of this size"):
        verdict_of(gru(4, 3), largest_bytes=431)
    assert verdict_of(gru(4, 3), largest_bytes=432).ok


def test_derived_outputs_of_two_directions():
    """The backward direction reads the steps from the end, and its outputs are put back in order."""
    b = layer("rnn", units=2, input=3, bidirectional=True)
    generator = np.random.default_rng(1)
    kernel, recurrent, bias = (generator.normal(size=tensor.shape) for tensor in b.tensors[:3])
    x = generator.normal(size=(1, 2, 3))
    last = np.tanh(x[:, 1] @ kernel + bias)
    first = np.tanh(x[:, 0] @ kernel + last @ recurrent + bias)
    arrays = [kernel, recurrent, bias] * 2
    (output,) = derived_outputs(Case("x", b), arrays, x)
    assert output[..., 2:] == pytest.approx(np.stack([first, last], axis=1))
    (summed,) = derived_outputs(Case("x", b, merge_mode="sum"), arrays, x)
    assert summed == pytest.approx(output[..., :2] + output[..., 2:])
    assert len(derived_outputs(Case("x", b, merge_mode=None), arrays, x)) == 2


def test_derived_outputs_of_arguments():
    b = rnn(2, 3)
    arrays = [np.random.default_rng(2).normal(size=tensor.shape) for tensor in b.tensors]
    x = np.random.default_rng(3).normal(size=(1, 2, 3))
    (whole,) = derived_outputs(Case("x", b), arrays, x)
    (last,) = derived_outputs(Case("x", b, {"return_sequences": False}), arrays, x)
    (backwards,) = derived_outputs(Case("x", b, {"go_backwards": True}), arrays, x[:, ::-1])
    assert last == pytest.approx(whole[:, -1])
    assert backwards == pytest.approx(whole)
