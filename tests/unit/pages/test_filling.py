"""Answers put into a page: nothing else changes, and no answer leaves its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paramcalc import UsageError
from paramcalc.pages.filling import fill
from paramcalc.pages.formats import FORMATS
from paramcalc.pages.slots import Answer

MARKDOWN = FORMATS["markdown"]


def answering(text: str, form: str = "markdown"):
    return lambda slot: Answer(text, form)


def filled(page: str, text: str = "new\n", form: str = "markdown", name: str = "markdown") -> str:
    result = fill(page, FORMATS[name], answering(text, form))
    assert not result.errors
    again = fill(result.text, FORMATS[name], answering(text, form))
    assert (again.text, again.stale) == (result.text, ())
    return result.text


OPEN, CLOSE = "<!-- paramcalc: gru -->", "<!-- /paramcalc -->"


@pytest.mark.parametrize(
    ("page", "text", "expected"),
    [
        (f"a {OPEN}{CLOSE} b", "5\n", f"a {OPEN}5{CLOSE} b"),
        (f"a {OPEN} 4 {CLOSE} b", "5\n", f"a {OPEN} 5 {CLOSE} b"),
        (f"{OPEN}{CLOSE}", "5\n", f"{OPEN}5{CLOSE}"),
        (f"{OPEN}\n{CLOSE}\n", "5\n", f"{OPEN}\n5\n{CLOSE}\n"),
        (f"{OPEN}\nold\n{CLOSE}\n", "5\n\n6\n", f"{OPEN}\n5\n\n6\n{CLOSE}\n"),
        (f"{OPEN}\n\nold\n\n\n{CLOSE}\n", "5\n", f"{OPEN}\n\n5\n\n\n{CLOSE}\n"),
        (f"{OPEN}\r\nold\r\n{CLOSE}\r\n", "5\n\n6\n", f"{OPEN}\r\n5\r\n\r\n6\r\n{CLOSE}\r\n"),
        (f"  {OPEN}\n  {CLOSE}\n", "5\n\n6\n", f"  {OPEN}\n  5\n\n  6\n  {CLOSE}\n"),
        (f"> {OPEN}\n> {CLOSE}\n", "5\n\n6\n", f"> {OPEN}\n> 5\n>\n> 6\n> {CLOSE}\n"),
        (f"{OPEN}{CLOSE}\n", "5\n6\n", f"{OPEN}\n5\n6\n{CLOSE}\n"),
        (f"  {OPEN}4{CLOSE}", "5\n6\n", f"  {OPEN}\n  5\n  6\n  {CLOSE}"),
        ("```console\n$ paramcalc x\n```\n", "5\n\n6  \n", "```console\n$ paramcalc x\n5\n\n6\n```\n"),
        ("```console\n$ paramcalc x\n4\n\n$ ls\n```\n", "5\n", "```console\n$ paramcalc x\n5\n\n$ ls\n```\n"),
        ("```console\n$ paramcalc x\nold\n```\n", "", "```console\n$ paramcalc x\n```\n"),
        ("- ```console\n  $ paramcalc x\n  ```\n", "5\n\n6\n", "- ```console\n  $ paramcalc x\n  5\n\n  6\n  ```\n"),
        ("```console\r\n$ paramcalc x\r\n```", "5\n6\n", "```console\r\n$ paramcalc x\r\n5\r\n6\r\n```"),
    ],
)
def test_markdown(page, text, expected):
    assert filled(page, text) == expected


@pytest.mark.parametrize(
    ("name", "page", "text", "expected"),
    [
        (
            "html",
            '<pre class="console">$ paramcalc x</pre>',
            "a<b\n",
            '<pre class="console">$ paramcalc x\na&lt;b</pre>',
        ),
        ("html", f"<p>{OPEN}{CLOSE}</p>", "5\n", f"<p>{OPEN}5{CLOSE}</p>"),
        ("rst", ".. paramcalc: x\n.. /paramcalc\n", "5\n", ".. paramcalc: x\n\n::\n\n    5\n\n.. /paramcalc\n"),
        (
            "rst",
            ".. paramcalc as t: x\n.. /paramcalc",
            "5\n",
            ".. paramcalc as t: x\n\n.. |t| replace:: 5\n\n.. /paramcalc",
        ),
        ("asciidoc", "// paramcalc: x\n// /paramcalc\n", "5\n", "// paramcalc: x\n....\n5\n....\n// /paramcalc\n"),
    ],
)
def test_other_formats(name, page, text, expected):
    assert filled(page, text, "html" if name == "html" else "table", name) == expected


def test_what_is_stale_and_what_is_not():
    page = f"{OPEN}5{CLOSE} {OPEN}6{CLOSE}"
    result = fill(page, MARKDOWN, answering("5\n"))
    assert (result.slots, len(result.stale), result.stale[0].start) == (2, 1, page.index("6"))
    assert fill("no command", MARKDOWN, answering("5\n")) == ("no command", 0, (), ())


def test_a_sentence_has_room_for_one_line():
    result = fill(f"a\nb {OPEN}4{CLOSE}", MARKDOWN, answering("5\n6\n"))
    (error,) = result.errors
    assert (error.line, error.message) == (2, "the answer has 2 lines, and this place in a sentence has room for one")
    assert result.text == f"a\nb {OPEN}4{CLOSE}"
    assert fill(".. paramcalc as t: x\n.. /paramcalc\n", FORMATS["rst"], answering("5\n6\n")).errors


def test_a_command_without_an_answer():
    def ask(slot):
        if slot.command == "gru":
            raise UsageError("no", tip="yes")
        return Answer("5\n", "markdown")

    page = f"{OPEN}4{CLOSE}\n{OPEN.replace('gru', 'rnn')}4{CLOSE}\n"
    result = fill(page, MARKDOWN, ask)
    assert [(error.line, error.message, error.tip) for error in result.errors] == [(1, "no", "yes")]
    assert result.text == page.replace("4", "5").replace("5", "4", 1)


def test_a_marker_without_its_partner():
    result = fill(f"\n{OPEN}", MARKDOWN, answering("5"))
    assert [error.line for error in result.errors] == [2]
    assert (result.text, result.slots, result.stale) == (f"\n{OPEN}", 0, ())


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (f"{OPEN}\n{CLOSE}", f"a\n{CLOSE}\nb\n"),
        (f"{OPEN}\n{CLOSE}", f"{OPEN}\n"),
        (f"a {OPEN}{CLOSE}", f"{CLOSE}\n"),
        (f"a {OPEN}{CLOSE}", "a --> b <!--\n"),
        ("```console\n$ paramcalc x\n```", "```\n# free\n"),
        ("```console\n$ paramcalc x\n```", "$ paramcalc y\n"),
        ("```console\n$ paramcalc x\n```\n\n```\na\n```", "```\n"),
    ],
)
def test_an_answer_that_leaves_its_place_is_an_error(page, text):
    result = fill(page, MARKDOWN, answering(text))
    assert ["ends its place" in error.message for error in result.errors] == [True]


piece = st.sampled_from(
    [
        OPEN,
        CLOSE,
        "text ",
        "\n",
        "\r\n",
        "> ",
        "  ",
        "- ",
        "```",
        "```console\n",
        "$ paramcalc x\n",
        "`",
        "<!-- x -->",
        "é",
    ]
)


@settings(max_examples=300)
@example("```console\n$ paramcalc x\n```console\n\n", "")
@given(st.lists(piece).map("".join), st.sampled_from(["5\n", "5\n6\n", ""]))
def test_any_page(page, text):
    """What is outside the slots stays, and a second time changes nothing."""
    result = fill(page, MARKDOWN, answering(text))
    if result.errors:
        return
    slots, again = MARKDOWN.slots(page), MARKDOWN.slots(result.text)
    assert fill(result.text, MARKDOWN, answering(text)).text == result.text
    assert outside(page, slots) == outside(result.text, again)


def outside(page: str, slots) -> str:
    bare, position = "", 0
    for slot in slots:
        bare, position = bare + page[position : slot.start], slot.end
    return (bare + page[position:]).replace(" ", "").replace(">", "")
