"""`paramcalc map`."""

from __future__ import annotations

import json

import pytest

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.document import forms_of


def test_a_projection_is_carried():
    arguments = ["map", "lstm", "--from", "torch", "--to", "torch", "--units", "3", "--input", "4"]
    assert run([*arguments, "--from-option", "projection=2", "--to-option", "projection=2"]) == 0


@pytest.mark.parametrize("form", forms_of("map"))
def test_every_form(form, capsys):
    assert run(["map", "gru", "--from", "keras", "--to", "torch", "-u", "3", "-i", "5", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        first = json.loads(out)["moves"][0]
        assert first["into"] == {"tensor": "weight_ih_l0", "index": [[0, 3], None]}
        assert first["from"] == [{"tensor": "kernel", "index": [None, [3, 6]]}]
    else:
        assert ('weights["kernel"][:, 3:6].T' if form == "python" else "kernel[:, 3:6]") in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gru", "--from", "keras"], "Missing option '--to'"),
        (["gru", "--from", "keras", "--to", "kears"], "did you mean 'keras'"),
        (["gru", "--from", "keras", "--to", "onnx", "--to-option", "peepholes=true"], "no option of gru in onnx"),
        (["gru", "--from", "keras", "--to", "onnx", "--to-option", "linear_before_reset=1"], "is true or false"),
        (["rnn", "--from", "keras", "--to", "cudnn"], "no cell 'rnn'"),
        (
            ["gru", "--from", "keras", "--to", "onnx"],
            "--to-option linear_before_reset=true",
        ),
    ],
)
def test_mistakes(arguments, says, capsys):
    assert run(["map", *arguments]) == ExitCode.USAGE
    assert says in capsys.readouterr().err
