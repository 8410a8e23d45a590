"""Whole models compared with the real Keras: saved files of five generations, the worked examples, lines and graphs."""

from __future__ import annotations

import json
import re

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode, UsageError, read, verify
from paramcalc import model as line
from paramcalc.cli.app import run
from paramcalc.readers import hdf5
from paramcalc.verifiers.suite import MODELS

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")

FILES = sorted(path for path in SAVED_MODELS.glob("*/*.*") if path.suffix in (".keras", ".json", ".h5"))

SAVED = [path for path in FILES if path.name != "expected.json"]

UNBUILT = "21_unbuilt"
"""A model that was never built, so that no real one can be."""

WEIGHTLESS = ("lambda", "get_item")
"""The layers of the files that are left out and have no parameters."""

GONE = {"CuDNNLSTM", "CuDNNGRU", "Highway", "MaxoutDense"}
"""The classes in the files that Keras 3 does not have."""

SEEDS = dict(zip(MODELS["keras"], (24385, 24160, 322113, 328353, 326369, 2080, 1317313), strict=True))

MNIST = "Input((28, 28)) > GRU(75) > Dense(10)"


class TestSavedFiles:
    @pytest.mark.parametrize(
        "path", [each for each in SAVED if each.stem != UNBUILT], ids=lambda path: f"{path.parent.name}/{path.name}"
    )
    def test_agrees(self, path):
        if path.suffix == ".h5" and not hdf5.is_there():
            pytest.skip("h5py is not installed: pip install h5py")
        verdict = verify(read(path, weights=False))
        assert verdict.ok, [each for each in verdict.layers if not each.ok]
        assert verdict.built == verdict.derived
        left = [each for each in verdict.layers if each.left_out]
        for each in left:
            is_known = each.kind in GONE or each.path in WEIGHTLESS
            assert is_known or (path.parent.name == "keras_1.2.2" and each.built == each.derived), each
        assert verdict.is_complete is not any(each.kind in GONE for each in left)

    @pytest.mark.parametrize("path", [each for each in SAVED if each.suffix == ".keras" and each.stem != UNBUILT])
    def test_nothing_is_compared_with_nothing(self, path):
        """Every layer that is not left out has its real count, its tensors and its shape beside it."""
        m = read(path, weights=False)
        verdict = verify(m)
        compared = [each for each in verdict.layers if not each.left_out]
        assert compared
        assert all(each.built is not None for each in compared)
        assert all(each.derived_outputs or each.path == "bi_uneven" for each in compared)
        if verdict.is_complete:
            assert sum(len(each.tensors) for each in compared) >= len(m.weights)

    def test_the_totals_are_those_of_the_files(self):
        """What is compared is what Keras itself said when it wrote the file, where nothing was left out."""
        found = 0
        for path in SAVED:
            stated = json.loads((path.parent / "expected.json").read_text()).get(path.stem, {})
            if path.suffix == ".keras" and path.stem != UNBUILT and stated.get("total"):
                verdict = verify(read(path, weights=False))
                if verdict.is_complete:
                    assert verdict.built == stated["total"], path
                    found += 1
        assert found > 10

    def test_unbuilt(self):
        with pytest.raises(UsageError, match="every size; free: input"):
            verify(read(next(path for path in SAVED if path.stem == UNBUILT), weights=False))


@pytest.mark.parametrize("generation", ["tf2.5", "keras3"])
def test_frozen_in_a_file(generation, tmp_path):
    """In Keras 2 the word reaches the cells inside, in Keras 3 it does not."""
    path = SAVED_MODELS / generation / "05_stacked_cells.json"
    document = json.loads(path.read_text())
    for layer in document["config"]["layers"]:
        if layer["class_name"] == "RNN":
            layer["config"]["trainable"] = False
    path = tmp_path / "model.json"
    path.write_text(json.dumps(document))
    verdict = verify(read(path))
    assert verdict.ok
    assert (verdict.built, verdict.built_trainable) == (1718, 18 if generation == "tf2.5" else 1718)


class TestSeeds:
    @pytest.mark.parametrize("text", SEEDS)
    def test_agrees(self, text):
        verdict = verify(line(text))
        assert verdict.ok
        assert (verdict.derived, verdict.built, verdict.left_out) == (SEEDS[text], SEEDS[text], "")

    def test_in_the_table(self, capsys):
        assert run(["verify", "--select", "models or (giants and rnn)"]) == ExitCode.OK
        out = capsys.readouterr().out
        assert re.search(r"^models +20 +0 +not run$", out, re.MULTILINE)
        assert "and 7 models, no mismatches" in out

    def test_without_a_level_of_theirs(self, capsys):
        assert run(["verify", "--select", "models", "--levels", "equations"]) == ExitCode.USAGE
        assert "nothing matches" in capsys.readouterr().err
        with pytest.raises(UsageError, match="no equations of its own"):
            verify(line(MNIST), ["equations"])
        counted = verify(line(MNIST), ["count"])
        assert counted.levels == ("count",)
        assert not any(each.tensors for each in counted.layers)
        assert verify(line(MNIST), ["tensors"]).built is None


TEXTS = [
    "Input((5, 3)) > Bidirectional(LSTM(4, return_sequences=True, return_state=False)) > TimeDistributed(Dense(2))",
    "Input((5, 3)) > Bidirectional(GRU(3), merge_mode=None)",
    "Input((5, 3)) > Bidirectional(LSTM(3), backward_layer=LSTM(2, go_backwards=True)) > Dense(1)",
    "Input((5, 3)) > RNN([LSTMCell(4), GRUCell(5)], return_state=True)",
    "Input((5, 4, 6, 3)) > ConvLSTM2D(4, 3, return_state=True)",
    "Input((4, 3)) > MultiHeadAttention(2, 3, use_gate=True) > LayerNormalization(rms_scaling=True)",
    "Input((8, 8, 3)) > SeparableConv2D(4, 3) > DepthwiseConv2D(3) > Conv2DTranspose(5, 3, strides=2) > Flatten()",
    "Input((5, 3)) > SpectralNormalization(Dense(3)) > BatchNormalization() > PReLU(shared_axes=[1])",
    "Input((8,)) > Dense(4, lora_rank=2) > Dense(3, dtype='int8_from_float32') > Dense(2, dtype='float8_from_float32')",
    "Input((8,)) > Dense(4, dtype='int4_from_float32') > Dense(3, dtype='mixed_float16') > Dense(2, dtype='bfloat16')",
    "Input((5, 3)) > EinsumDense('abc,cd->abd', output_shape=(None, 7), bias_axes='d') > Reshape((-1,))",
    "Input((5, 3)) > GRU(3, trainable=False) > BatchNormalization(trainable=False)",
    "Input((5, 3)) > Bidirectional(GRU(3), trainable=False) > Dense(2)",
    "Input((5, 3)) > MultiHeadAttention(2, 3, trainable=False)",
    "Input((5, 3), batch_size=2) > GRU(3, stateful=True) > Dense(2)",
    "Input((1,)) > TextVectorization() > Embedding(10, 3) > LSTM(3)",
    "Embedding(100, 8) > GRU(3)",
    "Input((5,)) > Dense(10**30)",
    "Input((None, 3)) > Conv1D(4, 3, padding='causal', dilation_rate=2) > UpSampling1D(3) > GlobalMaxPooling1D()",
]


@pytest.mark.parametrize("text", TEXTS)
def test_lines(text, capfd):
    verdict = verify(line(text))
    assert verdict.ok, [each for each in verdict.layers if not each.ok]
    assert verdict.left_out == ""
    assert verdict.method == ("tf.Graph" if "stateful" in text else "keras.StatelessScope")
    assert capfd.readouterr() == ("", "")


GRAPHS = {
    "shared": """
gru, a, b = GRU(4), Input((5, 3)), Input((7, 3))
model = Model([a, b], Dense(2)(Concatenate()([gru(a), gru(b)])))
""",
    "nested and frozen": """
encoder = Sequential([Input((5, 3)), GRU(4, return_sequences=True), GRU(2)], name="encoder")
encoder.trainable = False
x = Input((5, 3))
model = Model(x, Dense(3)(encoder(x)))
""",
    "a nested one called twice": """
encoder = Sequential([GRU(4)], name="encoder")
a, b = Input((5, 3)), Input((5, 3))
model = Model([a, b], Dense(3)(Add()([encoder(a), encoder(b)])))
""",
    "in a wrapper": """
model = Sequential([Input((5, 3, 2)), TimeDistributed(Sequential([GRU(4), Dense(3)], name="inner")), LSTM(2)])
""",
    "one cell in two layers": """
cell, x = GRUCell(4), Input((5, 3))
model = Model(x, [RNN(cell)(x), RNN(cell)(x)])
""",
    "frozen in a wrapper": """
gru = GRU(4)
gru.trainable = False
model = Sequential([Input((5, 3)), Bidirectional(gru), Dense(2)])
""",
    "frozen attention": """
x = Input((5, 3))
attention = MultiHeadAttention(2, 3)
y = attention(x, x)
attention.trainable = False
model = Model(x, Dense(2)(y))
""",
    "a frozen stack": """
rnn = RNN([LSTMCell(4), GRUCell(3)])
rnn.trainable = False
model = Sequential([Input((5, 3)), rnn, Dense(2)])
""",
    "attention": """
x, y = Input((5, 3)), Input((6, 3))
z = MultiHeadAttention(2, 3)(x, y)
model = Model([x, y], Attention(use_scale=True)([z, y]))
""",
}


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs(name, source):
    verdict = verify(source(GRAPHS[name]))
    assert verdict.ok, [each for each in verdict.layers if not each.ok]
    assert verdict.left_out == ""
    assert verdict.built > 0
    if "frozen" in name:
        assert verdict.built_trainable < verdict.built
