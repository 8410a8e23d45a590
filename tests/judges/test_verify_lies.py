"""Every lie about a Keras layer that the verifier must catch, planted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from paramcalc import gru, layer, lstm, rnn, verify
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks import keras as keras_cells

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


class TestPlantedLies:
    """Each is caught, and at its own level."""

    def problems(self, monkeypatch, name, lie, b=None):
        b = b or {"LSTM": lstm(4, 3), "GRU": gru(4, 3), "SimpleRNN": rnn(4, 3)}[name]
        lie.__name__ = name
        monkeypatch.setattr(keras.layers, name, lie)
        verdict = verify(b)
        assert not verdict.ok
        return verdict

    def test_a_count_off_by_one(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def count_params(self):
                return super().count_params() + 1

        verdict = self.problems(monkeypatch, "LSTM", Lie)
        assert verdict.problems == ("count",)
        assert verdict.built == verdict.derived + 1

    def test_one_bias_more(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def build(self, shape):
                super().build(shape)
                self.more = self.add_weight(shape=(self.units,), name="more")

        verdict = self.problems(monkeypatch, "LSTM", Lie)
        assert verdict.problems == ("count", "tensors")
        assert verdict.tensors[-1].derived is None
        assert "more" in [pair.built.name for pair in verdict.tensors]
        assert "tensors differ" in verdict.left_out

    def test_one_tensor_less(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def __init__(self, units, **arguments):
                super().__init__(units, **{**arguments, "use_bias": False})

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.problems == ("count", "tensors")
        assert verdict.tensors[-1].built is None

    @pytest.mark.parametrize(
        ("attribute", "value"), [("_name", "kernle"), ("_trainable", False), ("_path", "gru/backward_gru_cell/kernel")]
    )
    def test_a_wrong_name_flag_or_direction(self, monkeypatch, attribute, value):
        class Lie(keras.layers.GRU):
            def build(self, shape):
                super().build(shape)
                setattr(self.cell.kernel, attribute, value)

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("tensors",)

    def test_a_transposed_tensor(self, monkeypatch):
        class Lie(keras.layers.SimpleRNN):
            @property
            def weights(self):
                kernel, *others = super().weights
                return [keras.Variable(np.zeros(kernel.shape[::-1]), name="kernel"), *others]

            def count_params(self):
                return 4 * (3 + 4 + 1)

        assert self.problems(monkeypatch, "SimpleRNN", Lie).problems == ("tensors",)

    def test_a_scaled_output(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others) * 1.0001

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.problems == ("equations",)
        assert verdict.forward_error == pytest.approx(1e-4, rel=0.05)

    def test_an_output_of_another_shape(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others)[:, :1]

        verdict = self.problems(monkeypatch, "GRU", Lie)
        assert verdict.forward_error == float("inf")

    def test_outputs_that_are_no_numbers(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others) * float("nan")

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("equations",)

    @pytest.mark.parametrize(
        ("name", "gates", "pair"),
        [
            *(("LSTM", "ifco", pair) for pair in combinations(range(4), 2)),
            *(("GRU", "zrh", pair) for pair in combinations(range(3), 2)),
        ],
    )
    @pytest.mark.parametrize("bias", [True, False])
    def test_any_two_gates_swapped(self, monkeypatch, name, gates, pair, bias):
        """A layer that computes with two gates in each other's place; the verdict even says which."""
        count = len(gates)

        def swapped(array):
            blocks = np.split(array, count, axis=-1)
            one, two = pair
            blocks[one], blocks[two] = blocks[two], blocks[one]
            return np.concatenate(blocks, axis=-1)

        class Lie(getattr(keras.layers, name)):
            def set_weights(self, arrays):
                super().set_weights([swapped(array) for array in arrays])

        order = list(gates)
        order[pair[0]], order[pair[1]] = order[pair[1]], order[pair[0]]
        verdict = self.problems(monkeypatch, name, Lie, layer(name, units=4, input=3, bias=bias))
        assert verdict.problems == ("equations",)
        assert f"in the order {', '.join(order)}, not {', '.join(gates)}" in verdict.hint

    def test_the_two_rows_of_the_gru_bias_swapped(self, monkeypatch):
        class Lie(keras.layers.GRU):
            def set_weights(self, arrays):
                super().set_weights([*arrays[:2], arrays[2][::-1]])

        assert self.problems(monkeypatch, "GRU", Lie).problems == ("equations",)

    def test_gates_swapped_in_one_kernel_alone(self, monkeypatch):
        class Lie(keras.layers.LSTM):
            def set_weights(self, arrays):
                kernel, *others = arrays
                blocks = np.split(kernel, 4, axis=-1)
                super().set_weights([np.concatenate([blocks[1], blocks[0], *blocks[2:]], axis=-1), *others])

        assert self.problems(monkeypatch, "LSTM", Lie).problems == ("equations",)

    def test_a_lie_of_ours_about_the_order_of_gates(self, monkeypatch):
        entry = keras_cells.GRU._replace(gates={"r": "reset", "z": "update", "h_tilde": "candidate"})
        monkeypatch.setitem(FRAMEWORKS["keras"].cells, "gru", entry)
        verdict = verify(gru(4, 3))
        assert verdict.problems == ("equations",)
        assert "in the order z, r, h" in verdict.hint

    def test_a_lie_of_ours_about_the_equations(self, monkeypatch):
        """The two GRUs have the same kernels; without biases only the forward pass tells them apart."""
        variants = {True: keras_cells.GRU.variants[(False,)], False: keras_cells.GRU.variants[(True,)]}
        entry = keras_cells.GRU._replace(variants={(value,): variant for value, variant in variants.items()})
        monkeypatch.setitem(FRAMEWORKS["keras"].cells, "gru", entry)
        assert verify(gru(4, 3, bias=False)).problems == ("equations",)
