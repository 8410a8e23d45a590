"""Definitions held against real custom layers of Keras and modules of PyTorch, saved and read back."""

from __future__ import annotations

import itertools
from math import prod

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.readers.definitions import tables_in

DEFINITIONS = """
[Scale]
arguments = "factor=1, center=True"
weights = '''
gamma (input)
beta (input) if center
'''
output = "same"
macs = 0

[Mix]
arguments = "units, use_bias=True"
weights = '''
w (input, 2 * units)
v (units) if use_bias
seen () frozen
'''
output = "(batch, ..., units)"
macs = "positions * 2 * input * units"

[Squeeze]
arguments = "ratio=4"
input = "(batch, height, width, channels)"
weights = '''
down (channels, channels // ratio)
up (channels // ratio, channels)
'''
output = "same"
macs = "2 * channels * (channels // ratio)"

[MGUCell]
arguments = "units, use_bias=True"
input = "(batch, input)"
equations = '''
h: units
f = sigmoid(W_f @ x + U_f @ h + b_f)
h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
h = (1 - f) * h + f * h_tilde
'''
storage = '''
kernel: columns (gate rows)
recurrent_kernel: columns (gate rows)
bias: (gate rows)
'''
"""


@pytest.fixture(scope="module")
def keras():
    library = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")
    pytest.importorskip("h5py", reason="h5py is not installed: pip install 'paramcalc[h5]'")
    return library


@pytest.fixture(scope="module")
def classes(keras):
    """Real layers as people write them; nothing in them comes from the definitions."""
    register = keras.saving.register_keras_serializable("mine")

    class Configured(keras.layers.Layer):
        names: tuple[str, ...] = ()

        def get_config(self):
            return {**super().get_config(), **{name: getattr(self, name) for name in self.names}}

    @register
    class Scale(Configured):
        names = ("factor", "center")

        def __init__(self, factor=1, center=True, **others):
            super().__init__(**others)
            self.factor, self.center = factor, center

        def build(self, shape):
            self.gamma = self.add_weight(shape=(shape[-1],), name="gamma")
            if self.center:
                self.beta = self.add_weight(shape=(shape[-1],), name="beta")

        def call(self, x):
            return self.gamma * x * self.factor

    @register
    class Mix(Configured):
        names = ("units", "use_bias")

        def __init__(self, units, use_bias=True, **others):
            super().__init__(**others)
            self.units, self.use_bias = units, use_bias

        def build(self, shape):
            self.w = self.add_weight(shape=(shape[-1], 2 * self.units), name="w")
            if self.use_bias:
                self.v = self.add_weight(shape=(self.units,), name="v")
            self.seen = self.add_weight(shape=(), name="seen", trainable=False)

        def call(self, x):
            return keras.ops.matmul(x, self.w)[..., : self.units]

        def compute_output_shape(self, shape):
            return (*shape[:-1], self.units)

    @register
    class Squeeze(Configured):
        names = ("ratio",)

        def __init__(self, ratio=4, **others):
            super().__init__(**others)
            self.ratio = ratio

        def build(self, shape):
            channels = shape[-1]
            self.down = self.add_weight(shape=(channels, channels // self.ratio), name="down")
            self.up = self.add_weight(shape=(channels // self.ratio, channels), name="up")

        def call(self, x):
            mean = keras.ops.mean(x, axis=(1, 2), keepdims=True)
            return x * keras.ops.matmul(keras.ops.matmul(mean, self.down), self.up)

    @register
    class MGUCell(Configured):
        names = ("units", "use_bias")

        def __init__(self, units, use_bias=True, **others):
            super().__init__(**others)
            self.units, self.use_bias, self.state_size, self.output_size = units, use_bias, units, units

        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], 2 * self.units), name="kernel")
            self.recurrent_kernel = self.add_weight(shape=(self.units, 2 * self.units), name="recurrent_kernel")
            if self.use_bias:
                self.bias = self.add_weight(shape=(2 * self.units,), name="bias")

        def call(self, x, states):
            (h,) = states
            of_x = keras.ops.matmul(x, self.kernel)
            f = keras.ops.sigmoid((of_x + keras.ops.matmul(h, self.recurrent_kernel))[..., : self.units])
            h = (1 - f) * h + f * keras.ops.tanh(of_x[..., self.units :])
            return h, [h]

    return {"Scale": Scale, "Mix": Mix, "Squeeze": Squeeze, "MGUCell": MGUCell}


@pytest.fixture(scope="module")
def models(keras, classes):
    layers, (scale, mix, squeeze, mgu) = keras.layers, classes.values()
    steps = keras.Input((9, 6))
    return [
        keras.Sequential(
            [keras.Input((28, 6)), layers.GRU(20, return_sequences=True), scale(3), mix(9), layers.GRU(5)]
        ),
        keras.Sequential([keras.Input((5,)), mix(7, use_bias=False), scale(center=False), layers.Dense(3)]),
        keras.Sequential([keras.Input((8, 8, 16)), squeeze(), layers.Conv2D(4, 3), squeeze(2), layers.Flatten()]),
        keras.Model(
            steps, layers.Concatenate()([mix(8)(steps), scale()(steps), layers.TimeDistributed(mix(2))(steps)])
        ),
        keras.Sequential(
            [keras.Input((None, 6)), layers.RNN(mgu(8), return_sequences=True), layers.RNN(mgu(3, False))]
        ),
        keras.Sequential([keras.Input((9, 6)), layers.Bidirectional(layers.RNN(mgu(4))), layers.Dense(2)]),
    ]


def outputs_of(layer):
    return tuple(layer.output.shape)


@pytest.mark.parametrize("suffix", ["keras", "h5", "json"])
def test_a_saved_model_of_custom_layers_is_counted_as_keras_counts_it(models, suffix, tmp_path):
    for number, real in enumerate(models):
        path = tmp_path / f"{number}.{suffix}"
        if suffix == "json":
            path.write_text(real.to_json(), encoding="utf-8")
        else:
            real.save(path)
        with paramcalc.define(tables_in(DEFINITIONS, "a test")):
            model = paramcalc.read(path)
        trained = sum(prod(weight.shape) for weight in real.trainable_weights)
        assert (model.total, model.trainable) == (real.count_params(), trained), number
        assert not model.from_file
        assert not model.differences
        for line in model.layers:
            layer = next((each for each in real.layers if each.name == line.name), None)
            assert layer is not None
            assert line.total == layer.count_params(), (number, line.path)
            shape = tuple(None if not isinstance(size, int) else size for size in line.outputs[0])
            assert shape == outputs_of(layer), (number, line.path)


PLANTED = {
    "a further axis": ("gamma (input)", "gamma (1, input)", r"the definition gives gamma \(1, 20\), the file has"),
    "another factor": ("2 * units)", "3 * units)", r"gives w \(20, 27\), the file has .* \(20, 18\)"),
    "a missing line": ("beta (input) if center", "", "the definition has no such tensor, the file has"),
    "another switch": ("if center", "if not center", "the definition has no such tensor, the file has"),
}


@pytest.mark.parametrize(("old", "new", "message"), PLANTED.values(), ids=PLANTED)
def test_a_wrong_definition_is_refused_with_both_shapes(models, old, new, message, tmp_path):
    path = tmp_path / "model.keras"
    models[0].save(path)
    assert old in DEFINITIONS
    with paramcalc.define(tables_in(DEFINITIONS.replace(old, new), "a test")), pytest.raises(UsageError, match=message):
        paramcalc.read(path)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_printed_definition_counts_the_file_it_came_from(models, number, tmp_path):
    path = tmp_path / "model.keras"
    models[number].save(path)
    unknown = paramcalc.read(path)
    assert unknown.from_file
    with paramcalc.define(tables_in(unknown.definitions, "a test")):
        known = paramcalc.read(path)
    assert known.total == models[number].count_params()
    assert not known.from_file


def test_verify_leaves_defined_layers_out_and_compares_the_others(models, tmp_path):
    path = tmp_path / "model.keras"
    models[0].save(path)
    with paramcalc.define(tables_in(DEFINITIONS, "a test")):
        verdict = paramcalc.verify(paramcalc.read(path))
    assert verdict.ok
    reasons = {check.kind: check.left_out for check in verdict.layers}
    assert "class of your own" in reasons["Scale"]
    assert reasons["GRU"] == ""


def test_a_module_of_pytorch_is_counted_as_pytorch_counts_it():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install 'paramcalc[torch]'")

    class Mixer(torch.nn.Module):
        def __init__(self, size, bias=True):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(size, size))
            self.bias = torch.nn.Parameter(torch.zeros(size)) if bias else None

    table = {
        "framework": "pytorch",
        "arguments": "size, bias=True",
        "weights": "weight (size, size)\nbias (size) if bias",
        "output": "same",
        "macs": "positions * size * size",
    }
    with paramcalc.define(Mixer=table):
        for size, bias in itertools.product((3, 8), (True, False)):
            real = torch.nn.Sequential(torch.nn.Linear(4, size), Mixer(size, bias))
            model = paramcalc.model(f"Linear(4, {size}) > Mixer({size}, bias={bias})", framework="pytorch")
            assert model.total == sum(parameter.numel() for parameter in real.parameters())
