"""`paramcalc model`: where a model is read from, what is shown, and the exit code."""

from __future__ import annotations

import json

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode, UsageError
from paramcalc.cli.app import run
from paramcalc.cli.models import settings
from paramcalc.document import forms_of

LINE = "Input((28, 28)) > GRU(75) > Dense(10)"

NESTED = str(SAVED_MODELS / "keras3" / "09_nested_frozen.json")


@pytest.mark.parametrize("form", forms_of("model"))
def test_every_form(form, capsys):
    assert run(["model", LINE, "--format", form]) == 0
    assert "23" in capsys.readouterr().out


def test_the_views(capsys):
    assert run(["model", NESTED, "--depth", "2"]) == 0
    assert "conv1d" in capsys.readouterr().out
    assert run(["model", NESTED, "--layer", "encoder/gru_3", "--gates"]) == 0
    assert "z update" in capsys.readouterr().out
    assert run(["model", LINE, "--gates"]) == 0
    assert "z update" in capsys.readouterr().out


def test_exit_codes(tmp_path, capsys):
    source = tmp_path / "train.py"
    source.write_text("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])\n")
    assert run(["model", str(source)]) == ExitCode.INCOMPLETE
    assert "at least" in capsys.readouterr().out
    assert run(["model", LINE]) == ExitCode.OK


def test_settings(tmp_path, capsys):
    source = tmp_path / "train.py"
    source.write_text("import keras, sys\nn = int(sys.argv[1])\nm = keras.Sequential([keras.layers.GRU(n)])\n")
    assert run(["model", str(source), "--set", "n=75", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"]
    assert settings(["a=1", "b='x'", "c=(1, 2)", "d=plain", "e=True", "f.g=3"]) == {
        "a": 1,
        "b": "x",
        "c": (1, 2),
        "d": "plain",
        "e": True,
        "f.g": 3,
    }
    for wrong in (["a"], ["=3"], ["a=1", "a=2"]):
        with pytest.raises(UsageError):
            settings(wrong)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "no model"),
        ([LINE, "--format", "png"], "no format 'png'"),
        ([LINE, "--format", "svg", "--gates"], "always draws the whole model"),
        ([LINE, "--format", "dot", "--depth", "2"], "always draws the whole model"),
        ([LINE, "--depth", "0"], "--depth takes a whole number"),
        ([LINE, "--layer", "gruu"], "did you mean 'gru'"),
        ([LINE, "--name", "m"], "--name"),
        ([LINE, "--set", "a=1"], "no size called a"),
        ([LINE, "--framework", "kears"], "did you mean 'keras'"),
        ([NESTED, "--framework", "keras"], "--framework"),
        (["no-such-file.keras"], "no-such-file.keras"),
    ],
)
def test_mistakes(arguments, says, capsys):
    assert run(["model", *arguments]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


class TestExplain:
    def test_the_only_recurrent_layer(self, capsys):
        assert run(["explain", LINE]) == ExitCode.OK
        of_model = capsys.readouterr().out
        assert run(["explain", "gru", "-u", "75", "-i", "28"]) == ExitCode.OK
        assert capsys.readouterr().out == of_model

    def test_a_layer_of_a_file(self, capsys):
        assert run(["explain", NESTED, "--layer", "encoder/gru_3", "--json"]) == ExitCode.OK
        assert json.loads(capsys.readouterr().out)["layer"] == "gru"

    def test_source_with_a_setting(self, tmp_path, capsys):
        path = tmp_path / "train.py"
        path.write_text("import keras\nm = keras.Sequential([keras.Input((7, 4)), keras.layers.GRU(args.n)])\n")
        assert run(["explain", str(path)]) == ExitCode.USAGE
        assert run(["explain", str(path), "--set", "args.n=3"]) == ExitCode.OK

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ([LINE, "--layer", "dense"], "dense (Dense) has no gates"),
            (["GRU(3, return_sequences=True) > GRU(4)"], "choose one: --layer gru"),
            (["GRU(3)", "--require-numbers"], "is a formula in input"),
            (["missing.keras"], "cannot read missing.keras"),
        ],
    )
    def test_mistakes(self, arguments, says, capsys):
        assert run(["explain", *arguments]) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert (captured.out, says in captured.err) == ("", True)
