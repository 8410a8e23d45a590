"""The class and the arguments of a real Keras layer, and repeated operations; stand-ins play Keras."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paramcalc.classes import layer_classes
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.base import LeftOutError
from paramcalc.verifiers.keras_layers import ELEMENTWISE, PAIRED, REDUCED, arguments, class_of, policy, repeated


class Recorder:
    """Gives what each operation is called with."""

    def __getattr__(self, name):
        return lambda *tensors, **arguments: (name, tensors, arguments)


def run(name, tensors, **config):
    return repeated(Recorder(), LayerSpec(f"ops.{name}", "x", config), tensors)


def test_two_tensors_or_one_and_a_number():
    assert run("TrueDivide", ["a", "b"]) == ("true_divide", ("a", "b"), {})
    assert run("Add", ["a"], args=[2.5]) == ("add", ("a", 2.5), {})


def test_along_axes():
    assert run("Mean", ["a"], axis=[1, 2], keepdims=1) == ("mean", ("a",), {"axis": (1, 2), "keepdims": True})
    assert run("Sum", ["a"], args=[1]) == ("sum", ("a",), {"axis": 1, "keepdims": False})
    assert run("Max", ["a"])[2]["axis"] is None


def test_elementwise():
    assert run("Tanh", ["a"]) == ("tanh", ("a",), {})


@pytest.mark.parametrize(
    ("name", "tensors", "config"),
    [
        ("Reshape", ["a"], {}),
        ("Add", ["a"], {"args": [True]}),
        ("Add", ["a"], {"args": ["os"]}),
        ("Add", ["a"], {}),
        ("Tanh", ["a", "b"], {}),
        ("Mean", ["a"], {"axis": "x"}),
        ("Mean", ["a"], {"axis": [1, "x"]}),
    ],
    ids=str,
)
def test_what_is_not_repeated(name, tensors, config):
    with pytest.raises(LeftOutError):
        run(name, tensors, **config)


def test_no_operation_is_in_two_tables():
    assert len({*PAIRED, *REDUCED, *ELEMENTWISE}) == len(PAIRED) + len(REDUCED) + len(ELEMENTWISE)


class Real:
    """A layer with any arguments."""

    def __init__(self, **arguments):
        pass


def activation(name):
    if name != "tanh":
        raise ValueError(name)
    return name


KERAS = SimpleNamespace(__version__="3", layers=SimpleNamespace(GRU=Real), activations=SimpleNamespace(get=activation))

ENTRIES = layer_classes("keras")


def given(kind, **config):
    return arguments(KERAS, Real, LayerSpec(kind, "x", config), ENTRIES[kind], lambda spec: spec)


def test_arguments():
    evil = {"module": "os", "class_name": "system"}
    assert given("GRU", units=3, dtype="float16", kernel_initializer=evil, seed=evil, activation="tanh") == {
        "name": "x",
        "dtype": "float16",
        "units": 3,
        "activation": "tanh",
    }


@pytest.mark.parametrize("value", [{"class_name": "system"}, "os.system", None, print])
def test_only_a_known_activation(value):
    assert given("GRU", units=3, activation=value)["activation"] is None


def test_one_axis_in_a_list():
    assert given("BatchNormalization", axis=[3])["axis"] == 3
    assert given("BatchNormalization", axis=[2, 3])["axis"] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "module", "says"),
    [
        ("GRU", "mine.layers", "its class is mine.layers.GRU, not a layer of Keras"),
        ("GRU", "kerasmine", "not a layer of Keras"),
        ("Mine", "mine", "Mine is not a known layer of Keras"),
        ("Lambda", None, "its function is a program"),
        ("LSTM", None, "Keras 3 has no LSTM"),
    ],
)
def test_classes_that_are_not_called(kind, module, says):
    with pytest.raises(LeftOutError, match=says):
        class_of(KERAS, LayerSpec(kind, "x", {}, module=module), ENTRIES.get(kind))


@pytest.mark.parametrize("module", [None, "keras.layers", "tf_keras.src.layers", "tensorflow.python.keras"])
def test_a_class(module):
    assert class_of(KERAS, LayerSpec("GRU", "x", {}, module=module), ENTRIES["GRU"]) is Real


def written(**settings):
    return {"module": "keras", "class_name": "DTypePolicy", "config": settings}


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (None, None),
        ("float32", "float32"),
        ("mixed_bfloat16", "mixed_bfloat16"),
        (written(name="float64"), "float64"),
        (written(mode="int8", source_name="float32"), "int8_from_float32"),
        ("int4_from_bfloat16", "int4_from_bfloat16"),
        (written(), None),
    ],
    ids=str,
)
def test_policies(dtype, expected):
    assert policy(LayerSpec("Dense", "x", {"dtype": dtype})) == ({} if expected is None else {"dtype": expected})


@pytest.mark.parametrize(
    "config",
    [
        {"dtype": "os.system"},
        {"dtype": "int8_from_complex"},
        {"dtype": "gptq_from_float32"},
        {"dtype": "int4_from_float32", "quantization_config": {"class_name": "x"}},
        {"dtype": written(mode="int4/128", source_name="float32")},
    ],
    ids=str,
)
def test_policies_that_are_not_built(config):
    with pytest.raises(LeftOutError, match="dtype policy"):
        policy(LayerSpec("Dense", "x", config))
