"""`paramcalc verify` for layers, in this process and in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys

import jsonschema
import pytest
from support import clean_environment

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.document import schema

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


class Off(keras.layers.GRU):
    """A layer that miscounts itself."""

    def count_params(self):
        return super().count_params() - 1


@pytest.fixture
def miscount(monkeypatch):
    Off.__name__ = "GRU"
    monkeypatch.setattr(keras.layers, "GRU", Off)


class TestCommand:
    def test_one_layer(self, capsys):
        assert run(["verify", "gru", "--units", "75", "--input", "28"]) == 0
        out = capsys.readouterr().out
        assert "count      23,625                      23,625                      ok" in out
        assert "1 layer, no mismatches; largest forward error" in out
        assert f"Keras {keras.__version__}, Python {sys.version.split()[0]}" in out

    def test_json_fits_its_schema(self, capsys, checker):
        assert run(["verify", "--select", "variants and gru", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        checker.validate(document)
        assert document["checked"] == len(document["checks"]) > 10
        assert document["mismatches"] == 0
        assert document["versions"]["tensorflow"].count(".") == 2

    @pytest.mark.usefixtures("miscount")
    def test_a_mismatch_is_spelled_out_and_exits_with_1(self, capsys, checker):
        assert run(["verify", "gru", "-u", "3", "-i", "5"]) == ExitCode.DISAGREED
        out = capsys.readouterr().out
        assert re.search(r"^count +90 +89 +DIFFERS$", out, re.MULTILINE)
        assert "1 layer, 1 mismatch;" in out
        assert run(["verify", "--select", "worked and gru", "--levels", "count", "--json"]) == ExitCode.DISAGREED
        document = json.loads(capsys.readouterr().out)
        checker.validate(document)
        assert document["mismatches"] == document["checked"] > 1
        assert document["checks"][0]["problems"] == ["count"]

    @pytest.mark.usefixtures("miscount")
    def test_fail_fast(self, capsys):
        assert run(["verify", "--select", "worked", "--levels", "count", "--fail-fast", "--json"]) == 1
        document = json.loads(capsys.readouterr().out)
        assert document["mismatches"] == 1
        assert [check["ok"] for check in document["checks"]].index(False) == document["checked"] - 1

    @pytest.mark.usefixtures("miscount")
    def test_the_report_has_a_line_a_family(self, capsys):
        assert run(["verify", "--select", "(giants or worked) and gru", "--levels", "count"]) == 1
        out = capsys.readouterr().out
        assert "worked examples       8           8                not run" in out
        assert "gru units=75 input=28 reset_after=True" in out
        assert "no forward pass" in out

    def test_an_infinite_error_is_json_as_well(self, monkeypatch, capsys, checker):
        class Lie(keras.layers.GRU):
            def call(self, *arguments, **others):
                return super().call(*arguments, **others)[:, :1]

        monkeypatch.setattr(keras.layers, "GRU", Lie)
        assert run(["verify", "gru", "-u", "3", "-i", "5", "--json"]) == 1
        document = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        checker.validate(document)
        assert document["largest_forward_error"] == "infinite"

    def test_beside_a_count(self, capsys, checker):
        assert run(["gru", "-u", "3", "-i", "5", "--verify"]) == 0
        out = capsys.readouterr().out
        assert "total" in out
        assert "1 layer, no mismatches" in out
        assert run(["gru", "-u", "3", "-i", "5", "--verify", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator(json.loads(schema())).validate(document)
        checker.validate(document["verification"])
        assert (document["total"], document["verification"]["mismatches"]) == (90, 0)

    @pytest.mark.usefixtures("miscount")
    def test_beside_a_count_it_fails_as_well(self, capsys):
        assert run(["gru", "-u", "3", "-i", "5", "--verify"]) == 1
        assert run(["gru", "-u", "3", "-i", "5", "--verify", "--json"]) == 1
        capsys.readouterr()

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["verify", "gru"], "free: units, input"),
            (["gru", "--verify"], "free: units, input"),
            (["verify", "--levels", "counts"], "did you mean 'count'"),
            (["verify", "--levels", ","], "no level"),
            (["verify", "--select", "and"], "cannot read 'and'"),
            (["verify", "--select", "transformer"], "nothing matches"),
            (["verify", "--fail-fast", "gru"], "--fail-fast before gru applies to the whole suite"),
            (["verify", "--json", "gru"], "--json before gru applies"),
            (["verify", "--framework", "torch", "gru"], "--framework before gru applies"),
            (["verify", "--format", "pdf"], "allowed: table, text"),
            (["verify", "--framework", "kears"], "did you mean 'keras'"),
            (["verify", "lstn"], "did you mean 'lstm'"),
            (["verify", "cell", "x"], "no command 'cell'"),
        ],
    )
    def test_mistakes(self, capsys, arguments, says):
        assert run(arguments) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.out == ""


class TestProcess:
    """In a process of its own: TensorFlow's chatter, a terminal, and machines where it is missing or broken."""

    def test_the_chatter_of_tensorflow_is_not_seen(self, paramcalc):
        process = paramcalc("verify", "gru", "-u", "3", "-i", "5", TF_CPP_MIN_LOG_LEVEL="0")
        assert process.returncode == 0
        assert process.stderr == ""
        assert process.stdout.startswith("gru units=3 input=5 reset_after=True\n")

    def test_there_is_chatter(self):
        """Or the test above would prove nothing."""
        code = "import tensorflow"
        environment = clean_environment(TF_CPP_MIN_LOG_LEVEL="0")
        process = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
        assert process.stderr

    def test_a_bar_on_a_terminal_only(self):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "paramcalc", "verify", "--select", "worked", "--levels", "count"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=clean_environment())
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:
            pass
        os.close(ours)
        out, _ = process.communicate()
        assert b"building real layers" in b"".join(parts)
        assert b"building" not in out
        assert out.count(b"\n") == 5

    def broken(self, tmp_path, text):
        package = tmp_path / "keras"
        package.mkdir()
        (package / "__init__.py").write_text(text)
        return {"PYTHONPATH": str(tmp_path)}

    def test_missing(self, paramcalc, tmp_path):
        environment = self.broken(tmp_path, "raise ModuleNotFoundError(\"No module named 'keras'\", name='keras')")
        for arguments in (
            ["verify"],
            ["verify", "gru", "-u", "3", "-i", "5"],
            ["gru", "-u", "3", "-i", "5", "--verify"],
        ):
            process = paramcalc(*arguments, **environment)
            assert process.returncode == ExitCode.MISSING
            assert process.stdout == ""
            assert process.stderr == (
                'paramcalc: verifying needs keras, which is not installed\n  tip: pip install "paramcalc[tensorflow]"\n'
            )

    def test_a_backend_that_is_missing(self, paramcalc, tmp_path):
        text = "raise ModuleNotFoundError(\"No module named 'jax'\", name='jax')"
        process = paramcalc("verify", **self.broken(tmp_path, text), KERAS_BACKEND="jax")
        assert (process.returncode, "pip install jax" in process.stderr) == (ExitCode.MISSING, True)

    def test_broken_is_shown_whole(self, paramcalc, tmp_path):
        text = "import os\nos.write(2, b'cannot load libtensorflow\\n')\nraise ImportError('undefined symbol: _ZN')"
        process = paramcalc("verify", **self.broken(tmp_path, text))
        assert process.returncode == ExitCode.MISSING
        assert "cannot load libtensorflow" in process.stderr
        assert "undefined symbol: _ZN" in process.stderr
        assert "Traceback" not in process.stderr
