"""tf_keras as the judge of cuDNN's and Keras 1's layers: planted errors that it must catch."""

from __future__ import annotations

import re
from importlib import import_module

import numpy as np
import pytest

from paramcalc import layer, verify
from paramcalc.frameworks import FRAMEWORKS

pytest.importorskip("tf_keras", reason="tf_keras is not installed: pip install 'paramcalc[tf-keras]'")

CELLS = [(framework, cell) for framework in ("cudnn", "keras1") for cell in FRAMEWORKS[framework].cells]

OPERATORS = {" + ": " - ", " - ": " + ", " * ": " + "}

FUNCTIONS = {"hard_sigmoid": "sigmoid", "sigmoid": "tanh", "tanh": "sigmoid"}


def planted():
    """Each written sign, product and function of the equations, replaced by another one."""
    for framework, cell in CELLS:
        (variant,) = FRAMEWORKS[framework].cells[cell].variants.values()
        text = variant.equations
        for match in re.finditer(r" [-+*] |\b(?:hard_sigmoid|sigmoid|tanh)\b", text):
            other = OPERATORS.get(match[0]) or FUNCTIONS[match[0]]
            line = text.count("\n", 0, match.start())
            changed = text[: match.start()] + other + text[match.end() :]
            where = match.start() - text.rfind("\n", 0, match.start())
            yield pytest.param(framework, cell, changed, id=f"{framework}-{cell}-{line}-{where}{other}")


@pytest.mark.parametrize(("framework", "cell", "equations"), list(planted()))
def test_any_wrong_sign_or_function_is_caught(monkeypatch, framework, cell, equations):
    entry = FRAMEWORKS[framework].cells[cell]
    ((values, variant),) = entry.variants.items()
    lie = entry._replace(variants={values: variant._replace(equations=equations)})
    monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, lie)
    assert verify(layer(cell, framework=framework, units=4, input=3)).problems == ("equations",)


def test_errors_are_planted_everywhere():
    """Every cell has at least a sign for each bias and a function for each gate."""
    ids = [case.id for case in planted()]
    assert len(ids) == len(set(ids))
    for framework, cell in CELLS:
        own = [name for name in ids if name.startswith(f"{framework}-{cell}-")]
        assert len(own) >= 3 * len(FRAMEWORKS[framework].cells[cell].gates)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("position", [0, 1], ids=["kernel", "recurrent kernel"])
def test_cudnn_matrices_that_are_not_transposed_are_caught(monkeypatch, cell, position):
    entry = FRAMEWORKS["cudnn"].cells[cell]
    ((values, variant),) = entry.variants.items()
    plain = variant.storage[position]._replace(memory_order=(), pattern="columns (gate rows)")
    storage = (*variant.storage[:position], plain, *variant.storage[position + 1 :])
    monkeypatch.setitem(
        FRAMEWORKS["cudnn"].cells, cell, entry._replace(variants={values: variant._replace(storage=storage)})
    )
    assert verify(layer(cell, framework="cudnn", units=4, input=3)).problems == ("equations",)


def test_the_names_of_keras_1():
    """As Keras 1.2.2 has them in `keras/layers/recurrent.py`: one tensor for each gate."""
    verdict = verify(layer("lstm", framework="keras1", units=4, input=3))
    assert [(pair.built.name, pair.built.shape) for pair in verdict.tensors] == [
        *(("W_i", (3, 4)), ("U_i", (4, 4)), ("b_i", (4,)), ("W_c", (3, 4)), ("U_c", (4, 4)), ("b_c", (4,))),
        *(("W_f", (3, 4)), ("U_f", (4, 4)), ("b_f", (4,)), ("W_o", (3, 4)), ("U_o", (4, 4)), ("b_o", (4,))),
    ]


def test_the_tensors_of_cudnn():
    """Measured with tf_keras 2.21 for 5 units on 3 features."""
    verdict = verify(layer("gru", framework="cudnn", units=5, input=3))
    tensors = [(pair.built.name, pair.built.shape) for pair in verdict.tensors]
    assert tensors == [("kernel", (3, 15)), ("recurrent_kernel", (5, 15)), ("bias", (30,))]
    assert (verdict.built, verdict.forward_error < 1e-6) == (150, True)


@pytest.mark.parametrize(("framework", "cell"), CELLS)
def test_a_real_layer_that_differs_is_caught(monkeypatch, framework, cell):
    """The judge with a planted error: weights that it converts wrongly."""
    module = import_module("tf_keras.src.saving.legacy.hdf5_format")
    original = module.preprocess_weights_for_loading

    def wrong(real, weights, *versions):
        kernel, *others = original(real, weights, *versions)
        return [kernel * np.float32(1.001), *others] if kernel.shape[0] > 1 else [kernel, *others]

    monkeypatch.setattr(module, "preprocess_weights_for_loading", wrong)
    assert verify(layer(cell, framework=framework, units=4, input=3)).problems == ("equations",)


@pytest.mark.parametrize("framework", ["cudnn", "keras1"])
def test_keras_3_is_not_disturbed(framework):
    keras = pytest.importorskip("keras")
    before = keras.layers.GRU
    assert verify(layer("gru", framework=framework, units=4, input=3)).ok
    assert keras.layers.GRU is before
    assert keras.__version__.startswith("3")
    assert verify(layer("gru", units=4, input=3)).ok
