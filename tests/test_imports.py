"""What is imported when: `import paramcalc` needs the standard library alone, and counting never needs TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support import clean_environment, in_terminal

from paramcalc.document import forms_of

HEAVY = {"typer", "rich", "numpy", "tensorflow", "keras", "h5py", "torch", "pydantic"}


def imported_by(code: str, *, terminal: bool = False) -> set[str]:
    """The top-level modules that a fresh interpreter imports for this code, its own start left out."""
    report = "import json; print(chr(10) + json.dumps(sorted(sys.modules.keys() - before)))"
    probe = f"import sys; before = set(sys.modules)\n{code}\n{report}"
    if terminal:
        output = in_terminal(["-c", probe])
    else:
        command = [sys.executable, "-c", probe]
        process = subprocess.run(command, capture_output=True, text=True, check=True, env=clean_environment())
        output = process.stdout
    return {name.partition(".")[0] for name in json.loads(output.splitlines()[-1])}


def foreign(modules: set[str]) -> set[str]:
    return {name for name in modules if name not in sys.stdlib_module_names and name != "paramcalc"}


def test_importing_needs_the_standard_library_alone():
    assert foreign(imported_by("import paramcalc")) == set()


def test_counting_in_python_does_too():
    code = "import paramcalc; b = paramcalc.gru(75, 28); [b.total, str(b), b._repr_html_(), b.to('latex'), b.explain()]"
    assert foreign(imported_by(code)) == set()


def command(*arguments: str) -> str:
    return f"from paramcalc.cli.app import run; run({list(arguments)!r})"


COMMANDS = (
    ["gru", "-u", "75", "-i", "28"],
    ["explain", "gru"],
    ["model", "GRU(75) > Dense(10)"],
    ["compare", "gru"],
    ["map", "gru", "--from", "keras", "--to", "torch"],
    ["frameworks"],
)


@pytest.mark.parametrize("form", forms_of("layer"))
def test_a_pipe_never_needs_rich(form):
    assert HEAVY & imported_by(command("gru", "-u", "75", "-i", "28", "--format", form)) == {"typer"}


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_piped_table_needs_no_library(arguments):
    assert HEAVY & imported_by(command(*arguments)) == {"typer"}


@pytest.mark.parametrize("arguments", COMMANDS[:3], ids=lambda arguments: arguments[0])
def test_a_table_on_a_terminal_needs_rich(arguments):
    assert HEAVY & imported_by(command(*arguments), terminal=True) == {"typer", "rich"}


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_other_forms_on_a_terminal_do_not(form):
    code = command("gru", "-u", "75", "-i", "28", "--format", form)
    assert HEAVY & imported_by(code, terminal=True) == {"typer"}


def test_the_probe_sees_an_import():
    assert "numpy" in foreign(imported_by("import paramcalc, numpy"))
    assert "numpy" in HEAVY & imported_by(command("gru", "-u", "75") + "; import numpy")
