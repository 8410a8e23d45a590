"""Input shapes that are given beside a model."""

from __future__ import annotations

import json

import pytest

from paramcalc.cli.app import run
from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_model
from paramcalc.readers.input_shapes import input_shapes
from paramcalc.readers.source import read_source

HEAD = "import keras\nfrom keras import Sequential, Input, Model, layers\n"

OWN = (
    HEAD
    + "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(8)\n"
    "    def call(self, x):\n        return self.d(x)\nmodel = Net()"
)

KNOWN = {
    "a Sequential": (HEAD + "model = Sequential([layers.GRU(8)])", [(None, None, 4)], 336),
    "open lengths": (
        HEAD + "model = Sequential([Input((None, 4)), layers.Flatten(), layers.Dense(2)])",
        [(None, 3, 4)],
        26,
    ),
    "what is stated already": (HEAD + "model = Sequential([Input((4,)), layers.Dense(8)])", [(None, 4)], 40),
    "a class of the source": (OWN, [(None, 4)], 40),
}


@pytest.mark.parametrize(("text", "shapes", "total"), KNOWN.values(), ids=KNOWN)
def test_source(text, shapes, total):
    assert Model(read_source(text, shapes=shapes)).total == total


REFUSED = {
    "another length": (
        "model = Sequential([Input((4,)), layers.Dense(8)])",
        [(None, 5)],
        r"states the input shape \(None, 4\)",
    ),
    "another rank": ("model = Sequential([Input((4,)), layers.Dense(8)])", [(None, 5, 4)], "states the input shape"),
    "too many": ("model = Sequential([layers.Dense(8)])", [(None, 4), (None, 4)], "has 1 inputs, got 2 input shapes"),
}


@pytest.mark.parametrize(("text", "shapes", "says"), REFUSED.values(), ids=REFUSED)
def test_shapes_that_do_not_fit(text, shapes, says):
    with pytest.raises(UsageError, match=says):
        read_source(HEAD + text, shapes=shapes)


def test_pytorch_needs_none():
    with pytest.raises(UsageError, match="no count depends on an input shape"):
        read_source(
            "from torch import nn\nclass N(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.a = nn.Linear(2, 3)\nmodel = N()",
            shapes=[(None, 2)],
        )


@pytest.mark.parametrize("value", [3, (), "ab", (None, 0), (None, 2.5), [(None,), 3], ((),)])
def test_what_is_no_shape(value):
    with pytest.raises(UsageError):
        input_shapes(value)


def test_a_line_of_layers():
    assert Model(read_model("GRU(8) > Dense(1)", shapes=[(None, None, 4)])).total == 345


def test_json(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 8}}]}}'
    )
    assert Model(read_model(str(path), shapes=[(None, 4)])).total == 40
    path.write_text('{"class_name": "Dense", "config": {"name": "d", "units": 8}}')
    assert Model(read_model(str(path), shapes=[(None, 4)])).total == 40


def test_the_command(capsys):
    assert run(["model", "GRU(8)", "--input-shape", "(None, 10, 4)", "--format", "json"]) == 0
    assert '"total": 336' in capsys.readouterr().out
    assert run(["model", "GRU(8)", "--input-shape", "28"]) == 2
    assert "an input shape is a tuple, got 28" in capsys.readouterr().err
    assert run(["model", "GRU(8)", "--input-shape", "nothing"]) == 2
    assert run(["explain", "GRU(8)", "--input-shape", "None, 10, 4", "--format", "text"]) == 0


BOTH = {
    # A GRU of 8 units on 4 features has 336 parameters, a Dense of 2 on n features 2 * n + 2.
    "without the batch": ("GRU(8)", "(None, 4)", 336),
    "with it": ("GRU(8)", "(None, None, 4)", 336),
    "a known length": ("GRU(8)", "(10, 4)", 336),
    "no matter which": ("Dense(2)", "(None, 4)", 10),
    "pictures": ("Conv2D(2, 3) > Flatten() > Dense(2)", "(8, 8, 3)", 2 * 27 + 2 + 2 * 72 + 2),
    "pictures with the batch": ("Conv2D(2, 3) > Flatten() > Dense(2)", "(None, 8, 8, 3)", 2 * 27 + 2 + 2 * 72 + 2),
    "an open length that no layer could be built on": ("Flatten() > Dense(2)", "(None, 4)", 10),
    "the batch in words": ("Flatten() > Dense(2)", "(batch, 3, 4)", 26),
    "the same word": ("Flatten() > Dense(2)", "(batch, 4)", 10),
}


@pytest.mark.parametrize(("line", "shape", "total"), BOTH.values(), ids=BOTH)
def test_with_and_without_the_batch(capsys, line, shape, total):
    assert run(["model", line, "--input-shape", shape, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == total


def test_a_shape_that_can_be_read_in_both_ways(capsys):
    assert run(["model", "Flatten() > Dense(2)", "--input-shape", "(3, 4)"]) == 2
    error = capsys.readouterr().err
    assert "(3, 4) gives 10 parameters if its first length is the batch, and 26 if not" in error
    assert "write (batch, 4) or (batch, 3, 4)" in error
    assert run(["model", "GRU(8)", "--input-shape", "(4,)"]) == 2
    assert "it reads (batch, steps, features)" in capsys.readouterr().err
