"""`--define`: the classes of a file are known while the command runs."""

import json

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode
from paramcalc.cli.app import run

LINE = "Input((28, 28)) > MGU(8) > Scale()"

TOML = """
[Scale]
weights = "gamma (input)"
output = "same"
macs = 0

[MGU]
arguments = "units"
equations = '''
h: units
f = sigmoid(W_f @ x + U_f @ h + b_f)
h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
h = (1 - f) * h + f * h_tilde
'''
"""


@pytest.fixture
def file(tmp_path) -> str:
    path = tmp_path / "layers.toml"
    path.write_text(TOML, encoding="utf-8")
    return str(path)


def test_a_model_of_defined_classes(file, capsys):
    assert run(["model", LINE, "--define", file, "--json"]) == 0
    layers = {layer["path"]: layer["params"] for layer in json.loads(capsys.readouterr().out)["layers"]}
    assert layers == {"mgu": 2 * (28 * 8 + 8 * 8 + 8), "scale": 8}


def test_the_classes_are_forgotten(file, capsys):
    assert run(["model", LINE, "--define", file]) == 0
    assert run(["model", LINE]) == ExitCode.USAGE
    assert "no layer 'MGU'" in capsys.readouterr().err


def test_they_are_forgotten_after_an_error_too(file, capsys):
    assert run(["model", "Scale(7)", "--define", file]) == ExitCode.USAGE
    assert run(["model", "Input((3,)) > Scale()"]) == ExitCode.USAGE
    assert "no layer 'Scale'" in capsys.readouterr().err


def test_several_files(file, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('[Twice]\nweights = "a (input)\\nb (input)"\noutput = "same"\n', encoding="utf-8")
    assert run(["model", f"{LINE} > Twice()", "--define", file, "--define", str(other)]) == 0


def test_the_equations_are_explained(file, capsys):
    assert run(["explain", LINE, "--define", file]) == 0
    assert "W_f (kernel) maps the 28 numbers of x" in capsys.readouterr().out


def test_a_broken_file_is_an_error_of_one_line(tmp_path, capsys):
    path = tmp_path / "layers.toml"
    path.write_text("[Scale]\nweights = 'gamma [input]'", encoding="utf-8")
    assert run(["model", LINE, "--define", str(path)]) == ExitCode.USAGE
    message, tip = capsys.readouterr().err.splitlines()
    assert "the definition of Scale: weights has a line that is not a weight" in message
    assert "gamma (input) if scale" in tip


def test_an_unknown_class_is_printed_as_a_definition(tmp_path, capsys):
    text = (SAVED_MODELS / "keras3" / "09_nested_frozen.json").read_text(encoding="utf-8")
    path = tmp_path / "own.json"
    path.write_text(text.replace('"Conv1D"', '"MyConv"'), encoding="utf-8")
    assert run(["model", str(path)]) == ExitCode.INCOMPLETE
    printed = capsys.readouterr().out
    assert "Definitions to start from" in printed
    assert "[MyConv]" in printed
    assert "filters, kernel_size" in printed
