"""`paramcalc verify` for whole models."""

from __future__ import annotations

import json
import re

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode
from paramcalc.classes import layer_classes
from paramcalc.cli.app import run

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")

MNIST = "Input((28, 28)) > GRU(75) > Dense(10)"


FILES = sorted(path for path in SAVED_MODELS.glob("*/*.*") if path.suffix in (".keras", ".json", ".h5"))

SAVED = [path for path in FILES if path.name != "expected.json"]


class TestCommand:
    def test_a_line(self, capsys):
        assert run(["verify", MNIST]) == ExitCode.OK
        out = capsys.readouterr().out
        assert out.startswith(f"{MNIST}\n")
        assert re.search(r"^count +24,385 +24,385 +ok$", out, re.MULTILINE)
        assert re.search(r"^gru \(GRU\) +23,625 +23,625 +ok$", out, re.MULTILINE)
        assert re.search(r"^ +bias \(2, 225\) +bias \(2, 225\) +ok$", out, re.MULTILINE)
        assert re.search(r"^ +output \(None, 10\) +output \(None, 10\) +ok$", out, re.MULTILINE)
        assert "built without allocating memory, in keras.StatelessScope" in out
        assert "1 model, no mismatches; no forward pass" in out

    @pytest.mark.parametrize("path", [each for each in SAVED if each.suffix == ".json"][:3], ids=lambda path: path.name)
    def test_a_file(self, path, capsys, checker):
        assert run(["verify", str(path), "--json"]) == ExitCode.OK
        document = json.loads(capsys.readouterr().out)
        checker.validate(document)
        (check,) = document["checks"]
        assert check["what"] == str(path)
        assert check["ok"]
        assert sum(each["built"] for each in check["layers"]) == check["built"] == check["derived"]

    def test_a_source_on_standard_input(self, paramcalc):
        text = "import keras\nn = 3\nm = keras.Sequential([keras.Input((5, n)), keras.layers.GRU(units)])\n"
        process = paramcalc("verify", "-", "--set", "units=4", stdin=text)
        assert process.returncode == ExitCode.OK, process.stderr
        assert process.stdout.startswith("standard input\n")
        assert process.stderr == ""

    def test_a_name(self, tmp_path, capsys):
        text = "import keras\na = keras.Sequential([keras.Input((5, 3)), keras.layers.GRU(4)])\n"
        (tmp_path / "model.py").write_text(text + text.replace("a =", "b =").replace("GRU(4)", "GRU(5)"))
        assert run(["verify", str(tmp_path / "model.py"), "--name", "b"]) == ExitCode.OK
        assert "150" in capsys.readouterr().out

    def test_a_difference_exits_with_1(self, monkeypatch, capsys, checker):
        entries = layer_classes("keras")
        monkeypatch.setitem(entries, "Dense", entries["Dense"]._replace(weights="kernel (input, units)"))
        assert run(["verify", MNIST]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^ +missing +bias \(10,\) +DIFFERS$", out, re.MULTILINE)
        assert "1 model, 1 mismatch;" in out
        assert run(["verify", MNIST, "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        checker.validate(document)
        assert document["checks"][0]["problems"] == ["count", "tensors"]
        assert run(["verify", "--select", "models", "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        assert (document["checked"], document["mismatches"]) == (7, 7)

    def test_a_refusal_exits_with_1(self, capsys):
        assert run(["verify", "Input((5, 3)) > Dropout(2.5) > Dense(2)"]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^dropout \(Dropout\) +0 +refused +DIFFERS$", out, re.MULTILINE)
        assert "refused: dropout: ValueError: " in out

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["verify", "gruu"], "did you mean 'gru'"),
            (["verify", "nosuch.keras"], "cannot read nosuch.keras"),
            (["verify", "GRU(75)"], "every size; free: input"),
            (["verify", "GRU(75"], "was never closed"),
            (["verify", "Input((5, 3)) > GRUU(75)"], "did you mean GRU"),
            (["verify", MNIST, "--framework", "kears"], "did you mean 'keras'"),
            (["verify", MNIST, "--framework", "onnx"], "models of 'onnx' are not supported"),
            (
                ["verify", MNIST, "--name", "x"],
                "or Python source; 'Input((28, 28)) > GRU(75)",
            ),
            (["verify", MNIST, "--format", "svg"], "allowed: table, text"),
            (["verify", MNIST, "--units", "3"], "no option '--units'"),
            (["verify", "--json", MNIST], "--json before Input((28, 28)) > GRU(75) > Dense(10) applies"),
        ],
    )
    def test_mistakes(self, capsys, arguments, says):
        assert run(arguments) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.out == ""

    def test_missing(self, paramcalc, tmp_path):
        (tmp_path / "keras.py").write_text("raise ModuleNotFoundError(\"No module named 'keras'\", name='keras')")
        process = paramcalc("verify", MNIST, PYTHONPATH=str(tmp_path))
        assert (process.returncode, process.stdout) == (ExitCode.MISSING, "")
        assert 'pip install "paramcalc[tensorflow]"' in process.stderr
