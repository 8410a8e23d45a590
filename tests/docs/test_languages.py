"""Every command of the pages in Chinese: its numbers are the English ones, and every text in it can be translated."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
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
"""Code and names in the answers, and the messages of the system and of the HDF5 library."""

PAGES = [page for page in english_pages() if "$ paramcalc" in page.read_text(encoding="utf-8")]


class Answers(NamedTuple):
    """A command's answers in English, in Chinese, and where each marked word is replaced."""

    case: Case
    english: Done
    chinese: Done
    pseudo: Done


@contextmanager
def pseudo() -> Iterator[None]:
    """While this lasts, the translation of every text has no English word."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "_catalogue", lambda _: Pseudo())
        yield


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Answers]:
    folder = tmp_path_factory.mktemp("page")
    plain, chinese = (list(answers(language, request.param, folder / language)) for language in ("en", "zh"))
    with pseudo():
        replaced = list(answers("zh", request.param, folder / "pseudo"))
    return [
        Answers(*first, second, third) for first, (_, second), (_, third) in zip(plain, chinese, replaced, strict=True)
    ]


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


SOURCES = sorted((CASES / "source").rglob("*.py"))[::25]
"""Some of the programs that the reader of source is tried on."""

MISTAKES = (
    "gruu",
    "dense",
    "gru --unts 3",
    "gru 75 28 3",
    "gru --layers x",
    "gru 75 28 --format nonsense",
    "gru 75 28 --dtype fp16",
    "gru 75 28 --max-params 20x",
    "gru 75 28 --only nothing",
    "gru 75 28 --bias --no-bias",
    "rnn --no-reset-after",
    "cell none.eq",
    "compare gru --unts 3",
    "solve gru --params 3 --bytes 4",
    "solve gru --input 28 --params x",
    "identify x",
    "check '3*(n +' gru",
    "check '3*(n + q)' gru",
    "map gru --from keras --to nothing",
    "model none.keras",
    "model 'GRU(75'",
    "model 'GRU(75, nits=3)'",
    "model 'Input((28, 28)) > GRU(-1)'",
    "model 'Input((28,)) > GRU(3)'",
    "model 'Input((8, 8, 3)) > Conv2D(4, 3, groups=3)'",
    "model 'Input((9, 4)) > Bidirectional(LSTM(6), backward_layer=LSTM(4, go_backwards=True))'",
    "model \"GRU('a' * 10 ** 9)\"",
    "model 'GRU(10 ** 10 ** 10)'",
    "model 'Nothing(3)'",
    "model 'Linear(3)'",
    "model 'Input((28, 28)) > GRU(u)' --set v=3",
    "frameworks nothing",
    "help nothing",
    "schema nothing",
    "docs --write",
    "docs --write --check none.md",
)
"""Commands that end with an error."""


def commands() -> list[Case]:
    """The programs of the corpus, and the mistakes."""
    sources = [Case("corpus", ("model", str(path), "--format", "text"), "") for path in SOURCES]
    return [*sources, *(Case("mistakes", tuple(shlex.split(text)), "") for text in MISTAKES)]


@pytest.mark.parametrize("case", commands(), ids=lambda case: case.command.removeprefix(f"model {CASES}"))
def test_every_reason_is_marked(case, tmp_path):
    with pseudo():
        done = run_in(tmp_path, case, "zh")
    assert done.code or "model" in case.arguments
    assert english(text_of(done), NAMES) == []


class TestPlanted:
    """The checks themselves."""

    @pytest.mark.parametrize(
        "line",
        ["paramcalc: GRU has no argument 'a'", "字 字 total parameters", "更新门 of the layer", "every layer: 字"],
    )
    def test_english_is_found(self, line):
        assert english(line) == [line]

    @pytest.mark.parametrize(
        "line",
        [
            "字: 字 --max-params N 字",
            "update 字 `a b c`",
            "字 paramcalc docs --write page.md 字",
            "units=75, input=28",
            "z_t = sigmoid(W_z @ x + b_z)",
        ],
    )
    def test_names_are_none(self, line):
        assert english(line) == []

    def test_a_text_that_is_not_marked(self, capsys, monkeypatch):
        monkeypatch.setattr("paramcalc.document.subjects.layer_names.tr", lambda text, **_: text)
        with pseudo():
            done = run_in(ROOT, Case("", ("gru", "75", "28", "--bidirectional", "--format", "text"), ""), "zh")
        assert "bidirectional" in done.output

    def test_numbers(self):
        assert numbers("a 23,625 b 0.5 c.") == numbers("0.5 与 23,625。") != numbers("23,400 and 0.5")
        assert numbers('<rect x="3"/>75') == numbers("75")

    def test_the_pages_have_commands(self):
        assert len(PAGES) > 25
