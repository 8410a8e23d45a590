"""Models as a line of text, and in Python source: what is read, and what is refused with its place."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paramcalc import document
from paramcalc.algebra.polynomial import Polynomial
from paramcalc.cli.app import run
from paramcalc.document.subjects.model import ModelView
from paramcalc.errors import ExitCode, Remedy, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_file
from paramcalc.readers.python.operators import LONGEST
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
    "": "line 1, column 1",
    "GRU(": "never closed",
    "Input((28, 28)) > GRUU(75)": "did you mean GRU?",
    "Input((28, 28)) > gru(75)": "did you mean GRU?",
    "Input((28, 28)) > GRU(75, retrun_sequences=True)": "did you mean return_sequences?",
    "Input((28, 28)) > GRU(output_dim=75)": "did you mean units?",
    "Input((28, 28)) > GRU()": "GRU needs units",
    "Input((28, 28)) > GRU": "GRU is written without arguments",
    "Input((28, 28)) > GRU(75, units=75)": "given units twice",
    "Input((28, 28)) > GRU(75) < Dense(10)": "join the layers by >",
    "GRU(75) > Input((28, 28))": "Input must be the first layer",
    "Input((28, 28))": "no layers except its input",
    "Input((784,)) > GRU(75)": r"it reads \(batch, steps, features\), got \(None, 784\)",
    "Input((28, 28)) > GRU(0)": "units must be a whole number of at least 1, got 0",
    "Input((28, 28)) > GRU(2.5)": "got 2.5",
    "Input((28, 28)) > GRU('75')": "got '75'",
    "Input((28, 28)) > Linear(3, 4)": "framework: pytorch",
    "Input(28, 28) > GRU(75)": r"reads \(batch, steps, features\)",
    "Input((9, 4)) > Add()": "2 tensors",
    "x > GRU(3)": "no layer 'x'",
    "3 > GRU(3)": "is not a layer",
    "GRU(10 ** 10 ** 10)": "too large",
    "__import__('os').system('true') > GRU(3)": "no layer 'system'",
    "open('x') > GRU(3)": "no layer 'open'",
    "(" * 300 + "1": "nested",
    "-" * 50_000 + "1": "cannot be read",
    "GRU(3)\0": "null",
    "a." * 20_000 + "b": "cannot be read|no layer",
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
    model_spec = read_text("Embedding(20, 300) > LSTM(300, 512, num_layers=2) > Linear(512, 20)", "pytorch")
    # The published total of this model: two biases a gate.
    assert Model(model_spec).total == 3_784_580


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


@settings(max_examples=300, deadline=10_000)
@given(st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_is_counted_or_refused(text):
    """What is counted adds up, and blanks between the words change nothing; what is refused says what and why."""
    try:
        model = Model(read_text(text))
    except UsageError as error:
        says_why(error)
    else:
        adds_up(model)
        assert Model(read_text(f" {text} ")).total == model.total


def says_why(error):
    """The message of a refusal has words, and none of the program's own."""
    assert re.search(r"[a-z]{3,}", error.message)
    assert not re.search(r"object at 0x|<class |<function |Traceback|NoneType", str(error))


def adds_up(model):
    """The total is the sum of all tensors, each once, and of the layers in the table."""
    weights = {weight.key: weight.count for weight in model.result.weights}
    assert model.total == sum(weights.values())
    layers = [sublayer.results[0] for sublayer in model.result.sublayers if sublayer.results]
    assert {weight.key for layer in layers for weight in layer.weights} == weights.keys()


LENGTHS = st.integers(1, 50)


@given(
    LENGTHS, LENGTHS, st.lists(st.tuples(st.sampled_from(["SimpleRNN", "LSTM", "GRU"]), LENGTHS), max_size=3), LENGTHS
)
def test_any_line_of_layers_has_the_count_of_its_closed_form(steps, features, cells, classes):
    text, width, total = [f"Input(({steps}, {features}))"], features, 0
    for number, (kind, units) in enumerate(cells, 1):
        text.append(f"{kind}({units}{'' if number == len(cells) else ', return_sequences=True'})")
        gates, biases = {"SimpleRNN": (1, 1), "LSTM": (4, 1), "GRU": (3, 2)}[kind]
        total, width = total + gates * (units * width + units * units + biases * units), units
    model = Model(read_text(" > ".join([*text, f"Dense({classes})"])))
    assert model.total == total + width * classes + classes
    adds_up(model)


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
    "a mask is no key": (
        "from keras import Model, Input, layers\nx, m = Input((6, 5)), Input((6, 6))\n"
        "y = layers.MultiHeadAttention(2, 3)(query=x, value=x, attention_mask=m)\nmodel = Model([x, m], y)",
        3 * dense(2 * 3, 5) + dense(5, 2 * 3),
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
    "a list of tensors put together": (
        "from keras import Model, Input\nfrom keras.layers import LSTM, Dense\n"
        "a, h, c = Input((None, 7)), Input((5,)), Input((5,))\nstates = [h, c]\n"
        "y = LSTM(5)(a, initial_state=states)\nm = Model([a] + states, [Dense(2)(y)] + [h])",
        lstm(5, 7) + dense(2, 5),
    ),
    "the shape of a tensor": (
        "from keras import Model, Input, backend as K\nfrom keras.layers import GRU, Dense, Conv1D\n"
        "a = Input((9, 4))\nx = Conv1D(6, 3)(a)\nx = Dense(x.shape[-1] * 2)(x)\nsteps = K.int_shape(x)[1]\n"
        "if x.shape[-1] == 12:\n    x = GRU(steps)(x)\nm = Model(a, x)",
        3 * 4 * 6 + 6 + dense(12, 6) + gru(7, 12),
    ),
    "the ends of a model": (
        "from keras import Model, Input\nfrom keras.layers import Dense\na = Input((4,))\n"
        "first = Model(a, Dense(5)(a))\nm = Model(first.input, Dense(2)(first.output))",
        dense(5, 4) + dense(2, 5),
    ),
    "an encoder beside the model that is trained": (
        "from keras import Model, Input\nfrom keras.layers import Dense\na = Input((40,))\nz = Dense(3)(a)\n"
        "auto = Model(a, Dense(40)(z))\nencoder = Model(a, z)\ni = Input((3,))\ndecoder = Model(i, auto.layers[-1](i))",
        dense(3, 40) + dense(40, 3),
    ),
    "Keras 1": (
        "from keras.models import Sequential\nfrom keras.layers import *\n"
        "m = Sequential()\nm.add(Convolution2D(6, 3, 3, border_mode='same', input_shape=(8, 8, 1)))\nm.add(Flatten())\n"
        "m.add(Dense(output_dim=4, init='uniform'))\nm.add(RepeatVector(5))\nm.add(GRU(3, dropout_W=0.2))\n"
        "m.fit(x, y, nb_epoch=2)",
        3 * 3 * 6 + 6 + dense(4, 8 * 8 * 6) + 3 * 3 * (4 + 3 + 1),
    ),
    "Keras 1 merging": (
        "from keras.models import Model\nfrom keras.layers import Input, Dense, merge\n"
        "a, b = Input((4,)), Input((5,))\n"
        "m = Model(input=[a, b], output=Dense(2, init='zero')(merge([a, b], mode='concat', concat_axis=-1)))",
        dense(2, 9),
    ),
    "the module of merging layers": (
        "import keras\na, b = keras.Input((4,)), keras.Input((5,))\n"
        "m = keras.Model([a, b], keras.layers.Dense(2)(keras.layers.merge.concatenate([a, b])))",
        dense(2, 9),
    ),
    "an initializer that is called as a layer is": (
        "from keras import Sequential, initializers, layers\n"
        "start = initializers.Identity(gain=1.0)\n"
        "m = Sequential([layers.SimpleRNN(4, recurrent_initializer=start, input_shape=(5, 2))])",
        4 * (2 + 4 + 1),
    ),
    "Python 2 and 3": (
        "from six.moves import range\nfrom keras import Sequential, layers\nm = Sequential()\n"
        "m.add(layers.Input((3,)))\nfor _ in range(2):\n    m.add(layers.Dense(3))\n"
        "for _ in xrange(1):\n    m.add(layers.Dense(3))",
        3 * dense(3, 3),
    ),
    "an argument that was renamed": (
        "from keras import Sequential, layers\n"
        "m = Sequential([layers.Dense(3, input_dim=2), layers.LeakyReLU(alpha=0.2)])",
        dense(3, 2),
    ),
    "the order of the axes": (
        "from keras import Sequential, layers, backend as K\n"
        "if K.image_data_format() == 'channels_first':\n    shape = (1, 9, 8)\nelse:\n    shape = (9, 8, 1)\n"
        "m = Sequential([layers.Conv2D(5, (3, 3), input_shape=shape)])",
        3 * 3 * 5 + 5,
    ),
    "a loop over data": (
        "from keras import Sequential, layers\nm = Sequential([layers.Input((3,)), layers.Dense(4)])\n"
        "for epoch in range(1000):\n    for batch in range(1000):\n        m.fit(epoch * batch + 1)",
        dense(4, 3),
    ),
    "objects and what they are derived from": (
        "from keras import Sequential, layers\nclass Config(object):\n    units = 6\n    def __init__(self, n):\n"
        "        self.n = n\nclass Base:\n    def __init__(self, config):\n        self.config = config\n"
        "        self.model = Sequential()\nclass Net(Base):\n    def __init__(self, config):\n"
        "        super().__init__(config)\n        self.build()\n    def build(self):\n"
        "        self.model.add(layers.LSTM(self.config.units, input_shape=(5, self.config.n)))\n"
        "        self.model.add(layers.Dense(Config.units))\nnet = Net(Config(4))",
        lstm(6, 4) + dense(6, 6),
    ),
    "a method that nobody calls": (
        "from keras import Sequential, layers\nclass Maker:\n    @staticmethod\n    def build(classes=3):\n"
        "        return Sequential([layers.Input((4,)), layers.Dense(classes)])",
        dense(3, 4),
    ),
    "a module derived from another": (
        "import torch.nn as nn\nclass Base(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        self.first = nn.Linear(5, n)\nclass Net(Base):\n    def __init__(self, n=4):\n"
        "        super(Net, self).__init__(n)\n        self.last = nn.Linear(n, 2)",
        dense(4, 5) + dense(2, 4),
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_source(name):
    text, total = SOURCES[name]
    assert Model(read_source(text)).total == total


def test_connections_and_names_of_a_source():
    model = Model(read_source(SOURCE))
    assert [line.name for line in model.layers] == ["input_layer", "gru0", "gru1", "dropout", "dense"]
    reads = [[source.layer for source in line.reads] for line in model.layers[1:]]
    assert reads == [["input_layer"], ["gru0"], ["gru1"], ["dropout"]]


UNKNOWN = """
from tensorflow.keras import layers, Sequential; import numpy
x, y = numpy.load("reviews.npy")
max_features = len(set(x))
model = Sequential([layers.Embedding(max_features, 8), layers.LSTM(4), layers.Dense(y.shape[1])])
"""


class TestWhatIsNotKnown:
    def test_is_named_with_its_line(self):
        with pytest.raises(UsageError, match=r"(?s)line 4: max_features cannot be known .*set: max_features=N"):
            Model(read_source(UNKNOWN))

    def test_can_be_given(self):
        model_spec = read_source(UNKNOWN, given={"max_features": 100, "y.shape[1]": 3})
        assert Model(model_spec).total == 800 + lstm(4, 8) + dense(3, 4)

    def test_what_was_given_must_stand_there(self):
        with pytest.raises(UsageError, match="nothing that is called max_feature"):
            read_source(UNKNOWN, given={"max_feature": 100})
        with pytest.raises(UsageError, match="is not a name"):
            read_source(UNKNOWN, given={"max features": 100})

    def test_a_length_that_no_count_depends_on_may_stay_unknown(self):
        source = "from keras import Sequential, layers\nm = Sequential([layers.Input((n, 3)), layers.GRU(4)])"
        assert Model(read_source(source)).total == gru(4, 3)
        source = "from keras import Sequential, layers\nm = Sequential([layers.Input((5, n)), layers.GRU(4)])"
        with pytest.raises(UsageError, match="line 2: n cannot be known"):
            Model(read_source(source))

    def test_a_shape_is_named_where_an_input_needs_it(self):
        source = (
            "from keras import Model, Input, layers; import numpy\nx, y = numpy.load('digits.npy')\nx /= 255\n"
            "a = Input(shape=x.shape[1:])\nm = Model(a, layers.GRU(4)(a))"
        )
        with pytest.raises(UsageError, match=r"(?s)line 4: x.shape\[1:\] cannot be known .*set: x.shape\[1:\]="):
            read_source(source)
        assert Model(read_source(source, given={"x.shape[1:]": (28, 3)})).total == gru(4, 3)

    def test_a_shape_with_a_part_of_unknown_length_is_named(self):
        source = "import keras\na = keras.Input((None, *x.shape[2:]))\nm = keras.Model(a, keras.layers.GRU(4)(a))"
        with pytest.raises(UsageError, match=r"line 2: .* cannot be known"):
            read_source(source)

    def test_a_length_of_a_sequence_may_stay_unknown(self):
        source = (
            "from keras import Sequential, layers\n"
            "m = Sequential([layers.Embedding(9, 4, input_length=n), layers.GRU(4)])"
        )
        assert Model(read_source(source)).total == 36 + gru(4, 4)

    @pytest.mark.parametrize("loop", ["for w in open('x'):", "for w in range(99999):"])
    @pytest.mark.parametrize("change", ["words.append(w)", "words += [w]", "words[:1] = w"])
    def test_a_list_that_a_loop_may_change(self, loop, change):
        source = (
            f"from keras import Sequential, layers\nwords = [1, 2]\n{loop}\n    {change}\n"
            "m = Sequential([layers.Input((3,)), layers.Dense(len(words))])"
        )
        with pytest.raises(UsageError, match=r"cannot be known"):
            Model(read_source(source))

    def test_a_model_of_what_is_not_known_is_another(self):
        source = (
            "from keras import Model, Input, layers\na = Input((3,))\nm = Model(a, layers.Dense(2)(a))\n"
            "n = Model([load(), a], layers.Dense(4)(a))"
        )
        with pytest.raises(UsageError, match=r"2 models: m \(line 3\), n \(line 4\)"):
            read_source(source)
        assert Model(read_source(source, name="m")).total == dense(2, 3)

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("for n in config['sizes']:\n    m.add(layers.Dense(n))", r"the loop over `config\['sizes'\]` runs"),
            ("if args.deep:\n    m.add(layers.Dense(5))", "whether `args.deep` is true"),
            ("while config():\n    m.add(layers.Dense(5))", "how often this `while` loop runs"),
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

    @pytest.mark.parametrize(
        "line", ["self.w = nn.Parameter(load())", "self.w = timm.create_model('x')", "self.w = make()"]
    )
    def test_a_part_of_a_module_makes_a_lower_bound(self, line):
        source = (
            "import timm, torch\nfrom torch import nn\nfrom other import load, make\nclass Net(nn.Module):\n"
            f"    def __init__(self):\n        super().__init__()\n        {line}\n"
            "        self.out = nn.Linear(4, 2)\n        self.rate = make()\n"
            "    def forward(self, x):\n        return self.out(self.w(x))"
        )
        model = Model(read_source(source))
        assert (model.is_lower_bound, model.total, len(model.unknown)) == (True, dense(2, 4), 2)

    def test_a_shape_that_is_not_known_is_named(self):
        source = (
            "from keras import Sequential, layers\n"
            "m = Sequential([layers.Input((4,)), layers.Reshape((n, 2)), layers.GRU(3)])"
        )
        with pytest.raises(UsageError, match="line 2: n cannot be known"):
            Model(read_source(source))


TWO = """from keras import Sequential, layers
a = Sequential([layers.Input((4,)), layers.Dense(5)])
b = Sequential([layers.Input((4,)), layers.Dense(6)])
"""


class TestSeveralModels:
    def test_are_listed(self):
        with pytest.raises(UsageError, match=r"2 models: a \(line 2\), b \(line 3\)") as error:
            read_source(TWO)
        assert error.value.remedy == Remedy("name", "b")

    def test_one_is_chosen(self):
        assert Model(read_source(TWO, name="b")).total == dense(6, 4)
        with pytest.raises(UsageError, match="allowed: a, b"):
            read_source(TWO, name="c")

    def test_the_one_that_holds_the_others_is_meant(self):
        assert Model(read_source(SOURCES["a nested model"][0])).name == "functional"

    def test_none(self):
        with pytest.raises(UsageError, match="has no model"):
            read_source("x = 3")


BOUNDED = {
    "a long loop": "for i in range(99999):\n    for j in range(99999):\n        x = i * j",
    "a function that calls itself": "import keras\ndef f(n):\n    return f(n) + f(n)\nx = f(3)",
    "doubling": "x = [1]\n" + "x = x + x\n" * 60,
    "a tower": "x = 9\n" + "x = x ** x\n" * 9,
    "a text": "x = 'a'\n" + "x = x * 99999\n" * 9,
    "a shift": "x = 1 << 10 ** 12",
    "deep": "x = " + "[" * 90 + "]" * 90,
    "a long sum": "x = " + "1 + " * 20_000 + "1",
    "a long name": "x = " + "a." * 20_000 + "b",
    "a long call": "x = f" + "()" * 20_000,
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


@settings(max_examples=300, deadline=10_000)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_source_is_read_or_refused(text):
    """What is read adds up, and reading it twice gives the same; what is refused says what and why."""
    try:
        model = Model(read_source(text))
    except UsageError as error:
        says_why(error)
    else:
        adds_up(model)
        assert Model(read_source(text)).total == model.total


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
            (
                ["model", "GRU(3)", "--name", "x"],
                "name applies only to a Jupyter notebook, a page with Python or Python source",
            ),
            (["model", "GRU(3)", "--set", "x=3"], "no size called x"),
            (["model", "GRU(3)", "--framework", "kera"], "did you mean 'keras'"),
            (["model", "GRU(3)", "--framework", "onnx"], "models of 'onnx' are not supported"),
            (["model", "GRU(3)", "--format", "jsn"], "did you mean 'json'"),
            (["model", "GRU(3)", "--layer", "gruu"], "did you mean 'gru'"),
            (["model", "GRU(3)", "--depth", "0"], "--depth takes a whole number"),
            (["model", "GRU(3)", "--set", "x"], "--set takes NAME=VALUE"),
            (["model", "gru"], "cannot read gru"),
            (["model", "x.json", "--framework", "keras"], "framework applies only to a line of layers"),
        ],
    )
    def test_mistakes(self, arguments, says, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "x.json").write_text("{}")
        assert run(arguments) == ExitCode.USAGE
        assert says in capsys.readouterr().err


class TestEncoding:
    SOURCE = "# coding: latin-1\n# gr\xf6\xdfer\nfrom keras import *\nm = Sequential([Input((3,)), layers.Dense(2)])\n"

    def test_is_that_of_the_coding_line(self, tmp_path):
        path = tmp_path / "train.py"
        path.write_bytes(self.SOURCE.encode("latin-1"))
        assert Model(read_file(str(path))).total == dense(2, 3)

    @pytest.mark.parametrize(("line", "says"), [("utf-16", "utf-16"), ("no-such", "no-such"), ("ascii", "ascii")])
    def test_is_named_where_it_is_wrong(self, tmp_path, line, says):
        path = tmp_path / "train.py"
        path.write_bytes(self.SOURCE.replace("latin-1", line).encode("latin-1"))
        with pytest.raises(UsageError, match=says):
            read_file(str(path))


HEAD = "from keras import *\nfrom keras.layers import Dense, Add\nimport os\n"


def stacked(before: str, layers: str) -> str:
    return f"{HEAD}{before}\nm = Sequential([Input((3,)), *{layers}])"


CHANGED = {
    "pop": (stacked("l = [Dense(2), Dense(7)]\nl.pop()", "l"), dense(2, 3)),
    "reverse": (stacked("l = [Dense(2), Dense(7)]\nl.reverse()", "l"), dense(7, 3) + dense(2, 7)),
    "del": (stacked("l = [Dense(2), Dense(7)]\ndel l[0]", "l"), dense(7, 3)),
    "insert": (stacked("l = [Dense(2)]\nl.insert(0, Dense(5))", "l"), dense(5, 3) + dense(2, 5)),
    "sort": (stacked("l = [3, 1, 2]\nl.sort()", "[Dense(l[0])]"), dense(1, 3)),
    "update": (stacked("c = dict(units=2)\nc.update(units=9)", "[Dense(**c)]"), dense(9, 3)),
    "a set": (stacked("n = {1, 2, 2}", "[Dense(len(n))]"), dense(2, 3)),
    "a case": (stacked("u = 2\nmatch u:\n    case 2: u = 9", "[Dense(u)]"), dense(9, 3)),
    "in place": (stacked("a = b = [1]\na += [2]", "[Dense(len(b))]"), dense(2, 3)),
    "global": (stacked("u = 2\ndef f():\n    global u\n    u = 9\nf()", "[Dense(u)]"), dense(9, 3)),
    "default": (stacked("n = 5\ndef f(u=n): return Dense(u)\nn = 7", "[f()]"), dense(5, 3)),
    "decorator": (stacked("def d(f): return lambda *a: f(9)\n@d\ndef b(n): return Dense(n)", "[b(5)]"), dense(9, 3)),
    "no return": (f"{HEAD}if os.argv:\n    def f(): return 1\nm = Sequential([Input((3,)), Dense(2)])", dense(2, 3)),
    "not None": (
        f"{HEAD}def f(x, y=None): return x if y is None else Add()([x, y])\n"
        "a = Input((3,))\nm = Model(a, Dense(2)(f(a, a)))",
        dense(2, 3),
    ),
    "lists of tensors": (
        f"{HEAD}a, b = Input((3,)), Input((3,))\ns = [b]\nm = Model([a] + s, Dense(2)(Add()([a] + s)))",
        dense(2, 3),
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_changes_in_a_source(name):
    text, total = CHANGED[name]
    assert Model(read_source(text)).total == total


DOUBTED = {
    "a spread": stacked("c = os.environ", "[Dense(2, **c)]"),
    "a case": stacked("u = 2\nmatch os.getpid():\n    case 2: u = 9", "[Dense(u)]"),
    "an entry": stacked("d = dict(n=5)\nif os.path.exists('x'): d['n'] = 7", "[Dense(d['n'])]"),
    "a list by another name": stacked("l = k = [2]\nif os.path.exists('x'): k.append(9)", "[Dense(l[0])]"),
    "a model in a function": f"{HEAD}def more(k): k.add(Dense(3))\n"
    "m = Sequential([Input((3,)), Dense(2)])\nif os.path.exists('x'): more(m)",
    "a loop": f"{HEAD}m = Sequential([Input((3,)), Dense(2)])\nwhile os.path.exists('x'): m.add(Dense(2))",
}


@pytest.mark.parametrize("name", DOUBTED)
def test_what_may_change_is_not_known(name):
    with pytest.raises(UsageError, match="cannot be known without running"):
        Model(read_source(DOUBTED[name]))


TRAINED = {
    "m.trainable = False": 0,
    "m.trainable = False\nm.trainable = True": 8,
    "setattr(m, 'trainable', False)": 0,
    "if os.path: m.trainable = False\nelse: m.trainable = False": 0,
}


@pytest.mark.parametrize("text", TRAINED)
def test_trainable_in_a_source(text):
    model = Model(read_source(f"{HEAD}m = Sequential([Input((3,)), Dense(2)])\n{text}"))
    assert model.trainable == TRAINED[text]


@pytest.mark.parametrize("text", ["m.trainable = os.getenv('X') == '1'", "if os.path.exists('x'): m.trainable = False"])
def test_trainable_that_is_not_known(text):
    with pytest.raises(UsageError, match="line 5"):
        Model(read_source(f"{HEAD}m = Sequential([Input((3,)), Dense(2)])\n{text}"))


@pytest.mark.parametrize(
    ("layer", "trainable", "note"),
    [
        ("Bidirectional(GRU(3), trainable=False)", 144, "does not reach the layer inside"),
        ("Bidirectional(GRU(3, trainable=False))", 0, ""),
        ("RNN(GRUCell(3), trainable=False)", 72, "does not reach the layer inside"),
        ("MultiHeadAttention(2, 3, trainable=False)", 93, "does not reach its weights"),
        ("GRU(3, trainable=False)", 0, ""),
    ],
)
def test_a_frozen_layer(layer, trainable, note):
    model = Model(read_text(f"Input((5, 3)) > {layer}"))
    assert model.trainable == trainable
    notes = document.text("model", ModelView(model), "text")
    assert ("does not reach" in notes) == bool(note)
    assert note in notes
