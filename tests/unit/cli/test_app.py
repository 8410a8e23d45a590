"""The command line as a user meets it: options, mistakes, streams, signals, exit codes."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import clean_environment, in_terminal

from paramcalc import ExitCode, MissingDependencyError, __version__
from paramcalc.cli import commands
from paramcalc.cli.app import COMMANDS, application, run
from paramcalc.frameworks import cells


@pytest.mark.parametrize("arguments", [[], ["explain"]])
def test_without_a_command_the_help(capsys, arguments):
    assert run(arguments) == 0
    assert "gru" in capsys.readouterr().out


@pytest.mark.parametrize("width", ["30", "40", "80"])
def test_help_cuts_no_option(paramcalc, width):
    help = paramcalc("gru", "--help", COLUMNS=width, PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    for option in ("--reset-after", "--no-reset-after", "--bidirectional", "--framework", "--layers"):
        assert option in help


def test_version_and_help(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"paramcalc {__version__}\n"
    for arguments in (["-h"], ["--help"], ["gru", "-h"], ["explain", "-h"], ["explain", "gru", "--help"]):
        assert run(arguments) == 0
        assert "Usage: paramcalc" in capsys.readouterr().out


def test_the_application_has_every_command():
    group = application()
    context = group.make_context("paramcalc", [], resilient_parsing=True)
    names = group.list_commands(context)
    assert sorted(names) == sorted([*cells(), "cell", *COMMANDS])
    assert all(group.get_command(context, name).get_params(context) for name in names)


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
    (["gru", "--layers", "1001"], "from 1 to 1,000"),
    (["gru", "--unit", "3"], "did you mean '--units'?"),
    (["gru", "75", "28", "3"], "paramcalc gru takes 2 numbers, units and input; got 3"),
    (["gru", "75", "--units", "80"], "units is given twice\n  tip: give the number or --units, not both"),
    (["gru", "75", "-i"], "requires an argument"),
    (["gru", "many"], "--units takes a whole number of at least 1, got 'many'"),
    (["gru", "-u", "1,00"], "got '1,00'"),
    (["gruu"], "did you mean 'gru'?"),
    (["explain", "lstn"], "did you mean 'lstm'?"),
    (["rnn", "--no-reset-after"], "it is an option of gru of keras"),
    (["gru", "--projection", "3"], "it is an option of lstm of pytorch"),
    (["lstm", "--projection", "3"], "lstm of keras has no option projection\n  tip: lstm of pytorch has it"),
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
    (["explain", "gru", "--format", "svg"], "allowed: table, text, markdown, latex, html, json, csv"),
    (["gru", "--dtype", "float"], "did you mean 'float32'?"),
    (["gru", "--dtype", "fp16"], "did you mean 'float16'?"),
    (["gru", "--format", "md"], "did you mean 'markdown'?"),
    (["gru", "--format", "tex"], "did you mean 'latex'?"),
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
        text = in_terminal(["-m", "paramcalc", "gru", "-u", "75", "-i", "28", "--bidirectional"], **environment)
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

    def test_a_shell_that_has_no_completion(self, paramcalc, tmp_path):
        """Whatever shell the tests are started from, and nothing is written into the home of who runs them."""
        environment = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", "HOME": str(tmp_path)}
        process = paramcalc("--install-completion", "tcsh", **environment)
        assert (process.returncode, process.stdout) == (ExitCode.USAGE, "")
        assert "tcsh" in process.stderr
        assert list(tmp_path.iterdir()) == []

    def test_a_shell_that_is_not_known(self, monkeypatch, capsys, tmp_path):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
        assert run(["--install-completion"]) == ExitCode.USAGE
        assert "not supported" in "".join(capsys.readouterr())
        assert list(tmp_path.iterdir()) == []

    def test_a_shell_that_has_it(self, monkeypatch, capsys):
        monkeypatch.setattr("typer.completion.install", lambda: ("bash", "/home/me/.bashrc"))
        assert run(["--install-completion"]) == ExitCode.OK
        assert "bash completion installed in /home/me/.bashrc" in capsys.readouterr().out

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


@pytest.mark.parametrize("is_ignored", [False, True])
def test_interrupted(is_ignored):
    """Also where the tests themselves ignore Ctrl-C, as in the background of a shell: a process inherits that."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if is_ignored else signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", WAITING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    finally:
        signal.signal(signal.SIGINT, before)
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


def test_an_internal_error_asks_to_report_it_and_names_no_address(monkeypatch, capsys):
    monkeypatch.setattr(commands, "layer", lambda *_, **__: 1 / 0)
    assert run(["gru"]) == ExitCode.INTERNAL
    error = capsys.readouterr().err
    assert "internal error: ZeroDivisionError" in error
    assert "please report the lines above to whoever you got paramcalc from" in error
    assert not re.search(r"https?:|www\.|github", error)


def test_something_missing(monkeypatch, capsys):
    def fail(*_, **__):
        raise MissingDependencyError("needs TensorFlow", tip="pip install 'paramcalc[tensorflow]'")

    monkeypatch.setattr(commands, "layer", fail)
    assert run(["gru"]) == ExitCode.MISSING
    assert capsys.readouterr().err == "paramcalc: needs TensorFlow\n  tip: pip install 'paramcalc[tensorflow]'\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(paramcalc, shell):
    words = {"_TYPER_COMPLETE_ARGS": "paramcalc gr", "COMP_WORDS": "paramcalc gr", "COMP_CWORD": "1"}
    process = paramcalc(_PARAMCALC_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_FISH_ACTION="get-args", **words)
    assert "gru" in process.stdout


def test_every_command_is_in_the_help(capsys):
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in (*cells(), "cell", *COMMANDS):
        assert re.search(rf"^[ │|]*{name} ", shown, re.MULTILINE), name
