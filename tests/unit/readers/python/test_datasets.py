"""The data sets of Keras and scikit-learn have the shapes that are documented."""

from __future__ import annotations

import pytest

from paramcalc.readers.python.datasets import KERAS, SKLEARN
from tests.unit.readers.python.sources import units

DOCUMENTED = {
    "boston_housing": (404, 13),
    "california_housing": (16_512, 8),
    "cifar10": (50_000, 32, 32, 3),
    "cifar100": (50_000, 32, 32, 3),
    "fashion_mnist": (60_000, 28, 28),
    "imdb": (25_000,),
    "mnist": (60_000, 28, 28),
    "reuters": (8_982,),
}


@pytest.mark.parametrize("name", KERAS)
def test_keras(name):
    load = f"from keras.datasets import {name}\n(x, y), (a, b) = {name}.load_data()\n"
    for place, length in enumerate(DOCUMENTED[name]):
        assert units(f"{load}n = x.shape[{place}]") == length
    assert units(f"{load}n = len(a)") != units(f"{load}n = len(x)") or name == "imdb"
    assert units(f"import tensorflow as tf\n(x, y), _ = tf.keras.datasets.{name}.load_data()\nn = len(y)") is not None


@pytest.mark.parametrize("arguments", ["maxlen=100", "test_split=0.3", "'a', 'b'", "**things"])
def test_arguments_that_change_the_shapes(arguments):
    assert units(f"from keras.datasets import imdb\n(x, y), _ = imdb.load_data({arguments})\nn = len(x)") is None


@pytest.mark.parametrize("name", SKLEARN)
def test_scikit_learn(name):
    load = f"from sklearn.datasets import {name}\nd = {name}()\n"
    assert units(f"{load}n = d.data.shape[1]") == SKLEARN[name][0][1]
    assert units(f"{load}n = d['data'].shape[0]") == units(f"{load}n = len(d.target)") == SKLEARN[name][1][0]
    assert units(f"{load}n = len(d.feature_names)") is None
    assert units(f"from sklearn.datasets import {name}\nd = {name}(as_frame=True)\nn = d.data.shape[1]") is None


def test_scikit_learn_itself_agrees():
    datasets = pytest.importorskip("sklearn.datasets")
    for name in SKLEARN.keys() - {"load_boston", "fetch_california_housing"}:
        data = getattr(datasets, name)()
        assert (data.data.shape, data.target.shape) == SKLEARN[name][:2]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("x, y = make_moons(30)\nn = x.shape[0] + x.shape[1]", 32),
        ("x, y = make_circles(noise=0.1)\nn = len(y)", 100),
        ("n = load_digits().images.shape[1]", 8),
        ("n = StandardScaler().fit_transform(load_iris().data).shape[1]", 4),
        ("s = MinMaxScaler()\ns.fit(load_iris().data)\nn = s.transform(load_iris().data).shape[1]", 4),
        ("n = StandardScaler().fit_transform(things).shape[1]", None),
        ("n = StandardScaler().scale_.shape[0]", None),
    ],
)
def test_what_is_made_of_them(text, number):
    head = "from sklearn.datasets import make_moons, make_circles, load_digits, load_iris\n"
    assert units(f"{head}from sklearn.preprocessing import StandardScaler, MinMaxScaler\n{text}") == number
