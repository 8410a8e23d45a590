"""What a result shows of itself in a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import paramcalc

RESULTS = {
    "a layer": lambda: paramcalc.gru(75, 28),
    "a model": lambda: paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)"),
    "a comparison": lambda: paramcalc.compare("gru", "lstm", units=75, input=28),
    "a number": lambda: paramcalc.identify(6336),
    "a formula": lambda: paramcalc.check("3*(n*m + n**2 + n)", "gru"),
    "a solution": lambda: paramcalc.solve("gru", input=28, params=50_000),
}


class Checker(HTMLParser):
    """Notes the elements, and that each is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_shows_itself(name):
    text = RESULTS[name]()._repr_html_()
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    assert {"div", "style"} <= set(checker.seen)
    assert checker.seen.count("ul") == checker.seen.count("details") == checker.seen.count("summary")


def test_a_table_has_its_sum_and_the_choices_are_folded():
    text = RESULTS["a model"]()._repr_html_()
    assert re.search(r"<th[^>]*>24,385</th>", text)
    assert "<details><summary>1 note</summary>\n<ul>\n<li>gru: reset_after=True adds 225" in text
    assert "<h4>" not in text


def test_it_has_no_colour_of_its_own():
    (style,) = re.findall(r"<style>(.*?)</style>", RESULTS["a model"]()._repr_html_(), re.DOTALL)
    colours = set(re.findall(r"(?:color|background|border[\w-]*): ([^;]+);", style))
    assert colours <= {"inherit", "transparent", "none", "collapse", "1px solid rgba(128, 128, 128, 0.35)"}


def test_a_name_is_escaped():
    assert "<script>" not in paramcalc.model({"layers": [{"class_name": "<script>", "config": {}}]})._repr_html_()
