"""Markdown: escapes, rectangular tables, nesting, lists and fenced code."""

from __future__ import annotations

import re

import pytest
from examples import BREAKDOWNS, written

from paramcalc import gru
from paramcalc.document.nodes import (
    Code,
    Column,
    Document,
    Equals,
    Equations,
    Fact,
    Facts,
    Formula,
    Group,
    Items,
    Row,
    Table,
)
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, Page
from paramcalc.document.writers.markdown import MarkdownWriter


def lines(document: Document, page: Page = PLAIN) -> list[str]:
    return "".join(MarkdownWriter(page).write(document)).splitlines()


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_tables_are_rectangular(name):
    rows = [line for line in BREAKDOWNS[name].to("markdown").splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert re.fullmatch(r"\| :--- (\| ---: )+\|", rows[1])


def test_a_table():
    table = Table(
        (Column("a|b", left=True), Column("n")),
        (Group("a_group"), Row(("x*y", 1000)), Row(("in", 1), depth=1)),
        Row(("total", 1001)),
    )
    assert lines(Document("", (table,))) == [
        r"| a\|b | n |",
        "| :--- | ---: |",
        r"| *a\_group* |  |",
        r"| x\*y | 1,000 |",
        "| \N{NO-BREAK SPACE}\N{NO-BREAK SPACE}in | 1 |",
        "| **total** | **1,001** |",
    ]
    assert "| - in | 1 |" in lines(Document("", (table,)), Page(ASCII_GLYPHS, None))


def test_an_empty_total_cell_is_not_bold():
    table = Table((Column("a", left=True), Column("b")), (), Row(("total", "")))
    assert lines(Document("", (table,)))[-1] == "| **total** |  |"


def test_lists_and_derivations():
    facts = Facts((Fact("a_b", ("one", "two")), Fact("formula", (Formula(gru().formula), Equals(23625)))))
    assert lines(Document("", (facts, Items(("x < y",))))) == [
        r"- a\_b: one",
        r"- a\_b: two",
        "- formula: `3·(input·units + units² + 2·units)` `= 23,625`",
        "",
        r"- x \< y",
    ]


def test_equations_are_fenced():
    cell = gru().layer.structure.cell
    shown = lines(Document("", (Equations(cell),)))
    assert shown[0] == "```text"
    assert shown[-1] == "```"
    assert shown[1:-1] == str(cell.program).splitlines()


def test_code_is_not_escaped():
    assert MarkdownWriter(PLAIN).content(Code("bias[0, 0:75]")) == "`bias[0, 0:75]`"


def test_names_with_markup():
    shown = written("layer", "wide", "markdown")
    assert r"a\<b>\|c\_d\*e" in shown
    assert r"| my\_gate |" in shown


def test_an_ascii_stream_keeps_its_stars():
    shown = written("layer", "gru-free", "markdown", ascii_only=True)
    table = [line for line in shown.splitlines() if line.startswith("|")]
    assert not any(re.search(r"(?<![\\*])\*(?!\*)", line) for line in table)
    assert r"input\*units" in shown
