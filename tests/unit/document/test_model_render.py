"""A model in every output form: every number arrives, at any width, and the forms agree."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import jsonschema
import pytest
from support import SAVED_MODELS
from test_render import SNAPSHOTS, compare

import paramcalc
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source
from paramcalc.render import MODELS, Page, render
from paramcalc.render.json import schema
from paramcalc.render.model_grid import ModelView
from paramcalc.render.model_table import MOST_DRAWN
from paramcalc.render.page import ASCII_GLYPHS, UNICODE_GLYPHS, columns_of

HERE = SAVED_MODELS / "keras3"

WIDTHS = (30, 50, 80, 120, None)

SEQ2SEQ = """
from keras import Input, Model
from keras.layers import LSTM, Dense
a, b = Input((None, 40), name="a"), Input((None, 50), name="b")
_, h, c = LSTM(24, return_state=True, name="encoder")(a)
y = LSTM(24, return_sequences=True, name="decoder")(b, initial_state=[h, c])
model = Model([a, b], Dense(50, name="proj")(y), name="seq2seq")
"""

SHARED = """
from keras import Input, Model
from keras.layers import GRU, TimeDistributed, Dense, concatenate
x = Input((6, 5), name="x")
inner = Dense(4, name="inner")
one, two = TimeDistributed(inner, name="one"), TimeDistributed(inner, name="two")
model = Model(x, concatenate([one(x), two(x)], name="both"), name="shared")
"""

VIEWS = {
    "line": ModelView(paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")),
    "gates": ModelView(
        paramcalc.model("Input((None, 4)) > Bidirectional(LSTM(6, return_sequences=True)) > GRU(3) > Dense(2)"),
        gates=True,
    ),
    "graph": ModelView(Model(read_source(SEQ2SEQ))),
    "shared": ModelView(Model(read_source(SHARED))),
    "nested": ModelView(paramcalc.read(HERE / "09_nested_frozen.json"), depth=3),
    "one": ModelView(paramcalc.read(HERE / "09_nested_frozen.json"), only="encoder/conv1d"),
    "unbuilt": ModelView(paramcalc.read(HERE / "21_unbuilt.json")),
    "unknown": ModelView(Model(read_source("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])"))),
}

SHOTS = [
    *(("line", form, None) for form in MODELS),
    *((name, "table", width) for name in ("line", "gates", "graph") for width in WIDTHS),
    *((name, "text", None) for name in VIEWS),
    ("graph", "dot", None),
    ("graph", "svg", None),
]


@pytest.mark.parametrize(("name", "form", "width"), dict.fromkeys(SHOTS))
def test_snapshot(name, form, width, update):
    text = render(VIEWS[name], form, Page(UNICODE_GLYPHS, width), MODELS)
    compare(f"models/{name}.{form}.{width or 'any'}.txt", text, update)


def test_every_form_has_a_snapshot():
    assert {form for _, form, _ in SHOTS} == set(MODELS)
    shots = {f"{name}.{form}.{width or 'any'}.txt" for name, form, width in SHOTS}
    assert {path.name for path in (SNAPSHOTS / "models").iterdir()} == shots


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*", text))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_arrives_at_any_width(name, width):
    view = VIEWS[name]
    drawn = render(view, "table", Page(UNICODE_GLYPHS, width), MODELS)
    numbers = {f"{line.total:,}" for line in view.lines if isinstance(line.total, int)}
    assert numbers <= digits(drawn)
    if view.only:
        assert f"model's {view.model.total:,}" in drawn.replace("\n ", "")
    elif isinstance(view.model.total, int):
        assert f"Total params: {'at least ' if view.model.is_lower_bound else ''}{view.model.total:,}" in drawn
    table = drawn.partition("Total params")[0].splitlines()[1:]
    if width is not None and any("─" in line for line in table):
        assert max(map(columns_of, table)) <= width


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("form", MODELS)
def test_ascii_streams_can_carry_every_form(name, form):
    render(VIEWS[name], form, Page(ASCII_GLYPHS, 80), MODELS).encode("ascii", "strict" if form != "svg" else "replace")


@pytest.mark.parametrize("name", VIEWS)
class TestForms:
    def test_json(self, name):
        document = json.loads(render(VIEWS[name], "json", forms=MODELS))
        jsonschema.validate(document, json.loads(schema("model")))
        model = VIEWS[name].model
        if isinstance(model.total, int):
            assert document["total"] == model.total
            if not VIEWS[name].only:
                assert sum(row["count"] for row in document["rows"]) == model.total

    def test_csv(self, name):
        view = VIEWS[name]._replace(depth=1, gates=False, only="")
        rows = list(csv.DictReader(io.StringIO(render(view, "csv", forms=MODELS))))
        assert [row["layer"] for row in rows] == [line.path for line in view.model.layers]
        opened = list(csv.DictReader(io.StringIO(render(view._replace(gates=True), "csv", forms=MODELS))))
        assert len(opened) == len(view.model.rows)

    def test_html_and_svg_are_well_formed(self, name):
        for form in ("html", "svg"):
            text = render(VIEWS[name], form, forms=MODELS)
            ElementTree.fromstring(f"<div>{text}</div>" if form == "html" else text)

    def test_the_graph_has_every_layer_and_reading(self, name):
        model = VIEWS[name].model
        text = render(VIEWS[name], "dot", forms=MODELS)
        assert text.count("[label=") >= len(model.layers)
        reads = {(read.layer, read.output, line.path) for line in model.layers for read in line.reads}
        assert text.count("->") == len([each for each in reads if each[0] in {line.path for line in model.layers}])


def test_what_a_file_says_reaches_no_terminal():
    text = (HERE / "01_gru_seq.json").read_text().replace('"gru"', '"\\u001b[31mgru<b>|&_$"')
    from paramcalc.readers.config import read_config

    model = Model(read_config(text, "a file"))
    for form in MODELS:
        shown = render(ModelView(model), form, forms=MODELS)
        assert "\x1b" not in shown
        assert "<b>" not in shown or form not in ("html", "svg")


def test_a_long_model_is_drawn_in_plain_columns():
    layers = " > ".join(["Input((4,))", *["Dense(4)"] * (MOST_DRAWN + 1)])
    drawn = paramcalc.model(layers).to("table")
    assert "─" not in drawn
    assert drawn.count("Dense") == MOST_DRAWN + 1


def test_python_shows_a_model():
    m = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    assert repr(m) == "<keras Sequential 'sequential', 24385 parameters>"
    assert str(m).startswith("Keras Sequential sequential: 2 layers")
    assert m._repr_markdown_() == m.to("markdown")
    assert m._repr_html_() == m.to("html")
    assert "z update" in m.to("text", gates=True)
    assert "kernel" in m.to("text", layer="dense")
    assert isinstance(m, paramcalc.ModelBreakdown)
    with pytest.raises(AttributeError, match="no attribute 'modell'"):
        paramcalc.modell  # noqa: B018
    with pytest.raises(paramcalc.UsageError, match="a line of layers"):
        paramcalc.model(3)
