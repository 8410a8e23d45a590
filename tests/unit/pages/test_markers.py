"""Pairs of comments."""

from __future__ import annotations

import pytest

from paramcalc.pages.html import comments
from paramcalc.pages.markers import slots
from paramcalc.pages.slots import Kind, PageError


def found(page: str, *, named: bool = False) -> list:
    return list(slots(page, comments(page), "<!-- paramcalc: gru 75 28 -->", named=named))


def test_a_block():
    page = "a\n  <!-- paramcalc: gru 75 28 -->\n  old\n  <!-- /paramcalc -->\nb"
    (slot,) = found(page)
    assert slot[:3] == (Kind.BLOCK, "gru 75 28", 2)
    assert page[slot.start : slot.end] == "\n  old\n"
    assert slot.prefix == "  "


def test_an_empty_block():
    page = "<!-- paramcalc: gru -->\r\n<!-- /paramcalc -->"
    (slot,) = found(page)
    assert slot.kind is Kind.BLOCK
    assert page[slot.start : slot.end] == "\r\n"


@pytest.mark.parametrize(
    ("page", "current", "alone"),
    [
        ("A <!-- paramcalc: x -->1<!-- /paramcalc --> b", "1", False),
        ("<!-- paramcalc: x -->1<!-- /paramcalc --> b", "1", False),
        ("<!-- paramcalc: x --><!-- /paramcalc -->", "", True),
        ("> <!-- paramcalc: x -->1<!-- /paramcalc -->\nb", "1", True),
        ("- <!-- paramcalc: x -->\n1<!-- /paramcalc -->", "\n1", False),
        ("<!-- paramcalc: x --> 1\n<!-- /paramcalc -->", " 1\n", False),
    ],
)
def test_within_a_line(page, current, alone):
    (slot,) = found(page)
    assert (slot.kind, page[slot.start : slot.end], slot.is_alone) == (Kind.INLINE, current, alone)


def test_a_command_of_several_lines():
    (slot,) = found("<!--paramcalc:gru\n  75\n  28-->\n<!--/paramcalc-->")
    assert slot.command.split() == ["gru", "75", "28"]


def test_a_name():
    (slot,) = found("<!-- paramcalc as gru-total: gru -->\n<!-- /paramcalc -->", named=True)
    assert (slot.name, slot.command) == ("gru-total", "gru")
    with pytest.raises(PageError, match="has a name only in reStructuredText and AsciiDoc"):
        found("<!-- paramcalc as gru-total: gru -->\n<!-- /paramcalc -->")


@pytest.mark.parametrize(
    ("page", "says", "line"),
    [
        ("\n<!-- paramcalc: gru -->", "has no /paramcalc behind it", 2),
        ("<!-- paramcalc: gru -->\n<!-- paramcalc: rnn -->\n<!-- /paramcalc -->", "has no /paramcalc behind it", 1),
        ("\n\nx <!-- /paramcalc -->", "ends an answer that was not begun", 3),
        ("<!-- paramcalc gru -->", "nearly a marker", 1),
        ("<!-- Paramcalc: gru -->", "nearly a marker", 1),
        ("<!-- / paramcalc -->", "nearly a marker", 1),
        ("<!-- /paramcalc: gru -->", "nearly a marker", 1),
    ],
)
def test_mistakes(page, says, line):
    with pytest.raises(PageError, match=says) as caught:
        found(page)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "page", ["<!-- see paramcalc: gru -->", "<!-- paramcalculator -->", "<!-- paramcalc: gru", "<!"]
)
def test_what_is_no_marker(page):
    assert found(page) == []
