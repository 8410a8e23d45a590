"""LaTeX: balanced, ASCII, mathematics between dollars and nothing else."""

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
    Fact,
    Facts,
    Formula,
    Group,
    Heading,
    Row,
    Table,
)
from paramcalc.document.page import PLAIN
from paramcalc.document.writers.latex import SPECIAL, LatexWriter


def shown(document: Document) -> str:
    return "".join(LatexWriter(PLAIN).write(document))


@pytest.mark.parametrize("name", [name for name in BREAKDOWNS if name != "wide"])
def test_it_is_balanced(name):
    text = BREAKDOWNS[name].to("latex")
    text.encode("ascii")
    assert text.count("{") == text.count("}")
    assert sorted(re.findall(r"\\begin\{([\w*]+)\}", text)) == sorted(re.findall(r"\\end\{([\w*]+)\}", text))
    assert text.count(r"\left(") == text.count(r"\right)")
    tabular = text[text.index(r"\begin{tabular}") : text.index(r"\end{tabular}")]
    lines = [line for line in tabular.splitlines() if line.endswith(r"\\") and "multicolumn" not in line]
    assert len({line.count("&") for line in lines}) == 1


@pytest.mark.parametrize("sign", SPECIAL)
def test_special_signs_are_escaped(sign):
    escaped = LatexWriter(PLAIN).text(f"a{sign}b")
    assert escaped == f"a{SPECIAL[sign]}b"
    assert escaped != f"a{sign}b"


def test_no_special_sign_is_forgotten():
    assert set(SPECIAL) >= set("\\~^_%&#${}")


def test_a_title_is_a_comment_of_one_line():
    assert shown(Document("a\nb %", ())) == "% a\\x0ab %\n"


def test_a_table():
    table = Table(
        (Column("a_b", left=True), Column("n")), (Group("g"), Row(("x", 1000), depth=1)), Row(("total", 1000))
    )
    assert shown(Document("", (table,))).splitlines() == [
        r"\begin{tabular}{lr}",
        r"\hline",
        r"a\_b & n \\",
        r"\hline",
        r"\multicolumn{2}{l}{g} \\",
        r"\quad x & $1{,}000$ \\",
        r"\hline",
        r"total & $1{,}000$ \\",
        r"\hline",
        r"\end{tabular}",
    ]


def test_a_derivation_is_aligned():
    facts = Facts((Fact("formula", (Formula(gru().formula), Equals(23625))), Fact("rest", ("one", "two"))))
    assert shown(Document("", (facts,))).splitlines() == [
        r"\begin{itemize}",
        r"  \item formula:",
        r"\begin{align*}",
        r"  & 3 \cdot (\mathrm{input} \cdot \mathrm{units} + \mathrm{units}^{2} + 2 \cdot \mathrm{units}) \\",
        r"  & = 23{,}625",
        r"\end{align*}",
        r"  \item rest: one",
        r"  \item rest: two",
        r"\end{itemize}",
    ]


def test_names_with_markup():
    text = written("layer", "wide", "latex")
    assert r"my\_gate & $\mathrm{单位} \times 12{,}345$" in text
    assert "% custom a<b>|c_d*e: " in text


def test_code_and_headings():
    assert LatexWriter(PLAIN).content(Code("W[0, a_b]")) == r"\texttt{W[0, a\_b]}"
    assert shown(Document("", (Heading("50%"),))) == "\\paragraph{50\\%}\n"
