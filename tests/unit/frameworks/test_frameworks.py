"""The registry: names, aliases, and what is said of unknown ones."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, layer
from paramcalc.frameworks import FRAMEWORKS, cell_name, cells, framework_name, home_of, owners


@pytest.mark.parametrize("name", ["torch", "PyTorch", "pytorch"])
def test_names_and_aliases_of_a_framework(name):
    assert framework_name(name) == "pytorch"


ALIASES = {
    "keras": set(),
    "pytorch": {"torch"},
    "onnx": set(),
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
