"""Weights, their totals, and what a layer takes over from the layers inside."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.models.result import (
    LayerResult,
    Source,
    Sublayer,
    Uncounted,
    Weight,
    WeightTotals,
    built_of,
    each_once,
    total,
    total_macs,
)
from paramcalc.models.spec import LayerSpec

LAYER = LayerSpec("Dense", "d", {})


def weight(name: str, *shape: int, trainable: bool = True, dtype: str = "float32") -> Weight:
    symbols = tuple(Polynomial.symbol(f"{name}_{axis}") for axis in range(len(shape)))
    return Weight(name, shape, symbols, trainable, dtype, (LAYER, name))


KERNEL, BIAS, SCALE = weight("kernel", 4, 3), weight("bias", 3, trainable=False), weight("scale", dtype="int8")


def test_a_weight_has_a_count_a_formula_and_bytes():
    assert (KERNEL.count, KERNEL.bytes, SCALE.count, SCALE.bytes) == (12, 48, 1, 1)
    assert str(KERNEL.formula) == "kernel_0·kernel_1"
    assert KERNEL.saved


def test_an_unknown_dtype_counts_as_float32():
    assert weight("table", 5, dtype="string").bytes == 20


def test_totals():
    class Held(WeightTotals):
        weights = (KERNEL, BIAS, SCALE)

    held = Held()
    assert (held.total, held.trainable, held.non_trainable) == (16, 13, 3)
    assert (held.bytes, held.trainable_bytes, held.non_trainable_bytes) == (48 + 12 + 1, 49, 12)
    assert total(()) == 0


def test_totals_need_weights():
    with pytest.raises(NotImplementedError):
        assert WeightTotals().total


def test_each_tensor_once_under_its_first_name():
    names = [each.name for each in each_once([("a", [KERNEL, BIAS]), ("b", [BIAS, SCALE])])]
    assert names == ["a/kernel", "a/bias", "b/scale"]


def test_multiply_adds_are_unknown_if_one_is():
    known = LayerResult(LAYER, (None,), macs=5)
    assert (total_macs([known, known]), total_macs([])) == (10, 0)
    assert total_macs([known, known._replace(macs=None)]) is None


def test_a_layer_built_of_others():
    reason = Uncounted("inside", "it is unknown")
    one = LayerResult(LAYER, (None,), (KERNEL,), 5, unknown=(reason,))
    built = built_of(LayerSpec("Wrapper", "w", {}), (Sublayer("layer", (one, one)),), (None,), [one, one], ("a note",))
    assert ([each.name for each in built.weights], built.macs) == (["layer/kernel"], 10)
    assert (built.unknown, built.notes) == ((reason,), ("a note",))


def test_a_sublayer_that_is_never_called_has_no_weights():
    assert Sublayer("layer", ()).weights == ()


def test_values_are_written_at_the_end():
    assert (str(Source("gru", 2)), str(Source("gru"))) == ("gru[2]", "gru")
    assert str(Uncounted("mine", "Mine is unknown")) == "mine: Mine is unknown"
