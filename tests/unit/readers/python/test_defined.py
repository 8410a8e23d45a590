"""The layer classes that a user defined, as a source uses them."""

import pytest

import paramcalc
from paramcalc.readers.python.defined import defined_class
from paramcalc.readers.python.imports import TORCH_VERSION


@pytest.mark.parametrize(("framework", "version"), [("keras", (3,)), ("pytorch", TORCH_VERSION)])
def test_a_defined_class_belongs_to_its_framework(framework, version):
    assert defined_class("Mine") is None
    with paramcalc.define(Mine={"framework": framework}):
        found = defined_class("Mine")
    assert (found.framework, found.kind, found.version) == (framework, "Mine", version)
