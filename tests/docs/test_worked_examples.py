"""The worked examples in Chinese have the results, the commands and the Python of the English pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

ENGLISH = ROOT / "docs" / "worked-examples"
CHINESE = ROOT / "docs" / "zh" / "worked-examples"

RESULT = re.compile(r"^\| (\w+\(\d+\)) +\| +(\S+) \| +(\S+) \| +(\S+) \|$", re.MULTILINE)
"""A row of a table of results: the layer, the parameters, the accuracy and the seconds."""

COPIED = re.compile(r"^\$ [^\n]*|^```python\n.*?^```|<!-- paramcalc: .*?<!-- /paramcalc -->", re.MULTILINE | re.DOTALL)
"""A command of a transcript, a fence of Python, or a marker with its answer."""


def results(text: str) -> list[tuple[str, ...]]:
    return [match.groups() for match in RESULT.finditer(text)]


def copied(text: str) -> list[str]:
    """What both pages have, without the option that asks for Chinese."""
    lines = (line for match in COPIED.finditer(text) for line in match[0].splitlines())
    return [line.replace(" --lang zh", "") for line in lines]


@pytest.mark.parametrize("path", sorted(ENGLISH.glob("*.md")), ids=lambda path: path.stem)
def test_a_chinese_page_has_the_results_of_the_english_one(path: Path) -> None:
    english = path.read_text(encoding="utf-8")
    chinese = (CHINESE / path.name).read_text(encoding="utf-8")
    assert len(results(english)) >= 6
    assert results(chinese) == results(english)
    assert copied(chinese) == copied(english)


def test_a_wrong_result_is_seen() -> None:
    english = "| layer   | parameters | accuracy | processor seconds |\n| GRU(75) |     24,385 |    90.0% |    9.3 |\n"
    assert results(english) == [("GRU(75)", "24,385", "90.0%", "9.3")]
    assert results(english.replace("90.0%", "91.0%")) != results(english)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("$ paramcalc gru --json --lang zh | head\nKeras", ["$ paramcalc gru --json | head"]),
        ("```python\n>>> 1 + 1\n2\n```\n", ["```python", ">>> 1 + 1", "2", "```"]),
        ("有 <!-- paramcalc: gru -->3<!-- /paramcalc --> 个", ["<!-- paramcalc: gru -->3<!-- /paramcalc -->"]),
    ],
)
def test_what_is_copied(text: str, lines: list[str]) -> None:
    assert copied(text) == lines


@pytest.mark.parametrize(("old", "new"), [("--input 28", "--input 82"), (">225<", ">252<"), ("\n225\n", "\n252\n")])
def test_a_wrong_copy_is_seen(old: str, new: str) -> None:
    page = "$ paramcalc gru --input 28\n```python\n>>> 225\n225\n```\n<!-- paramcalc: gru -->225<!-- /paramcalc -->\n"
    assert old in page
    assert copied(page.replace(old, new)) != copied(page)
