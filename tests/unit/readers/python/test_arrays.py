"""Shapes of arrays: every rule is held against NumPy itself."""

from __future__ import annotations

import pytest

from paramcalc.errors import UsageError
from paramcalc.readers.source import read_source
from tests.unit.readers.python.sources import units

numpy = pytest.importorskip("numpy")

MADE = "import numpy as np\nx = np.zeros((6, 4, 1))\ny = np.ones((6,))\n"

EXPRESSIONS = [
    "x.reshape(6, 4)",
    "x.reshape((-1, 8))",
    "x.reshape(len(x), -1)",
    "np.reshape(x, (3, 8))",
    "x.astype('float32') / 255.0",
    "1 - x * 2",
    "x - x.mean(axis=0)",
    "x + np.zeros((4, 7))",
    "-x if False else x[1:]",
    "x[0]",
    "x[..., 0]",
    "x[:, np.newaxis]",
    "x[None, 1:3, -1]",
    "x[::-2, 1]",
    "x[:100]",
    "x.T",
    "x.transpose()",
    "x.transpose(1, 0, 2)",
    "np.transpose(x, (2, 0, 1))",
    "np.expand_dims(x, -1)",
    "np.expand_dims(x, axis=1)",
    "np.squeeze(x)",
    "x.squeeze(axis=2)",
    "x.flatten()",
    "np.ravel(x) if False else x.ravel()",
    "np.mean(x, axis=(0, 2))",
    "x.sum(axis=1, keepdims=True)",
    "np.concatenate([x, x])",
    "np.concatenate((x, x, x), axis=1)",
    "np.vstack([x, x])",
    "np.array(x)",
    "np.sqrt(np.abs(x))",
    "np.random.permutation(x)",
    "np.random.rand(3, 5)",
    "y[:, None] * np.ones((1, 9))",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_shape_is_numpys(expression):
    names: dict[str, object] = {}
    exec(f"{MADE}z = {expression}", names)
    shape = names["z"].shape
    size = 1
    for place, length in enumerate(shape, 2):
        size += place * length
    terms = " + ".join(f"{place} * z.shape[{place - 2}]" for place in range(2, len(shape) + 2))
    assert units(f"{MADE}z = {expression}\nn = 1 + {terms} + 0 * len(z.shape)") == size
    assert units(f"{MADE}z = {expression}\nn = len(z.shape)") == len(shape)


@pytest.mark.parametrize(
    "expression",
    [
        "x[y > 0].shape[0]",
        "x[number].shape[0]",
        "x[:number].shape[0]",
        "x.reshape(number).shape[0]",
        "np.array(x, ndmin=4).shape[0]",
        "np.pad(x, 1).shape[0]",
        "x.repeat(2).shape[0]",
        "x.max()",
        "np.unique(x).shape[0]",
        "(x @ x).shape[0]",
    ],
)
def test_what_is_not_followed_is_unknown(expression):
    assert units(f"{MADE}n = {expression}") is None


@pytest.mark.parametrize("statement", ["x.resize((3, 8))", "x.shape = (3, 8)"])
def test_an_array_that_is_changed_in_place_is_refused(statement):
    with pytest.raises(UsageError, match="paramcalc does not follow"):
        read_source(f"{MADE}{statement}\nfrom keras import Sequential, layers\nmodel = Sequential([layers.Dense(1)])")


def test_a_tensor_of_pytorch_has_rules_of_its_own():
    assert units("import torch\nn = torch.zeros(3, 4).transpose(0, 1).shape[0]") is None


LABELS = """from keras.datasets import mnist, cifar10
from keras.utils import to_categorical
from sklearn.model_selection import train_test_split
(x, y), (a, b) = mnist.load_data()
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("n = to_categorical(y).shape[1]", 10),
        ("n = to_categorical(y, 12).shape[1]", 12),
        ("n = to_categorical(y, num_classes=12).shape[0]", 60_000),
        ("n = np.max(y) + 1", 10),
        ("n = len(np.unique(y))", 10),
        ("(c, d), _ = cifar10.load_data()\nn = to_categorical(d).shape[1]", 10),
        ("n = to_categorical(y + 1).shape[1]", None),
        ("n = to_categorical(things).shape[1]", None),
        (
            "p, q, r, s = train_test_split(x, y)\nn = q.shape[1]",
            28,
        ),
        ("p, q, r, s = train_test_split(x, y)\nn = len(q)", None),
        ("p, q = train_test_split(things)\nn = q.shape[1]", None),
        ("from keras.utils import pad_sequences\nn = pad_sequences(things, maxlen=7).shape[1]", 7),
        ("from keras.utils import pad_sequences\nn = pad_sequences(things).shape[1]", None),
    ],
)
def test_labels_and_splits(text, number):
    assert units(f"import numpy as np\n{LABELS}{text}") == number
