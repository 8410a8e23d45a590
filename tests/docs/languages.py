"""The commands of the pages in other languages: in Chinese, and in one that shows which texts nobody has marked."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docs_check import EXAMPLES, KINDS, TITLE, pages, printed_by
from support import ROOT

from paramcalc.cli.app import run
from paramcalc.pages.markdown import fences_of

PLACE = re.compile(r"(\{\w+(?:![rsa])?(?::[^{}]*)?\})")
"""The place of a value in a template."""

MARK = "字"
"""What stands for every word of a marked text."""

OPERATORS = "|&;<>"
"""The signs between the commands of a shell."""

SAME = re.compile(r"--json|(?:--format|-f)[ =](?:json|jsonl|csv)|^schema")
"""Commands whose answers are for programs, and never translated."""

NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")

TAG = re.compile(r"</?[a-z][^<>]*>")
"""A tag of HTML or SVG, which has the places of texts."""

CODE = re.compile(
    r"`[^`]*`|'[^'\n]*'|\"[^\"\n]*\"|<[^<>]*>|\$[^$\n]+\$|\$ paramcalc.*|paramcalc(?: [a-z1]+)+|https?:\S+"
    r"|(?<!\w)--?[a-z][\w-]*(?: [A-Z]+)?|\S*[_=/.\\()\[\]{}]\S*"
)
"""What stays as it is in every language: quoted texts, commands, options, formulas, names of files."""

ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
"""Two English words in a row."""


class Pseudo:
    """A catalogue in which every text that is marked has a translation that has no English word."""

    def gettext(self, template: str) -> str:
        """The translation of a template: each word is replaced, and the places stay."""
        parts = PLACE.split(template)
        return "".join(part if number % 2 else re.sub("[A-Za-z]+", MARK, part) for number, part in enumerate(parts))

    def pgettext(self, context: str, template: str) -> str:
        """The same for a template with a context."""
        return self.gettext(template)


class Done(NamedTuple):
    """What a command printed, and how it ended."""

    output: str
    messages: str
    code: int


class Case(NamedTuple):
    """A command of a page."""

    page: str
    arguments: tuple[str, ...]
    stdin: str

    @property
    def command(self) -> str:
        return shlex.join(self.arguments)


def answers(language: str, page: Path, folder: Path) -> Iterator[tuple[Case, Done]]:
    """The commands of a page, run one after another in a folder of its own, each with its answer in a language."""
    folder.mkdir()
    for example in EXAMPLES.iterdir():
        if example.is_file() and example.suffix != ".py":
            shutil.copy(example, folder)
    text = page.read_text(encoding="utf-8")
    for fence in fences_of(text):
        match = TITLE.fullmatch(fence.opening.text.lstrip("`"))
        body = text[fence.opening.end + 1 : fence.end - len(fence.sign)]
        if match and match["title"] and match["language"] in KINDS:
            (folder / match["title"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / match["title"]).write_text(body, encoding="utf-8")
        if match and match["language"] == "console":
            for line in body.splitlines():
                if line.startswith("$ ") and (case := case_of(line[2:], page, folder)):
                    yield case, run_in(folder, case, language)


def case_of(line: str, page: Path, folder: Path) -> Case | None:
    """The command of paramcalc in a line. Another command is run, since later lines can need its files."""
    split = shlex.shlex(re.sub(r" 2> \S+", "", line), posix=True, punctuation_chars=OPERATORS)
    split.whitespace_split, split.commenters = True, ""
    commands: list[list[str]] = [[]]
    for word in split:
        commands[-1].append(word) if set(word) - set(OPERATORS) else commands.append([])
    place = next((number for number, words in enumerate(commands) if words[:1] == ["paramcalc"]), None)
    if place is None:
        printed_by(line, folder)
        return None
    arguments = tuple(commands[place][1:])
    if {"verify", "--verify"} & {*arguments} or "chart" in arguments:
        return None  # slow: they import TensorFlow and matplotlib
    stdin = printed_by(line.partition(" | ")[0], folder)[1] if place else ""
    return Case(page.relative_to(ROOT).as_posix(), arguments, stdin)


def run_in(folder: Path, case: Case, language: str) -> Done:
    """Run a command in this process, as in a terminal of 80 columns."""
    before, saved = Path.cwd(), (sys.stdin, os.environ.get("COLUMNS"))
    output, messages = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    os.chdir(folder)
    sys.stdin, os.environ["COLUMNS"] = io.TextIOWrapper(io.BytesIO(case.stdin.encode())), "80"
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(messages):
            code = run(case.arguments, language)
    finally:
        os.chdir(before)
        sys.stdin = saved[0]
        os.environ.pop("COLUMNS") if saved[1] is None else os.environ.update(COLUMNS=saved[1])
    texts = [stream.buffer.getvalue().decode() for stream in (output, messages)]  # type: ignore[attr-defined]
    return Done(texts[0], texts[1], code)


def english_pages() -> list[Path]:
    """The pages that can have commands, without their translations and the notes for developers."""
    return [page for page in pages() if "zh" not in page.as_posix().removeprefix(ROOT.as_posix())]


def english(text: str, names: Sequence[str] = ()) -> list[str]:
    """The lines of a text that have two English words in a row, outside code and these names."""
    return [line.strip() for line in text.splitlines() if ENGLISH.search(without_code(line, names))]


def without_code(line: str, names: Sequence[str]) -> str:
    """A line without what is the same in every language."""
    for name in names:
        line = line.replace(name, MARK)
    return CODE.sub(MARK, line)


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, with how often each occurs; the order differs between languages."""
    return Counter(NUMBER.findall(TAG.sub(" ", text)))
