"""The docs replayed: what a page shows is what the programs print, or the check says where it does not.

What any author has, `paramcalc docs` does: markers, fences, and commands of paramcalc that read. Here is what this
project's pages have beyond that. Every fence is of one of these kinds, and none can hide:

- `console`: a line `$ command` is run (80 columns, no colour), and what follows is what it prints. What no page of a
  stranger could have, such as a pipe, is run by a shell;
- `python`: run as it stands; lines `>>> …` are compared with what they print; with a title,
  `python title="train.py"`, it is source that a command of the page reads, kept under that name and not run;
- `equations`, optionally with a title: read by the engine, and kept under that name for the page's commands;
- `yaml` with a title: the configuration of another program; its `paramcalc` commands and its hook of pre-commit are
  run in the page's folder, and must end with 0;
- `markdown`, `rst`, `html`, `yml`, …, always with a title: kept under that name for the page's commands;
- `toml` with a title: read as definitions of layer classes, and kept under that name;
- `sh`: set-up commands, which must stand in `.ci/run` word for word, apart from the language of a Chinese page.

Titles are written as the site's generator reads them. Any other word behind the language would break its page.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from support import ROOT, clean_environment

from paramcalc import UsageError
from paramcalc.cli.replay import answer_to
from paramcalc.cli.replay import replay as replay_command
from paramcalc.equations.cell import read
from paramcalc.pages.filling import fill
from paramcalc.pages.formats import FORMATS
from paramcalc.pages.markdown import Fence, fences_of
from paramcalc.pages.slots import Answer, Kind, Slot
from paramcalc.pages.words import words
from paramcalc.readers.definitions import read_text

TITLE = re.compile(r'(?P<language>\w+)(?: title="(?P<title>[\w./-]+)")?')
"""What stands behind the ``` of a fence: its language, and the name of the file that it shows."""

EXAMPLES = ROOT / "docs" / "examples"
"""Saved models, which every page finds in the folder that its commands run in."""

HIDDEN = re.compile(r"<pre|<code")

SPAN = re.compile(r"`[^`\n]*`")

VARIES = re.compile(r"\d\.\de-\d\d|\d+\.\d (?:s|秒)|\d+(\.\d+)+")
"""In what `verify` prints: versions, forward errors and seconds, which no page can keep up with."""


LANGUAGE = " --lang zh"
"""What the commands of a Chinese page have, and those of the English page have not."""

LAST_ANSWER = 5
"""The largest exit code of an answer; larger ones are bugs."""


class StaleError(Exception):
    """A fence whose page says something else than the programs."""


class Page(NamedTuple):
    """A page while it is replayed: the folder its commands run in, and the names its Python has made."""

    folder: Path
    names: dict[str, Any]


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def replay(text: str, folder: Path) -> str:
    """The page with every fence as it should be. Raises StaleError for a fence of no kind, or hidden."""
    page = Page(folder, {"__name__": "__main__"})
    for example in EXAMPLES.iterdir():
        if example.is_file() and example.suffix != ".py":  # no caches; programs would be read as models, too
            shutil.copy(example, folder)
    pieces, position = [], 0
    for fence in fences_of(text):
        start, body, end = place(text, fence)
        pieces += [prose(text[position:start]), text[start:body], fresh(fence, text[body:end], page)]
        position = end
    return answered("".join([*pieces, prose(text[position:])]), folder)


def place(text: str, fence: Fence) -> tuple[int, int, int]:
    """Where a fence starts, and its body, and where its body ends. Raises StaleError for one that is hidden."""
    if fence.prefix or fence.sign[0] == "~" or not text[: fence.end].endswith(f"\n{fence.sign}"):
        raise StaleError("a fence is hidden: every one opens and closes with ``` at the start of a line")
    return fence.opening.start, fence.opening.end + 1, fence.end - len(fence.sign)


def prose(text: str) -> str:
    """What stands between fences. Raises StaleError for code in it that is no fence."""
    if HIDDEN.search(SPAN.sub("", text)):
        raise StaleError("code is hidden: it stands in a fence")
    return text


def fresh(fence: Fence, body: str, page: Page) -> str:
    info = fence.opening.text.lstrip("`")
    match = TITLE.fullmatch(info)
    if match is None or match["language"] not in KINDS:
        raise StaleError(f'a fence is of no kind that is checked: {info!r}; a file: python title="name.py"')
    return KINDS[match["language"]](body, match["title"] or "", page)


def answered(text: str, folder: Path) -> str:
    """The page with the answers between its markers, as `paramcalc docs` writes them; its terminals are done."""

    def ask(slot: Slot) -> Answer:
        if slot.kind is Kind.TRANSCRIPT:
            return Answer(text[slot.start : slot.end].lstrip("\r\n"), "table")
        return answer_to(slot, folder, FORMATS["markdown"].form)

    result = fill(text, FORMATS["markdown"], ask)
    if result.errors:
        raise StaleError("; ".join(f"line {error.line}: {error.message}" for error in result.errors))
    return result.text


def console(body: str, _: str, page: Page) -> str:
    commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    if not body.startswith("$ "):
        raise StaleError(f"a console fence starts with a command: {body[:60]!r}")
    code, lines = 0, []
    for command in commands:
        folder = None if "verify" in command else page.folder
        code, output = replayed(command, page.folder) or printed_by(f"(exit {code}); {command}", folder)
        if code > LAST_ANSWER:
            raise StaleError(f"{command!r} ended with {code}:\n{output}")
        lines += [f"$ {command}", *(line.rstrip() for line in output.splitlines())]
    fresh = "\n".join(lines) + "\n"
    same = "verify" in body and VARIES.sub("#", fresh) == VARIES.sub("#", body)
    return body if same else fresh


def replayed(command: str, folder: Path) -> tuple[int, str] | None:
    """The exit code and the output of a command that any page can have; None for another one."""
    try:
        name, *arguments = words(command)
        if name == "paramcalc":
            done = replay_command(arguments, folder, one_stream=True)
            return done.code, done.output
    except UsageError:
        pass
    return None


@cache
def printed_by(command: str, folder: Path | None) -> tuple[int, str]:
    """The exit code and the output of a shell command; a verification, which needs no folder, is run once for all."""
    process = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=clean_environment(COLUMNS="80", NO_COLOR="1"),
        check=False,
    )
    return process.returncode, process.stdout


def toml(body: str, name: str, page: Page) -> str:
    if not name:
        raise StaleError("a toml fence names the file that the commands of the page read")
    read_text(body, name)
    (page.folder / name).write_text(body, encoding="utf-8")
    return body


def python(body: str, name: str, page: Page) -> str:
    if name:
        compile(body, name, "exec")
        (page.folder / name).write_text(body, encoding="utf-8")
        return body
    before = Path.cwd()
    os.chdir(page.folder)
    try:
        return run(body, page.names)
    finally:
        os.chdir(before)


def run(body: str, names: dict[str, Any]) -> str:
    examples = doctest.DocTestParser().get_examples(body)
    if not examples:
        exec(compile(body, "<docs>", "exec"), names)
        return body
    lines = []
    for example in examples:
        first, *others = example.source.splitlines()
        lines += [f">>> {first}", *(f"... {line}".rstrip() for line in others)]
        lines += [line.rstrip() for line in printed(example.source, names).splitlines()]
    return "\n".join(lines) + "\n"


def printed(source: str, names: dict[str, Any]) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "<docs>", "single"), names)
        except Exception as error:
            print("Traceback (most recent call last):\n    ...")
            print(f"{type(error).__module__}.{type(error).__qualname__}: {error}".removeprefix("builtins."))
    return output.getvalue()


def equations(body: str, name: str, page: Page) -> str:
    read(body)
    if name:
        (page.folder / name).write_text(body, encoding="utf-8")
    return body


def kept(body: str, name: str, page: Page) -> str:
    if not name:
        raise StaleError(f"this fence names no file: {body[:60]!r}")
    (page.folder / name).parent.mkdir(parents=True, exist_ok=True)
    (page.folder / name).write_text(body, encoding="utf-8")
    return body


def configuration(body: str, name: str, page: Page) -> str:
    import yaml

    for command in _commands(yaml.safe_load(body)):
        code, output = printed_by(f"{command} # {page.folder}", page.folder)
        if code:
            raise StaleError(f"{command!r} in {name} ended with {code}:\n{output}")
    return body


def _commands(value: Any) -> Iterator[str]:
    """The commands of paramcalc in a configuration: steps of a workflow, and hooks, which get every file they match."""
    import yaml

    if isinstance(value, list):
        for item in value:
            yield from _commands(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _commands(item)
        yield from (line for line in str(value.get("run", "")).splitlines() if line.startswith("paramcalc "))
        hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
        if value.get("id") in hooks:
            hook = hooks[value["id"]]
            files = f"$(find models -type f | grep -E '{hook['files']}')"
            yield shlex.join([*hook["entry"].split(), *value.get("args", [])]) + f" {files}"
        elif "id" in value:
            raise StaleError(f"there is no hook {value['id']!r}")


def setup(body: str, _: str, page: Page) -> str:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for line in body.splitlines():
        if line.removesuffix(LANGUAGE) not in ci:
            raise StaleError(f"CI does not run this set-up command: {line!r}")
    return body


KINDS: dict[str, Callable[[str, str, Page], str]] = {
    "console": console,
    "python": python,
    "equations": equations,
    "yaml": configuration,
    "toml": toml,
    "sh": setup,
    **dict.fromkeys(("markdown", "rst", "html", "asciidoc", "yml"), kept),
}


if __name__ == "__main__":
    sys.exit("run by pytest: tests/docs/test_docs.py")
