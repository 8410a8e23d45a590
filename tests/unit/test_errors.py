"""Errors carry facts: a message, a tip or a remedy, and an exit code."""

from __future__ import annotations

import pytest

from paramcalc.errors import (
    MOST_CHOICES,
    EquationError,
    ExitCode,
    MissingDependencyError,
    ParamcalcError,
    Remedy,
    UsageError,
    nearest,
    shorten,
    shown,
    unknown,
    word,
)


def test_tips_and_remedies():
    error = UsageError("units is free", remedy=Remedy("set", "units=75"))
    assert (error.message, error.tip, error.remedy) == ("units is free", None, Remedy("set", "units=75"))
    assert str(error) == "units is free\ntip: set: units=75"
    assert str(UsageError("no", tip="yes")) == "no\ntip: yes"
    assert str(UsageError("no")) == "no"
    assert str(Remedy("layers")) == "layers"


def test_exit_codes():
    codes = {kind: kind.exit_code for kind in (ParamcalcError, UsageError, EquationError, MissingDependencyError)}
    assert list(codes.values()) == [ExitCode.INTERNAL, ExitCode.USAGE, ExitCode.USAGE, ExitCode.MISSING]
    assert issubclass(UsageError, ValueError)
    assert issubclass(MissingDependencyError, ImportError)


def test_an_equation_error_has_its_position():
    error = EquationError("no", line=2, column=5, tip="yes")
    assert (error.line, error.column, str(error)) == (2, 5, "line 2, column 5: no\ntip: yes")


@pytest.mark.parametrize(("given", "match"), [("gruu", "gru"), ("GRU", "gru"), ("--gru", "gru"), ("transformer", None)])
def test_nearest(given, match):
    assert nearest(given, ["rnn", "lstm", "gru"]) == match


def test_short_texts():
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"
    assert shown("x" * 100) == "'" + "x" * 58 + "…"
    assert shown(10**5000) == "a number of thousands of digits"
    assert word("a\x1b[31mb\n") == r"a\x1b[31mb\x0a"
    assert word(3) == "3"


def test_unknown_lists_what_is_allowed():
    assert str(unknown("cell", "gruu", ["gru", "rnn"])) == "no cell 'gruu'\ntip: did you mean 'gru'? allowed: gru, rnn"
    many = unknown("cell", "?", (f"c{number}" for number in range(MOST_CHOICES + 5)))
    assert str(many).endswith(f"c{MOST_CHOICES - 1}, ...")
