"""What holds for the data of every framework."""

from __future__ import annotations

import pytest

from paramcalc.classes import LAYER_CLASSES, layer_classes
from paramcalc.equations.cell import read
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import CellEntry, Option, single_variant
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_model
from paramcalc.readers.source import read_source

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


def test_what_an_entry_leaves_out_is_off():
    entry = CellEntry("Cell", "a cell for a test", {}, {})
    assert (entry.options, entry.aliases, entry.not_sliceable, entry.always_bias) == ((), (), "", "")
    assert (entry.spatial, entry.smaller_than) == (0, {})
    assert not Option("deep", True, "Look twice.").is_size


MODELS = {name: entry for name, entry in FRAMEWORKS.items() if entry.layer_classes}

SOURCES = {
    "keras": "import {root} as k\nm = k.Sequential([k.layers.Input((4,)), k.layers.Dense(3)])\n",
    "pytorch": "import {root} as k\nm = k.Sequential(k.Linear(4, 3))\n",
}

ROOTS = [(name, root) for name, entry in MODELS.items() for root in entry.import_roots]


def test_the_frameworks_with_layer_classes():
    assert LAYER_CLASSES.keys() == MODELS.keys() == SOURCES.keys()
    assert all(layer_classes(name) for name in MODELS)


@pytest.mark.parametrize("name", MODELS)
class TestFrameworksOfModels:
    def test_the_example_is_read_and_counted(self, name):
        model_spec = read_model(MODELS[name].example, framework=name)
        assert (model_spec.framework, model_spec.version) == (name, MODELS[name].default_version)
        model = Model(model_spec)
        assert model.total > 0
        assert not model.is_lower_bound

    def test_layers_are_written_with_their_root(self, name):
        kind = SOURCES[name].rpartition(".")[2].partition("(")[0]
        arguments = {"keras": "3", "pytorch": "4, 3"}[name]
        line = f"{MODELS[name].layers_root}.{kind}({arguments})"
        assert read_model(line, framework=name).root.graph.layers[0].kind == kind


@pytest.mark.parametrize(("name", "root"), ROOTS)
def test_the_roots_that_sources_import(name, root):
    model_spec = read_source(SOURCES[name].format(root=root))
    assert (model_spec.framework, model_spec.version) == (name, MODELS[name].import_roots[root])
    assert Model(model_spec).total == 15


def test_frameworks_without_models_have_no_such_facts():
    for name in FRAMEWORKS.keys() - MODELS.keys():
        entry = FRAMEWORKS[name]
        assert not any((entry.import_roots, entry.default_version, entry.example, entry.layers_root))
