"""The page: the glyphs that a stream can encode, widths of texts, and how a shape is written."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import gru
from paramcalc.cli.app import run
from paramcalc.document.page import (
    ASCII_GLYPHS,
    CLOSING,
    LATEX_GLYPHS,
    PLAIN,
    UNICODE_GLYPHS,
    Page,
    columns_of,
    encodable,
    glyphs_of,
    latex_character,
    longest_piece,
    pad,
    page_of,
    pieces,
    wrapped,
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


WORDS = st.sampled_from(
    ["更新门", "参数量", "GRU", "23,625", "（重置门）", "门，", "合计。", "“状态”", "a", "units=75", "é", "《书》、"]
)

SENTENCES = st.lists(st.tuples(WORDS, st.sampled_from(["", " "])), max_size=30).map(
    lambda pairs: "".join(word + blank for word, blank in pairs).strip()
)


class TestLines:
    @given(SENTENCES, st.integers(1, 60), st.sampled_from(["", "  "]))
    def test_nothing_is_lost(self, text, width, indent):
        lines = wrapped(text, width, indent)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(line.startswith(indent) for line in lines[1:])

    @given(SENTENCES, st.integers(1, 60))
    def test_no_line_is_too_wide(self, text, width):
        for line in wrapped(text, width, ""):
            assert columns_of(line) <= width or not any(piece.isspace() for piece in pieces(line.strip()))
            assert columns_of(line) <= max(width, columns_of(longest_piece(text)))

    @given(SENTENCES, st.integers(4, 60))
    def test_no_line_begins_with_closing_punctuation(self, text, width):
        lines = wrapped(text, width, "")
        assert not any(line[:1] in CLOSING for line in lines[1:] if line)
        assert not any(line.endswith(("（", "《", "“")) for line in lines)

    @given(SENTENCES)
    def test_one_line_is_the_text(self, text):
        assert wrapped(text, 10**6, "") == ([text] if text else wrapped(text, 10**6, ""))

    @pytest.mark.parametrize(
        ("text", "width", "lines"),
        [
            ("更新门与重置门", 6, ["更新门", "与重置", "门"]),
            ("更新门，重置门", 6, ["更新", "门，重", "置门"]),
            ("共 23,625 个参数", 8, ["共", "23,625", "个参数"]),
            ("见（更新门）", 6, ["见（更", "新门）"]),
        ],
    )
    def test_lines(self, text, width, lines):
        assert wrapped(text, width, "") == lines

    @pytest.mark.parametrize(
        ("text", "piece"), [("GRU 的更新门", "GRU"), ("reset gate", "reset"), ("", ""), ("（门）", "（门）")]
    )
    def test_the_longest_piece(self, text, piece):
        assert longest_piece(text) == piece


class TestAlignment:
    """Chinese tables: the last column of every row ends where its head ends, in columns of a terminal."""

    @pytest.mark.parametrize(
        ("arguments", "head"),
        [
            (("gru", "75", "28"), "占比"),
            (("lstm", "75", "28", "--bidirectional"), "占比"),
            (("model", "Input((28, 28)) > GRU(75) > Dense(10)"), "乘加"),
            (("compare", "lstm", "gru", "--units", "75", "--input", "28"), "相对 lstm"),
        ],
    )
    @pytest.mark.parametrize("form", ["table", "text"])
    def test_the_numbers_end_below_their_head(self, capsys, monkeypatch, arguments, head, form):
        monkeypatch.setenv("COLUMNS", "120")
        assert run([*arguments, "--format", form], "zh") == 0
        lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        first = next(number for number, line in enumerate(lines) if head in line and "  " in line.strip())
        rows = lines[first : lines.index("", first)]
        rows = [row for row in rows if "  " in row.strip() and row[-1] not in "─━-"]
        assert len(rows) > 2
        assert rows[0].endswith(head)
        assert len({columns_of(row) for row in rows}) == 1, rows
