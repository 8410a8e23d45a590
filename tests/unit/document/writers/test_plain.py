"""Plain text and the terminal's table: aligned, wrapped between words, every digit kept."""

from __future__ import annotations

import io
import re

import pytest
from examples import BREAKDOWNS

from paramcalc import gru
from paramcalc.document import text
from paramcalc.document.nodes import (
    Bytes,
    Column,
    Document,
    Equals,
    Equations,
    Fact,
    Facts,
    Formula,
    Group,
    Heading,
    Items,
    Paragraph,
    Phrase,
    Row,
    Table,
)
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, UNICODE_GLYPHS, Page
from paramcalc.document.writers.plain import TableWriter, TextWriter

COLUMNS = (Column("name", left=True), Column("words", left=True), Column("count"))

ROWS = (
    Group("a group"),
    Row(("one", "some words", 1)),
    Row(("two", "", 22), depth=1),
    Row(("sum", "", 23), is_sum=True),
)

TABLE = Table(COLUMNS, ROWS, Row(("total", "", 1023)))


def lines(document: Document, width: int | None = None, writer: type[TextWriter] = TableWriter) -> list[str]:
    return "".join(writer(Page(UNICODE_GLYPHS, width)).write(document)).splitlines()


def test_text_has_no_rules():
    assert lines(Document("", (TABLE,)), writer=TextWriter) == [
        "name   words       count",
        "[a group]",
        "one    some words      1",
        "  two                 22",
        "sum                   23",
        "total              1,023",
    ]


def test_a_terminal_has_rules():
    drawn = lines(Document("", (TABLE,)))
    assert drawn[1] == drawn[-2] == "─" * 24
    assert drawn[2] == "a group"
    ascii_page = "".join(TableWriter(Page(ASCII_GLYPHS, None)).write(Document("", (TABLE,))))
    assert ascii_page.splitlines()[1] == "-" * 24


def test_the_narrowest_has_a_line_for_each_cell():
    assert lines(Document("", (TABLE,)), 12) == [
        "a group",
        "one",
        "  words  some words",
        "  count  1",
        "  two",
        "    count  22",
        "sum",
        "  count  23",
        "total",
        "  count  1,023",
    ]


def test_its_texts_are_wrapped_and_its_numbers_are_not():
    table = Table(COLUMNS, (Row(("name", "some words that are too long for it", 10**30)),))
    assert lines(Document("", (table,)), 24) == [
        "name",
        "  words  some words that",
        "           are too long",
        "           for it",
        f"  count  {10**30:,}",
    ]


def test_a_table_without_heads_has_no_line_of_heads():
    table = Table((Column("", left=True), Column("")), (Row(("a", 1)),))
    assert lines(Document("", (table,)), writer=TextWriter) == ["a  1"]


def test_facts_have_their_labels_beside_them():
    facts = Facts((Fact("bytes", (Bytes(94500),)), Fact("macs", ("one", "two")), Fact("x" * 30, ("long",))))
    assert lines(Document("", (facts,)), writer=TextWriter) == [
        "bytes  94,500 (92.3 KiB)",
        "macs   one",
        "       two",
        f"{'x' * 30} long",
    ]


def test_wrapping_is_between_words():
    sentence = "a sentence of words, with-hyphens and 1,000,000,000,000,000,000 in it"
    document = Document("", (Paragraph(sentence), Items((sentence,)), Items((sentence,), indented=False)))
    for width in (10, 20, 40):
        shown = lines(document, width)
        assert " ".join(shown).split() == (sentence + " ").split() * 3
    assert max(map(len, lines(document, 40))) <= 40
    assert lines(document, None) == [sentence, "", f"  {sentence}", "", sentence]


def test_a_formula_is_never_broken():
    formula = Formula(gru().formula, {"units": 10**9, "input": 10**9})
    facts = Facts((Fact("formula", (formula, Equals(formula))),))
    drawn = lines(Document("", (facts,)), 20)
    whole = "3·(1,000,000,000·1,000,000,000 + 1,000,000,000² + 2·1,000,000,000)"
    assert [line.strip() for line in drawn] == ["formula", whole, f"= {whole}"]


def test_a_heading_is_directly_above_its_block():
    document = Document("t", (Heading("h"), Paragraph("p"), Heading("at the end")))
    assert lines(document) == ["t", "", "h", "p", "", "at the end"]


def test_equations_as_typed():
    cell = gru().layer.structure.cell
    shown = lines(Document("", (Equations(cell),)), writer=TextWriter)
    assert [line.strip() for line in shown] == str(cell.program).splitlines()


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_text_does_not_depend_on_the_width(name):
    assert text("layer", BREAKDOWNS[name], "text", Page(UNICODE_GLYPHS, 30)) == text("layer", BREAKDOWNS[name], "text")


class Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class TestColours:
    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch):
        for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")

    def drawn(self, terminal: bool, width: int | None = 80) -> str:
        page = Page(UNICODE_GLYPHS, width, Stream(terminal))
        return "".join(TableWriter(page).write(Document("[title] :smile:", (TABLE, Paragraph("[red]text")))))

    def test_a_terminal_has_colours_and_the_same_text(self):
        coloured = self.drawn(True)
        assert "\x1b[1m" in coloured
        assert "\x1b[36ma group" in coloured
        plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
        assert plain == self.drawn(False)
        assert "[title] :smile:" in plain
        assert "[red]text" in plain

    def test_a_pipe_has_none(self):
        assert "\x1b" not in self.drawn(False)

    def test_they_can_be_forced_and_refused(self, monkeypatch):
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[36m" not in self.drawn(True)
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[1m" in self.drawn(False)

    def test_text_has_none_on_a_terminal(self):
        page = Page(UNICODE_GLYPHS, 80, Stream(True))
        assert "\x1b" not in "".join(TextWriter(page).write(Document("title", (TABLE,))))


def test_the_plain_page_is_any_width():
    document = Document("", (Paragraph(Phrase("{a} words", {"a": 10**100})),))
    assert lines(document)[0] == f"{10**100:,} words"
    assert TableWriter(PLAIN).width is None
