"""The options about sizes on devices."""

from __future__ import annotations

import json

import pytest
from support import SAVED_MODELS

from paramcalc import ExitCode, UsageError
from paramcalc.cli.app import run
from paramcalc.cli.sizing import read_sweep
from paramcalc.document import forms_of
from paramcalc.layers.breakdown import DTYPE_NAMES, DTYPES

LINE = "Input((None, 6)) > GRU(20) > Dense(3)"

PARAMS = 60 * (6 + 20 + 2) + 63


def answer(capsys, *arguments: str) -> dict:
    assert run(["model", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("dtype", DTYPE_NAMES)
def test_every_data_type(dtype, capsys):
    document = answer(capsys, LINE, "--dtype", dtype)
    assert document["total"] == PARAMS
    tensors = (6 * 60, 20 * 60, 2 * 60, 60, 3)
    assert document["bytes"] == (PARAMS * DTYPES[dtype] if dtype in DTYPES else sum((n + 1) // 2 for n in tensors))
    assert {row["dtype"] for row in document["rows"]} == {dtype}


def test_steps_make_multiply_adds_a_number(capsys):
    assert answer(capsys, LINE)["macs"] is None
    assert answer(capsys, LINE, "--steps", "50")["macs"] == 50 * 60 * 26 + 60
    assert answer(capsys, "GRU(20) > Dense(3)", "--steps", "50")["macs_polynomial"] == "60*(50*input + 1001)"


def test_steps_of_every_input_of_a_file(capsys):
    path = str(SAVED_MODELS / "keras3" / "07_seq2seq_multi_input.json")
    document = answer(capsys, path, "--steps", "40")
    assert isinstance(document["macs"], int)
    assert all(length is not None for layer in document["layers"] for shape in layer["outputs"] for length in shape[1:])


def test_steps_where_none_are_open(capsys):
    assert run(["model", "Input((28, 28)) > GRU(5)", "--steps", "5"]) == ExitCode.USAGE
    assert "no input of the model leaves its number of steps open" in capsys.readouterr().err


def test_memory(capsys):
    memory = answer(capsys, LINE, "--steps", "50", "--memory", "--optimizer", "adam", "--activation-dtype", "int8")
    assert memory["memory"]["states"] == 20
    assert memory["memory"]["activations"] == {
        "bytes": 320,
        "lower_bound": False,
        "layer": "gru",
        "inputs": [[50, 6]],
        "outputs": [[20]],
    }
    assert memory["memory"]["training"]["total"] == 16 * PARAMS + 12
    assert answer(capsys, LINE)["memory"] is None


def test_the_optimizer_of_the_file(tmp_path, capsys):
    document = json.loads((SAVED_MODELS / "keras3" / "01_gru_seq.json").read_text(encoding="utf-8"))
    document["compile_config"] = {
        "optimizer": {"class_name": "SGD", "config": {"momentum": 0.9, "learning_rate": 0.1, "use_ema": False}}
    }
    path = tmp_path / "compiled.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    training = answer(capsys, str(path), "--memory")["memory"]["training"]
    assert training["optimizer"] == "sgd(momentum=0.9)"
    assert training["variables"] == training["gradients"] + 12
    assert answer(capsys, str(path), "--memory", "--optimizer", "adam")["memory"]["training"]["optimizer"] == "adam"
    assert answer(capsys, LINE, "--memory")["memory"]["training"] is None


def test_training_needs_every_layer(tmp_path, capsys):
    path = tmp_path / "train.py"
    path.write_text("import keras\nm = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3), Mine(7)])\n")
    assert run(["model", str(path), "--optimizer", "adam"]) == ExitCode.INCOMPLETE
    message = capsys.readouterr().err
    assert "the memory of training depends on layers whose weights are not known: Mine(7)" in message
    assert "--define FILE" in message
    assert run(["model", str(path), "--memory"]) == ExitCode.INCOMPLETE
    assert "training  " not in capsys.readouterr().out


def test_tensorflow_lite(capsys):
    document = answer(capsys, "Input((28,)) > Dense(50) > Dense(10)", "--tflite")["tflite"]
    assert (document["bytes"], document["scales"], document["complete"]) == (1400 + 500 + 240, 120, True)
    assert run(["model", LINE, "--tflite"]) == 0
    assert "not all layers are counted" in capsys.readouterr().out


class TestSweep:
    @pytest.mark.parametrize("form", forms_of("model sweep"))
    def test_every_form(self, form, capsysbinary):
        pytest.importorskip("matplotlib")
        arguments = ["model", "Input((9, 6)) > GRU(u) > Dense(3)", "--sweep", "u=8:24:8", "--format", form]
        assert run(arguments) == 0
        assert capsysbinary.readouterr().out

    def test_rows(self, capsys):
        document = answer(capsys, "Input((9, 6)) > GRU(u) > Dense(v)", "--sweep", "u=8,16", "--sweep", "v=1:3")
        assert document["names"] == ["u", "v"]
        assert [(row["sizes"]["u"], row["sizes"]["v"]) for row in document["rows"]] == [
            (u, v) for u in (8, 16) for v in (1, 2, 3)
        ]

    def test_a_picture_in_a_file(self, tmp_path):
        pytest.importorskip("matplotlib")
        path = tmp_path / "chart.png"
        assert run(["model", "Input((9, 6)) > GRU(u)", "--sweep", "u=8:24:8", "-o", str(path)]) == 0
        assert path.read_bytes().startswith(b"\x89PNG")

    def test_a_range_in_a_line_says_what_to_write(self, capsys):
        assert run(["model", "Input((9, 6)) > GRU(8:32:8)"]) == ExitCode.USAGE
        assert "--sweep u=8:32:8" in capsys.readouterr().err

    def test_a_lower_bound_has_its_exit_code(self, tmp_path, capsys):
        path = tmp_path / "train.py"
        layers = "keras.layers.Dense(n), Mine()"
        path.write_text(
            f"import keras, sys\nn = int(sys.argv[1])\nm = keras.Sequential([keras.Input((5,)), {layers}])\n"
        )
        assert run(["model", str(path), "--sweep", "n=3,4"]) == ExitCode.INCOMPLETE
        assert "24+" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--dtype", "int5"], "did you mean 'int8'"),
        (["--steps", "0"], "--steps takes a whole number"),
        (["--optimizer", "adma"], "no optimizer 'adma'"),
        (["--activation-dtype", "int8"], "--activation-dtype applies to --memory"),
        (["--sweep", "u"], "--sweep takes NAME=SIZES"),
        (["--sweep", "u=a"], "--sweep u takes whole numbers, got 'a'"),
        (["--sweep", "u=1", "--sweep", "u=2"], "u is swept twice"),
        (["--sweep", "u=1", "--memory"], "--sweep shows parameters"),
        (["--sweep", "u=1", "--tflite"], "--sweep shows parameters"),
        (["--sweep", "u=1", "--gates"], "--sweep has a row for each size, not one model"),
        (["--sweep", "u=1", "--require-numbers"], "--sweep has a row for each size, not one model"),
        (["--sweep", "u=1", "--max-params", "3"], "--sweep has a row for each size, not one model"),
        (["--sweep", "u=1", "--format", "dot"], "no format 'dot'"),
        (["--sweep", "params=1"], "is a column of the table"),
    ],
)
def test_wrong_options(options, message, capsys):
    assert run(["model", LINE, *options]) == ExitCode.USAGE
    assert message in capsys.readouterr().err


def test_the_bytes_of_int4_need_numbers(capsys):
    assert run(["model", "Input((None, 5)) > Dense(u)", "--dtype", "int4"]) == ExitCode.USAGE
    assert "the bytes in int4 need every size as a number; free: u" in capsys.readouterr().err
    assert run(["gru", "75", "28", "--dtype", "int4"]) == 0
    assert "11,813" in capsys.readouterr().out


def test_the_sizes_of_a_sweep():
    assert read_sweep(["u=8:32:8", "v = 1,2"]) == {"u": (8, 16, 24, 32), "v": (1, 2)}
    with pytest.raises(UsageError, match="u is swept twice"):
        read_sweep(["u=1", "u=2"])
