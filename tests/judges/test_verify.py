"""The verifier on the real Keras: the whole suite, verdicts, levels and dtypes."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, gru, layer, lstm, rnn, verify
from paramcalc.verifiers import LEVELS, verifier_of
from paramcalc.verifiers.check import check
from paramcalc.verifiers.suite import FAMILIES, suite

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_suite_agrees(family):
    verifier = verifier_of("keras")
    for case in suite("keras"):
        if case.family == family:
            verdict = check(verifier, case, LEVELS)
            assert verdict.ok, verdict
            assert (verdict.forward_error is None) == bool(verdict.left_out)
            assert verdict.built == verdict.derived


@pytest.mark.parametrize("b", [gru(75, 28), lstm(5, 3, bidirectional=True, layers=2), rnn(4, 4, bias=False)], ids=str)
def test_a_verdict_is_a_value_and_nothing_is_printed(b, capfd):
    verdict = verify(b)
    assert verdict.ok
    assert verdict.derived == verdict.built == b.total
    assert 0 < verdict.forward_error < 1e-5
    assert len(verdict.tensors) == len(b.tensors)
    assert capfd.readouterr() == ("", "")


def test_levels():
    counted = verify(gru(3, 5), ["count"])
    assert (counted.built, counted.tensors, counted.forward_error) == (90, (), None)
    assert verify(gru(3, 5), ["tensors"]).built is None
    assert verify(gru(3, 5), "count").levels == ("count",)
    with pytest.raises(UsageError, match="did you mean 'count'"):
        verify(gru(3, 5), ["counts"])
    with pytest.raises(UsageError, match="no level"):
        verify(gru(3, 5), [])


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"])
def test_what_a_weight_is_stored_as(dtype):
    verdict = verify(gru(3, 5, dtype=dtype))
    assert verdict.ok
    assert verdict.left_out == "it is compared in float32"
    sizes = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8}
    assert gru(3, 5, dtype=dtype).bytes == 90 * sizes[verdict.tensors[0].built.dtype]


def test_what_cannot_be_verified():
    from paramcalc import custom_cell

    with pytest.raises(UsageError, match="free: units"):
        verify(gru(input=5))
    with pytest.raises(UsageError, match="no verifier for 'custom'"):
        verify(layer(custom_cell("h: units\nh = W @ x"), units=1, input=1))
    with pytest.raises(UsageError, match="stored as int8"):
        verify(gru(3, 5, dtype="int8"))


def test_a_layer_that_the_installed_keras_lacks(monkeypatch):
    import keras

    monkeypatch.delattr(keras.layers, "GRU")
    with pytest.raises(UsageError, match=rf"^Keras {keras.__version__} has no layer GRU to compare with$"):
        verify(gru(3, 5))
