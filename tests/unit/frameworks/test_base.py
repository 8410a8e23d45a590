"""What holds for the data of every framework."""

from __future__ import annotations

import pytest

from paramcalc.equations.cell import read
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import single_variant

ENTRIES = [(name, cell, entry) for name, known in FRAMEWORKS.items() for cell, entry in known.cells.items()]


def test_every_framework_names_every_gate_and_a_source():
    for framework in FRAMEWORKS.values():
        for entry in framework.cells.values():
            assert entry.source
            for variant in entry.variants.values():
                gates = {parameter.gate for parameter in read(variant.equations).parameters}
                assert gates <= set(entry.gates)


@pytest.mark.parametrize(("framework", "cell", "entry"), ENTRIES, ids=lambda value: str(value)[:20])
def test_states_are_those_of_every_variant(framework, cell, entry):
    assert len(entry.states) == (2 if "lstm" in cell else 1)
    for variant in entry.variants.values():
        assert list(read(variant.equations).states) == list(entry.states)


@pytest.mark.parametrize(("framework", "cell", "entry"), ENTRIES, ids=lambda value: str(value)[:20])
def test_every_variant_is_one_setting_of_the_options(framework, cell, entry):
    assert {len(values) for values in entry.variants} == {len(entry.options)}
    assert len(entry.variants) == 2 ** len(entry.options)
    assert tuple(option.default for option in entry.options) in entry.variants


def test_single_variant():
    ((options, variant),) = single_variant("h: units\nh = W @ x", ()).items()
    assert (options, variant.equations) == ((), "h: units\nh = W @ x")
