"""The registry: names, aliases, and what is said of unknown ones."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, layer
from paramcalc.frameworks import (
    FRAMEWORKS,
    cell_name,
    cell_options,
    cells,
    framework_name,
    home_of,
    homes,
    owners,
    registered_cell,
)


@pytest.mark.parametrize("name", ["torch", "PyTorch", "pytorch"])
def test_names_and_aliases_of_a_framework(name):
    assert framework_name(name) == "pytorch"


@pytest.mark.parametrize("name", ["tf", "TensorFlow", "tf.keras", "Keras"])
def test_keras_under_the_name_of_its_package(name):
    assert framework_name(name) == "keras"


def test_the_frameworks_that_have_a_cell():
    assert list(homes("gru")) == [*("keras", "pytorch", "onnx", "flax-linen", "flax-nnx", "cudnn", "keras1")]
    assert homes("mgu") == {"flax-linen": FRAMEWORKS["flax-linen"].cells["mgu"]}
    assert homes("gruu") == {}


@pytest.mark.parametrize(("name", "cell"), [("gru", "gru"), ("CuDNNGRU", "gru"), ("SimpleRNN", "rnn"), ("mgu", "mgu")])
def test_a_cell_of_any_framework(name, cell):
    assert registered_cell(name) == cell


def test_a_cell_of_no_framework():
    with pytest.raises(UsageError, match="no cell 'gruu'\ntip: did you mean 'gru'"):
        registered_cell("gruu")


@pytest.mark.parametrize("cell", cells())
def test_the_options_of_a_cell_are_those_of_its_entries(cell):
    listed = {(option.name, home) for option, having in cell_options(cell) for home in having}
    assert listed == {(option.name, home) for home, entry in homes(cell).items() for option in entry.options}


ALIASES = {
    "keras": {"tf", "tensorflow", "tf.keras", "tf_keras", "keras3"},
    "pytorch": {"torch"},
    "onnx": {"onnxruntime"},
    "flax-linen": {"linen", "flax"},
    "flax-nnx": {"nnx"},
    "cudnn": {"cudnn-keras"},
    "keras1": set(),
}
"""Every alias, typed here a second time."""


def test_every_alias_of_a_framework():
    assert {name: {*framework.aliases} for name, framework in FRAMEWORKS.items()} == ALIASES
    for name, aliases in ALIASES.items():
        assert {framework_name(alias.upper()) for alias in (*aliases, name)} == {name}


@pytest.mark.parametrize(
    ("name", "framework", "total"), [("CuDNNLSTM", "cudnn", 120), ("CuDNNGRU", "cudnn", 90), ("MGU", "flax-linen", 57)]
)
def test_a_cell_whose_name_says_its_framework(name, framework, total):
    found = layer(name, units=3, input=5)
    assert (found.layer.framework, found.total) == (framework, total)


@pytest.mark.parametrize("name", ["rnn", "SimpleRNN", "simple_rnn"])
def test_names_and_aliases_of_a_cell(name):
    assert cell_name(FRAMEWORKS["keras"], name) == "rnn"


def test_names_are_unique():
    for registry in (FRAMEWORKS, *(framework.cells for framework in FRAMEWORKS.values())):
        names = [name for known, entry in registry.items() for name in (known, *entry.aliases)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: framework_name("kears"), "no framework 'kears'\ntip: did you mean 'keras'"),
        (lambda: framework_name(3), "no framework 3"),
        (lambda: cell_name(FRAMEWORKS["keras"], "gruu"), "no cell 'gruu'\ntip: did you mean 'gru'"),
        (lambda: cell_name(FRAMEWORKS["keras"], "mgu"), "Keras has no cell 'mgu'\ntip: flax-linen has it"),
        (lambda: cell_name(FRAMEWORKS["onnx"], "SimpleRNN"), "ONNX has no cell 'SimpleRNN'\ntip: keras has it"),
    ],
)
def test_unknown_names(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def test_homes_owners_and_cells():
    assert [home_of(cell) for cell in ("gru", "GRU", "mgu", "no such cell")] == [
        "keras",
        "keras",
        "flax-linen",
        "keras",
    ]
    assert owners("peepholes") == ["lstm of onnx"]
    assert owners("no such option") == []
    assert cells()["mgu"] == [FRAMEWORKS["flax-linen"].cells["mgu"]]
    assert cells()["gru"][0] is FRAMEWORKS["keras"].cells["gru"]
