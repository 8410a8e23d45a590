"""HTML: well-formed, escaped, and aligned as the columns are."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from examples import BREAKDOWNS

from paramcalc.document.nodes import (
    Code,
    Column,
    Document,
    Fact,
    Facts,
    Group,
    Heading,
    Items,
    Paragraph,
    Row,
    Table,
)
from paramcalc.document.page import PLAIN
from paramcalc.document.writers.html import HtmlWriter


def tree(document: Document) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{''.join(HtmlWriter(PLAIN).write(document))}</div>")


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_it_is_well_formed(name):
    root = ElementTree.fromstring(f"<div>{BREAKDOWNS[name].to('html')}</div>")
    assert len(root.findall("./table/tr")) >= 3


def test_markup_in_texts_is_text():
    hostile = "<b>&\"'</b>"
    blocks = (Heading(hostile), Paragraph(hostile), Items((hostile,)), Facts((Fact(hostile, (hostile, hostile)),)))
    root = tree(Document(hostile, blocks))
    assert "".join(root.itertext()).count(hostile) == 7
    assert root.find(".//b") is None


def test_a_table():
    table = Table(
        (Column("a<", left=True), Column("n")), (Group("g&"), Row(("x", 1000), depth=1)), Row(("total", 1000))
    )
    rows = tree(Document("", (table,))).findall("./table/tr")
    assert [cell.text for cell in rows[0]] == ["a<", "n"]
    assert (rows[1][0].get("colspan"), rows[1][0].text) == ("2", "g&")
    assert rows[2][0].text == "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}x"
    assert [cell.get("style") for cell in rows[2]] == ["text-align:left", "text-align:right"]
    assert {cell.tag for cell in rows[3]} == {"th"}


def test_lines_of_a_fact_are_separate():
    root = tree(Document("", (Facts((Fact("f", ("one", "two")),)),)))
    assert [child.tag for child in root.find("./dl/dd")] == ["br"]


def test_code():
    assert HtmlWriter(PLAIN).content(Code("a<b")) == "<code>a&lt;b</code>"
