"""The printed conversion, pasted into a program that holds a real Keras layer and a real PyTorch layer."""

from __future__ import annotations

import numpy as np
import pytest

from paramcalc import convert, layer
from paramcalc.cli.app import run
from paramcalc.weights.names import tensor_names

torch = pytest.importorskip("torch", reason="pip install 'paramcalc[torch]'")
keras = pytest.importorskip("keras", reason="pip install 'paramcalc[tensorflow]'")

UNITS, FEATURES = 4, 3

X = np.random.default_rng(6).normal(size=(2, 5, FEATURES)).astype("float32")

LAYERS = {"rnn": ("SimpleRNN", "RNN"), "lstm": ("LSTM", "LSTM"), "gru": ("GRU", "GRU")}


def real_keras(cell):
    real = getattr(keras.layers, LAYERS[cell][0])(UNITS, return_sequences=True)
    real(X)
    generator = np.random.default_rng(1)
    real.set_weights([generator.normal(size=each.shape).astype("float32") / 2 for each in real.get_weights()])
    return real


def real_torch(cell):
    torch.manual_seed(2)
    return getattr(torch.nn, LAYERS[cell][1])(FEATURES, UNITS, batch_first=True)


def printed(capsys, *arguments):
    """The function that `paramcalc map --format python` prints, pasted."""
    assert run(["map", *arguments, "--format", "python"]) == 0
    names = {}
    exec(capsys.readouterr().out, names)
    (function,) = [value for name, value in names.items() if "_to_" in name]
    return function


def outputs(real):
    if isinstance(real, torch.nn.Module):
        with torch.no_grad():
            return real(torch.from_numpy(X))[0].numpy()
    return np.asarray(real(X))


@pytest.mark.parametrize("sizes", [[], ["-u", str(UNITS), "-i", str(FEATURES)]], ids=["symbols", "numbers"])
@pytest.mark.parametrize("cell", LAYERS)
class TestRealLayers:
    def test_from_keras_to_pytorch(self, capsys, cell, sizes):
        function = printed(capsys, cell, "--from", "keras", "--to", "pytorch", *sizes)
        source, target = real_keras(cell), real_torch(cell)
        before = outputs(target)
        weights = dict(zip(tensor_names(layer(cell)), source.get_weights(), strict=True))
        moved = function(weights)
        target.load_state_dict({name: torch.from_numpy(array) for name, array in moved.items()})
        np.testing.assert_allclose(outputs(target), outputs(source), rtol=1e-4, atol=1e-6)
        assert not np.allclose(before, outputs(source), rtol=1e-2)

    def test_from_pytorch_to_keras(self, capsys, cell, sizes):
        function = printed(capsys, cell, "--from", "pytorch", "--to", "keras", *sizes)
        source, target = real_torch(cell), real_keras(cell)
        target.set_weights(list(function(source.state_dict()).values()))
        np.testing.assert_allclose(outputs(target), outputs(source), rtol=1e-4, atol=1e-6)

    def test_convert_takes_a_state_dict_and_gives_one(self, cell, sizes):
        theirs, ours = (layer(cell, units=UNITS, input=FEATURES, framework=name) for name in ("pytorch", "keras"))
        source, target = real_torch(cell), real_keras(cell)
        model = torch.nn.ModuleDict({"encoder": source, "head": torch.nn.Linear(UNITS, 2)})
        target.set_weights(list(convert(model.state_dict(), theirs, ours).values()))
        np.testing.assert_allclose(outputs(target), outputs(source), rtol=1e-4, atol=1e-6)
        back = convert({each.path: each for each in target.weights}, ours, theirs)
        assert set(back) == set(source.state_dict())
        source.load_state_dict({name: torch.from_numpy(array) for name, array in back.items()})
        np.testing.assert_allclose(outputs(source), outputs(target), rtol=1e-4, atol=1e-6)
