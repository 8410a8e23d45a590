"""The graph of a model: every layer, every edge, well-formed."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from examples import VIEWS

import paramcalc
from paramcalc.document import text
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, Page
from paramcalc.document.pictures.graph import Edge, dot, edges, svg, words
from paramcalc.document.subjects.model import ModelView


@pytest.mark.parametrize("name", VIEWS)
def test_svg_is_well_formed(name):
    root = ElementTree.fromstring(svg(VIEWS[name], PLAIN))
    boxes = [child for child in root if child.tag.endswith("rect")]
    assert len(boxes) == 1 + len(VIEWS[name].model.layers)


@pytest.mark.parametrize("name", VIEWS)
def test_the_graph_has_every_layer_and_edge(name):
    model = VIEWS[name].model
    drawn = dot(VIEWS[name], PLAIN)
    assert len(re.findall(r"^  n\d+ \[label=", drawn, re.MULTILINE)) == len(model.layers)
    paths = {line.path for line in model.layers}
    reads = {(read.layer, line.path) for line in model.layers for read in line.reads}
    assert drawn.count("->") == len([read for read in reads if read[0] in paths])
    assert len(edges(model.layers)) == len(set(edges(model.layers)))


def test_an_edge_names_the_outputs():
    drawn = edges(VIEWS["graph"].model.layers)
    assert Edge("encoder", "decoder", "1, 2") in drawn
    assert Edge("b", "decoder", "") in drawn


def test_names_are_quoted():
    view = ModelView(paramcalc.model("Input((3,)) > Dense(4, name='a\"<\\\\\\\\b')"))
    line = view.model.layers[0]
    assert line.name == 'a"<\\\\b'
    assert r"a\"<\\\\b" in dot(view, PLAIN)
    assert 'a"&lt;' in svg(view, PLAIN) or "a&quot;&lt;" in svg(view, PLAIN)
    ElementTree.fromstring(svg(view, PLAIN))


def test_the_lines_of_a_box():
    gru, dense = VIEWS["line"].model.layers
    assert words(gru, PLAIN) == ["gru (GRU)", "(None, 75)", "23,625 params"]
    assert words(dense, PLAIN)[-1] == "760 params"
    inputs = VIEWS["graph"].model.layers[0]
    assert words(inputs, PLAIN) == ["a (InputLayer)", "(None, None, 40)"]


def test_ascii_glyphs():
    text("model", VIEWS["unbuilt"], "dot", Page(ASCII_GLYPHS, None)).encode("ascii")


def test_a_model_without_layers_is_drawn():
    assert dot(VIEWS["line"]._replace(model=VIEWS["unknown"].model), PLAIN).startswith("digraph model {")


def test_layers_are_below_their_sources():
    root = ElementTree.fromstring(svg(VIEWS["shared"], PLAIN))
    tops = [float(child.get("y")) for child in root if child.tag.endswith("rect") and child.get("rx")]
    names = [line.name for line in VIEWS["shared"].model.layers]
    top = dict(zip(names, tops, strict=True))
    assert top["one"] == top["two"]
    assert max(top, key=top.get) == "both"
    assert top["one"] < top["both"]
