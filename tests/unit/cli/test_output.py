"""The output of every command: the chosen form, and how an answer reaches a stream."""

from __future__ import annotations

import io
import sys
from types import ModuleType

import pytest

from paramcalc import UsageError, gru
from paramcalc.cli.app import run
from paramcalc.cli.output import chosen_form, format_option, show
from paramcalc.document import SUBJECTS, forms_of


def test_the_form():
    assert chosen_form(None, False, "layer") == "table"
    assert chosen_form(None, True, "layer") == chosen_form("json", True, "layer") == "json"
    assert chosen_form("csv", False, "layer") == "csv"


@pytest.mark.parametrize(
    ("form", "json", "says"),
    [
        ("csv", True, "contradict each other"),
        ("tabel", False, "did you mean 'table'"),
        ("dot", False, "no format 'dot'"),
    ],
)
def test_mistakes(form, json, says):
    with pytest.raises(UsageError, match=says):
        chosen_form(form, json, "layer")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_png_is_not_for_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    with pytest.raises(UsageError, match="a PNG cannot be shown in a terminal"):
        chosen_form("png", False, "comparison")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_help_names_the_forms(subject):
    option = format_option(subject)
    assert all(form in option.help for form in forms_of(subject))
    assert option.help.endswith("[default: table]")


def test_json_is_short_for_format_json(capsys):
    run(["rnn", "-u", "3", "--json"])
    short = capsys.readouterr().out
    run(["rnn", "-u", "3", "--format", "json"])
    assert capsys.readouterr().out == short


def test_an_answer_reaches_a_stream_of_any_encoding(monkeypatch):
    for encoding in ("utf-8", "ascii", "cp1252", "utf-16"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="strict"))
        show("layer", gru(75, 28), "table")
        assert "23,625" in raw.getvalue().decode(encoding)


def test_bytes_are_written_as_they_are(monkeypatch):
    module = ModuleType("toy_picture")
    module.draw = lambda value, page: b"\xff\x00"
    monkeypatch.setitem(sys.modules, "toy_picture", module)
    monkeypatch.setitem(SUBJECTS, "layer", SUBJECTS["layer"]._replace(pictures={"raw": "toy_picture:draw"}))
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show("layer", gru(75, 28), "raw")
    assert raw.getvalue() == b"\xff\x00"
