"""What all writers share: contents become text by one method each."""

from __future__ import annotations

import pytest

from paramcalc import gru
from paramcalc.document.nodes import (
    MISSING,
    Bytes,
    Code,
    Difference,
    Document,
    Equals,
    Equations,
    Formula,
    Heading,
    Joined,
    LowerBound,
    Mark,
    Paragraph,
    Phrase,
    Product,
    Shape,
    Share,
)
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, UNICODE_GLYPHS, Page
from paramcalc.document.writers.base import Writer, rounded_bytes, shape_text
from paramcalc.document.writers.html import HtmlWriter
from paramcalc.document.writers.latex import LatexWriter
from paramcalc.document.writers.markdown import MarkdownWriter
from paramcalc.document.writers.plain import TextWriter

FREE = gru().total

HALF = {"units": 75}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a_b", "a_b"),
        (23625, "23,625"),
        (FREE, "3·(input·units + units² + 2·units)"),
        (Phrase("{a} of {b}{c}", {"a": 5000, "b": "x", "c": ""}), "5,000 of x"),
        (Phrase("no value, and {braces} {", {"braces": "a"}), "no value, and a {"),
        (Joined((1, "a", Shape((2, 3)))), "1, a, (2, 3)"),
        (Joined(("a", "b"), " + "), "a + b"),
        (Joined(()), ""),
        (Code("W[0:75, :]"), "W[0:75, :]"),
        (Formula(gru().formula), "3·(input·units + units² + 2·units)"),
        (Formula(gru().formula, HALF), "3·(input·75 + 75² + 2·75)"),
        (Equals(23625), "= 23,625"),
        (Equals(Formula(gru().formula, {"units": 75, "input": 28})), "= 3·(28·75 + 75² + 2·75)"),
        (Product(((28, 75),), 2100), "28×75 = 2,100"),
        (Product(((28, 75), (75,)), 2175), "28×75 + 75 = 2,175"),
        (Product(((28, 75),)), "28×75"),
        (Shape((28, 225)), "(28, 225)"),
        (Shape((None, 1000)), "(None, 1000)"),
        (Shape((1000,)), "(1000,)"),
        (Shape(()), "()"),
        (Shape(None), "?"),
        (Bytes(94500), "94,500 (92.3 KiB)"),
        (Bytes(1023), "1,023"),
        (Bytes(FREE), "3·(input·units + units² + 2·units)"),
        (Share(333), "33.3%"),
        (Share(1000), "100.0%"),
        (Difference(150), "+150"),
        (Difference(-1500), "-1,500"),
        (Difference(0), "0"),
        (Difference(FREE), "3·(input·units + units² + 2·units)"),
        (LowerBound(5000), "5,000+"),
        (Mark(True), "ok"),
        (Mark(False), "DIFFERS"),
        (MISSING, "–"),
    ],
    ids=str,
)
def test_contents(content, text):
    assert TextWriter(PLAIN).content(content) == text


def test_ascii():
    writer = TextWriter(Page(ASCII_GLYPHS, None))
    assert writer.content(Product(((28, 75),), 2100)) == "28 x 75 = 2,100"
    assert writer.content(Formula(gru().formula)) == "3*(input*units + units^2 + 2*units)"
    assert writer.content(MISSING) == "-"


@pytest.mark.parametrize("wrong", [None, 1.5, b"text", object(), ["a"]])
def test_another_content_is_refused(wrong):
    with pytest.raises(TypeError, match="not a content"):
        TextWriter(PLAIN).content(wrong)


def test_a_value_with_braces_is_not_read_again():
    """What was written is text: a value that looks like a template stays as it is."""
    phrase = Phrase("{a} {b}", {"a": "{b}", "b": "{a}"})
    assert TextWriter(PLAIN).content(phrase) == "{b} {a}"


@pytest.mark.parametrize("writer", [TextWriter, MarkdownWriter, HtmlWriter, LatexWriter])
def test_values_in_phrases_are_escaped_as_texts_are(writer):
    w = writer(PLAIN)
    hostile = "<b>_*&%$#{}\\~^|`"
    assert w.content(Phrase("{a}{b}", {"a": hostile, "b": 1})) == w.text(hostile) + w.content(1)
    assert w.content(Joined((hostile, hostile), "|")) == w.text("|").join([w.text(hostile)] * 2)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, ""),
        (1023, ""),
        (1024, "1.0 KiB"),
        (94500, "92.3 KiB"),
        (2**20 - 1, "1,024.0 KiB"),
        (2**20, "1.0 MiB"),
        (10**15, "909.5 TiB"),
        (2**80, "1,048,576.0 EiB"),
        (FREE, ""),
    ],
)
def test_rounded_bytes(size, text):
    assert rounded_bytes(size) == text


def test_shapes_of_free_lengths():
    assert shape_text((FREE, 2), UNICODE_GLYPHS) == "(3·(input·units + units² + 2·units), 2)"


def test_equations_for_print_are_left_out_elsewhere():
    cell = gru().layer.structure.cell
    document = Document("t", (Equations(cell, print_only=True), Paragraph("end")))
    for writer, expected in ((MarkdownWriter, False), (HtmlWriter, False), (TextWriter, False), (LatexWriter, True)):
        assert ("tanh" in "".join(writer(PLAIN).write(document))) is expected
        assert writer.prints is expected


def test_blocks_have_an_empty_line_between_them():
    document = Document("title", (Paragraph("one"), Heading("head"), Paragraph("two")))
    assert "".join(MarkdownWriter(PLAIN).write(document)) == "**title**\n\none\n\n**head**\n\ntwo\n"
    assert "".join(TextWriter(PLAIN).write(document)) == "title\n\none\n\nhead\ntwo\n"
    assert "".join(TextWriter(PLAIN).write(Document())) == ""


def test_the_base_writes_nothing_alone():
    with pytest.raises(TypeError, match="abstract"):
        Writer(PLAIN)
