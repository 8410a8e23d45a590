"""Every example in a docstring, run; and every public function and class has a docstring."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import paramcalc

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(paramcalc.__path__, "paramcalc.") if "__main__" not in module.name
)


def test_modules_are_found():
    assert {"paramcalc.algebra.polynomial", "paramcalc.equations.cell", "paramcalc.cli.app"} <= set(MODULES)


@pytest.mark.parametrize("name", ["paramcalc", *MODULES])
def test_examples(name):
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0


def test_a_wrong_example_is_caught():
    example = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "planted", None, None)
    assert doctest.DocTestRunner(verbose=False).run(example, out=lambda _: None).failed == 1


@pytest.mark.parametrize("name", paramcalc.__all__)
def test_what_is_public_is_described(name):
    thing = getattr(paramcalc, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert inspect.getdoc(thing)
