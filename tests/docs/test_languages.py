"""Every command of the pages in Chinese: its numbers are the English ones, and every text in it can be translated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from languages import SAME, Case, Done, Pseudo, answers, english, english_pages, numbers, run_in
from support import CASES, ROOT

from paramcalc import phrases

NAMES = (
    *("COMMAND [ARGS]", "digraph model", "if center", "as it is"),
    *("import numpy as np", "return moved", "for name, array in"),
    "Unable to synchronously open file (truncated file",
)
"""Code and names in the answers; the last is a message of the HDF5 library."""

PAGES = [page for page in english_pages() if "$ paramcalc" in page.read_text(encoding="utf-8")]


class Answers(NamedTuple):
    """A command's answers in English, in Chinese, and where each marked word is replaced."""

    case: Case
    english: Done
    chinese: Done
    pseudo: Done


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def page(request, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("page")
    plain, chinese = (list(answers(language, request.param, folder / language)) for language in ("en", "zh"))
    with pseudo():
        replaced = list(answers("zh", request.param, folder / "pseudo"))
    return [Answers(case, done, *others) for (case, done), (_, *first), (_, *second) in zip(plain, chinese, replaced, strict=True) for others in [(*first, *second)]]


def pseudo():
    """While this lasts, the translation of every text has no English word."""
    patch = pytest.MonkeyPatch.context()

    class Patched:
        def __enter__(self):
            patch.__enter__().setattr(phrases, "_catalogue", lambda _: Pseudo())

        def __exit__(self, *error):
            return patch.__exit__(*error)

    return Patched()


def test_the_answers_are_the_same(page):
    for command in page:
        name = command.case.command
        assert command.english.code == command.chinese.code, name
        if SAME.search(name):
            assert command.english.output == command.chinese.output, name
        else:
            assert numbers(text_of(command.english)) == numbers(text_of(command.chinese)), name


def test_every_text_is_marked(page):
    for command in page:
        if not SAME.search(command.case.command):
            assert english(text_of(command.pseudo), NAMES) == [], command.case.command


def text_of(done: Done) -> str:
    return f"{done.output}\n{done.messages}"
