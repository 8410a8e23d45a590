"""Keras 1's classes and arguments are translated to those of today."""

from __future__ import annotations

import pytest

from paramcalc.classes import layer_classes
from paramcalc.classes.base import parameters
from paramcalc.errors import UsageError
from paramcalc.readers.keras1 import CLASSES, KERNELS, ORDERS, modern


@pytest.mark.parametrize(
    ("kind", "config", "translated"),
    [
        ("GRU", {"output_dim": 3, "inner_activation": "tanh"}, ("GRU", {"units": 3, "recurrent_activation": "tanh"})),
        ("Embedding", {"output_dim": 3, "input_dim": 9}, ("Embedding", {"output_dim": 3, "input_dim": 9})),
        ("Dense", {"bias": False, "name": "d"}, ("Dense", {"use_bias": False, "name": "d"})),
        ("MaxPooling1D", {"pool_length": 2, "stride": None}, ("MaxPooling1D", {"pool_size": 2, "strides": None})),
        ("TimeDistributedDense", {"output_dim": 4}, ("Dense", {"units": 4})),
        ("BatchNormalization", {"mode": 0, "axis": 1}, ("BatchNormalization", {"mode": 0, "axis": 1})),
        ("BatchNormalization", {"mode": 2}, ("BatchNormalization", {"mode": 2, "axis": -1})),
    ],
)
def test_arguments(kind, config, translated):
    assert modern(kind, config) == translated


def test_the_sizes_of_a_kernel_become_one_argument():
    kind, config = modern("Convolution2D", {"nb_filter": 8, "nb_row": 3, "nb_col": 5, "dim_ordering": "th"})
    assert (kind, config["filters"], config["kernel_size"]) == ("Conv2D", 8, [3, 5])
    assert config["data_format"] == "channels_first"
    assert "kernel_size" not in modern("Convolution2D", {"nb_row": 3})[1]


@pytest.mark.parametrize("value", ["xy", None, 3])
def test_an_unknown_order_of_axes(value):
    with pytest.raises(UsageError, match="dim_ordering must be th or tf, got"):
        modern("Convolution2D", {"dim_ordering": value})


def test_the_tables_name_classes_of_today():
    today = layer_classes("keras")
    assert {*CLASSES.values(), *KERNELS} <= today.keys()
    assert all("kernel_size" in parameters(today[kind].arguments) for kind in KERNELS)
    assert ORDERS.keys() == {"th", "tf", "default"}
