"""The help: examples, headings, and the options of other frameworks behind those of the first."""

from __future__ import annotations

import re
import shlex

import pytest

from paramcalc.cli.app import COMMANDS, run
from paramcalc.cli.help import EXAMPLES, HEADINGS, OTHERS, build_command, heading_of
from paramcalc.frameworks import FRAMEWORKS, cell_options, cells, homes


def help_of(capsys, *arguments):
    assert run([*arguments, "--help"]) == 0
    return capsys.readouterr().out


def sections(text):
    """The sections of a help text, by their headings."""
    parts = re.split(r"^(\S[^\n]*):$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_stands_under_a_heading(capsys):
    found = sections(help_of(capsys))
    for command in (*cells(), "cell", *COMMANDS):
        assert heading_of(command) != OTHERS, f"add {command} to HEADINGS"
        assert re.search(rf"^  {command}  ", found[heading_of(command)], re.MULTILINE)
    assert OTHERS not in found
    assert {name for names in HEADINGS.values() for name in names} <= {"cell", *COMMANDS}


def test_a_command_without_a_heading_comes_last(capsys, monkeypatch):
    monkeypatch.setitem(COMMANDS, "toy", COMMANDS["schema"])
    found = sections(help_of(capsys))
    assert list(found)[-1] == OTHERS
    assert "toy" in found[OTHERS]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_shown_and_work(capsys, example):
    command, _ = example
    assert f"$ {command}" in help_of(capsys)
    assert run(shlex.split(command)[1:]) == 0


@pytest.mark.parametrize("cell", cells())
@pytest.mark.parametrize("command", [[], ["explain"]], ids=str)
def test_the_options_of_other_frameworks_come_behind_with_their_framework(capsys, cell, command):
    text = help_of(capsys, *command, cell)
    own = sections(text)
    home = next(iter(homes(cell)))
    assert list(own)[:2] == ["Arguments", "Options"]
    for option, having in cell_options(cell):
        name = f"--{option.name.replace('_', '-')}"
        if home in having:
            assert name in own["Options"]
        else:
            behind = " ".join(own["Options of other frameworks"].split())
            assert name in behind
            assert name not in own["Options"]
            assert f"Only with --framework {' or '.join(having)}" in behind
    # A line may break behind a hyphen.
    assert f"{home} unless given" in " ".join(text.split()).replace("- ", "-")


def test_the_judge_of_the_options_is_the_registry():
    assert [(option.name, having) for option, having in cell_options("gru")] == [
        ("reset_after", ("keras",)),
        ("linear_before_reset", ("onnx",)),
    ]
    assert [having for _, having in cell_options("lstm")] == [("pytorch",), ("onnx",)]
    assert {option.name for option in FRAMEWORKS["pytorch"].cells["lstm"].options} == {"projection"}


@pytest.mark.parametrize("arguments", [["help"], ["help", "gru"], ["help", "explain", "gru"], ["help", "compare"]])
def test_help_is_a_command(capsys, arguments):
    assert run(arguments) == 0
    shown = capsys.readouterr().out
    assert run([*arguments[1:], "--help"]) == 0
    assert shown == capsys.readouterr().out


def test_help_on_no_command(capsys):
    assert run(["help", "gruu"]) == 2
    assert "did you mean 'gru'" in capsys.readouterr().err


def test_a_command_of_a_function():
    def greet(name: str = "you") -> None:
        """Greet."""

    command = build_command(greet, "greet")
    assert command.name == "greet"
    assert [param.name for param in command.params] == ["name"]
