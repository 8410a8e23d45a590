"""The words of a command: as a shell separates them, without anything that a shell would do."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import UsageError
from paramcalc.pages.words import OPERATORS, words


@pytest.mark.parametrize(
    ("command", "separated"),
    [
        ("", []),
        ("  gru   75\t28 ", ["gru", "75", "28"]),
        ('model "Input((28, 28)) > GRU(75)" --gates', ["model", "Input((28, 28)) > GRU(75)", "--gates"]),
        ("check '3*(n*m + n**2)' gru", ["check", "3*(n*m + n**2)", "gru"]),
        ("--only ''", ["--only", ""]),
        ('--only ""', ["--only", ""]),
        ("axb xgru", ["axb", "xgru"]),
        ('a"b c"d', ["ab cd"]),
        (r"a\ b \"", ["a b", '"']),
        (r'"a\"b\\c\d"', [r'a"b\c\d']),
        ("gru \\\n 75", ["gru", "75"]),
        ("check '$n$'", ["check", "$n$"]),
        ("--set a=[1,2]", ["--set", "a=[1,2]"]),
        ("a#b", ["a#b"]),
    ],
)
def test_words(command, separated):
    assert words(command) == separated


@pytest.mark.parametrize("sign", OPERATORS)
def test_what_a_shell_would_not_take_as_it_stands(sign):
    for command in (f"gru {sign} head", f"gru{sign}x", f"gru 75 {sign}"):
        with pytest.raises(UsageError, match="has no quotes around it"):
            words(command)
    assert words(f"gru '{sign}'") == ["gru", sign]


@pytest.mark.parametrize("command", ['"$HOME"', '"`id`"', '"$(id)"'])
def test_a_shell_would_replace_it_within_double_quotes(command):
    with pytest.raises(UsageError, match="within double quotes"):
        words(command)


@pytest.mark.parametrize("command", ["'a", '"a', "a\\", '"a\\'])
def test_what_does_not_end(command):
    with pytest.raises(UsageError, match="the command ends within quotes or behind a backslash"):
        words(command)


def test_a_comment():
    with pytest.raises(UsageError, match="a comment is no part of a command"):
        words("gru 75 # 28")


@given(st.lists(st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)))))
def test_what_python_quotes_comes_back(separated):
    assert words(shlex.join(separated)) == separated
