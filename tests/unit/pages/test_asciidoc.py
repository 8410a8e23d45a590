"""Where commands stand in AsciiDoc, and where they only seem to."""

from __future__ import annotations

import time

import pytest

from paramcalc.pages.asciidoc import block, slots
from paramcalc.pages.slots import Answer, Kind, PageError

PAIR = "// paramcalc: rnn\nold\n// /paramcalc\n"


@pytest.mark.parametrize("page", [PAIR, f"= T\n\n{PAIR}", f"----\ncode\n----\n{PAIR}", f"// a comment\n{PAIR}"])
def test_a_marker(page):
    (slot,) = slots(page)
    assert (slot.kind, slot.command, page[slot.start : slot.end]) == (Kind.BLOCK, "rnn", "\nold\n")


@pytest.mark.parametrize(
    "page",
    [
        *(f"{delimiter}\n{PAIR}{delimiter}\n" for delimiter in ("----", "....", "++++", "////", "```", "------")),
        f"----\n.....\n{PAIR}----\n",
        f" {PAIR.replace('//', ' //')}",
        "[source,bash]\n----\n$ paramcalc gru\n----\n",
        "----\n$ paramcalc gru\n----\n",
    ],
)
def test_what_is_code(page):
    assert slots(page) == []


@pytest.mark.parametrize(
    "head", ["[source,console]", "[source, console]", '[source,"console"]', "[source,console,linenums]"]
)
def test_a_terminal(head):
    page = f"{head}\n----\n$ paramcalc gru 3\nold\n----\n"
    (slot,) = slots(page)
    assert (slot.kind, slot.command, page[slot.start : slot.end]) == (Kind.TRANSCRIPT, "gru 3", "\nold")


def test_mistakes():
    with pytest.raises(PageError, match="nearly a marker") as caught:
        slots("\n// paramcalc gru\n")
    assert caught.value.line == 2


HOSTILE = ["----\n" * 20_001, "[source," + " " * 100_000, "// paramcalc: x\n// /paramcalc\n" * 5_000, "." * 100_000]


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: repr(page[:12]))
def test_a_hostile_page_takes_no_longer(page):
    started = time.process_time()
    try:
        slots(page)
    except PageError as error:
        assert error.line
    assert time.process_time() - started < 5


def test_blocks():
    assert block(Answer("a\n\nb\n", "table"), "") == ["....", "a", "", "b", "...."]
    assert block(Answer(".....\n", "table"), "")[0] == "........."
    assert block(Answer("<p>a</p>\n", "html"), "") == ["++++", "<p>a</p>", "++++"]
    assert block(Answer("23,625\n", "table"), "total") == [":total: 23,625"]
