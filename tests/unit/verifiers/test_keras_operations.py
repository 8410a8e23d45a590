"""Which operations are repeated, and with what; `keras.ops` is played by a recorder."""

from __future__ import annotations

import pytest

from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.keras_operations import ELEMENTWISE, PAIRED, REDUCED, repeated
from paramcalc.verifiers.model_arguments import LeftOutError


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
