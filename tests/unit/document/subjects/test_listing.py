"""The listings: every framework with its cells, every layer class."""

from __future__ import annotations

import re

import pytest
from examples import Snapshots, written

from paramcalc import layer
from paramcalc.classes import LAYER_CLASSES, layer_classes
from paramcalc.document import WRITERS, text
from paramcalc.document.subjects.listing import bias_vectors, build, gates_of, options_of, setting, sizes_of
from paramcalc.frameworks import FRAMEWORKS, cell_options, cells

SHOTS = Snapshots("frameworks", [("one", form, 80) for form in WRITERS])


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files()


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_cell_is_listed(name):
    shown = text("frameworks", [name], "text")
    framework = FRAMEWORKS[name]
    assert framework.verified_with
    assert framework.verified_with in shown
    assert f"[{name}]" in shown
    for cell, entry in framework.cells.items():
        assert re.search(rf"^{cell} +{entry.title} ", shown, re.MULTILINE)


def test_gates_biases_and_options():
    shown = written("frameworks", "all", "text")
    pytorch = shown.partition("[pytorch]")[2].partition("[")[0]
    assert re.search(r"^gru +GRU +r, z, n +2 +bias=False$", pytorch, re.MULTILINE)
    assert re.search(r"^lstm +LSTM +i, f, g, o +2 +projection=N, bias=False$", pytorch, re.MULTILINE)
    assert re.search(r"^gru +GRUCell +r, z, n +1 or 2$", shown.partition("[flax-linen]")[2], re.MULTILINE)
    gru = layer("gru", framework="pytorch").layer
    assert (gates_of(gru), bias_vectors(gru)) == (["r", "z", "n"], {"r": 2, "z": 2, "n": 2})
    assert options_of(FRAMEWORKS["keras"].cells["gru"]) == ["reset_after=False", "bias=False"]
    assert options_of(FRAMEWORKS["flax-linen"].cells["gru"]) == []


def test_no_option_of_the_command_line_is_named():
    assert "--" not in text("frameworks", list(FRAMEWORKS), "text")


def test_the_document_has_a_group_for_each_framework():
    table, versions = build(["keras", "pytorch"]).blocks
    assert [row.label for row in table.rows if not hasattr(row, "cells")] == ["keras", "pytorch"]
    assert [row.cells[0] for row in versions.rows] == ["keras", "pytorch"]


@pytest.mark.parametrize("name", LAYER_CLASSES)
def test_every_class_is_listed_with_its_aliases(name):
    shown = " ".join(text("classes", [name], "text").split())
    classes = layer_classes(name)
    assert f"{name}: {len(classes)} layer classes" in shown
    for kind, entry in classes.items():
        label = f"{kind} ({', '.join(entry.aliases)})" if entry.aliases else kind
        assert re.search(rf"(^| ){re.escape(label)}(,|$)", shown.partition("classes ")[2])


def test_the_cells_with_their_sizes_frameworks_and_options():
    shown = " ".join(written("cells", "all", "text").split())
    assert "gru the gated recurrent unit units, input keras, pytorch, onnx," in shown
    assert "reset_after=False (keras), linear_before_reset=True (onnx)" in shown
    assert "projection=N (pytorch), peepholes=True (onnx)" in shown
    assert all(f" {cell} " in f" {shown} " for cell in cells())
    assert "--" not in shown
    assert sizes_of("convlstm2d") == ("filters", "channels", "kernel_1", "kernel_2")
    assert [setting(option) for option, _ in cell_options("mgu")] == ["reset_gate=False"]
