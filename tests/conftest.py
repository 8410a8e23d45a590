"""Fixtures that several test files need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from compiled import compile_catalogues
from hypothesis import settings
from support import clean_environment

os.environ.pop("COLUMNS", None)  # a width set by a shell would change what the commands print
os.environ.pop("PARAMCALC_LANG", None)  # and so would a language

# A busy machine must not fail a test; those that promise a time state it themselves. The examples are the same in every
# run, so that a change is judged by what it changes; `--hypothesis-profile explore` tries new ones, ten times as many.
settings.register_profile("paramcalc", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("paramcalc")

# An installed package has them; in a bare tree the tests in Chinese need them.
compile_catalogues()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-docs", action="store_true", help="rewrite the docs' outputs and the snapshots")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-docs"))


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def paramcalc() -> Run:
    """The command line in a process of its own, its output piped."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "paramcalc", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=clean_environment(**environment),
            check=False,
        )

    return run
