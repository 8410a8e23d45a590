"""JSON of files: the value, or what is wrong with the text and where."""

from __future__ import annotations

import json

import pytest

from paramcalc.errors import UsageError
from paramcalc.readers import json_text
from paramcalc.readers.json_text import load_json, occurrences


@pytest.mark.parametrize("text", ['{"units": [75, null, 1.5]}', b'{"units": [75, null, 1.5]}'])
def test_values(text):
    assert load_json(text, "x") == {"units": [75, None, 1.5]}


@pytest.mark.parametrize("digits", [1000, 1001])
def test_long_numbers_are_exact(digits):
    sign = "-" * (digits == 1001)
    assert load_json(sign + "9" * 1000, "x") == (1 - 10**1000 if sign else 10**1000 - 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "x is not JSON: line 1, column 2: Expecting property name enclosed in double quotes"),
        (b'{"a": "\xff"}', "x is not UTF-8 text: byte 7"),
        ("[" * 100_000, "the JSON in x is nested too deeply to be a model"),
        ("1" * 5000, "x has a number of 5,000 digits; at most 1,000 are read"),
    ],
)
def test_broken_json(text, says):
    with pytest.raises(UsageError) as error:
        load_json(text, "x")
    assert str(error.value) == says


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("MAX_CONFIG_BYTES", "the configuration in x has 33 bytes; at most 10 are read"),
        ("MAX_VALUES", "the configuration in x has more than 10 values"),
    ],
)
def test_long_json(monkeypatch, limit, says):
    text = json.dumps([1] * 11)
    monkeypatch.setattr(json_text, limit, 11 if limit == "MAX_VALUES" else len(text))
    assert load_json(text, "x") == [1] * 11
    monkeypatch.setattr(json_text, limit, 10)
    with pytest.raises(UsageError) as error:
        load_json(text, "x")
    assert str(error.value) == says


@pytest.mark.parametrize("text", ["a,b,c", b"a,b,c"])
def test_occurrences(text):
    assert occurrences(text, ",") == 2
    assert occurrences(text, ";") == 0
