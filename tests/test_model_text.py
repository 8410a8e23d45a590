"""Models as a line of text, and in Python source: what is read, and what is refused with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paramcalc.cli.app import run
from paramcalc.errors import ExitCode, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.polynomial import Polynomial
from paramcalc.readers.python.values import LONGEST
from paramcalc.readers.source import read_source
from paramcalc.readers.text import read_text

STEPS = Polynomial.symbol("steps")


def gru(units, features):
    return 3 * units * (features + units + 2)


def lstm(units, features):
    return 4 * units * (features + units + 1)


def dense(units, features):
    return units * (features + 1)


TEXTS = {
    "Input((28, 28)) > GRU(75) > Dense(10)": gru(75, 28) + dense(10, 75),
    "Input(shape=(28, 28)) > GRU(units=75) > Dense(10, use_bias=False)": gru(75, 28) + 750,
    "layers.Input((None, 28)) > keras.layers.GRU(75)": gru(75, 28),
    "Input((9, 4)) > Bidirectional(LSTM(6, return_sequences=True)) > LSTM(3)": 2 * lstm(6, 4) + lstm(3, 12),
    "Input((9, 4)) > Bidirectional(LSTM(6), merge_mode='sum') > Dense(2)": 2 * lstm(6, 4) + dense(2, 6),
    "Input((9, 4)) > Bidirectional(LSTM(6), backward_layer=LSTM(6, go_backwards=True)) > Dense(2)": 2 * lstm(6, 4)
    + dense(2, 12),
    "Input((9, 4)) > TimeDistributed(Dense(8)) > Flatten() > Dense(1)": dense(8, 4) + dense(1, 72),
    "Input((9, 4)) > RNN([LSTMCell(3), GRUCell(5)])": lstm(3, 4) + gru(5, 3),
    "Input((2 ** 3 + 1, 40 // 10)) > GRU(-3 + 6)": gru(3, 4),
    "GRU(75, input_shape=(28, 28)) > Dense(10)": gru(75, 28) + dense(10, 75),
    "Dense(3, input_dim=5)": dense(3, 5),
    "Embedding(100, 8, input_length=7) > Flatten() > Dense(1)": 800 + dense(1, 56),
    "Embedding(100, 8) > LSTM(4)": 800 + lstm(4, 8),
    "Input((9, 4)) > MaxPool1D(3) > Flatten() > Dense(1)": dense(1, 12),
    "Input((None, 4)) > Flatten() > Dense(1)": 4 * STEPS + 1,
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_of_layers(text):
    assert Model(read_text(text)).total == TEXTS[text]


WRONG = {
    "": "line 0",
    "GRU(": "never closed",
    "Input((28, 28)) > GRUU(75)": "did you mean GRU?",
    "Input((28, 28)) > gru(75)": "did you mean GRU?",
    "Input((28, 28)) > GRU(75, retrun_sequences=True)": "did you mean return_sequences?",
    "Input((28, 28)) > GRU(output_dim=75)": "did you mean units?",
    "Input((28, 28)) > GRU()": "GRU needs units",
    "Input((28, 28)) > GRU": "without its arguments",
    "Input((28, 28)) > GRU(75, units=75)": "given units twice",
    "Input((28, 28)) > GRU(75) < Dense(10)": "joined by >",
    "GRU(75) > Input((28, 28))": "Input stands first",
    "Input((28, 28))": "no layers beside its input",
    "Input((784,)) > GRU(75)": r"it reads \(batch, steps, features\), got \(None, 784\)",
    "Input((28, 28)) > GRU(0)": "units must be a whole number of at least 1, got 0",
    "Input((28, 28)) > GRU(2.5)": "got 2.5",
    "Input((28, 28)) > GRU('75')": "got '75'",
    "Input((28, 28)) > Linear(3, 4)": "--framework pytorch has it",
    "Input(28, 28) > GRU(75)": r"reads \(batch, steps, features\)",
    "Input((9, 4)) > Add()": "2 tensors",
    "x > GRU(3)": "no layer 'x'",
    "3 > GRU(3)": "is no layer",
    "Input((28, 28)) > GRU(units)": "no layer 'units'",
    "GRU(10 ** 10 ** 10)": "too large",
    "__import__('os').system('true') > GRU(3)": "no layer 'system'",
    "open('x') > GRU(3)": "no layer 'open'",
    "(" * 300 + "1": "nested",
    "-" * 50_000 + "1": "cannot be read",
    "GRU(3)\0": "null",
    "a." * 20_000 + "b": "cannot be read",
    f"GRU('{'x' * 1_000_001}')": "characters",
    "GRU([0] * 10 ** 9)": "too large",
    "GRU('a' * 10 ** 9)": "too large",
    "GRU([[]] * 99999 * 99999)": "too large",
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:40])
def test_what_is_refused(text):
    with pytest.raises(UsageError, match=WRONG[text]):
        Model(read_text(text))


def test_a_text_of_pytorch():
    written = read_text("Embedding(20, 300) > LSTM(300, 512, num_layers=2) > Linear(512, 20)", "pytorch")
    # The published total of this model: two biases a gate.
    assert Model(written).total == 3_784_580


def test_no_text_is_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in (
        "open('canary', 'w') > GRU(3)",
        "GRU(open('canary', 'w'))",
        "[open('canary', 'w') for _ in [1]] > GRU(3)",
    ):
        with pytest.raises(UsageError):
            Model(read_text(text))
    source = "import os\nos.system('touch canary')\nopen('canary', 'w')\nmodel = Sequential()\n"
    with pytest.raises(UsageError):
        read_source(source)
    assert list(tmp_path.iterdir()) == []


WORDS = st.sampled_from(
    [
        "GRU",
        "LSTM",
        "Dense",
        "Input",
        "Bidirectional",
        "Flatten",
        "(",
        ")",
        ",",
        ">",
        "28",
        "None",
        "75",
        "'a'",
        "=",
        "units",
        "[",
        "]",
        "*",
        "-",
        "**",
        "0",
    ]
)


@settings(max_examples=300, deadline=2000)
@given(st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_is_counted_or_refused(text):
    try:
        Model(read_text(text))
    except UsageError as error:
        assert str(error)


SOURCE = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers as L, Input
from tensorflow.keras.layers import GRU as G, Dense

CELL_SIZE = 75
SHAPE = (28, 28)
(x_train, y_train), _ = keras.datasets.mnist.load_data()

def build(units=CELL_SIZE * 2 // 2, *, classes=10):
    x = inputs = Input(shape=SHAPE)
    for number in range(2):
        x = G(units, return_sequences=number == 0, name=f"gru{number}")(x)
    x = L.Dropout(0.2)(x)
    return keras.Model(inputs, Dense(classes, activation="softmax")(x))

model = build()
model.compile("adam")
model.fit(x_train, y_train)
"""

SOURCES = {
    "constants, functions, loops": (SOURCE, gru(75, 28) + gru(75, 75) + dense(10, 75)),
    "a list": (
        "from keras import Sequential\nfrom keras.layers import *\n"
        "m = Sequential([Input((28, 28)), GRU(75), Dense(10)])",
        gru(75, 28) + dense(10, 75),
    ),
    "add": (
        "from keras.models import Sequential\nfrom keras.layers import LSTM, Dense\nm = Sequential()\n"
        "m.add(LSTM(8, input_shape=(5, 3), return_sequences=True))\nm.add(LSTM(4))\nm.add(Dense(1))",
        lstm(8, 3) + lstm(4, 8) + dense(1, 4),
    ),
    "comprehension and unpacking": (
        "import keras as k\nsizes, *rest = [4, 8, 2]\n"
        "m = k.Sequential([k.Input((7,)), *[k.layers.Dense(n) for n in rest if n > 2], k.layers.Dense(sizes)])",
        dense(8, 7) + dense(4, 8),
    ),
    "states of an encoder": (
        "from keras import Model, Input\nfrom keras.layers import LSTM, Dense\n"
        "a = Input((None, 40)); b = Input((None, 50))\n"
        "_, *states = LSTM(24, return_state=True)(a)\n"
        "y, _, _ = LSTM(24, return_sequences=True, return_state=True)(b, initial_state=states)\n"
        "model = Model([a, b], Dense(50)(y))",
        lstm(24, 40) + lstm(24, 50) + dense(50, 24),
    ),
    "a shared layer": (
        "from keras import Model, Input\nfrom keras.layers import GRU, concatenate, Dense\n"
        "a, b = Input((6, 5)), Input((6, 5))\ng = GRU(4)\nm = Model([a, b], Dense(1)(concatenate([g(a), g(b)])))",
        gru(4, 5) + dense(1, 8),
    ),
    "operators on tensors": (
        "from keras import Model, Input\nfrom keras.layers import GRU, Dense\nimport keras\n"
        "a = Input((6, 5))\nx = GRU(4, return_sequences=True)(a)\n"
        "m = Model(a, Dense(2)(x[:, -1] * 2.0 + keras.ops.mean(x, axis=1)))",
        gru(4, 5) + dense(2, 4),
    ),
    "a nested model": (
        "import keras\nfrom keras import layers\ninner = keras.Sequential([layers.Input((5,)), layers.Dense(3)])\n"
        "i = keras.Input((9, 5))\nouter = keras.Model(i, layers.TimeDistributed(inner)(i))",
        dense(3, 5),
    ),
    "TensorFlow 1": (
        "import tensorflow as tf\nk = tf.compat.v1.keras\nm = k.Sequential([k.layers.GRU(75, input_shape=(28, 28))])",
        23_400,
    ),
    "a branch that is known": (
        "import keras\nDEEP = False\nm = keras.Sequential()\nm.add(keras.Input((4,)))\nif DEEP:\n"
        "    m.add(keras.layers.Dense(100))\nm.add(keras.layers.Dense(2))\nif __name__ == '__main__':\n    m.summary()",
        dense(2, 4),
    ),
    "a function that nobody calls": (
        "import keras\ndef make(n=3):\n    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(n)])",
        dense(3, 4),
    ),
    "a module of PyTorch": (
        "import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self, n=8):\n        super().__init__()\n"
        "        self.rnn = nn.LSTM(5, n, bidirectional=True)\n        self.out = nn.Linear(2 * n, 3)\n"
        "    def forward(self, x):\n        return self.out(self.rnn(x)[0])\nnet = Net()",
        2 * 4 * 8 * (5 + 8 + 2) + dense(3, 16),
    ),
    "a list of PyTorch": (
        "from torch import nn\nmodel = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2, bias=False))",
        dense(3, 4) + 6,
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_source(name):
    text, total = SOURCES[name]
    assert Model(read_source(text)).total == total


def test_connections_and_names_of_a_source():
    model = Model(read_source(SOURCE))
    assert [line.name for line in model.layers] == ["input_layer", "gru0", "gru1", "dropout", "dense"]
    assert [line.reads for line in model.layers[1:]] == [("input_layer",), ("gru0",), ("gru1",), ("dropout",)]


UNKNOWN = """
from tensorflow.keras import layers, Sequential, datasets
(x, y), _ = datasets.imdb.load_data()
max_features = len(set(x))
model = Sequential([layers.Embedding(max_features, 8), layers.LSTM(4), layers.Dense(y.shape[1])])
"""


class TestWhatIsNotKnown:
    def test_is_named_with_its_line(self):
        with pytest.raises(UsageError, match=r"(?s)line 4: max_features cannot be known .*--set max_features=N"):
            Model(read_source(UNKNOWN))

    def test_can_be_given(self):
        written = read_source(UNKNOWN, given={"max_features": 100, "y.shape[1]": 3})
        assert Model(written).total == 800 + lstm(4, 8) + dense(3, 4)

    def test_what_was_given_must_stand_there(self):
        with pytest.raises(UsageError, match="nothing that is called max_feature"):
            read_source(UNKNOWN, given={"max_feature": 100})
        with pytest.raises(UsageError, match="is no name"):
            read_source(UNKNOWN, given={"max features": 100})

    def test_a_length_that_no_count_depends_on_may_stay_unknown(self):
        source = "from keras import Sequential, layers\nm = Sequential([layers.Input((n, 3)), layers.GRU(4)])"
        assert Model(read_source(source)).total == gru(4, 3)
        source = "from keras import Sequential, layers\nm = Sequential([layers.Input((5, n)), layers.GRU(4)])"
        with pytest.raises(UsageError, match="line 2: n cannot be known"):
            Model(read_source(source))

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("for n in config['sizes']:\n    m.add(layers.Dense(n))", "for each of"),
            ("if args.deep:\n    m.add(layers.Dense(5))", "depends on args.deep"),
            ("while True:\n    m.add(layers.Dense(5))", "in a loop"),
        ],
    )
    def test_layers_that_may_be_added(self, body, says):
        source = f"from keras import Sequential, layers\nm = Sequential()\n{body}\nm.add(layers.Dense(1))"
        with pytest.raises(UsageError, match=says):
            Model(read_source(source))

    def test_a_branch_can_be_told(self):
        source = (
            "from keras import Sequential, layers\nm = Sequential([layers.Input((4,))])\n"
            "if args.deep:\n    m.add(layers.Dense(5))"
        )
        assert Model(read_source(source, given={"args.deep": True})).total == dense(5, 4)

    def test_a_layer_of_ones_own_makes_a_lower_bound(self):
        source = (
            "from keras import Sequential, layers\nclass Mine(layers.Layer):\n    pass\n"
            "m = Sequential([layers.Input((4, 5)), layers.GRU(3), Mine(7)])"
        )
        model = Model(read_source(source))
        assert (model.is_lower_bound, model.total) == (True, gru(3, 5))


TWO = """from keras import Sequential, layers
a = Sequential([layers.Input((4,)), layers.Dense(5)])
b = Sequential([layers.Input((4,)), layers.Dense(6)])
"""


class TestSeveralModels:
    def test_are_listed(self):
        with pytest.raises(UsageError, match=r"(?s)2 models: a \(line 2\), b \(line 3\).*--name"):
            read_source(TWO)

    def test_one_is_chosen(self):
        assert Model(read_source(TWO, name="b")).total == dense(6, 4)
        with pytest.raises(UsageError, match="allowed: a, b"):
            read_source(TWO, name="c")

    def test_the_one_that_holds_the_others_is_meant(self):
        assert Model(read_source(SOURCES["a nested model"][0])).name == "functional"

    def test_none(self):
        with pytest.raises(UsageError, match="makes no model"):
            read_source("x = 3")


BOUNDED = {
    "a long loop": "for i in range(99999):\n    for j in range(99999):\n        x = i * j",
    "a function that calls itself": "import keras\ndef f(n):\n    return f(n) + f(n)\nx = f(3)",
    "doubling": "x = [1]\n" + "x = x + x\n" * 60,
    "a tower": "x = 9\n" + "x = x ** x\n" * 9,
    "a text": "x = 'a'\n" + "x = x * 99999\n" * 9,
    "a shift": "x = 1 << 10 ** 12",
    "deep": "x = " + "[" * 90 + "]" * 90,
    "nested lists": "x = []\n" + "x = [x] * 9\n" * 30,
}


@pytest.mark.parametrize("name", BOUNDED)
def test_what_a_source_may_cost(name):
    with pytest.raises(UsageError):
        read_source(BOUNDED[name])
    assert LONGEST <= 100_000


PIECES = st.sampled_from(
    """import keras
from keras import layers, Sequential, Input, Model
x = Input((3, 4))
n = 5
n = n + n
x = layers.GRU(n)(x)
x = layers.Dense(3)(x)
m = Sequential()
m.add(layers.Dense(n))
m.add(m)
m = Model(x, x)
for i in range(3): x = layers.Dense(i)(x)
def f(a, b=2): return a(b)
f(layers.Dense)
x = x[:, 0] + 1
m.layers[0].trainable = False
n = unknown(n)
if n: n = 3
a, *b = [1, 2, n]
a.append(a)
x = m(x)
y = [x] * 3
class C(keras.Model): d = layers.Dense(2)
c = C()
c.d = c
x = c(x)
n = {'a': n}['a']
n = f'{n}'
lambda q: q
n = (lambda q: q)(n)
n = -n
n = not n
n = n if n else x
n = [n] * 9""".splitlines(keepends=True)
)


@settings(max_examples=300, deadline=2000)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_source_is_read_or_refused(text):
    try:
        Model(read_source(text))
    except UsageError as error:
        assert str(error)


class TestCommand:
    def test_json_of_a_line(self, capsys):
        assert run(["model", "Input((28, 28)) > GRU(75) > Dense(10)", "--json"]) == ExitCode.OK
        document = json.loads(capsys.readouterr().out)
        assert (document["total"], [layer["params"] for layer in document["layers"]]) == (24_385, [23_625, 760])

    def test_source_with_settings(self, tmp_path, capsys):
        path = tmp_path / "train.py"
        path.write_text(UNKNOWN)
        assert run(["model", str(path)]) == ExitCode.USAGE
        assert "line 4: max_features cannot be known" in capsys.readouterr().err
        command = ["model", str(path), "--set", "max_features=100", "--set", "y.shape[1]=3", "--json"]
        assert run(command) == ExitCode.OK
        assert json.loads(capsys.readouterr().out)["total"] == 800 + lstm(4, 8) + dense(3, 4)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["model"], "Missing argument"),
            (["model", "missing.keras"], "cannot read missing.keras: No such file"),
            (["model", "."], "is a directory"),
            (["model", "GRU(3)", "--name", "x"], "--name is for Python source"),
            (["model", "GRU(3)", "--set", "x=3"], "--set is for Python source"),
            (["model", "GRU(3)", "--framework", "kera"], "did you mean 'keras'"),
            (["model", "GRU(3)", "--framework", "onnx"], "cannot be written down"),
            (["model", "GRU(3)", "--format", "jsn"], "did you mean 'json'"),
            (["model", "GRU(3)", "--layer", "gruu"], "did you mean 'gru'"),
            (["model", "GRU(3)", "--depth", "0"], "--depth takes a whole number"),
            (["model", "GRU(3)", "--set", "x"], "--set takes NAME=VALUE"),
            (["model", "gru"], "cannot read gru"),
            (["model", "x.keras", "--framework", "keras"], "a file says itself whose it is"),
        ],
    )
    def test_mistakes(self, arguments, says, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert run(arguments) == ExitCode.USAGE
        assert says in capsys.readouterr().err
