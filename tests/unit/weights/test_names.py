"""The names of tensors in a dictionary, and the arrays found under them."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, gru, layer, lstm
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.weights.names import arrays_of, tensor_names

SETTINGS = [
    (framework, cell)
    for framework, known in FRAMEWORKS.items()
    for cell, entry in known.cells.items()
    if not entry.spatial
]


@pytest.mark.parametrize(("framework", "cell"), SETTINGS)
@pytest.mark.parametrize("choices", [{}, {"bidirectional": True}, {"layers": 2}, {"bidirectional": True, "layers": 2}])
def test_every_tensor_has_a_name_of_its_own(framework, cell, choices):
    b = layer(cell, framework=framework, **choices)
    names = tensor_names(b)
    assert len(set(names)) == len(names) == len(b.tensors)
    assert all(name.endswith(tensor.name) for name, tensor in zip(names, b.tensors, strict=True))


def test_the_names():
    assert tensor_names(gru()) == ("kernel", "recurrent_kernel", "bias")
    assert tensor_names(gru(bidirectional=True))[3:] == (
        "backward/kernel",
        "backward/recurrent_kernel",
        "backward/bias",
    )
    assert tensor_names(lstm(layers=2))[3] == "layer_2/kernel"
    assert tensor_names(lstm(layers=2, framework="pytorch"))[4] == "weight_ih_l1"
    assert tensor_names(lstm(layers=2, bidirectional=True, framework="onnx")) == (
        *("layer_1/W", "layer_1/R", "layer_1/B", "layer_2/W", "layer_2/R", "layer_2/B"),
    )


TORCH = gru(framework="pytorch")

NAMES = tensor_names(TORCH)


@pytest.mark.parametrize("prefix", ["", "rnn.", "encoder.rnn.", "gru/gru_cell/"])
def test_arrays_are_found_behind_the_name_of_their_layer(prefix):
    weights = {"fc.weight": 9, "fc.bias": 8, **{prefix + name: place for place, name in enumerate(NAMES)}}
    assert arrays_of(weights, TORCH) == [0, 1, 2, 3]
    assert arrays_of(dict(reversed(weights.items())), TORCH) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({}, "pytorch's GRU has the tensors weight_ih_l0, weight_hh_l0"),
        ({"kernel": 1}, "the weights have \\['kernel'\\]"),
        (dict.fromkeys(NAMES[:3], 0), "has the tensors"),
        ({f"my{name}": 0 for name in NAMES}, "has the tensors"),
        ({f"{layer}.{name}": 0 for layer in ("one", "two") for name in NAMES}, "several layers .*: one, two"),
        ({3: 0}, "has the tensors"),
    ],
)
def test_dictionaries_without_one_such_layer(weights, says):
    with pytest.raises(UsageError, match=says):
        arrays_of(weights, TORCH)
