"""What the Python interface says to call instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import paramcalc
from paramcalc import UsageError
from paramcalc.api.arguments import checked_line, checked_path, not_a_cell, root_of


def made_by(package: str, name: str, *bases: type) -> type:
    """A class as a framework has it, without the framework."""
    return type(name, bases, {"__module__": f"{package}.layers"})


KerasGRU, TorchGRU, KerasModel = made_by("keras", "GRU"), made_by("torch", "GRU"), made_by("keras", "Sequential")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: paramcalc.model(Path("train.py")), "a file is read by read('train.py')"),
        (lambda: paramcalc.model("model.keras"), "a file is read by read('model.keras')"),
        (lambda: paramcalc.model(KerasModel()), 'for example model("Input((28, 28)) > GRU(75)")'),
        (lambda: paramcalc.model(None), 'for example model("Input((28, 28)) > GRU(75)")'),
        (lambda: paramcalc.read("GRU(75) > Dense(10)"), "a line of layers is read by model('GRU(75) > Dense(10)')"),
        (lambda: paramcalc.read({"layers": []}), "a model in memory is counted by model(…)"),
        (lambda: paramcalc.layer(KerasGRU()), "layer('GRU', units=layer.units, input=layer.input_shape[-1])"),
        (lambda: paramcalc.layer(KerasGRU), "layer('GRU', units=layer.units"),
        (
            lambda: paramcalc.layer(made_by("mine", "MyGRU", TorchGRU)()),
            "layer('MyGRU', units=layer.hidden_size, input=layer.input_size, framework='pytorch')",
        ),
    ],
)
def test_the_tip_names_the_call(call, says):
    with pytest.raises(UsageError) as error:
        call()
    assert says in error.value.tip


@pytest.mark.parametrize(
    "call", [lambda: paramcalc.read(3), lambda: paramcalc.read(None), lambda: paramcalc.layer(3.5)]
)
def test_other_things_are_refused_without_a_guess(call):
    with pytest.raises(UsageError) as error:
        call()
    assert error.value.tip is None


def test_lines_and_paths_pass(tmp_path):
    assert checked_line("GRU(75)") == "GRU(75)"
    assert checked_path(Path("model.keras")) == checked_path("model.keras") == "model.keras"
    file = tmp_path / "GRU(75) > Dense(10)"
    file.write_text("")
    assert checked_path(str(file)) == str(file), "a file that exists is a path, whatever it is called"


def test_the_package_of_an_object():
    assert root_of(KerasGRU()) == root_of(made_by("mine", "Mine", KerasGRU)()) == "keras"
    assert root_of(object()) == root_of("keras") == ""
    assert not_a_cell(3).tip is None
    assert re.search(r"flax-nnx", not_a_cell(made_by("flax", "GRUCell")()).tip)
