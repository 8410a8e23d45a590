"""Where commands stand in HTML, and how answers are written there."""

from __future__ import annotations

import time

import pytest

from paramcalc.pages.html import block, escaped, slots
from paramcalc.pages.slots import Answer, Kind, PageError


@pytest.mark.parametrize(
    "opening",
    [
        '<pre class="console">',
        "<pre class=console>",
        '<pre class="language-console">',
        '<pre><code class="language-console">',
        '<PRE id="x"><code class="hljs highlight-console y">',
        '<pre class="highlight console">',
    ],
)
def test_a_terminal(opening):
    page = f"\n{opening}$ paramcalc model &quot;GRU(3) &gt; Dense(2)&quot;\nold</code></pre>"
    (slot,) = slots(page)
    assert (slot.kind, slot.command, slot.line) == (Kind.TRANSCRIPT, 'model "GRU(3) > Dense(2)"', 2)
    assert page[slot.start : slot.end] == "\nold"


@pytest.mark.parametrize(
    "opening", ["<pre>", "<pre class='bash'>", "<pre class='my-console'>", "<prelude class='console'>"]
)
def test_what_is_no_terminal(opening):
    assert slots(f"{opening}$ paramcalc gru</pre>") == []


def test_markers():
    page = "<p>A <!-- paramcalc: gru -->1<!-- /paramcalc --></p>"
    (slot,) = slots(page)
    assert (slot.kind, slot.command, page[slot.start : slot.end]) == (Kind.INLINE, "gru", "1")


def test_a_terminal_within_an_answer_belongs_to_it():
    page = "<!-- paramcalc: rnn -->\n<pre class='console'>$ paramcalc gru\n</pre>\n<!-- /paramcalc -->\n"
    assert [slot.command for slot in slots(page)] == ["rnn"]


def test_elements_in_a_terminal():
    with pytest.raises(PageError, match="elements inside") as caught:
        slots("\n<pre class=console>$ paramcalc gru\n<b>3</b></pre>")
    assert caught.value.line == 2
    assert slots("<pre class=console>$ ls\n<b>3</b></pre>") == []


HOSTILE = [
    "<pre" * 20_000,
    "<pre " + "class=" * 20_000 + ">",
    "<pre>" + " " * 100_000,
    "<pre class=console>" * 2_000,
    "<!--" * 20_000,
]


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: repr(page[:12]))
def test_a_hostile_page_takes_no_longer(page):
    started = time.process_time()
    slots(page)
    assert time.process_time() - started < 5


def test_blocks():
    assert block(Answer("<p>a</p>\n", "html"), "") == ["<p>a</p>"]
    assert block(Answer("a<b\n& c\n", "text"), "") == ["<pre>a&lt;b", "&amp; c</pre>"]
    assert block(Answer("", "text"), "") == ["<pre></pre>"]
    assert escaped('<a href="x">&') == '&lt;a href="x"&gt;&amp;'
