"""What other programs run: the hooks for pre-commit, and the files on the page about docs, name commands that exist."""

from __future__ import annotations

import re
import shlex

import pytest
from support import ROOT

from paramcalc.cli.app import COMMANDS, run
from paramcalc.pages.markdown import fences_of

yaml = pytest.importorskip("yaml", reason="pip install pyyaml")

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

PAGE = (ROOT / "docs" / "your-docs.md").read_text(encoding="utf-8")

FILES = {
    fence.opening.text.split()[-1]: "\n".join(line.text for line in fence.lines)
    for fence in fences_of(PAGE)
    if fence.language == "yml"
}


def is_command(command: str, capsys) -> bool:
    """Whether a command of paramcalc exists and has these options."""
    program, name, *others = shlex.split(command)
    assert run([name, "--help"]) == 0
    help = capsys.readouterr().out
    options = [word for word in others if word.startswith("-")]
    return program == "paramcalc" and name in COMMANDS and all(re.search(rf"{word}\b", help) for word in options)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook(hook, capsys):
    assert is_command(" ".join([hook["entry"], *hook.get("args", [])]), capsys)
    assert hook["language"] == "python"
    assert {"id", "name", "description"} <= set(hook)


def test_the_hook_on_the_page(capsys):
    ((hook,),) = (repository["hooks"] for repository in yaml.safe_load(FILES[".pre-commit-config.yaml"])["repos"])
    assert is_command(hook["entry"], capsys)
    (own,) = (each for each in HOOKS if each["id"] == hook["id"])
    assert hook["types_or"] == own["types_or"]


def test_the_workflow_on_the_page(capsys):
    steps = yaml.safe_load(FILES[".github/workflows/docs.yml"])["jobs"]["numbers"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert [command for command in commands if command.startswith("paramcalc ")]
    assert all(is_command(command, capsys) for command in commands if command.startswith("paramcalc "))


def test_a_wrong_option_is_caught(capsys):
    assert not is_command("paramcalc docs --chekc", capsys)
    assert is_command("paramcalc docs --check", capsys)


def test_the_settings_of_mkdocs_name_the_extension():
    settings = yaml.safe_load(FILES["mkdocs.yml"])
    assert "paramcalc.extensions.markdown" in settings["markdown_extensions"]
