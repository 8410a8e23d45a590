"""The page: the glyphs that a stream can encode, widths of texts, and how a shape is written."""

from __future__ import annotations

import io

import pytest

from paramcalc import gru
from paramcalc.document.page import (
    ASCII_GLYPHS,
    LATEX_GLYPHS,
    PLAIN,
    UNICODE_GLYPHS,
    Page,
    columns_of,
    encodable,
    glyphs_of,
    latex_character,
    pad,
    page_of,
    xml_reference,
)


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [
        ("utf-8", UNICODE_GLYPHS),
        ("ascii", ASCII_GLYPHS),
        ("latin-1", ASCII_GLYPHS),
        ("cp1252", ASCII_GLYPHS),
        (None, ASCII_GLYPHS),
        ("no-such-encoding", ASCII_GLYPHS),
    ],
)
def test_glyphs_by_encoding(encoding, glyphs):
    assert glyphs_of(encoding) is glyphs


def test_unicode_glyphs_fit_where_they_are_chosen():
    for glyph in (*UNICODE_GLYPHS[1:], UNICODE_GLYPHS.notation.times, UNICODE_GLYPHS.notation.power(1234567890)):
        glyph.encode("utf-8")
        assert glyphs_of("gbk") is ASCII_GLYPHS or glyph.encode("gbk")


@pytest.mark.parametrize(("text", "width"), [("75", 2), ("单位", 4), ("Ａ", 2), ("é", 1), ("e\u0301", 1), ("×", 1)])
def test_columns_of_a_text(text, width):
    assert columns_of(text) == width


@pytest.mark.parametrize(("left", "padded"), [(True, "单位  "), (False, "  单位")])
def test_padding_counts_columns(left, padded):
    assert pad("单位", 6, left=left) == padded
    assert pad("单位", 3, left=left) == "单位"


def test_numbers_and_polynomials():
    total = gru(input=28).total
    assert (UNICODE_GLYPHS.number(23625), UNICODE_GLYPHS.plain(23625)) == ("23,625", "23625")
    assert (UNICODE_GLYPHS.number(total), ASCII_GLYPHS.number(total)) == (
        "3·(units² + 30·units)",
        "3*(units^2 + 30*units)",
    )
    assert LATEX_GLYPHS.number(23625) == "23{,}625"


def test_dimensions_put_compound_sizes_in_parentheses():
    features = gru().formula
    assert UNICODE_GLYPHS.dimensions((28, 75)) == "28×75"
    assert ASCII_GLYPHS.dimensions((28, 75)) == "28 x 75"
    assert UNICODE_GLYPHS.dimensions((2, features)) == "2×(3·(input·units + units² + 2·units))"
    assert UNICODE_GLYPHS.dimensions((features,)) == "3·(input·units + units² + 2·units)"


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_pipe_has_no_width(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert page_of(stream) == Page(UNICODE_GLYPHS, None, stream)
    monkeypatch.setenv("COLUMNS", "33")
    assert page_of(stream).width == 33


def test_a_terminal_has_one(monkeypatch):
    monkeypatch.setenv("COLUMNS", "61")
    stream = Terminal(io.BytesIO(), encoding="ascii")
    assert page_of(stream) == Page(ASCII_GLYPHS, 61, stream)


def test_the_plain_page():
    assert Page(UNICODE_GLYPHS, None) == PLAIN


class TestEscapes:
    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii", "latin-1", "utf-16", "no-such-encoding", None])
    def test_a_text_can_be_encoded_afterwards(self, encoding):
        text = encodable("a × 输 \U0001f600", encoding)
        text.encode(encoding if encoding in ("utf-8", "cp1252", "latin-1", "utf-16") else "ascii")
        assert text.startswith("a ")
        assert ("输" in text) == (encoding in ("utf-8", "utf-16"))

    def test_each_way(self):
        assert encodable("×输", "cp1252") == r"×\u8f93"
        assert encodable("输", "ascii", xml_reference) == "&#36755;"
        assert encodable("输", "ascii", latex_character) == r'{\char"8F93}'

    def test_a_page_shows_no_control_characters(self):
        assert PLAIN.text("a\x1b输") == r"a\x1b输"
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        assert PLAIN._replace(stream=stream).text("a\x1b输") == r"a\x1b\u8f93"
