"""A weight map as a Python function: pasted and run, it does what `convert` does."""

from __future__ import annotations

import ast

import numpy as np
import pytest
from examples import MAPS

from paramcalc import UsageError, convert, gru, layer, lstm, rnn
from paramcalc.document import text
from paramcalc.document.page import PLAIN
from paramcalc.document.program import python
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.weights.names import tensor_names
from paramcalc.weights.porting import port


def pasted(source):
    """The function that a program gets by pasting the source."""
    names = {}
    exec(compile(source, "pasted", "exec"), names)
    (function,) = [value for name, value in names.items() if callable(value) and name != "np"]
    return function


def pairs():
    for cell in ("rnn", "lstm", "gru"):
        homes = [name for name, framework in FRAMEWORKS.items() if cell in framework.cells]
        for source in homes:
            for target in homes:
                for choices in ({}, {"bidirectional": True, "layers": 2}):
                    try:
                        port(*(layer(cell, framework=name, **choices) for name in (source, target)))
                    except UsageError:
                        continue
                    yield cell, source, target, choices


PAIRS = list(pairs())


def test_many_pairs_can_be_carried():
    assert len(PAIRS) >= 70


@pytest.mark.parametrize("free", [False, True], ids=["numbers", "symbols"])
@pytest.mark.parametrize(("cell", "source", "target", "choices"), PAIRS, ids=str)
def test_the_function_does_what_convert_does(cell, source, target, choices, free):
    mine, theirs = (layer(cell, framework=name, units=4, input=3, **choices) for name in (source, target))
    shown = (layer(cell, framework=name, **choices) for name in (source, target)) if free else (mine, theirs)
    generator = np.random.default_rng(3)
    arrays = [generator.normal(size=tensor.shape).astype("float32") for tensor in mine.tensors]
    moved = pasted(python(port(*shown), PLAIN))(dict(zip(tensor_names(mine), arrays, strict=True)))
    expected = convert(arrays, mine, theirs)
    assert list(moved) == list(tensor_names(theirs))
    for array, wanted in zip(moved.values(), expected, strict=True):
        assert array.dtype == "float32"
        np.testing.assert_array_equal(array, wanted)


def test_a_wrong_slice_would_be_seen():
    source = python(port(gru(4, 3), gru(4, 3, framework="pytorch")), PLAIN)
    assert "[:, 4:8].T" in source
    arrays = [np.random.default_rng(3).normal(size=tensor.shape) for tensor in gru(4, 3).tensors]
    weights = dict(zip(tensor_names(gru()), arrays, strict=True))
    wrong = pasted(source.replace("[:, 4:8].T", "[:, 0:4].T", 1))(weights)
    assert not np.array_equal(wrong["weight_ih_l0"], pasted(source)(weights)["weight_ih_l0"])


@pytest.mark.parametrize("name", MAPS)
def test_the_source_is_a_program(name):
    source = text("map", MAPS[name], "python")
    tree = ast.parse(source)
    assert [type(node).__name__ for node in tree.body] == ["Import", "FunctionDef"]
    assert max(map(len, source.splitlines())) <= 120
    assert source.endswith("    return moved\n")


def test_the_function_takes_other_arrays_and_leaves_them():
    """Lists and arrays of other libraries become NumPy arrays; what is given is not changed."""
    function = pasted(python(port(rnn(2, 1), rnn(2, 1, framework="pytorch")), PLAIN))
    weights = {"kernel": [[1.0, 2.0]], "recurrent_kernel": [[1.0, 2.0], [3.0, 4.0]], "bias": [5.0, 6.0]}
    moved = function(weights)
    assert moved["weight_ih_l0"].tolist() == [[1.0], [2.0]]
    assert moved["bias_hh_l0"].tolist() == [0.0, 0.0]
    assert weights["bias"] == [5.0, 6.0]


def test_it_is_described():
    source = python(port(lstm(3, 5, framework="keras1"), lstm(3, 5)), PLAIN)
    docstring = ast.get_docstring(ast.parse(source).body[1])
    assert docstring.startswith("The weights of: Keras 1 LSTM: units=3, input=5\nas those of: Keras LSTM")
    assert "Note: output: hard_sigmoid in keras1, sigmoid in keras" in docstring
