"""Random programs, read and run: a number is that of every run, and most programs with one number are counted."""

from __future__ import annotations

import functools
import sys
from collections import Counter

import pytest
import source_programs

from paramcalc.readers.python import truth

FIRST_SEED = 1

PROGRAMS = {"keras": 300, "pytorch": 300}

LEAST_COUNTED = 0.7
"""Of the programs whose counts are the same in every run."""

MODULES = {"keras": "keras", "pytorch": "torch"}


@functools.cache
def found(framework: str) -> tuple[Counter[str], list[str]]:
    pytest.importorskip(MODULES[framework], reason=f"{framework} is not installed")
    return source_programs.batch(framework, range(FIRST_SEED, FIRST_SEED + PROGRAMS[framework]))


@pytest.mark.parametrize("framework", PROGRAMS)
def test_no_number_is_wrong(framework):
    _, wrong = found(framework)
    assert not wrong, wrong[0]


@pytest.mark.parametrize("framework", PROGRAMS)
def test_most_programs_with_one_number_are_counted(framework):
    figures, _ = found(framework)
    assert figures["settled"] > PROGRAMS[framework] // 3
    assert figures["settled and counted"] >= LEAST_COUNTED * figures["settled"], figures


@pytest.mark.parametrize("framework", PROGRAMS)
def test_the_programs_can_tell(framework):
    """Enough of them reach their end, and enough have other counts with other values from outside."""
    figures, _ = found(framework)
    assert figures["no end"] < PROGRAMS[framework] // 4
    assert PROGRAMS[framework] - figures["settled"] - figures["no end"] > PROGRAMS[framework] // 10


@pytest.mark.parametrize("framework", PROGRAMS)
def test_a_planted_error_is_found(framework, monkeypatch):
    """An unknown that is taken as true must be found among the same programs."""
    pytest.importorskip(MODULES[framework], reason=f"{framework} is not installed")
    real = truth.truth
    for module in list(sys.modules.values()):
        if module.__name__.startswith("paramcalc.readers") and getattr(module, "truth", None) is real:
            monkeypatch.setattr(module, "truth", lambda *given: real(*given) is not False)
    for seed in range(FIRST_SEED, FIRST_SEED + PROGRAMS[framework]):
        program = source_programs.program(seed, framework)
        if program.outside and source_programs.judge(program).verdict == "wrong":
            return
    pytest.fail("no program shows that an unknown is taken as true")
