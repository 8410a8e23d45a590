"""The variables that an optimizer keeps, compared with those of Keras's own optimizers."""

from __future__ import annotations

import pytest

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
