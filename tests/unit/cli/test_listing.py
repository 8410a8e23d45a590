"""The listings of frameworks, cells and layer classes, and the schemas."""

from __future__ import annotations

import json
import re

import pytest

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.document import SCHEMAS, forms_of
from paramcalc.frameworks import FRAMEWORKS, cells


def test_frameworks(capsys):
    assert run(["frameworks"]) == 0
    text = capsys.readouterr().out
    assert all(framework.verified_with in " ".join(text.split()) for framework in FRAMEWORKS.values())
    assert re.search(r"^gru +GRUCell +r, z, n +1 or 2$", text, re.MULTILINE)
    assert run(["frameworks", "torch", "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["frameworks"]
    assert only["framework"] == "pytorch"
    assert run(["frameworks", "pytorhc"]) == ExitCode.USAGE


@pytest.mark.parametrize("form", forms_of("frameworks"))
@pytest.mark.parametrize("arguments", [[], ["pytorch"], ["--layers"], ["--layers", "pytorch"]], ids=str)
def test_every_form_of_the_listings(capsys, arguments, form):
    assert run(["frameworks", *arguments, "--format", form]) == 0
    out = capsys.readouterr().out
    assert "LSTM" in out
    assert ("keras" in out) is (not arguments or arguments == ["--layers"])


def test_cells(capsys):
    assert run(["cells"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert all(cell in text for cell in cells())
    assert run(["cells", "SimpleRNN", "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["cells"]
    assert (only["cell"], only["sizes"], only["options"]) == ("rnn", ["units", "input"], [])
    assert run(["cells", "lstm", "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["cells"]
    assert [(option["option"], option["frameworks"]) for option in only["options"]] == [
        ("projection", ["pytorch"]),
        ("peepholes", ["onnx"]),
    ]
    assert run(["cells", "gruu"]) == ExitCode.USAGE
    assert "did you mean 'gru'" in capsys.readouterr().err


def test_the_layer_classes(capsys):
    assert run(["frameworks", "--layers", "keras", "--json"]) == 0
    names = {entry["class"] for entry in json.loads(capsys.readouterr().out)["layers"]}
    assert {"GRU", "Dense", "Conv2D"} <= names
    assert run(["frameworks", "--layers", "onnx"]) == ExitCode.USAGE


def test_schema(capsys):
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "paramcalc: a recurrent layer's parameters"
    assert run(["schema", "modell"]) == ExitCode.USAGE
    assert "did you mean 'model'" in capsys.readouterr().err
    assert len(SCHEMAS) == 18


def test_a_schema_in_a_file(capsys, tmp_path):
    assert run(["schema", "model", "-o", str(tmp_path / "model.json")]) == ExitCode.OK
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / "model.json").read_text())["title"].startswith("paramcalc model: ")
    assert run(["schema", "modell", "-o", str(tmp_path / "other.json")]) == ExitCode.USAGE
    assert run(["schema", "model", "-o", str(tmp_path)]) == ExitCode.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]
