"""`--require-numbers`: on every counting command, a formula or a lower bound is an error, and nothing is printed."""

from __future__ import annotations

import pytest

from paramcalc import ExitCode
from paramcalc.cli.app import run
from paramcalc.frameworks import cells

MINE = "import keras\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), Mine(7)])\n"

FREE = {
    "gru --units 3": "--input N",
    "gru": "--input N and --units N",
    "lstm -i 3 --json": "--units N",
    "explain gru -u 3": "--input N",
    "convlstm2d --filters 3 --channels 2": "--kernel-size N",
    "compare gru": "--input N and --units N",
    "compare lstm gru -u 3": "--input N",
}


@pytest.mark.parametrize("arguments", FREE)
def test_a_free_size_is_an_error(arguments, capsys):
    assert run(arguments.split()) == ExitCode.OK
    capsys.readouterr()
    assert run([*arguments.split(), "--require-numbers"]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "is a formula in" in captured.err
    assert f"tip: give {FREE[arguments]}\n" in captured.err


@pytest.mark.parametrize("cell", [name for name, entries in cells().items() if not entries[0].spatial])
def test_numbers_pass(cell, capsys):
    for command in ([cell], ["explain", cell], ["compare", cell]):
        assert run([*command, "-u", "4", "-i", "3", "--require-numbers"]) == ExitCode.OK
        assert run([*command, "-u", "4", "--require-numbers"]) == ExitCode.USAGE


def test_a_sweep_has_numbers(capsys):
    assert run(["compare", "gru", "-u", "2:4", "-i", "3", "--require-numbers"]) == ExitCode.OK


@pytest.mark.parametrize("command", [["cell"], ["explain", "cell"]])
def test_a_cell_of_equations(command, tmp_path, capsys):
    path = tmp_path / "mine.eq"
    path.write_text("h: units\nx: width\nh = tanh(W @ x + U @ h)\n")
    assert run([*command, str(path), "--require-numbers"]) == ExitCode.USAGE
    assert "tip: give --units N and --size width=N" in capsys.readouterr().err
    assert run([*command, str(path), "-u", "3", "--size", "width=2", "--require-numbers"]) == ExitCode.OK


class TestModel:
    def test_an_unknown_input(self, capsys):
        assert run(["model", "GRU(3)", "--require-numbers"]) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert (captured.out, "the total is a formula in input" in captured.err) == ("", True)
        assert "Input((28, 28))" in captured.err

    def test_an_unknown_number_of_steps_changes_no_parameter(self, capsys):
        assert run(["model", "Input((None, 3)) > GRU(3)", "--require-numbers"]) == ExitCode.OK

    def test_a_lower_bound(self, tmp_path, capsys):
        path = tmp_path / "train.py"
        path.write_text(MINE)
        assert run(["model", str(path), "--require-numbers"]) == ExitCode.INCOMPLETE
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "lower bound" in captured.err
        assert "Mine" in captured.err

    def test_only_the_layer_that_is_shown_counts(self, tmp_path, capsys):
        path = tmp_path / "train.py"
        path.write_text(MINE)
        assert run(["model", str(path), "--layer", "dense", "--require-numbers"]) == ExitCode.OK
        assert run(["model", str(path), "--layer", "Mine(7)", "--require-numbers"]) == ExitCode.INCOMPLETE
