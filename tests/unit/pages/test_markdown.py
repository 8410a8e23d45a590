"""Where commands stand in Markdown, and where they only seem to."""

from __future__ import annotations

import time

import pytest

from paramcalc.pages.markdown import block, fences_of, slots
from paramcalc.pages.slots import Answer, Kind, PageError

PAIR = "<!-- paramcalc: rnn -->1<!-- /paramcalc -->"


def commands(page: str) -> list[tuple[str, str]]:
    return [(slot.kind.value, slot.command) for slot in slots(page)]


@pytest.mark.parametrize(
    "page",
    [
        f"`{PAIR}`",
        f"``a ` {PAIR} ``",
        f"```html\n{PAIR}\n```",
        f"~~~~\n```\n{PAIR}\n~~~\n~~~~",
        f"- a\n\n  ```md\n  {PAIR}\n  ```\n",
        f"> ```\n> {PAIR}\n> ```",
        f"1. ```\n   {PAIR}\n   ```",
        f"````\n```\n{PAIR}\n```\n````",
        f"```{{code-block}} html\n{PAIR}\n```",
        f"```\n{PAIR}",
        f"<!-- a comment\n{PAIR[:24]}",
        "```bash\n$ paramcalc gru\n```",
        "```\n$ paramcalc gru\n```",
        "```consoles\n$ paramcalc gru\n```",
        "    $ paramcalc gru\n",
    ],
)
def test_what_is_code(page):
    assert commands(page) == []


@pytest.mark.parametrize(
    "page",
    [
        PAIR,
        f"# T\n\n```python\n1\n```\n{PAIR}\n\n```\nx\n```\n",
        f"a ` b\n\n{PAIR} ` c",
        f"\\`{PAIR}\\`",
        f"`` a ` {PAIR}",
        f"`a`{PAIR}`b`",
        f"<!-- ` -->{PAIR}<!-- ` -->",
        f"a ```b {PAIR}",
        f"``` not a `fence\n{PAIR}",
        f"<!-- other --> {PAIR}",
    ],
)
def test_a_marker(page):
    assert commands(page) == [("inline", "rnn")]


@pytest.mark.parametrize(
    "fence",
    [
        "```console",
        "~~~console",
        "``` console",
        "```{code-block} console",
        "``` { .console title='x' }",
        "```.console",
        "```console linenums='1'",
        "````console",
    ],
)
def test_a_fence_that_shows_a_terminal(fence):
    sign = fence[:4].replace(" ", "").replace("c", "").replace("{", "").replace(".", "")
    page = f"{fence}\n$ paramcalc gru 3\nold\n{sign}\n"
    (slot,) = slots(page)
    assert (slot.kind, slot.command, page[slot.start : slot.end]) == (Kind.TRANSCRIPT, "gru 3", "\nold")


def test_a_terminal_within_an_answer_belongs_to_it():
    page = "<!-- paramcalc: rnn -->\n```console\n$ paramcalc gru\n```\n<!-- /paramcalc -->\n"
    assert commands(page) == [("block", "rnn")]


def test_a_terminal_in_a_list_and_in_a_quotation():
    page = "- a\n  ```console\n  $ paramcalc gru\n  old\n  ```\n\n> ```console\n> $ paramcalc rnn\n> old\n> ```\n"
    assert [(slot.command, slot.prefix) for slot in slots(page)] == [("gru", "  "), ("rnn", "> ")]


def test_the_order():
    page = f"```console\n$ paramcalc gru\n```\n{PAIR}\n```console\n$ paramcalc lstm\n```\n"
    assert [command for _, command in commands(page)] == ["gru", "rnn", "lstm"]


def test_the_language_of_a_fence():
    assert [fence.language for fence in fences_of("```paramcalc x\n```\n~~~\n~~~")] == ["paramcalc", ""]


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("markdown", ["a", "b"]),
        ("html", ["a", "b"]),
        ("table", ["```text", "a", "b", "```"]),
        ("json", ["```json", "a", "b", "```"]),
    ],
)
def test_a_block(form, lines):
    assert block(Answer("a\nb\n", form), "") == lines


def test_a_fence_is_longer_than_those_inside():
    assert block(Answer("````x\n", "latex"), "")[0] == "`````latex"


HOSTILE = [
    *(
        part * 10_000
        for part in ("<!--", "`", "``` ", "<!-- paramcalc: x --><!-- /paramcalc -->`", "$ paramcalc x\n", "> ")
    ),
    "```{code-block} " + " " * 100_000 + "x",
    "```" + "{" * 100_000,
    "\n" + " " * 100_000 + "`",
    "-->" * 10_000,
]


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: repr(page[:12]))
def test_a_hostile_page_takes_no_longer(page):
    started = time.process_time()
    slots(page)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("page", ["```console\n$ paramcalc x\n", "```console\n$ paramcalc x\n```console\n\n"])
def test_a_terminal_that_does_not_end(page):
    with pytest.raises(PageError, match="does not end"):
        slots(page)
    assert slots("```console\n$ other x\n") == []
