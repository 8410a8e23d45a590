"""Commands of pages: what they print is what the program prints, and a stranger's page can do nothing but read."""

from __future__ import annotations

import os
import sys

import pytest

from paramcalc import UsageError
from paramcalc.cli import commands
from paramcalc.cli.app import COMMANDS, run
from paramcalc.cli.replay import READING, REFUSED, answer_to, asked, replay
from paramcalc.errors import ExitCode
from paramcalc.frameworks import cells
from paramcalc.pages.slots import Kind, Slot
from paramcalc.readers.confinement import RefusedError


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "m.py").write_text("import keras\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n")
    (folder / "cell.eq").write_text("h: units\nh = tanh(W @ x + U @ h)\n")
    (tmp_path / "secret.py").write_text("token = 'hunter2'\n")
    (tmp_path / "secret.eq").write_text("hunter2\n")
    (folder / "link.py").symlink_to(tmp_path / "secret.py")
    return folder


def slot(command: str, kind: Kind = Kind.BLOCK) -> Slot:
    return Slot(kind, command, 1, 0, 0)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("gru 75 28 --only total", "23,625\n"),
        ("GRU 75 28 --only total", "23,625\n"),
        ('model "Input((28, 28)) > GRU(75)" --only total', "23,625\n"),
        ("model m.py --only total", "8\n"),
        ("cell cell.eq 3 5 --only total", "24\n"),
        ("explain gru 3 5 --only rows.z", "30\n"),
        ("solve gru -i 28 --like m.py --at-least --only total", "93\n"),
        ("compare rnn gru 3 5 --only gru.total", "90\n"),
        ("gru 75 28 --only total --format latex", "$23{,}625$\n"),
    ],
)
def test_an_answer(project, command, answer):
    assert answer_to(slot(command), project, "markdown").text == answer


def test_the_form_is_that_of_the_page_or_the_one_asked_for(project):
    assert answer_to(slot("gru"), project, "markdown").text.startswith("**Keras GRU")
    assert answer_to(slot("gru"), project, "markdown").form == "markdown"
    assert answer_to(slot("gru --json"), project, "markdown").form == "json"
    assert answer_to(slot("gru --format text"), project, "markdown").form == "text"
    assert answer_to(slot("model GRU(3)".replace("(", "'(").replace(")", ")'")), project, "html").form == "html"


def test_a_terminal_shows_messages_too(project):
    answer = answer_to(slot("gru 0", Kind.TRANSCRIPT), project, "markdown")
    assert answer.text.startswith("paramcalc: --units takes a whole number")
    assert answer_to(slot("gruu", Kind.TRANSCRIPT), project, "markdown").text.startswith("paramcalc: no command 'gruu'")
    assert answer_to(slot("--version", Kind.TRANSCRIPT), project, "").text.startswith("paramcalc ")
    assert "Usage: paramcalc gru" in answer_to(slot("gru --help", Kind.TRANSCRIPT), project, "").text


def test_a_terminal_has_80_columns_and_no_colours(project, monkeypatch):
    plain = answer_to(slot("explain gru", Kind.TRANSCRIPT), project, "").text
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert answer_to(slot("explain gru", Kind.TRANSCRIPT), project, "").text == plain
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    assert os.environ["COLUMNS"] == "40"
    assert os.environ["FORCE_COLOR"] == "1"


def test_an_encoding_without_the_characters(project):
    answer = answer_to(slot("gru 3 5 --format text"), project, "markdown", "ascii").text
    assert answer.isascii()
    assert "5 x 3 = 15" in answer


def test_the_same_as_the_program(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "80")
    for command in (["gru", "75", "28"], ["explain", "lstm"], ["model", "m.py"], ["identify", "6336"], ["schema"]):
        code = run(command)
        replayed = replay(command, project)
        assert (replayed.output, replayed.code) == (capsys.readouterr().out, code)


ATTACKS = [
    ("model ../secret.py", r"path with \.\."),
    ("model link.py", "leads out"),
    ("model /etc/passwd", "absolute path"),
    ("model {tmp}/secret.py", "absolute path"),
    ("cell ../secret.eq", r"path with \.\."),
    ("cell /etc/hostname", "absolute path"),
    ("explain ../secret.py", r"path with \.\."),
    ("explain cell ../secret.eq", r"path with \.\."),
    ("identify ../secret.py", r"path with \.\."),
    ("identify /etc/passwd", "absolute path"),
    ("solve gru -i 3 --like ../secret.py", r"path with \.\."),
    ("solve gru -i 3 --like=/etc/x.py", "absolute path"),
    ("model -", "standard input"),
    ("cell -", "standard input"),
    ("identify -", "standard input"),
    ("model /dev/stdin", "absolute path"),
    ("gru 3 5 -o out.md", "write a file"),
    ("gru 3 5 -oout.md", "write a file"),
    ("gru 3 5 --output=out.md", "write a file"),
    ("gru 3 5 --output /dev/null", "write a file"),
    ("gru 3 5 --only total -o out.md", "write a file"),
    ("map gru --from keras --to torch -o out.py", "write a file"),
    ("schema model -o out.json", "write a file"),
    ("gru 3 5 --verify", "build real layers"),
    ("verify", "it builds real layers"),
    ("verify gru", "it builds real layers"),
    ("docs --write .", "it would run itself"),
    ("help", "write --help"),
    ("help -- --install-completion", "write --help"),
    ("--install-completion", "cannot have paramcalc --install-completion"),
    ("--install-completion gru", "cannot have paramcalc --install-completion"),
    ("--show-completion", "cannot have"),
    ("gru --install-completion", "completion of a shell"),
    ("--version --install-completion", "cannot have paramcalc --version"),
    ("compare rnn gru 3 5 --format chart", "matplotlib"),
    ("compare rnn gru -u 3:5 -i 5 --format svg", "matplotlib"),
    ("model m.py --define ../secret.py", r"path with \.\."),
    ("model m.py --define /etc/passwd", "absolute path"),
    ("model . m.py", "count many files"),
    ("model m.py --jobs 2", "count many files"),
    ("model /etc", "count many files|absolute path"),
    ("model m.py --write-baseline b.json", "count many files"),
    ("model m.py --baseline /etc/passwd", "count many files"),
    ("compare rnn gru 3 5 --format png", "matplotlib"),
    ("compare gru --units 1:1000000 --input 3", "at most 1,048,576 bytes"),
]


@pytest.mark.parametrize("kind", [Kind.BLOCK, Kind.TRANSCRIPT])
@pytest.mark.parametrize(("command", "says"), ATTACKS)
def test_a_stranger_can_only_read_the_project(project, tmp_path, command, says, kind):
    files = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=says) as caught:
        answer_to(slot(command.format(tmp=tmp_path), kind), project, "markdown")
    assert "hunter2" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == files


@pytest.mark.parametrize("command", ["model @m.py", "@m.py", "cell @cell.eq", "model @../secret.py"])
def test_a_file_with_arguments_is_no_such_thing(project, command):
    with pytest.raises(UsageError, match=r"cannot read @|no command '@m.py'|path with \.\."):
        answer_to(slot(command), project, "markdown")


@pytest.mark.parametrize("name", [*COMMANDS, "cell", *cells()])
def test_every_command_is_allowed_or_refused_with_a_reason(name):
    assert (name in READING) + (name in REFUSED) + (name in cells()) == 1


def test_a_new_command_is_refused(project, monkeypatch):
    monkeypatch.setitem(COMMANDS, "burn", "paramcalc.cli.listing:cells_command")
    with pytest.raises(RefusedError, match="cannot have paramcalc burn: it does more than read"):
        answer_to(slot("burn"), project, "markdown")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("", "the command is missing"),
        ("gru 0", "--units takes a whole number"),
        ("gruu", "no command 'gruu'"),
        ("gru 75 28 | head", "no shell"),
        ("gru --format png", "no format 'png'"),
        ("gru --require-numbers", "is a formula"),
    ],
)
def test_without_an_answer(project, command, says):
    with pytest.raises(UsageError, match=says):
        answer_to(slot(command), project, "markdown")


def test_no_is_an_answer(project):
    assert asked(["check", "3n", "gru"], project).code == ExitCode.DISAGREED


def test_a_fault_of_the_program(project, monkeypatch):
    def fails(*arguments, **options):
        raise RuntimeError("a bug")

    monkeypatch.setattr(commands, "layer", fails)
    with pytest.raises(UsageError, match="the command failed"):
        answer_to(slot("gru"), project, "markdown")


def test_an_interrupt_goes_on(project, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "layer", interrupted)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    with pytest.raises(KeyboardInterrupt):
        answer_to(slot("gru"), project, "markdown")
    assert (sys.stdin, sys.stdout, sys.stderr) == streams


def test_what_was_answered_is_noted(project):
    replayed = asked(["gru", "75", "28"], project)
    assert (replayed.capture.subject, replayed.capture.value.total, replayed.capture.is_default) == (
        "layer",
        23625,
        True,
    )
    assert not asked(["gru", "--json"], project).capture.is_default
