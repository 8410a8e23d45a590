"""The parts of a document are values: frozen, comparable, and free of any form's markup."""

from __future__ import annotations

import re
import typing

import pytest
from examples import AGREES, CASES, EXAMPLES, Report
from walk import contents, texts

from paramcalc import gru
from paramcalc.document import SUBJECTS, _named, nodes
from paramcalc.document.nodes import (
    MISSING,
    Bytes,
    Document,
    Equals,
    Fact,
    Formula,
    Heading,
    Items,
    Joined,
    Mark,
    Paragraph,
    Phrase,
    Product,
    Row,
    names,
    note,
    plural,
    sequence,
)

MARKUP = (
    "\\",
    "&amp;",
    "&lt;",
    "&#",
    "<b>",
    "<br",
    "<code",
    "<td",
    "**",
    "| ",
    "{,}",
    "$",
    "^{",
    ":---",
    "---:",
    "`",
    "\x1b",
    "×",
    "·",
    "²",
    "█",
    "─",
)
"""What a form adds: LaTeX's and HTML's escapes, Markdown's signs, and the glyphs of a page."""

NAMES_WITH_MARKUP = {("layer", "wide"), ("explanation", "wide"), ("verified layer", "wide")}
"""The examples whose cell is called `a<b>|c_d*e`."""


def built(subject: str, name: str) -> Document:
    return _named(SUBJECTS[subject].document)(EXAMPLES[subject][name])


@pytest.mark.parametrize(("subject", "name"), CASES)
def test_no_builder_writes_in_a_form(subject, name):
    for text in texts(built(subject, name)):
        allowed = {"<b>", "**"} if (subject, name) in NAMES_WITH_MARKUP else {"**"} if "units**2" in text else set()
        assert not [mark for mark in MARKUP if mark in text and mark not in allowed], text


def test_the_search_for_markup_can_fail():
    document = Document("", (Paragraph(Phrase("{a}", {"a": Joined((r"23{,}625",))})),))
    assert [text for text in texts(document) if any(mark in text for mark in MARKUP)] == [r"23{,}625"]


@pytest.mark.parametrize(("subject", "name"), CASES)
def test_numbers_stay_numbers(subject, name):
    """A count of the answer is in the document as a value; no text has thousands apart."""
    held = [text for text in texts(built(subject, name)) if re.search(r"\d,\d{3}", text)]
    titles = ("Keras", "custom")
    assert [text for text in held if not text.startswith(titles) and "more than" not in text] == []


@pytest.mark.parametrize(("subject", "name"), CASES)
def test_rows_are_as_long_as_the_heads(subject, name):
    for block in built(subject, name).blocks:
        if isinstance(block, nodes.Table):
            rows = [row for row in (*block.rows, block.total, block.widest) if isinstance(row, Row)]
            assert {len(row.cells) for row in rows} <= {len(block.columns)}
            assert list(block.rows) == list(block.rows), "rows may be iterated more than once"


def test_every_kind_of_content_occurs_in_an_example():
    kinds = {type(content) for subject, name in CASES for content in contents(built(subject, name))}
    wanted = {getattr(nodes, part.strip().strip('"')) for part in str_parts(nodes.Content) if part[0].isupper()}
    assert len(wanted) > 10
    assert wanted - kinds == set()


def str_parts(alias: object) -> list[str]:
    """The names in `Content`, which is a text because it refers to itself."""
    text = alias.__forward_arg__ if isinstance(alias, typing.ForwardRef) else str(alias)
    return [part.strip() for part in text.strip("'\"").split("|") if part.strip() not in ("str", "int")]


def test_every_kind_of_block_occurs_in_an_example():
    kinds = {type(block) for subject, name in CASES for block in built(subject, name).blocks}
    assert kinds == {
        nodes.Table,
        nodes.Facts,
        nodes.Items,
        nodes.Heading,
        nodes.Paragraph,
        nodes.Equations,
        nodes.Inline,
        nodes.Listing,
        nodes.Drawing,
    }


def test_a_derivation_has_steps_alone():
    formula = Formula(gru().formula)
    steps = (formula, Equals(Formula(gru().formula, {"units": 75})), Equals(23625))
    assert Fact("formula", steps).derivation == steps
    assert Fact("formula", (*steps, "a remark")).derivation == ()
    assert Fact("bytes", (Bytes(94500),)).derivation == ()


def test_a_value_is_frozen():
    with pytest.raises(AttributeError):
        Heading("a").content = "b"
    with pytest.raises(TypeError):
        Phrase("{a}").values["a"] = 1
    assert Product(((28, 75),), 2100) == Product(((28, 75),), 2100)
    assert Items(("a",)) != Items(("a",), indented=False)


def test_a_note():
    assert note("", "text") == "text"
    assert note("gru", "text") == Phrase("{label}: {content}", {"label": "gru", "content": "text"})


@pytest.mark.parametrize(
    ("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), ("ab", "a and b")]
)
def test_names(words, text):
    assert names(words) == text


def test_plural():
    assert plural(1, "layer") == Phrase("{count} layer", {"count": 1})
    assert plural(2, "mismatch") == Phrase("{count} mismatches", {"count": 2})
    assert plural(0, "layer") == Phrase("{count} layers", {"count": 0})


def test_a_sequence():
    assert sequence(["a"]) == "a"
    assert sequence([Mark(True), MISSING], ", ") == Joined((Mark(True), MISSING), ", ")


def test_the_walk_sees_every_block():
    """The walk of these tests reaches the title, heads, cells, facts, headings and equations."""
    found = list(texts(_named(SUBJECTS["verified layer"].document)(EXAMPLES["verified layer"]["one"])))
    assert any(text.startswith("Keras GRU") for text in found)
    assert {"gate", "z update", "formula", AGREES.case.label, "built in memory"} <= set(found)
    assert isinstance(EXAMPLES["verification"]["one"], Report)
