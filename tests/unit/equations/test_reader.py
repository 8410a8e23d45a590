"""The parser: what it reads, and where it says that a text is wrong."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.equations.cell import read
from paramcalc.equations.reader import LONGEST_TEXT, parse
from paramcalc.errors import EquationError


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("h: units\nh = tnah(W @ x + U @ h)", (2, 5), "did you mean 'tanh'"),
        ("h: units\nh = 2 @ x", (2, 5), "the left side of @ must be the name of a parameter"),
        ("h: units\nh = a * W @ x", (2, 5), "write `a * (W @ x)`"),
        ("h: units\nh = W @ x / 2", (2, 5), "operator"),
        ("h: units\nh = +x", (2, 5), "operator"),
        ("h: units\nh = tanh(x, x)", (2, 5), "exactly one argument"),
        ("h: units\nh = tanh(*x)", (2, 5), "exactly one argument"),
        ("h: units\nh = tanh(x, axis=1)", (2, 5), "exactly one argument"),
        ("h: units\nh = conv(W, x, x)", (2, 5), "conv takes the name of a parameter and what it convolves"),
        ("h: units\nh = conv(2, x)", (2, 5), "conv takes"),
        ("h: units\nh = conv * x", (2, 5), "is a function"),
        ("h: units\nh = x.T", (2, 5), "not of the equation language"),
        ("h: units\nh = x[0]", (2, 5), "not of the equation language"),
        ("h: units\nh = 'a'", (2, 5), "plain numbers"),
        ("h: units\nh = True", (2, 5), "plain numbers"),
        ("h: units\nh = 1e999", (2, 5), "plain numbers"),
        ("h: units\nh = W @ x + 0x" + "F" * 18000, (2, 13), "none this large"),
        ("h: units\nh = tanh * W", (2, 5), "is a function"),
        ("tanh: units\nh = W @ x", (1, 1), "is a function"),
        ("h: units\ntanh = W @ x", (2, 1), "is a function"),
        ("h: units\nh = " + "r * (b + " * 199 + "h" + ")" * 199, (2, None), "nested too deeply"),
        ("    h: units\n# a remark\n    h = foo(x)", (3, 9), "unknown function"),
        ("h: units\n# a\x0cb\u2028c\nh = foo(x)", (3, 5), "unknown function"),
        ("h: units\nh = '\\d'", (2, 5), "plain numbers"),
        ("h: units\nh, c = x", (2, 1), "one name on its left"),
        ("h: units\nh = c = x", (2, 1), "one name on its left"),
        ("h: 3\nh = W @ x", (1, 1), "a declaration is"),
        ("h: units = 3\nh = W @ x", (1, 1), "a declaration is"),
        ("import os", (1, 1), "neither an equation"),
        ("h: units\nh = __import__('os').system('x')", (2, 5), "unknown function"),
        ("", (1, 1), "no equation"),
        ("# only a comment", (1, 1), "no equation"),
        ("h: units", (1, 1), "no equation"),
        ("h = (", (1, 5), "not an equation"),
        ("h: units\n  h = x", (2, None), "unexpected indent"),
        ("h = \0", (1, 1), ""),
        ("h: units\nh = " + "-" * 150 + "x", (2, 105), "nested too deeply"),
        ("h: units\nh = " + "(" * 300 + "x" + ")" * 300, (2, None), "nested"),
        ("x" * (LONGEST_TEXT + 1), (1, 1), "the text has 20,001 characters; at most 20,000 are read"),
        ("h: units\nh = '\ud800'", (1, 1), "the text cannot be read: 'utf-8' codec can't encode character"),
        ("h: units\nh = 1e300 * (W @ x)", (2, 5), "none this large"),
        ("h: units\nh = " + "-" * 15000 + "x", (None, None), "nested too deeply"),
    ],
)
def test_errors_name_the_position(text, position, says):
    with pytest.raises(EquationError) as caught:
        parse(text)
    assert says in str(caught.value)
    line, column = position
    assert line is None or caught.value.line == line
    assert column is None or caught.value.column == column


def test_columns_count_characters_not_bytes_and_the_common_indent():
    with pytest.raises(EquationError) as caught:
        read("    h: units\n    größe = W @ x\n    h = größe + été(x)")
    assert (caught.value.line, caught.value.column) == (3, 17)


def test_deep_but_legal_nesting_is_read():
    deep = "tanh(" * 90 + "W @ x + U @ h" + ")" * 90
    assert len(read(f"h: units\nh = {deep}").parameters) == 2


def test_a_long_chain_is_not_deep():
    chain = " + ".join(f"b{number}" for number in range(500))
    assert len(read(f"h: units\nh = tanh(W @ x + {chain})").parameters) == 501
    product = " * ".join(f"p{number}" for number in range(500))
    assert len(read(f"h: units\nh = W @ x + {product}").parameters) == 501


def test_the_longest_text_is_read():
    text = "h: units\nh = W @ x"
    assert parse(text.ljust(LONGEST_TEXT)) == parse(text)


@pytest.mark.parametrize("text", ["h: units\nh = W @ x", "x: input\nh: units\nh = W @ x"])
def test_a_byte_order_mark_is_left_out(text):
    assert parse("\ufeff" + text) == parse(text)


def test_no_advice_of_python_is_shown():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with pytest.raises(EquationError):
            parse("h: units\nh = '\\d'  # unlike any other")
    assert shown == []


def says_the_same(text):
    """A text that is read is the same cell when it is written and read again; gives whether it is read."""
    try:
        cell = read(text)
    except EquationError as error:
        lines = re.split("\r\n|\r|\n", text)
        assert 1 <= error.line <= len(lines) + 1
        assert error.column >= 1
        assert str(error).startswith(f"line {error.line}, column {error.column}: ")
        return False
    again = read(str(cell.program))
    assert str(again.program) == str(cell.program)
    assert (again.input, again.states, again.macs) == (cell.input, cell.states, cell.macs)
    facts = [(each.name, each.role, each.rows, each.columns, each.merges_with) for each in cell.parameters]
    assert [(each.name, each.role, each.rows, each.columns, each.merges_with) for each in again.parameters] == facts
    return True


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    says_the_same(text)


@given(st.lists(st.sampled_from(["h", "x", "=", "@", "+", "*", "(", ")", ":", "units", "tanh", "\n", "1", ",", "W"])))
def test_any_words_of_the_language_are_read_or_refused(words):
    says_the_same(" ".join(words))


TERMS = st.sampled_from(["W @ x", "U @ h", "V @ (r * h)", "b", "c", "p * h", "0.5 * (U @ h)", "tanh(b + W @ x)", "-c"])


@given(st.lists(TERMS, min_size=1, max_size=4), st.lists(TERMS, min_size=1, max_size=4), st.sampled_from(["+", "-"]))
def test_cells_are_read_as_they_are_written(first, second, sign):
    lines = ["h: units", f"r = sigmoid({' + '.join(first)} + Q @ h)", f"h = tanh({f' {sign} '.join(second)}) * r + h"]
    if any("r * h" in term for term in first):
        lines[1] = lines[1].replace("r * h", "h * h")
    assert says_the_same("\n".join(lines))
