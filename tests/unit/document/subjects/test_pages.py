"""The document of pages that were checked or written."""

from __future__ import annotations

import pytest
from examples import written


def test_a_check():
    lines = written("pages", "check", "text").splitlines()
    assert lines[0].startswith("c.md:1: a comment is nearly a marker (tip: a marker is written")
    assert lines[2] == "a.md: 1 of 2 answers stale"
    assert "-A <!-- paramcalc: gru 75 28 --only total -->1<!-- /paramcalc -->" in lines
    assert "+A <!-- paramcalc: gru 75 28 --only total -->23,625<!-- /paramcalc -->" in lines
    assert lines[-1] == "3 pages with 3 answers: 1 error"


@pytest.mark.parametrize(
    ("example", "last"),
    [
        ("stale", "1 page with 2 answers: 1 stale"),
        ("right", "1 page with 1 answer: all are up to date"),
        ("write", "1 page with 2 answers: 1 changed"),
        ("written", "1 page with 1 answer: nothing to change"),
        ("wrong", "1 page with 0 answers: 1 error, so nothing was written"),
    ],
)
def test_the_last_line(example, last):
    assert written("pages", example, "text").splitlines()[-1] == last


def test_a_difference_stays_a_block_of_code_in_every_form():
    assert "```diff\n--- on the page\n" in written("pages", "stale", "markdown")
    assert "<pre>--- on the page\n" in written("pages", "stale", "html")
    assert "&lt;!-- paramcalc" in written("pages", "stale", "html")
    assert r"\ttfamily" in written("pages", "stale", "latex")
