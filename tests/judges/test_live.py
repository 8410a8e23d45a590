"""Models in memory: Keras's and PyTorch's own counts are the judge, and nothing of the object may change."""

from __future__ import annotations

import importlib.util
import json
import math
import random

import pytest

import paramcalc
from paramcalc.errors import UsageError
from tests.support import SAVED_MODELS

HAS_KERAS = importlib.util.find_spec("keras") is not None

HAS_TORCH = importlib.util.find_spec("torch") is not None

FIXTURES = sorted(path.name for path in (SAVED_MODELS / "keras3").glob("[0-9]*.json"))

LEFT_OUT = {"25_lambda.json": "Keras does not load a Lambda"}

SEEDS = range(30)


def numbers(variables) -> int:
    unique = {id(variable): math.prod(variable.shape) for variable in variables}
    return sum(unique.values())


def check_keras(real, *, known: bool = True) -> None:
    before = [(id(weight), tuple(weight.shape), weight.trainable) for weight in real.weights]
    names = [layer.name for layer in getattr(real, "layers", ())]
    model = paramcalc.model(real)
    assert (model.total, model.trainable) == (numbers(real.weights), numbers(real.trainable_weights))
    assert not model.is_lower_bound
    assert all("tensors of the object" not in note for line in model.layers for note in line.notes) or not known
    verdict = paramcalc.verify(real)
    assert verdict.ok, verdict.problems
    assert (verdict.built, verdict.built_trainable) == (model.total, model.trainable)
    assert [(id(weight), tuple(weight.shape), weight.trainable) for weight in real.weights] == before
    assert [layer.name for layer in getattr(real, "layers", ())] == names


@pytest.mark.skipif(not HAS_KERAS, reason="pip install 'paramcalc[tensorflow]'")
class TestKeras:
    @pytest.mark.parametrize("name", [name for name in FIXTURES if name not in LEFT_OUT])
    def test_the_saved_models_as_objects(self, name):
        import keras

        real = keras.models.model_from_json((SAVED_MODELS / "keras3" / name).read_text())
        if not real.built:
            assert paramcalc.model(real).total == paramcalc.read(SAVED_MODELS / "keras3" / name).total
            return
        check_keras(real)

    @pytest.mark.parametrize("name", ["VGG16", "ResNet50", "MobileNetV3Small", "ConvNeXtTiny", "EfficientNetB0"])
    def test_an_application(self, name):
        import keras

        with keras.StatelessScope(initialize_variables=False):
            real = getattr(keras.applications, name)(weights=None)
        for layer in real.layers[: len(real.layers) // 2]:
            layer.trainable = False
        check_keras(real)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_random_model(self, seed):
        check_keras(random_keras(random.Random(seed)))

    def test_custom_layers_and_models(self):
        import keras
        from keras import layers

        class Scale(layers.Layer):
            def build(self, shape):
                self.inner = layers.Dense(3)
                self.inner.build(shape)
                self.scale = self.add_weight(shape=(shape[-1],))
                self.fixed = self.add_weight(shape=(2,), trainable=False)

            def call(self, x):
                return self.inner(x * self.scale)

        class Dense(layers.Layer):
            def build(self, shape):
                self.odd = self.add_weight(shape=(7,))

            def call(self, x):
                return x

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.first, self.scale = layers.Dense(4), Scale()
                self.tail = keras.Sequential([layers.Dense(2), Dense()])
                self.own = self.add_weight(shape=(5,))

            def call(self, x):
                return self.tail(self.scale(self.first(x)))

        sequential = keras.Sequential(
            [keras.Input((6,)), Scale(), layers.Dense(4), Dense(), keras.Sequential([Scale()])]
        )
        net = Net()
        net(keras.ops.zeros((2, 6)))
        for real in (sequential, net, sequential.layers[0]):
            check_keras(real, known=False)
        assert [line.kind for line in paramcalc.model(net).layers] == ["Dense", "Scale", "Sequential", "Net"]

    def test_a_layer(self):
        from keras import layers

        layer = layers.GRU(8)
        assert paramcalc.model(layer, input_shape=(None, None, 4)).total == 336
        with pytest.raises(UsageError, match="a real model needs every size"):
            paramcalc.verify(layer)
        layer.build((None, 5, 4))
        check_keras(layer)
        wrapped = layers.Bidirectional(layers.LSTM(8))
        wrapped.build((None, 5, 4))
        check_keras(wrapped)

    def test_configurations_and_json(self):
        import keras

        real = random_keras(random.Random(3))
        sources = (
            real.get_config(),
            real.to_json(),
            json.loads(real.to_json()),
            keras.saving.serialize_keras_object(real),
        )
        assert {paramcalc.model(source).total for source in sources} == {real.count_params()}

    def test_a_weight_that_does_not_follow_is_found(self):
        import keras

        real = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8)])
        layer = real.layers[0]
        layer._tracker.unlock()
        layer.extra = layer.add_weight(shape=(3,))
        verdict = paramcalc.verify(real)
        assert not verdict.ok
        assert "count" in verdict.problems

    def test_tf_keras(self):
        tf_keras = pytest.importorskip("tf_keras")
        real = tf_keras.Sequential(
            [tf_keras.layers.GRU(8, input_shape=(5, 4), reset_after=False), tf_keras.layers.BatchNormalization()]
        )
        real.add(tf_keras.layers.Dense(3, trainable=False))
        check_keras(real)


def random_keras(rng: random.Random):
    """A functional model of random layers, some frozen, some nested, some shared."""
    import keras
    from keras import layers

    inputs = keras.Input((rng.choice((6, 8)), rng.choice((3, 5))))
    x = inputs
    shared = layers.Dense(4)
    for _ in range(rng.randint(1, 5)):
        width = rng.randint(2, 6)
        makers = (
            lambda width=width: layers.GRU(width, return_sequences=True, reset_after=rng.random() < 0.5),
            lambda width=width: layers.Bidirectional(layers.LSTM(width, return_sequences=True)),
            lambda width=width: layers.TimeDistributed(layers.Dense(width)),
            lambda width=width: layers.Conv1D(width, 3, padding="same", use_bias=rng.random() < 0.5),
            lambda: layers.BatchNormalization(scale=rng.random() < 0.5),
            lambda: layers.LayerNormalization(),
            lambda width=width: keras.Sequential([layers.Dense(width), layers.BatchNormalization()]),
            lambda: shared,
        )
        layer = rng.choice(makers)()
        if layer is shared and x.shape[-1] != 4 and layer.built:
            continue
        if layer is shared and not layer.built and x.shape[-1] != 4:
            x = layers.Dense(4)(x)
        x = layer(x)
        if rng.random() < 0.3:
            layer.trainable = False
    outputs = layers.Dense(2)(layers.MultiHeadAttention(2, 3)(x, x) if rng.random() < 0.3 else x)
    return keras.Model(inputs, outputs)


def check_torch(real) -> None:
    before = {name: (id(value), value.requires_grad) for name, value in real.named_parameters()}
    model = paramcalc.model(real)
    trained = [value for value in real.parameters() if value.requires_grad]
    assert (model.total, model.trainable) == (numbers(real.parameters()), numbers(trained))
    assert model.bytes == sum(value.numel() * value.element_size() for value in real.parameters())
    verdict = paramcalc.verify(real)
    assert verdict.ok, verdict.problems
    assert (verdict.built, verdict.built_trainable) == (model.total, model.trainable)
    assert {name: (id(value), value.requires_grad) for name, value in real.named_parameters()} == before


@pytest.mark.skipif(not HAS_TORCH, reason="pip install 'paramcalc[torch]'")
@pytest.mark.filterwarnings("ignore")
class TestPyTorch:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_random_module(self, seed):
        check_torch(random_torch(random.Random(seed)))

    def test_known_classes_are_derived(self):
        from torch import nn

        real = nn.Sequential(nn.Embedding(50, 8), nn.LSTM(8, 6, 2, bidirectional=True))
        model = paramcalc.model(real)
        assert [line.kind for line in model.layers] == ["Embedding", "LSTM"]
        assert model.layers[1].breakdowns
        check_torch(real)
        for module in (
            nn.Linear(3, 4),
            nn.GRU(3, 4, bias=False),
            nn.MultiheadAttention(8, 2, add_bias_kv=True, kdim=3),
        ):
            assert [line.kind for line in paramcalc.model(module).layers] == [type(module).__name__]
            check_torch(module)

    def test_tied_and_frozen_parameters(self):
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.encoder, self.decoder = nn.Embedding(50, 8), nn.Linear(8, 50)
                self.decoder.weight = self.encoder.weight
                self.twice = nn.ModuleList([nn.GRU(8, 4)] * 2)
                self.scale = nn.Parameter(torch.ones(3, dtype=torch.float16))
                self.register_buffer("kept", torch.ones(9))
                self.normed = nn.utils.parametrizations.weight_norm(nn.Linear(4, 4))
                self.twice[0].weight_ih_l0.requires_grad_(False)

        check_torch(Net())

    def test_a_class_of_the_same_name_is_another_one(self):
        import torch
        from torch import nn

        class Linear(nn.Module):
            def __init__(self):
                super().__init__()
                self.in_features, self.out_features, self.odd = 3, 4, nn.Parameter(torch.ones(5))

        check_torch(Linear())

    def test_a_lazy_module_is_a_lower_bound(self):
        from torch import nn

        model = paramcalc.model(nn.Sequential(nn.Linear(3, 4), nn.LazyLinear(5)))
        assert model.is_lower_bound
        assert model.total == 16

    def test_a_parameter_that_is_left_out_is_found(self, monkeypatch):
        from torch import nn

        from paramcalc.readers.live import pytorch as reader

        monkeypatch.setattr(reader, "_own", lambda module: dict(list(module._parameters.items())[:1]))
        monkeypatch.setattr(reader, "layer_classes", lambda framework: {})
        assert not paramcalc.verify(nn.Linear(3, 4)).ok


def random_torch(rng: random.Random, depth: int = 2):
    """A module of random modules, some shared, some frozen, some of a class of one's own."""
    from torch import nn

    class Own(nn.Module):
        def __init__(self, children):
            super().__init__()
            for number, child in enumerate(children):
                setattr(self, f"part{number}", child)
            self.own = nn.Parameter(nn.Linear(2, 3).weight.detach())

    children = []
    for _ in range(rng.randint(1, 4)):
        width, other = rng.randint(1, 3) * 4, rng.randint(1, 9)
        makers = (
            lambda width=width, other=other: nn.Linear(width, other, bias=rng.random() < 0.5),
            lambda width=width, other=other: nn.LSTM(other, width, rng.randint(1, 3), proj_size=rng.choice((0, 2))),
            lambda width=width, other=other: nn.GRU(other, width, bidirectional=rng.random() < 0.5),
            lambda width=width, other=other: nn.Conv2d(width, width * other, 3, groups=rng.choice((1, width))),
            lambda width=width: nn.BatchNorm1d(width, affine=rng.random() < 0.5),
            lambda width=width: nn.LayerNorm((2, width), elementwise_affine=rng.random() < 0.7),
            lambda width=width: nn.MultiheadAttention(width, 2, bias=rng.random() < 0.5),
            lambda width=width: nn.TransformerEncoderLayer(width, 2, dim_feedforward=8),
            lambda other=other: nn.Embedding(other, 4, padding_idx=0),
            lambda: random_torch(rng, depth - 1) if depth else nn.PReLU(3),
        )
        child = rng.choice(makers)()
        if rng.random() < 0.2:
            child.requires_grad_(False)
        elif rng.random() < 0.2:
            next(iter(child.parameters()), nn.Parameter()).requires_grad_(False)
        children += [child] * rng.choice((1, 1, 2))
    return nn.Sequential(*children) if rng.random() < 0.5 else Own(children)
