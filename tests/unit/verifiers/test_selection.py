"""The expressions by which cases are selected."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.verifiers.selection import MAX_NESTING, matcher


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        ("gru", "sizes GRU units=3", True),
        ("GRU", "sizes gru units=3", True),
        ("gru and lstm", "gru", False),
        ("gru or lstm", "lstm", True),
        ("not gru", "lstm", True),
        ("NOT gru And lstm", "lstm", True),
        ("not (gru and lstm)", "gru", True),
        ("gru and not (a or b)", "gru b", False),
        ("a or b and c", "a", True),
        ("(a or b) and c", "a", False),
        ("units=3", "units=30", True),
        ("'x'", "'x'", True),
        ("1+1", "1+1=2", True),
        ("é and ü", "éü", True),
        ("\x00", "a\x00b", True),
        ("a\n or\tb", "b", True),
    ],
)
def test_expressions(expression, text, expected):
    assert matcher(expression)(text) is expected


@pytest.mark.parametrize(
    "expression", ["", "and", "gru and", "(gru", "gru)", "not", "()", "gru lstm", "gru (lstm)", "(" * 100, "a not b"]
)
def test_what_cannot_be_read(expression):
    with pytest.raises(UsageError, match="cannot read"):
        matcher(expression)


@pytest.mark.parametrize("count", [MAX_NESTING + 1, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["not ", "not (", "(a or not "])
def test_too_deep(count, opening):
    with pytest.raises(UsageError, match="cannot read"):
        matcher(opening * count + "gru" + ")" * (opening.count("(") * count))


def test_the_deepest_and_a_long_one():
    assert matcher("not " * MAX_NESTING + "gru")("gru") is True
    assert matcher(" or ".join(map(str, range(2_000))))("1999")
