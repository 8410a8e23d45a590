"""The command line as a user meets it: options, mistakes, streams, signals, exit codes."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from support import clean_environment

from paramcalc import ExitCode, MissingDependencyError, __version__
from paramcalc.cli import app, commands
from paramcalc.cli.app import run
from paramcalc.frameworks import FRAMEWORKS, cells
from paramcalc.render import FORMATS


def total(capsys, *arguments):
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["total"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["gru", "--units", "75", "--input", "28"], 23625),
        (["gru", "-u", "75", "-i", "28", "--no-reset-after"], 23400),
        (["gru", "-u75", "-i28", "--no-bias"], 23175),
        (["GRU", "-u", "75", "-i", "28", "--reset-after"], 23625),
        (["SimpleRNN", "-u", "10", "-i", "5"], 160),
        (["lstm", "-u", "32", "-i", "128", "--bidirectional"], 41216),
        (["lstm", "-u", "4", "-i", "5", "--layers", "2"], 160 + 144),
        (["convlstm2d", "--filters", "3", "--channels", "2", "--kernel-size", "3"], 552),
        (["ConvLSTM2D", "--filters", "3", "--channels", "2", "-k", "3x5"], 4 * (15 * 3 * 5 + 3)),
        (["gru", "-u", "1_000", "-i", "28"], 3 * (28 * 1000 + 1000**2 + 2 * 1000)),
        (["lstm", "-u", str(10**30), "-i", "5"], 4 * 10**60 + 24 * 10**30),
        (["gru", "-u", "9" * 1000, "-i", "1"], 3 * (int("9" * 1000) * 3 + int("9" * 1000) ** 2)),
    ],
)
def test_totals(capsys, arguments, expected):
    assert total(capsys, *arguments) == expected


def test_json_is_short_for_format_json(capsys):
    run(["rnn", "-u", "3", "--json"])
    short = capsys.readouterr().out
    run(["rnn", "-u", "3", "--format", "json"])
    assert capsys.readouterr().out == short


@pytest.mark.parametrize("form", FORMATS)
def test_every_form(capsys, form):
    assert run(["gru", "-u", "75", "-i", "28", "--format", form]) == 0
    assert re.search("23[,}{]*625|2100", capsys.readouterr().out)


def test_dtype(capsys):
    run(["gru", "-u", "75", "-i", "28", "--dtype", "float16", "--json"])
    assert json.loads(capsys.readouterr().out)["bytes"] == 2 * 23625


def test_version_and_help(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"paramcalc {__version__}\n"
    for arguments in (["-h"], ["--help"], ["gru", "-h"], ["explain", "-h"], ["explain", "gru", "--help"]):
        assert run(arguments) == 0
        assert "Usage: paramcalc" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["explain"]])
def test_without_a_command_the_help(capsys, arguments):
    assert run(arguments) == 0
    assert "gru" in capsys.readouterr().out


@pytest.mark.parametrize("width", ["30", "40", "80"])
def test_help_cuts_no_option(paramcalc, width):
    help = paramcalc("gru", "--help", COLUMNS=width, PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    for option in ("--reset-after", "--no-reset-after", "--bidirectional", "--framework", "--layers"):
        assert option in help


def test_schema(capsys):
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"].startswith("paramcalc")


MISTAKES = [
    (["gru", "-u", "0"], "--units takes a whole number of at least 1, got '0'"),
    (["gru", "-u", "-3"], "got '-3'"),
    (["gru", "-u", "2.5"], "got '2.5'"),
    (["gru", "-u", "1e3"], "got '1e3'"),
    (["gru", "-u", "many"], "got 'many'"),
    (["gru", "-u", ""], "got ''"),
    (["gru", "-i", "0"], "--input takes"),
    (["gru", "-u", "9" * 1001], "more than 1,000 digits"),
    (["gru", "-u", "9" * 100_000], "100,000 characters"),
    (["gru", "-u"], "requires an argument"),
    (["gru", "--layers", "0"], "for example --layers 2"),
    (["gru", "--units"], "paramcalc gru --help lists"),
    (["gru", "--units", "3", "--units", "4"], "--units is given twice"),
    (["gru", "--units=3", "-u", "4"], "--units is given twice"),
    (["gru", "-u3", "-u4"], "--units is given twice"),
    (["gru", "--format", "csv", "--format", "latex"], "--format is given twice"),
    (["gru", "--version"], "no option '--version'\n  tip: allowed"),
    (["explain", "gru", "--dtype", "int8"], "no option '--dtype'"),
    (["gru", "--format", "csv", "--verify"], "--verify does not go with --format csv"),
    (["gru", "--layers", "1001"], "from 1 to 1,000"),
    (["gru", "--unit", "3"], "did you mean '--units'?"),
    (["gru", "75", "28"], "unexpected extra argument"),
    (["gruu"], "did you mean 'gru'?"),
    (["explain", "lstn"], "did you mean 'lstm'?"),
    (["rnn", "--no-reset-after"], "it is an option of gru of keras"),
    (["gru", "--projection", "3"], "it is an option of lstm of pytorch"),
    (["lstm", "--projection", "3"], "lstm of keras has no option projection\n  tip: lstm of pytorch has"),
    (["gru", "--framework", "flax-linen", "--no-bias"], "cannot be without biases: its cells have no use_bias"),
    (["lstm", "--framework", "torch", "-u", "3", "--projection", "3"], "projection must be smaller than units"),
    (["rnn", "--framework", "cudnn"], "no cell 'rnn'"),
    (["convlstm2d", "-k", "3,3,3"], "ConvLSTM2D has 2 kernel sizes"),
    (["convlstm2d", "-k", "3,"], "--kernel-size takes a whole number"),
    (["lstm", "-k", "3"], "no option '-k'"),
    (["gru", "--reset-after", "--no-reset-after"], "contradict each other"),
    (["gru", "--bias", "--no-bias"], "contradict each other"),
    (["gru", "--json", "--format", "csv"], "--json and --format csv contradict each other"),
    (["gru", "--format", "tabel"], "did you mean 'table'?"),
    (["explain", "gru", "--format", "json"], "allowed: text, markdown"),
    (["gru", "--dtype", "float"], "did you mean"),
    (["gru", "--framework", "kears"], "did you mean 'keras'?"),
    (["cell"], "Missing argument 'FILE'"),
    (["cell", "no-such-file"], "cannot read no-such-file: No such file or directory"),
    (["cell", "."], "cannot read .: Is a directory"),
    (["-u", "3"], "no option '-u'"),
]


@pytest.mark.parametrize(("arguments", "says"), MISTAKES, ids=lambda value: str(value)[:60])
def test_mistakes_are_explained_and_exit_with_2(capsys, arguments, says):
    assert run(arguments) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.startswith("paramcalc: ")
    assert "Traceback" not in captured.err


def test_frameworks(capsys):
    assert run(["frameworks"]) == 0
    text = capsys.readouterr().out
    for name, framework in FRAMEWORKS.items():
        assert framework.verified_with
        assert framework.verified_with in text
        for cell, entry in framework.cells.items():
            assert re.search(rf"^{name} +{cell} +{entry.title} ", text, re.MULTILINE)
    assert re.search(r"^pytorch +gru +GRU +r, z, n +2 +--no-bias$", text, re.MULTILINE)
    assert re.search(r"^flax-linen +gru +GRUCell +r, z, n +1 or 2$", text, re.MULTILINE)
    assert run(["frameworks", "torch", "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["frameworks"]
    assert only["framework"] == "pytorch"
    assert only["cells"][1]["biases"] == {"i": 2, "f": 2, "g": 2, "o": 2}
    assert only["cells"][1]["options"] == ["--projection N", "--no-bias"]
    assert run(["frameworks", "pytorhc"]) == ExitCode.USAGE


class TestCell:
    """`paramcalc cell`: equations of one's own."""

    text = "h: units\nh = tanh(W @ x + U @ h + b)\n"

    def test_a_file(self, tmp_path, capsys):
        file = tmp_path / "plain.eq"
        file.write_text(self.text)
        assert total(capsys, "cell", str(file), "-u", "10", "-i", "5") == 160
        assert run(["explain", "cell", str(file)]) == 0
        assert "plain" in capsys.readouterr().out

    def test_standard_input_and_further_sizes(self, paramcalc):
        text = "h: p\nc: units\nc = W @ x + U @ h\nh = R @ c"
        process = paramcalc("cell", "-", "-u", "4", "-i", "5", "--size", "p=2", "--json", stdin=text)
        assert json.loads(process.stdout)["total"] == 4 * 5 + 4 * 2 + 2 * 4

    @pytest.mark.parametrize(
        ("text", "arguments", "says"),
        [
            ("h: units\nh = tanh(W @ x + foo(h))", [], "line 2, column 18: unknown function 'foo'"),
            ("h: units\nh = W @ x\ny = h + x", [], "sizes clash"),
            ("h: units\nh = W @ x", ["--size", "p=2"], "no size of cell 'p'"),
            ("h: units\nh = W @ x", ["--size", "p"], "--size takes NAME=N"),
            ("h: units\nh = W @ x", ["--size", "units=x"], "whole number"),
            ("h: units\nh = W @ x", ["--size", "layers=2"], "layers is an option"),
            ("h: units\nh = W @ x", ["--size", "cell=2"], "cell is an option"),
            ("", [], "there is no equation"),
            ("h: units\nh = W @ x", ["--size", "=3"], "--size takes NAME=N"),
            ("h: units\nh = W @ x", ["--size", "units=3", "--units", "4"], "the size units is given twice"),
            ("h: p\nh = W @ x", ["--size", "p=3", "--size", "p=4"], "the size p is given twice"),
            ("h: units\nh = 2 * h", [], "line 2, column 1: the equations have no parameter"),
            ("x: units\nh: units\nh = W @ x + h", ["--layers", "2", "--bidirectional"], "cannot be stacked"),
        ],
    )
    def test_mistakes(self, paramcalc, text, arguments, says):
        process = paramcalc("cell", "-", *arguments, stdin=text)
        assert process.returncode == ExitCode.USAGE
        assert says in process.stderr
        assert process.stdout == ""

    @pytest.mark.parametrize("sizes", [["--units", "10"], ["--size", "units=10"]])
    def test_sizes_in_either_way_and_a_mark_of_byte_order(self, paramcalc, sizes):
        process = paramcalc("cell", "-", *sizes, "-i", "5", "--json", stdin="\ufeff" + self.text)
        assert json.loads(process.stdout)["total"] == 160

    def test_a_cell_of_one_size_in_a_stack(self, paramcalc):
        text = "x: units\nh: units\nh = W @ x + h"
        process = paramcalc("cell", "-", "-u", "3", "--layers", "2", "--json", stdin=text)
        assert json.loads(process.stdout)["total"] == 18

    def test_names_that_mean_something_elsewhere(self, tmp_path, capsys):
        file = tmp_path / "a<b>|c_d*e.eq"
        file.write_text("h: units\nmy_gate = sigmoid(W @ x)\nh = 0.5 * my_gate * h\n")
        assert run(["cell", str(file), "-u", "3", "-i", "2", "--format", "markdown"]) == 0
        text = capsys.readouterr().out
        assert r"a\<b>\|c\_d\*e" in text
        assert r"| my\_gate |" in text
        assert run(["cell", str(file), "-u", "3", "-i", "2", "--format", "latex"]) == 0
        text = capsys.readouterr().out
        assert r"my\_gate & $2 \times 3" in text or r"my\_gate & $3 \times 2" in text
        assert r"0.5 \, \mathrm{my\_gate}_t \odot h_{t-1}" in text

    def test_not_utf8(self, tmp_path, capsys):
        file = tmp_path / "latin.eq"
        file.write_bytes("größe = x".encode("latin-1"))
        assert run(["cell", str(file)]) == ExitCode.USAGE
        assert "not UTF-8" in capsys.readouterr().err


class TestStreams:
    def test_piped_text_is_plain_and_as_wide_as_it_likes(self, paramcalc):
        process = paramcalc("lstm", "-u", str(10**30), "-i", "5")
        assert process.returncode == 0
        assert "\x1b" not in process.stdout
        assert f"{4 * 10**60 + 24 * 10**30:,}" in process.stdout

    @pytest.mark.parametrize("width", ["1", "40", "80", "200"])
    def test_columns(self, paramcalc, width):
        process = paramcalc("gru", "-u", "75", "-i", "28", COLUMNS=width)
        assert process.returncode == 0
        for digits in ("23,625", "7,875", "2,100", "5,625", "23,400"):
            assert digits in process.stdout

    def test_ascii_stream(self, paramcalc):
        process = paramcalc("gru", "-u", "75", "-i", "28", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert process.returncode == 0
        assert "28 x 75 = 2,100" in process.stdout
        assert "3*(28*75 + 75^2 + 2*75)" in process.stdout
        process.stdout.encode("ascii")

    @pytest.mark.parametrize(
        ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
    )
    def test_a_terminal(self, environment, coloured):
        text = in_terminal(["gru", "-u", "75", "-i", "28", "--bidirectional"], **environment)
        assert ("\x1b[36m" in text) is coloured
        assert "47,250" in text

    @pytest.mark.parametrize("arguments", [["gru"], ["gru", "--json"], ["schema"], ["explain", "gru"], ["--help"]])
    def test_a_pipe_closed_before_the_first_word_is_silent(self, arguments):
        command = f"{sys.executable} -m paramcalc {' '.join(arguments)}; echo code $? >&2"
        process = subprocess.run(
            ["bash", "-c", f"(sleep 0.3; {command}) | true; wait"],
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
        assert process.stderr == "code 0\n"

    @pytest.mark.parametrize(
        ("redirection", "code", "says"),
        [
            ("gru >&-", ExitCode.INTERNAL, "standard output is closed"),
            ("cell - <&-", ExitCode.USAGE, "standard input: it is closed"),
            ("gruu 2>&-", ExitCode.USAGE, ""),
            ("gruu 2>/dev/full", ExitCode.USAGE, ""),
        ],
    )
    def test_closed_and_full_streams(self, redirection, code, says):
        process = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m paramcalc {redirection}"],
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
        assert process.returncode == code
        assert says in process.stderr
        assert "Traceback" not in process.stderr

    def test_a_shell_that_has_no_completion(self, paramcalc):
        process = paramcalc("--install-completion", "tcsh")
        assert process.returncode == ExitCode.USAGE

    def test_a_pipe_closed_early_is_silent(self):
        command = f"{sys.executable} -m paramcalc gru -u 75 -i 28 --layers 900; echo code $? >&2"
        process = subprocess.run(
            ["bash", "-c", f"({command}) | head -n 1"],
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
        assert process.stderr == "code 0\n"
        assert len(process.stdout.splitlines()) == 1

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
    def test_a_full_disk_is_said(self):
        with Path("/dev/full").open("w") as full:
            process = subprocess.run(
                [sys.executable, "-m", "paramcalc", "gru", "--json"],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=clean_environment(),
                check=False,
            )
        assert process.returncode == ExitCode.INTERNAL
        assert process.stderr == "paramcalc: cannot write the output: No space left on device\n"


def in_terminal(arguments: list[str], **environment: str) -> str:
    """What the command prints when its output is a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "paramcalc", *arguments], stdout=theirs, env=clean_environment(**environment)
    )
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:
        pass
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()


def test_interrupted():
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert error.strip() == "paramcalc: interrupted"


WAITING = """
import sys
import paramcalc.cli.app
print("ready", flush=True)
sys.exit(paramcalc.cli.app.run(["cell", "-"]))
"""


def test_an_internal_error_says_where_to_report_it(monkeypatch, capsys):
    monkeypatch.setattr(commands, "layer", lambda *_, **__: 1 / 0)
    assert run(["gru"]) == ExitCode.INTERNAL
    error = capsys.readouterr().err
    assert "ZeroDivisionError" in error
    assert "please report it" in error
    assert app.REPORT in error


def test_something_missing(monkeypatch, capsys):
    def fail(*_, **__):
        raise MissingDependencyError("needs TensorFlow", tip="pip install 'paramcalc[tensorflow]'")

    monkeypatch.setattr(commands, "layer", fail)
    assert run(["gru"]) == ExitCode.MISSING
    assert capsys.readouterr().err == "paramcalc: needs TensorFlow\n  tip: pip install 'paramcalc[tensorflow]'\n"


def test_the_module_and_the_script_are_the_same(paramcalc):
    script = subprocess.run(
        ["paramcalc", "gru", "--json"], capture_output=True, text=True, env=clean_environment(), check=False
    )
    assert script.stdout == paramcalc("gru", "--json").stdout
    assert script.returncode == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(paramcalc, shell):
    words = {"_TYPER_COMPLETE_ARGS": "paramcalc gr", "COMP_WORDS": "paramcalc gr", "COMP_CWORD": "1"}
    process = paramcalc(_PARAMCALC_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_FISH_ACTION="get-args", **words)
    assert "gru" in process.stdout


def test_every_cell_has_a_command_and_an_explanation(capsys):
    for name in cells():
        assert run([name]) == 0
        assert run(["explain", name]) == 0
        assert name.upper() in capsys.readouterr().out.upper()
