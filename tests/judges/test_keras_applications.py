"""All architectures of `keras.applications`, saved as JSON by Keras: counted as Keras counts them."""

from __future__ import annotations

import inspect
import json
import math

import pytest

from paramcalc.classes.keras.applications import PRIVATE
from paramcalc.models.breakdown import Model
from paramcalc.readers.config import read_config

keras = pytest.importorskip("keras", reason="pip install 'paramcalc[tensorflow]'")

ARCHITECTURES = sorted(name for name, value in vars(keras.applications).items() if inspect.isfunction(value))


def numbers(variables) -> int:
    return sum(math.prod(variable.shape) for variable in variables)


def built(name: str):
    """An architecture without any memory for its weights."""
    with keras.StatelessScope(initialize_variables=False):
        return getattr(keras.applications, name)(weights=None)


def test_there_are_architectures():
    assert len(ARCHITECTURES) >= 38
    assert {"ConvNeXtTiny", "InceptionResNetV2", "NASNetMobile", "VGG16"} <= set(ARCHITECTURES)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_an_architecture_is_counted_as_keras_counts_it(name):
    real = built(name)
    model = Model(read_config(real.to_json(), name))
    assert not model.is_lower_bound
    assert (model.total, model.trainable) == (real.count_params(), numbers(real.trainable_variables))
    # Operations such as an addition are lines of ours, but no layers of Keras's.
    lines = {line.path: line.total for line in model.layers}
    counted = {layer.name: layer.count_params() for layer in real.layers}
    assert {path: lines[path] for path in counted} == counted


@pytest.mark.parametrize(("module", "kind"), PRIVATE)
def test_a_layer_that_only_an_application_has(module, kind):
    """The class exists, takes these arguments, and is none of `keras.layers`."""
    home = getattr(__import__(f"keras.src.{module}", fromlist=["x"]), kind)
    arguments = [name for name in inspect.signature(home.__init__).parameters if name not in ("self", "kwargs")]
    assert arguments == PRIVATE[module, kind].arguments.split(", ")
    assert not hasattr(keras.layers, kind)


def test_a_class_of_the_same_name_elsewhere_is_not_known():
    config = {"name": "scale", "init_values": 1.0, "projection_dim": 3}
    first = {"class_name": "InputLayer", "module": "keras.layers", "config": {"batch_shape": [None, 3], "name": "x"}}
    for module, unknown in (("keras.src.applications.convnext", False), ("mine", True), (None, True)):
        layer = {"class_name": "LayerScale", "module": module, "config": config}
        value = {"class_name": "Sequential", "config": {"name": "m", "layers": [first, layer]}}
        assert Model(read_config(json.dumps(value), "a test")).is_lower_bound is unknown
