"""What is imported when: `import paramcalc` needs the standard library alone, and counting never needs TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support import clean_environment

HEAVY = {"typer", "rich", "numpy", "tensorflow", "keras", "h5py", "torch", "pydantic"}


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter imports for this code, its own start left out."""
    report = "import json; print(chr(10) + json.dumps(sorted(sys.modules.keys() - before)))"
    probe = f"import sys; before = set(sys.modules)\n{code}\n{report}"
    process = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=clean_environment()
    )
    return {name.partition(".")[0] for name in json.loads(process.stdout.splitlines()[-1])}


def foreign(modules: set[str]) -> set[str]:
    return {name for name in modules if name not in sys.stdlib_module_names and name != "paramcalc"}


def test_importing_needs_the_standard_library_alone():
    assert foreign(imported_by("import paramcalc")) == set()


def test_counting_in_python_does_too():
    code = "import paramcalc; b = paramcalc.gru(75, 28); [b.total, str(b), b._repr_html_(), b.to('latex'), b.explain()]"
    assert foreign(imported_by(code)) == set()


def command(*arguments: str) -> str:
    return f"from paramcalc.cli.app import run; run({list(arguments)!r})"


@pytest.mark.parametrize("form", ["json", "text", "csv", "markdown", "latex"])
def test_only_the_table_imports_rich(form):
    assert HEAVY & imported_by(command("gru", "-u", "75", "-i", "28", "--format", form)) == {"typer"}


def test_the_table_imports_no_numbers_library():
    assert HEAVY & imported_by(command("gru", "-u", "75", "-i", "28")) == {"typer", "rich"}


def test_the_probe_sees_an_import():
    assert "numpy" in foreign(imported_by("import paramcalc, numpy"))
    assert "numpy" in HEAVY & imported_by(command("gru", "-u", "75") + "; import numpy")
