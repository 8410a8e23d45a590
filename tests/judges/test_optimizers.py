"""The variables that an optimizer keeps, compared with those of Keras's own optimizers."""

from __future__ import annotations

import ast
from math import prod

import pytest

import paramcalc
from paramcalc.models.summary import OPTIMIZERS, optimizer_variables


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizer_variables_are_keras_own(optimizer):
    keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")
    if not hasattr(keras, "__version__") or int(keras.__version__.partition(".")[0]) < 3:
        pytest.skip("Keras 3 is not installed: pip install 'paramcalc[tensorflow]'")
    every = ({"use_ema": True}, {"gradient_accumulation_steps": 2})
    for settings in ({}, {"momentum": 0.9}, {"amsgrad": True}, {"centered": True}, *every):
        try:
            real = keras.optimizers.get({"class_name": optimizer, "config": settings})
        except (TypeError, ValueError):
            continue
        variable = keras.Variable([[1.0] * 7] * 5)
        real.build([variable])
        kept = optimizer_variables(optimizer, settings)
        assert kept.per_parameter * 35 + kept.others == sum(
            int(each.value.shape.num_elements()) for each in real.variables
        )


SETTINGS = ("", "momentum=0.9", "amsgrad=True", "centered=True", "use_ema=True", "gradient_accumulation_steps=2")


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_memory_of_training_is_that_of_real_variables(optimizer, dtype):
    keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("with another backend the number of iterations takes 4 bytes")
    line = f"Input((7, 6)) > GRU(4, dtype={dtype!r}) > Dense(3, dtype={dtype!r}) > BatchNormalization(dtype={dtype!r})"
    model = paramcalc.model(line)
    layers = keras.layers
    real = keras.Sequential(
        [
            keras.Input((7, 6)),
            layers.GRU(4, dtype=dtype),
            layers.Dense(3, dtype=dtype),
            layers.BatchNormalization(dtype=dtype),
        ]
    )
    compared = 0
    for settings in SETTINGS:
        try:
            made = keras.optimizers.get(
                {"class_name": optimizer, "config": dict([_setting(settings)] if settings else [])}
            )
        except (TypeError, ValueError):
            continue
        made.build(real.trainable_variables)
        training = model.memory(f"{optimizer}({settings})").training
        assert training.variables == sum(map(_bytes, made.variables)), settings
        assert training.weights == sum(map(_bytes, real.weights))
        assert training.gradients == sum(map(_bytes, real.trainable_variables))
        compared += 1
    assert compared >= 3


def _setting(text):
    name, _, value = text.partition("=")
    return name, ast.literal_eval(value)


def _bytes(variable):
    return prod(variable.shape) * {"float16": 2, "float32": 4, "int64": 8}[variable.dtype]
