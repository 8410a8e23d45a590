"""Errors carry facts: a message, a tip or a remedy, and an exit code."""

from __future__ import annotations

import ast
import errno
import os
import re

import pytest

from paramcalc.errors import (
    MOST_CHOICES,
    SYSTEM_REASONS,
    EquationError,
    ExitCode,
    MissingDependencyError,
    ParamcalcError,
    Remedy,
    UsageError,
    nearest,
    parser_reason,
    parser_words,
    printable,
    shorten,
    shown,
    system_reason,
    unknown,
    word,
)
from paramcalc.phrases import Message


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
    assert unknown("dtype", "FP16", ["int8", "float16"], {"fp16": "float16"}).tip.startswith("did you mean 'float16'?")
    many = unknown("cell", "?", (f"c{number}" for number in range(MOST_CHOICES + 5)))
    assert str(many).endswith(f"c{MOST_CHOICES - 1}, ...")


@pytest.mark.parametrize(
    "code", [0, 0x07, 0x0A, 0x1B, 0x7F, 0x9B, 0xAD, 0x2028, 0x202E, 0x2066, 0xD800, 0xFEFF, 0xE0001]
)
def test_what_is_not_printable_is_escaped_as_python_escapes_it(code):
    safe = printable(f"a{chr(code)}b")
    assert safe.isprintable()
    assert safe[0], safe[-1] == ("a", "b")
    assert safe.encode("ascii").decode("unicode_escape").encode("utf-16", "surrogatepass") == f"a{chr(code)}b".encode(
        "utf-16", "surrogatepass"
    )


def test_what_is_printable_stays():
    assert printable("输出 é × a\\b") == "输出 é × a\\b"


@pytest.mark.parametrize("text", ["(" * 300, "-" * 20_000 + "a", "a" + ".a" * 20_000, "9" * 5000, "a\0", "a b"])
def test_a_reason_of_the_parser_has_no_advice_for_programmers(text):
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = parser_reason(error)
    else:
        pytest.skip("the parser of this Python reads the text")
    assert reason
    assert not re.search("sys|Python|string|maximum|nested paren", reason)


@pytest.mark.parametrize(
    "said",
    [
        "'(' was never closed",
        "unmatched ')'",
        "closing parenthesis ']' does not match opening parenthesis '('",
        "closing parenthesis ']' does not match opening parenthesis '(' on line 2",
        "invalid syntax",
        "invalid syntax. Perhaps you forgot a comma?",
        "invalid hexadecimal literal",
        "unterminated string literal (detected at line 1)",
        "Expecting value",
        "Expecting ',' delimiter",
    ],
)
def test_the_usual_words_of_a_parser_are_its_own_and_can_be_translated(said):
    assert parser_words(said) == said
    assert isinstance(parser_words(said), Message)


def test_other_words_of_a_parser_stay():
    assert type(parser_words("something else")) is str


@pytest.mark.skipif(os.name != "posix", reason="Windows has words of its own")
@pytest.mark.parametrize("number", SYSTEM_REASONS)
def test_the_usual_reasons_of_the_system_are_its_own_words_and_can_be_translated(number):
    reason = system_reason(OSError(number, os.strerror(number), "gru.keras"))
    assert reason == os.strerror(number)
    assert isinstance(reason, Message)


def test_other_reasons_of_the_system():
    assert {errno.ENOENT, errno.EACCES, errno.ENOSPC} <= set(SYSTEM_REASONS)
    assert system_reason(OSError(errno.EXDEV, "a reason of its own")) == "a reason of its own"
    assert system_reason(OSError("no number")) == "the system refuses it"
    assert system_reason(OSError(errno.EXDEV, None)) == "the system refuses it"
