"""Pages as bytes: encodings, byte order marks and line endings stay."""

from __future__ import annotations

import codecs
import json

import pytest

from paramcalc.pages.formats import FORMATS
from paramcalc.pages.refreshing import PagesReport, decoded, refresh
from paramcalc.pages.slots import Answer

PAGE = "caf\u00e9 <!-- paramcalc: x -->1<!-- /paramcalc -->\r\n"


def page_of(data: bytes, name: str = "markdown", text: str = "28×75\n"):
    def ask(encoding):
        return lambda slot: Answer(text.encode(encoding, "replace").decode(encoding), "markdown")

    return refresh(f"page.{name}", data, FORMATS[name], ask)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_unicode(mark, codec):
    result = page_of(mark + PAGE.encode(codec))
    assert result.data == mark + PAGE.replace(">1<", ">28×75<").encode(codec)
    assert (result.answers, result.stale, result.is_stale) == (1, ("x",), True)


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "iso8859-15", "koi8-r", "shift_jis"])
def test_another_encoding_stays_and_the_answers_are_ascii(codec):
    before = PAGE.replace("\u00e9", "Ж" if codec in ("koi8-r", "shift_jis") else "\u00e9").encode(codec)
    assert page_of(before).data == before.replace(b">1<", b">28?75<")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", bytes(range(256)), b"no command", b"param calc"])
def test_a_page_without_commands_stays_as_it_is(data):
    result = page_of(data)
    assert (result.data, result.answers, result.is_stale, result.problems) == (data, 0, False, ())


def test_broken_utf_16():
    (problem,) = page_of(codecs.BOM_UTF16_LE + "paramcalc".encode("utf-16-le") + b"\x00").problems
    assert "no utf-16-le text" in problem.message


def test_what_is_wrong_has_its_line():
    (problem,) = page_of(b"\n\n<!-- paramcalc gru -->").problems
    assert (problem.place, problem.message) == ("3", "a comment is nearly a marker")


def notebook(*texts: str) -> bytes:
    cells = [{"cell_type": "code", "source": PAGE, "outputs": []}]
    cells += [{"cell_type": "markdown", "source": text.splitlines(keepends=True)} for text in texts]
    return json.dumps({"cells": cells}, indent=1, ensure_ascii=False).encode()


def test_a_notebook():
    result = page_of(notebook("# T\n", PAGE), "notebook")
    assert result.data == notebook("# T\n", PAGE.replace(">1<", ">28×75<"))
    assert (result.answers, result.stale) == (1, ("x",))


def test_an_error_in_a_notebook_names_the_cell():
    (problem,) = page_of(notebook("a", "b\n<!-- paramcalc gru -->"), "notebook").problems
    assert problem.place == "cell 3, line 2"
    (problem,) = page_of(b'{"paramcalc": 1}', "notebook").problems
    assert "no Jupyter notebook" in problem.message


def test_the_encoding_of_answers():
    assert decoded(b"abc").answers == "utf-8"
    assert decoded(b"\xe9").answers == "ascii"


def test_a_report():
    pages = (page_of(PAGE.encode()), page_of(b"x"), page_of(b"<!-- paramcalc -->"))
    report = PagesReport(pages, is_check=True)
    assert report.stale_pages == (pages[0],)
    assert report.problems == pages[2].problems
