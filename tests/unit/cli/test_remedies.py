"""What the command line advises: an argument's option, quoted for a shell."""

from __future__ import annotations

import ast
import shlex
from string import Formatter

import pytest
from support import ROOT

from paramcalc.cli.remedies import REMEDIES, remedy_text
from paramcalc.errors import Remedy


@pytest.mark.parametrize(
    ("remedy", "text"),
    [
        (None, None),
        (Remedy("set", "units=N"), "set it: --set units=N"),
        (Remedy("framework", "pytorch"), "use --framework pytorch"),
        (Remedy("depth", "1"), "use --depth 1"),
        (Remedy("layers"), "run paramcalc frameworks --layers for a list"),
    ],
)
def test_advice(remedy, text):
    assert remedy_text(remedy) == text


@pytest.mark.parametrize("argument", [name for name, text in REMEDIES.items() if "{value}" in text])
def test_values_are_quoted_for_a_shell(argument):
    value = "a b='c' $(d)"
    words = shlex.split(remedy_text(Remedy(argument, value)))
    assert words[-1].removeprefix("--") == value
    assert [name for _, name, _, _ in Formatter().parse(REMEDIES[argument]) if name] == ["value"]


def test_every_remedy_of_the_package_has_its_advice():
    used = set()
    for path in (ROOT / "paramcalc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_remedy = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remedy"
            if is_remedy and isinstance(node.args[0], ast.Constant):
                used.add(node.args[0].value)
    assert used
    assert used <= set(REMEDIES)
