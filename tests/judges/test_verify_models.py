"""Whole models against the real Keras: saved files of five generations, the seeds, and every lie, which is caught."""

from __future__ import annotations

import base64
import gc
import importlib
import json
import marshal
import os
import re

import jsonschema
import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode, UsageError, read, verify
from paramcalc import model as line
from paramcalc.classes import layer_classes
from paramcalc.cli.app import run
from paramcalc.models.breakdown import Model
from paramcalc.readers import hdf5
from paramcalc.render.json import schema
from paramcalc.verifiers import MODEL_VERIFIERS, VERIFIERS, model_verifier_of
from paramcalc.verifiers.model_arguments import is_plain
from paramcalc.verifiers.suite import MODELS, models, select

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")

CHECKER = jsonschema.Draft202012Validator(json.loads(schema("verify")))

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


@pytest.fixture(autouse=True)
def _collector():
    """The command line stops the garbage collector from looking at what stays; a test run is longer than a command."""
    yield
    gc.unfreeze()
    gc.enable()


def source(tmp_path, text):
    path = tmp_path / "model.py"
    path.write_text(f"from keras import Input, Model, Sequential, ops\nfrom keras.layers import *\n{text}")
    return read(path)


def written(tmp_path, *layers, name="model.json", **around):
    """A file of Keras 3 with these layers."""
    start = {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "input"}}
    config = {"name": "sequential", "layers": [start, *layers]}
    path = tmp_path / name
    path.write_text(json.dumps({"module": "keras", "class_name": "Sequential", "config": config, **around}))
    return path


def entry(kind, module="keras.layers", **config):
    return {"module": module, "class_name": kind, "config": {"name": kind.lower(), **config}}


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

    def test_are_in_the_suite(self):
        from test_breakdown import cases

        wanted = {argv[1] for argv, _ in (each.values for each in cases("seeds.json")) if argv[0] == "model"}
        suite = models("keras")
        assert {case.label for case in suite} == wanted
        assert {case.family for case in suite} == {"models"}
        assert len(select(suite, "models and reset_after")) == 1
        assert models("onnx") == []

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
def test_graphs(name, tmp_path):
    verdict = verify(source(tmp_path, GRAPHS[name]))
    assert verdict.ok, [each for each in verdict.layers if not each.ok]
    assert verdict.left_out == ""
    assert verdict.built > 0
    if "frozen" in name:
        assert verdict.built_trainable < verdict.built


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

    def test_sharing_lost(self, monkeypatch, tmp_path):
        """A model that derives two layers where there is one."""
        m = source(tmp_path, GRAPHS["one cell in two layers"])
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

    def test_a_model_that_keras_refuses(self, tmp_path):
        verdict = verify(line("Input((5, 3)) > Dense(2, name='a') > Dense(4, name='a')"))
        assert verdict.problems == ("refused",)
        assert "unique" in verdict.layers[0].refused
        text = """
inner = Sequential([Input((6, 3)), Dense(4, name="a"), Dense(4, name="a")], name="inner")
x = Input((6, 3))
model = Model(x, Dense(7)(inner(x)))
"""
        verdict = verify(source(tmp_path, text))
        assert self.layer(verdict, "inner").problems == ("refused",)
        assert verdict.derived == verdict.built


class TestLeftOut:
    def test_what_keras_does_not_have(self, capsys):
        text = "Input((28, 28)) > CuDNNGRU(75) > Dense(10)"
        verdict = verify(line(text))
        assert verdict.ok
        assert not verdict.is_complete
        assert (verdict.derived, verdict.built) == (760, 760)
        assert verdict.left_out == f"cu_dnngru: Keras {keras.__version__} has no CuDNNGRU"
        assert run(["verify", text]) == ExitCode.INCOMPLETE
        out = capsys.readouterr().out
        assert f"left out: {verdict.left_out}" in out
        assert "1 model, no mismatches, 1 layer left out;" in out
        assert run(["verify", text, "--json"]) == ExitCode.INCOMPLETE
        document = json.loads(capsys.readouterr().out)
        CHECKER.validate(document)
        assert document["checks"][0]["complete"] is False

    def test_inside_a_model(self, tmp_path):
        """What stands around it is built and compared all the same."""
        text = """
inner = Sequential([Input((5, 3)), Dense(4), Lambda(lambda x: x + 1, output_shape=(5, 4)), GRU(2)], name="inner")
x = Input((5, 3))
model = Model(x, Dense(7)(inner(x)))
"""
        verdict = verify(source(tmp_path, text))
        assert verdict.ok
        assert [(each.path, bool(each.left_out)) for each in verdict.layers] == [
            ("inner/dense", False),
            ("inner/lambda", True),
            ("inner/gru", False),
            ("dense_1", False),
        ]
        assert verdict.built == 16 + 48 + 21

    def test_a_class_of_ones_own_that_is_called_like_one_of_keras(self, tmp_path):
        path = written(tmp_path, entry("Dense", "mine.layers", units=4), entry("GRU", units=2))
        verdict = verify(read(path))
        assert verdict.left_out == "dense: its class is mine.layers.Dense, which is no layer of Keras"
        assert next(each for each in verdict.layers if each.path == "gru").ok

    def test_a_cell_of_ones_own(self, tmp_path):
        path = written(tmp_path, entry("RNN", cell=entry("MinimalCell", "mine", units=4)))
        verdict = verify(read(path))
        assert verdict.left_out == "rnn: MinimalCell is no layer of Keras that is known here"
        assert not verdict.is_complete

    def test_a_model_of_ones_own(self, tmp_path):
        path = tmp_path / "model.json"
        path.write_text(json.dumps({"module": "mine", "class_name": "Net", "config": {"name": "net", "units": 3}}))
        verdict = verify(read(path))
        assert (verdict.ok, verdict.is_complete) == (True, False)
        assert "Net" in verdict.left_out

    def test_quantized_in_a_way_that_is_not_built(self, tmp_path):
        config = {"module": "keras.quantizers", "class_name": "Int4QuantizationConfig", "config": {"block_size": 2}}
        dense = entry("Dense", units=4, dtype="int4_from_float32", quantization_config=config)
        assert "dtype policy" in verify(read(written(tmp_path, dense))).left_out


class TestNothingIsRun:
    """A file can name a module, hold a program, or point at another file: none of it is touched."""

    @pytest.fixture
    def canary(self, tmp_path, monkeypatch):
        """A module that leaves a file behind when it is imported."""
        trace = tmp_path / "trace"
        (tmp_path / "canary_module.py").write_text(f"open({str(trace)!r}, 'w').close()\nDense = Sequential = object\n")
        monkeypatch.syspath_prepend(tmp_path)
        return trace

    def test_modules(self, tmp_path, canary):
        evil = {"module": "canary_module", "class_name": "Orthogonal", "config": {}, "registered_name": "x"}
        layers = [
            entry("Dense", "canary_module", units=4),
            entry("Dense", "keras.layers", name="two", units=4, kernel_initializer=evil, activation=evil),
            entry("Dense", "keras.layers", name="three", units=4, dtype={**evil, "config": {"name": "float32"}}),
            entry("Dense", "keras.layers", name="four", units=evil),
            entry("TimeDistributed", layer=entry("Dense", "canary_module", units=3)),
            entry("Activation", activation="canary_module"),
            entry("Bidirectional", layer=entry("GRU", units=3, recurrent_regularizer=evil, kernel_constraint=evil)),
        ]
        for number, layer in enumerate(layers):
            path = written(tmp_path, layer, registered_name="canary_module>Sequential")
            try:
                verify(read(path))
            except UsageError:
                assert number == 3  # units that are no number
        assert not canary.exists()

    def test_the_canary_sings(self, canary):
        """Or the test above would prove nothing."""
        importlib.import_module("canary_module")
        assert canary.exists()

    def test_a_lambda(self, tmp_path, canary):
        code = compile("__import__('canary_module')", "<lambda>", "eval")
        packed = base64.b64encode(marshal.dumps(code)).decode()
        function = {"class_name": "__lambda__", "config": {"code": packed, "defaults": None, "closure": None}}
        layers = [entry("Lambda", function=function, output_shape=[5, 3]), entry("GRU", units=2)]
        verdict = verify(read(written(tmp_path, *layers)))
        assert verdict.ok
        assert verdict.left_out == "lambda: its function is a program, which is not run"
        assert not canary.exists()

    def test_a_vocabulary_that_is_a_file(self, tmp_path):
        """Keras reads one; here it stays closed."""
        path = tmp_path / "words"
        layer = entry("StringLookup", vocabulary=str(path))
        verdict = verify(read(written(tmp_path, layer)))
        assert verdict.ok
        assert not path.exists()

    def test_what_is_plain(self):
        assert is_plain([1, 2.5, "same", None, True, (1, [2])])
        for value in ({"class_name": "x"}, print, [print], [[[[[[1]]]]]], object()):
            assert not is_plain(value)

    def test_keras_reads_nothing_of_the_file(self, monkeypatch, tmp_path):
        """It makes its own defaults of words, and Bidirectional copies its layer; nothing there is the file's."""
        found = []
        module = importlib.import_module("keras.src.saving.serialization_lib")
        original = module.deserialize_keras_object

        def noted(config, *others, **named):
            found.append(repr(config))
            return original(config, *others, **named)

        monkeypatch.setattr(module, "deserialize_keras_object", noted)
        evil = {"module": "keras", "class_name": "the_files_own", "config": {}}
        layer = entry("GRU", units=3, kernel_initializer=evil, recurrent_regularizer="the_files_own", activation=evil)
        path = written(tmp_path, entry("Bidirectional", layer=layer), entry("Activation", activation="the_files_own"))
        assert verify(read(path)).ok
        assert found
        assert not [text for text in found if "the_files_own" in text]


class TestCommand:
    def test_a_line(self, capsys):
        assert run(["verify", MNIST]) == ExitCode.OK
        out = capsys.readouterr().out
        assert out.startswith(f"{MNIST}\n")
        assert re.search(r"^count +24,385 +24,385 +ok$", out, re.MULTILINE)
        assert re.search(r"^gru \(GRU\) +23,625 +23,625 +ok$", out, re.MULTILINE)
        assert re.search(r"^ +bias \(2, 225\) +bias \(2, 225\) +ok$", out, re.MULTILINE)
        assert re.search(r"^ +gives \(None, 10\) +gives \(None, 10\) +ok$", out, re.MULTILINE)
        assert "built without memory in keras.StatelessScope" in out
        assert "1 model, no mismatches; no forward pass" in out

    @pytest.mark.parametrize("path", [each for each in SAVED if each.suffix == ".json"][:3], ids=lambda path: path.name)
    def test_a_file(self, path, capsys):
        assert run(["verify", str(path), "--json"]) == ExitCode.OK
        document = json.loads(capsys.readouterr().out)
        CHECKER.validate(document)
        (check,) = document["checks"]
        assert check["what"] == str(path)
        assert check["ok"]
        assert sum(each["built"] for each in check["layers"]) == check["built"] == check["derived"]

    def test_a_source_on_standard_input(self, paramcalc):
        text = "import keras\nn = 3\nm = keras.Sequential([keras.Input((5, n)), keras.layers.GRU(units)])\n"
        process = paramcalc("verify", "-", "--set", "units=4", stdin=text)
        assert process.returncode == ExitCode.OK, process.stderr
        assert process.stdout.startswith("standard input\n")
        assert process.stderr == ""

    def test_a_name(self, tmp_path, capsys):
        text = "import keras\na = keras.Sequential([keras.Input((5, 3)), keras.layers.GRU(4)])\n"
        (tmp_path / "model.py").write_text(text + text.replace("a =", "b =").replace("GRU(4)", "GRU(5)"))
        assert run(["verify", str(tmp_path / "model.py"), "--name", "b"]) == ExitCode.OK
        assert "150" in capsys.readouterr().out

    def test_a_difference_exits_with_1(self, monkeypatch, capsys):
        entries = layer_classes("keras")
        monkeypatch.setitem(entries, "Dense", entries["Dense"]._replace(weights="kernel (input, units)"))
        assert run(["verify", MNIST]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^ +missing +bias \(10,\) +DIFFERS$", out, re.MULTILINE)
        assert "1 model, 1 mismatch;" in out
        assert run(["verify", MNIST, "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        CHECKER.validate(document)
        assert document["checks"][0]["problems"] == ["count", "tensors"]
        assert run(["verify", "--select", "models", "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        assert (document["checked"], document["mismatches"]) == (7, 7)

    def test_a_refusal_exits_with_1(self, capsys):
        assert run(["verify", "Input((5, 3)) > Dropout(2.5) > Dense(2)"]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^dropout \(Dropout\) +0 +refused +DIFFERS$", out, re.MULTILINE)
        assert "refused: dropout: ValueError: " in out

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["verify", "gruu"], "did you mean 'gru'"),
            (["verify", "nosuch.keras"], "cannot read nosuch.keras"),
            (["verify", "GRU(75)"], "every size; free: input"),
            (["verify", "GRU(75"], "was never closed"),
            (["verify", "Input((5, 3)) > GRUU(75)"], "did you mean GRU"),
            (["verify", MNIST, "--framework", "kears"], "did you mean 'keras'"),
            (["verify", MNIST, "--framework", "onnx"], "no layer classes of 'onnx'"),
            (["verify", MNIST, "--name", "x"], "--name is for Python source"),
            (["verify", MNIST, "--format", "table"], "allowed: text, json"),
            (["verify", MNIST, "--units", "3"], "no option '--units'"),
            (["verify", "--json", MNIST], "--json stands before"),
        ],
    )
    def test_mistakes(self, capsys, arguments, says):
        assert run(arguments) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.out == ""

    def test_missing(self, paramcalc, tmp_path):
        (tmp_path / "keras.py").write_text("raise ModuleNotFoundError(\"No module named 'keras'\", name='keras')")
        process = paramcalc("verify", MNIST, PYTHONPATH=str(tmp_path))
        assert (process.returncode, process.stdout) == (ExitCode.MISSING, "")
        assert 'pip install "paramcalc[tensorflow]"' in process.stderr


class TestWithoutMemory:
    def test_skipped_variables_are_not_left_behind(self):
        from keras.src.backend.common import global_state

        before = list(global_state.get_global_attribute("uninitialized_variables") or [])
        assert verify(line("Input((5, 1000000)) > LSTM(1000000) > Dense(3)")).built == 8_000_007_000_003
        assert global_state.get_global_attribute("uninitialized_variables") == before


def test_every_verifier_of_models_is_of_a_framework():
    assert MODEL_VERIFIERS.keys() <= VERIFIERS.keys()
    with pytest.raises(UsageError, match="no verifier for models of 'onnx'"):
        model_verifier_of("onnx")
