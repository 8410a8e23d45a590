"""Every lie about a Keras model that the verifier must catch, planted."""

from __future__ import annotations

import pytest

from paramcalc import model as line
from paramcalc import verify
from paramcalc.classes import layer_classes
from paramcalc.models.breakdown import Model

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")

MNIST = "Input((28, 28)) > GRU(75) > Dense(10)"


class TestPlantedLies:
    """Each is caught, and said where it is."""

    def layer(self, verdict, name):
        assert not verdict.ok
        return next(each for each in verdict.layers if each.path == name)

    def test_a_bias_of_ours_too_much(self, monkeypatch):
        entries = layer_classes("keras")
        lie = entries["Dense"]._replace(weights="kernel (input, units)\nbias (units)\nmore (units)")
        monkeypatch.setitem(entries, "Dense", lie)
        wrong = self.layer(verify(line(MNIST)), "dense")
        assert wrong.problems == ("count", "tensors")
        assert (wrong.tensors[-1].derived.name, wrong.tensors[-1].built) == ("more", None)

    @pytest.mark.parametrize(
        "weights",
        [
            "kernel (units, input)\nbias (units)",
            "bias (units)\nkernel (input, units)",
            "kernel (input, units)\nbeta (units)",
            "kernel (input, units)\nbias (units) frozen",
            "kernel (input, units)\nbias (units) as float16",
        ],
        ids=["turned", "order", "name", "trainable", "dtype"],
    )
    def test_tensors_of_ours(self, monkeypatch, weights):
        entries = layer_classes("keras")
        monkeypatch.setitem(entries, "Dense", entries["Dense"]._replace(weights=weights))
        verdict = verify(line(MNIST))
        assert self.layer(verdict, "dense").problems == ("tensors",)
        assert ("count" in verdict.problems) is ("frozen" in weights)
        assert next(each for each in verdict.layers if each.path == "gru").ok

    def test_an_output_of_ours(self, monkeypatch):
        entries = layer_classes("keras")
        monkeypatch.setitem(entries, "GRU", entries["GRU"]._replace(output=lambda call: (call.shape[0], 76)))
        verdict = verify(line(MNIST))
        assert self.layer(verdict, "gru").problems == ("outputs",)
        assert self.layer(verdict, "dense").problems == ("count", "tensors")

    def test_a_real_bias_too_much(self, monkeypatch):
        class Lie(keras.layers.Dense):
            def build(self, shape):
                super().build(shape)
                self.more = self.add_weight(shape=(self.units,), name="more")

        monkeypatch.setattr(keras.layers, "Dense", Lie)
        assert self.layer(verify(line(MNIST)), "dense").problems == ("count", "tensors")

    def test_a_real_count_off_by_one(self, monkeypatch):
        class Lie(keras.layers.Dense):
            def count_params(self):
                return super().count_params() + 1

        monkeypatch.setattr(keras.layers, "Dense", Lie)
        assert self.layer(verify(line(MNIST)), "dense").problems == ("count",)

    def test_directions_swapped(self, monkeypatch):
        class Lie(keras.layers.Bidirectional):
            @property
            def weights(self):
                return super().weights[::-1]

        monkeypatch.setattr(keras.layers, "Bidirectional", Lie)
        text = "Input((5, 3)) > Bidirectional(SimpleRNN(3))"
        assert self.layer(verify(line(text)), "bidirectional").problems == ("tensors",)

    def test_sharing_lost(self, monkeypatch, source):
        """A model that derives two layers where there is one."""
        m = source("cell, x = GRUCell(4), Input((5, 3))\nmodel = Model(x, [RNN(cell)(x), RNN(cell)(x)])")
        one, two = (each for each in m.spec.root.graph.layers if each.kind == "RNN")
        two.config["cell"] = one.config["cell"].copy("gru_cell")
        twice = Model(m.spec)
        assert (m.total, twice.total) == (108, 216)
        two.config["cell"] = one.config["cell"]
        verdict = verify(twice)
        assert verdict.problems == ("count",)
        assert (verdict.derived, verdict.built) == (216, 108)

    def test_what_keras_refuses(self):
        verdict = verify(line("Input((5, 3)) > Dropout(2.5) > Dense(2)"))
        wrong = self.layer(verdict, "dropout")
        assert wrong.problems == verdict.problems == ("refused",)
        assert "between 0 and 1" in wrong.refused
        assert next(each for each in verdict.layers if each.path == "dense").ok

    def test_a_model_that_keras_refuses(self, source):
        verdict = verify(line("Input((5, 3)) > Dense(2, name='a') > Dense(4, name='a')"))
        assert verdict.problems == ("refused",)
        assert "unique" in verdict.layers[0].refused
        text = """
inner = Sequential([Input((6, 3)), Dense(4, name="a"), Dense(4, name="a")], name="inner")
x = Input((6, 3))
model = Model(x, Dense(7)(inner(x)))
"""
        verdict = verify(source(text))
        assert self.layer(verdict, "inner").problems == ("refused",)
        assert verdict.derived == verdict.built
