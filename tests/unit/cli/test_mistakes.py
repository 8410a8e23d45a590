"""What to write instead of a command or an option that does not exist."""

from __future__ import annotations

import pytest

from paramcalc import ExitCode, UsageError
from paramcalc.classes import LAYER_CLASSES, layer_classes
from paramcalc.cli.app import run
from paramcalc.cli.mistakes import layer_class, refuse_contradictions, unknown_command
from paramcalc.frameworks import cells


def said(capsys, *arguments):
    assert run(list(arguments)) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("dense", 'Dense is counted as part of a model, for example paramcalc model "Input((28, 28)) > GRU(75)'),
        ("conv2d", "Conv2D is counted as part of a model"),
        ("Conv2D", "Conv2D is counted as part of a model"),
        ("conv_2d", "Conv2D is counted as part of a model"),
        ("linear", 'paramcalc model "LSTM(300, 512) > Linear(512, 20)" --framework pytorch'),
        ("GRU(75) > Dense(10)", "a model is counted by paramcalc model 'GRU(75) > Dense(10)'"),
        ("model.keras", "a model is counted by paramcalc model model.keras"),
        ("gruu", "did you mean 'gru'?"),
    ],
)
def test_a_word_that_is_no_command(capsys, word, says):
    error = said(capsys, word)
    assert f"no command {word!r}" in error
    assert says in error


def test_the_tip_works(capsys):
    tip = said(capsys, "linear").rpartition("paramcalc ")[2].strip()
    assert run(["model", tip.split('"')[1], *tip.rpartition('"')[2].split()]) == 0


@pytest.mark.parametrize("framework", LAYER_CLASSES)
def test_every_layer_class_that_is_no_cell_leads_to_the_model(framework):
    for kind in layer_classes(framework):
        if kind.lower() not in cells():
            assert "part of a model" in unknown_command(kind.lower(), cells()).tip, kind


def test_layer_classes_in_any_case():
    assert layer_class("DENSE") == ("Dense", "keras")
    assert layer_class("maxpool1d") == ("MaxPooling1D", "keras")
    assert layer_class("no such") == ("", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["compare", "gru", "--no-reset-after"],
            'write it with the layer, in quotes: paramcalc compare gru "gru --no-reset-after"',
        ),
        (["compare", "lstm", "--peepholes"], 'paramcalc compare lstm "lstm --peepholes"'),
        (["compare", "lstm", "--no-reset-after"], "it is an option of gru of keras"),
        (["rnn", "--no-reset-after"], "it is an option of gru of keras"),
        (["gru", "--bia"], "did you mean '--bias'?"),
    ],
)
def test_an_option_of_something_else(capsys, arguments, says):
    assert says in said(capsys, *arguments)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--bias", "--no-bias"], "contradict"),
        (["-o", "a", "--output", "b"], "--output is given twice"),
        (["-k3", "-k", "5"], "--kernel-size is given twice"),
    ],
)
def test_contradictions(words, says):
    with pytest.raises(UsageError, match=says):
        refuse_contradictions(words)
    refuse_contradictions(["--set", "a=1", "--set", "b=2", "-u3", "-i", "5"])
