"""Where commands stand in reStructuredText, and where they only seem to."""

from __future__ import annotations

import time

import pytest

from paramcalc.pages.rst import block, slots
from paramcalc.pages.slots import Answer, Kind, PageError

PAIR = ".. paramcalc: rnn\n\nold\n\n.. /paramcalc\n"


def indented(text: str, by: str = "   ") -> str:
    return "".join(f"{by}{line}".rstrip(" ") for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("page", "prefix"),
    [
        (PAIR, ""),
        (f"Title\n=====\n\n{PAIR}", ""),
        (f".. note::\n\n{indented(PAIR)}", "   "),
        (f"* a\n\n{indented(PAIR, '  ')}", "  "),
        (f"Text::\n\n    code\n\n{PAIR}", ""),
        (f".. code-block:: python\n\n   1\n\n{PAIR}", ""),
        (f".. a comment\n\n{PAIR}", ""),
        (f".. _target:\n\n{PAIR}", ""),
        (f".. paramcalc:: gru 75 28\n\n{PAIR}", ""),
    ],
)
def test_a_marker(page, prefix):
    (slot,) = slots(page)
    assert (slot.kind, slot.command, slot.prefix) == (Kind.BLOCK, "rnn", prefix)
    assert page[slot.start : slot.end].strip() == "old"


@pytest.mark.parametrize(
    "page",
    [
        f"Text::\n\n{indented(PAIR)}",
        f"::\n\n{indented(PAIR)}",
        f".. code-block:: rst\n\n{indented(PAIR)}",
        f".. code-block:: rst\n   :linenos:\n\n{indented(PAIR)}",
        f".. note::\n\n   So::\n\n{indented(PAIR, '      ')}",
        f".. a comment\n\n{indented(PAIR)}",
        f"..\n\n{indented(PAIR)}",
        ".. code-block:: bash\n\n   $ paramcalc gru\n",
        ".. paramcalc:: gru\n",
    ],
)
def test_what_is_code_or_a_comment(page):
    assert slots(page) == []


def test_a_command_of_several_lines_and_a_name():
    (slot,) = slots(".. paramcalc as total: gru 75\n   28 --only total\n.. /paramcalc\n")
    assert (slot.name, slot.command) == ("total", "gru 75 28 --only total")


@pytest.mark.parametrize("directive", ["code-block", "code", "sourcecode"])
def test_a_terminal(directive):
    page = f".. {directive}:: console\n   :emphasize-lines: 1\n\n   $ paramcalc gru 3\n   old\n\n   $ ls\n\nText\n"
    (slot,) = slots(page)
    assert (slot.kind, slot.command, slot.prefix, slot.line) == (Kind.TRANSCRIPT, "gru 3", "   ", 4)
    assert page[slot.start : slot.end] == "\n   old\n"


def test_mistakes():
    with pytest.raises(PageError, match="nearly a marker") as caught:
        slots("\n.. paramcalc gru\n")
    assert caught.value.line == 2


HOSTILE = [
    ".. " + "a:" * 50_000,
    ".. |" * 20_000,
    ".. code-block:: " * 5_000,
    ".. paramcalc: x\n" * 5_000,
    "a::\n\n" * 20_000,
    "x\n " * 20_000,
    ":" * 100_000,
]


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: repr(page[:12]))
def test_a_hostile_page_takes_no_longer(page):
    started = time.process_time()
    try:
        slots(page)
    except PageError as error:
        assert error.line
    assert time.process_time() - started < 5


def test_blocks():
    assert block(Answer("a\n\nb\n", "table"), "") == ["", "::", "", "    a", "", "    b", ""]
    assert block(Answer("a\n", "html"), "")[1] == ".. raw:: html"
    assert block(Answer("a\n", "csv"), "")[1] == "::"
    assert block(Answer("23,625\n", "table"), "total") == ["", ".. |total| replace:: 23,625", ""]
