"""The settings between which weights can be converted, for the tests of the room and for the judges."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from paramcalc import layer
from paramcalc.frameworks import FRAMEWORKS

SETTINGS = [
    (framework, cell, {each.name: value for each, value in zip(entry.options, values, strict=True) if not each.is_size})
    for framework, known in FRAMEWORKS.items()
    for cell, entry in known.cells.items()
    for values in entry.variants
    if not entry.spatial
    if not any(option.is_size and value for option, value in zip(entry.options, values, strict=True))
]


def build(setting, **choices):
    framework, cell, options = setting
    return layer(cell, framework=framework, units=4, input=3, **options, **choices)


EVERYWHERE = ("keras", "pytorch", "onnx", "flax-linen", "flax-nnx", "keras1")

RESET_AFTER = (("keras", True), "pytorch", ("onnx", True), "flax-linen")

RESET_BEFORE = (("keras", False), ("onnx", False), "keras1")


def convertible():
    """The pairs of settings whose weights can be converted, typed here by hand: the cell, the source and the target."""
    plain = [*((framework, False) if framework == "onnx" else framework for framework in EVERYWHERE)]
    for cell, group in (("rnn", EVERYWHERE), ("lstm", plain), ("gru", RESET_AFTER), ("gru", RESET_BEFORE)):
        yield from ((cell, *pair) for pair in permutations(group, 2))
    # Peepholes and a bias inside the product with the reset gate stay zero; the other way they would be lost.
    yield from (("lstm", source, ("onnx", True)) for source in plain)
    yield from (("gru", "flax-nnx", target) for target in RESET_AFTER)


def setting(cell, name):
    """A setting by its framework, with the value of its option if there is one."""
    framework, *values = name if isinstance(name, tuple) else (name,)
    (found,) = [each for each in SETTINGS if each[:2] == (framework, cell) and [*each[2].values()] == values]
    return found


CHOICES = ({}, {"bidirectional": True, "layers": 2})

PAIRS = [
    (setting(cell, source), setting(cell, target), choices)
    for cell, source, target in convertible()
    for choices in CHOICES
]


def is_noted(source, target):
    """Whether one of the two has hard_sigmoid where the other has sigmoid."""
    return source[1] != "rnn" and (source[0] == "keras1") != (target[0] == "keras1")


def random_weights(b):
    generator = np.random.default_rng(5)
    return [generator.normal(size=tensor.shape).astype("float32") / 2 for tensor in b.tensors]


X = np.random.default_rng(6).normal(size=(2, 3, 3)).astype("float32")
