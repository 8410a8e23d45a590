"""The comparison of a model with a real one, which is played by what was derived; lies are planted in it."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, model
from paramcalc.verifiers import LEVELS
from paramcalc.verifiers.base import BuiltLayer, RealModel
from paramcalc.verifiers.model_check import check_model, known_lengths, plain_layers
from paramcalc.verifiers.verdict import ModelCase, ModelTensor

TEXT = "Input((5, 3)) > GRU(4) > Dense(2)"


def verdict_of(text=TEXT, levels=LEVELS, **lies):
    """The verdict on a model whose real one is as derived, except for the layers given by name."""

    def real_model(m):
        layers = {}
        for layer in plain_layers(m):
            tensors = tuple(
                ModelTensor(weight.name, weight.shape, weight.dtype, weight.trainable)
                for weight in layer.result.weights
            )
            total = sum(weight.count for weight in layer.result.weights)
            outputs = tuple(known_lengths(shape) for shape in layer.result.outputs)
            layers[layer.spec] = BuiltLayer(total, tensors, outputs)
            if layer.path in lies:
                layers[layer.spec] = lies[layer.path](layers[layer.spec])
        total = sum(built.total for built in layers.values())
        return RealModel("toy", total, total, layers, lambda spec, weight: weight.name)

    return check_model(real_model, ModelCase("models", model(text)), levels)


def layer_of(verdict, path):
    return next(layer for layer in verdict.layers if layer.path == path)


def test_agrees():
    verdict = verdict_of()
    assert verdict.ok
    assert verdict.is_complete
    assert (verdict.derived, verdict.built, verdict.built_trainable, verdict.method) == (118, 118, 118, "toy")
    assert [(layer.path, layer.kind, layer.built) for layer in verdict.layers] == [
        ("gru", "GRU", 108),
        ("dense", "Dense", 10),
    ]
    assert layer_of(verdict, "dense").built_outputs == ((None, 2),)


def test_levels():
    counted = verdict_of(levels=("count",))
    assert counted.levels == ("count",)
    assert not any(layer.tensors or layer.built_outputs for layer in counted.layers)
    compared = verdict_of(levels=("tensors", "equations"))
    assert (compared.built, compared.levels) == (None, ("tensors",))
    assert all(layer.built is None and layer.tensors for layer in compared.layers)
    with pytest.raises(UsageError, match="no equations of its own"):
        verdict_of(levels=("equations",))


def test_free_sizes():
    with pytest.raises(UsageError, match="every size; free: input"):
        verdict_of("GRU(4)")


@pytest.mark.parametrize(
    ("lie", "problems"),
    [
        (lambda built: built._replace(total=11), ("count",)),
        (lambda built: built._replace(tensors=built.tensors[::-1]), ("tensors",)),
        (lambda built: built._replace(tensors=built.tensors[:1]), ("tensors",)),
        (lambda built: built._replace(outputs=((None, 3),)), ("outputs",)),
        (lambda built: BuiltLayer(refused="ValueError: no"), ("refused",)),
    ],
)
def test_lies(lie, problems):
    verdict = verdict_of(dense=lie)
    assert layer_of(verdict, "dense").problems == verdict.problems == problems
    assert layer_of(verdict, "gru").ok


def test_left_out():
    verdict = verdict_of(dense=lambda built: BuiltLayer(left_out="no such class"))
    assert (verdict.ok, verdict.is_complete) == (True, False)
    assert (verdict.derived, verdict.built) == (108, 108)
    assert verdict.left_out == "dense: no such class"


def test_tensors_that_may_differ():
    def older(built):
        return built._replace(tensors=built.tensors[:1], may_differ="an older Keras")

    verdict = verdict_of(dense=older)
    assert verdict.ok
    assert (verdict.left_out, layer_of(verdict, "dense").tensors) == ("dense: an older Keras", ())
    same = verdict_of(dense=lambda built: built._replace(may_differ="an older Keras"))
    assert (same.left_out, len(layer_of(same, "dense").tensors)) == ("", 2)


def test_outputs_that_are_not_compared():
    verdict = verdict_of(dense=lambda built: built._replace(outputs=None))
    assert (layer_of(verdict, "dense").derived_outputs, verdict.ok) == ((), True)


def test_a_model_that_is_not_built():
    m = model(TEXT)
    root = BuiltLayer(refused="ValueError: names must be unique")

    def real_model(m):
        return RealModel("toy", 0, 0, {m.spec.root: root}, lambda spec, weight: weight.name)

    verdict = check_model(real_model, ModelCase("models", m), LEVELS)
    assert verdict.problems == ("refused",)
    assert [(layer.kind, layer.left_out) for layer in verdict.layers] == [
        ("Sequential", ""),
        ("GRU", "not called"),
        ("Dense", "not called"),
    ]
