"""`--max-params` and the other limits: on every cell and model, read as `solve` reads them, exit code 5."""

from __future__ import annotations

import pytest

from paramcalc import ExitCode, LimitError, UsageError, gru
from paramcalc.cli.app import run
from paramcalc.cli.limits import HELP, LIMIT_NAMES, limits_of, refuse_over_limits
from paramcalc.frameworks import cells
from paramcalc.questions.limits import Limits

LINE = "Input((28, 28)) > GRU(75) > Dense(10)"


def test_limits_of_options():
    values = {"units": "3", "max_params": "50k", "max_bytes": "64KiB", "max_macs": None, "no_unknown": True}
    assert limits_of(values) == Limits(50_000, 65_536, None, True)
    assert values == {"units": "3"}
    assert set(LIMIT_NAMES) == {*HELP, "no_unknown"}


@pytest.mark.parametrize(("name", "text"), [("max_params", "0"), ("max_params", "64KiB"), ("max_bytes", "1.5")])
def test_a_limit_that_is_none(name, text):
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')} must be"):
        limits_of({**dict.fromkeys(HELP), "no_unknown": False, name: text})


def test_a_layer_over_its_limits():
    refuse_over_limits(gru(75, 28), Limits(23625, 94500, 23400))
    with pytest.raises(LimitError, match="23,625 parameters are 1 more than the limit of 23,624; 94,500 bytes are"):
        refuse_over_limits(gru(75, 28), Limits(23624, 94499))


@pytest.mark.parametrize("cell", cells())
def test_every_cell_has_them(cell, capsys):
    assert run([cell, "--max-params", "1G"]) == ExitCode.LIMIT
    captured = capsys.readouterr()
    assert "is a formula and may be over the limit of 1,000,000,000" in captured.err
    assert captured.out, "the count is printed nevertheless"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["gru", "75", "28", "--max-params", "23,625", "--no-unknown"], 0, ""),
        (["gru", "75", "28", "--max-params", "20k"], 5, "23,625 parameters are 3,625 more than the limit of 20,000"),
        (["gru", "75", "28", "--max-bytes", "64KiB", "--dtype", "float16"], 0, ""),
        (["gru", "75", "28", "--max-bytes", "64KiB"], 5, "28,964 more"),
        (["gru", "75", "28", "--max-macs", "10"], 5, "23,175 multiply-adds"),
        (["gru", "--input", "28", "--no-unknown"], 5, "a formula in units, not a number"),
        (["model", LINE, "--max-params", "24k"], 5, "24,385 parameters are 385 more than the limit of 24,000"),
        (["model", LINE, "--max-params", "24k", "--layer", "gru"], 0, ""),
        (["model", LINE, "--max-params", "1M", "--no-unknown"], 0, ""),
        (["model", "Input((None, 6)) > GRU(4)", "--max-macs", "1M"], 5, "the number of multiply-adds is a formula"),
        (["model", "Input((None, 6)) > GRU(4)", "--max-params", "1M"], 0, ""),
        (["model", "GRU(4)", "--max-params", "1M"], 5, "is a formula"),
        (["gru", "75", "28", "--max-params", "many"], 2, "--max-params must be a whole number"),
        (["rnn", "3", "4", "--max-bytes", "12KB5"], 2, "--max-bytes must be a number of bytes"),
    ],
)
def test_exit_codes(arguments, code, says, capsys):
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert says in captured.err
    assert bool(captured.err) is bool(code)
    assert bool(captured.out) is (code != ExitCode.USAGE)


def test_a_lower_bound_never_passes(tmp_path, capsys):
    source = tmp_path / "train.py"
    source.write_text("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])\n")
    for option in (["--max-params", "1T"], ["--max-bytes", "1TiB"], ["--max-macs", "1T"], ["--no-unknown"]):
        assert run(["model", str(source), *option]) == ExitCode.LIMIT
        assert "Mine(7) is not a known layer of Keras" in capsys.readouterr().err
    assert run(["model", str(source)]) == ExitCode.INCOMPLETE


def test_a_custom_cell(tmp_path, capsys):
    cell = tmp_path / "mine.eq"
    cell.write_text("h: units\nh = tanh(W @ x + U @ h + b)\n")
    assert run(["cell", str(cell), "10", "5", "--max-params", "160"]) == ExitCode.OK
    assert run(["cell", str(cell), "10", "5", "--max-params", "159"]) == ExitCode.LIMIT
    assert run(["cell", str(cell), "10", "5", "--size", "max_params=3"]) == ExitCode.USAGE
    assert "max_params is an option" in capsys.readouterr().err


def test_a_verification_that_agrees_is_no_excuse(monkeypatch, capsys):
    from paramcalc.cli import verification

    def agrees(*_):
        raise verification.typer.Exit(0)

    monkeypatch.setattr(verification, "verify_layer", agrees)
    assert run(["gru", "75", "28", "--verify", "--max-params", "20k"]) == ExitCode.LIMIT
    assert run(["gru", "75", "28", "--verify", "--max-params", "30k"]) == ExitCode.OK


@pytest.mark.parametrize("arguments", [["explain", "gru"], ["compare", "gru"], ["verify", "gru"], ["frameworks"]])
def test_commands_that_count_nothing_alone_have_none(arguments, capsys):
    assert run([*arguments, "--max-params", "3"]) == ExitCode.USAGE
    assert "no option '--max-params'" in capsys.readouterr().err
