"""The document of a model: every number arrives, at any width."""

from __future__ import annotations

import re

import pytest
from examples import KERAS3, VIEWS, Snapshots, written

import paramcalc
from paramcalc.document import forms_of, text
from paramcalc.document.nodes import MISSING, Code, Joined, LowerBound, Phrase, Product, Row, Shape, Table
from paramcalc.document.page import PLAIN, UNICODE_GLYPHS, Page, columns_of
from paramcalc.document.subjects.model import COLUMNS, ModelView, build, known_length, output_shapes, title
from paramcalc.document.writers.plain import TextWriter
from paramcalc.models.breakdown import Model
from paramcalc.readers.config import read_config

WIDTHS = (30, 50, 80, 120, None)

SHOTS = Snapshots(
    "model",
    [
        *(("line", form, None) for form in forms_of("model")),
        *((name, "table", width) for name in ("line", "gates", "graph") for width in WIDTHS),
        *((name, "text", None) for name in VIEWS),
        ("graph", "dot", None),
        ("graph", "svg", None),
    ],
)


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files(set(forms_of("model")))


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*", text))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_arrives_at_any_width(name, width):
    view = VIEWS[name]
    drawn = text("model", view, "table", Page(UNICODE_GLYPHS, width))
    numbers = {f"{line.total:,}" for line in view.lines if isinstance(line.total, int)}
    assert numbers <= digits(drawn)
    words = " ".join(drawn.split())
    if view.only:
        assert f"model's {view.model.total:,}" in words
    elif isinstance(view.model.total, int):
        assert f"Total params {'at least ' if view.model.is_lower_bound else ''}{view.model.total:,} " in words
    table = drawn.partition("Total params")[0].splitlines()[1:]
    if width is not None and any("─" in line for line in table):
        assert max(map(columns_of, table)) <= width


def test_a_long_model_is_drawn_line_by_line():
    layers = " > ".join(["Input((4,))", *["Dense(4)"] * 3000])
    drawn = paramcalc.model(layers).to("table")
    assert drawn.count("Dense") == 3000
    assert drawn.splitlines()[0] == "Keras Sequential sequential: 3,000 layers"


def rows_of(view: ModelView) -> list[Row]:
    (table,) = [block for block in build(view).blocks if isinstance(block, Table)]
    return list(table.rows)


def test_the_cells_are_values():
    rows = rows_of(VIEWS["line"])
    assert rows[0].cells == ("gru", "GRU", Joined((Shape((None, 75)),)), 23625, "yes", 94500, 648900)
    assert [row.depth for row in rows_of(VIEWS["nested"])] == [0, 0, 1, 1, 1, 0]


def test_a_chain_has_no_column_of_sources():
    (chain, graph) = (build(VIEWS[name]).blocks[0].columns for name in ("line", "graph"))
    assert (chain, graph) == (COLUMNS[:-1], COLUMNS)
    assert "encoder[1], encoder[2]" in written("model", "graph", "text")


def test_gates_are_rows_below_their_layer():
    rows = [row for row in rows_of(VIEWS["gates"]) if row.depth]
    labels = [row.cells[0] for row in rows]
    assert labels[:4] == ["forward i input", "forward f forget", "forward c cell", "forward o output"]
    assert any(isinstance(cell, Product) for cell in rows[0].cells)


def test_one_layer_with_its_tensors():
    rows = rows_of(VIEWS["one"])
    assert [row.cells[0] for row in rows] == ["encoder/conv1d", "kernel", "bias"]
    assert title(VIEWS["one"]).values["shown"] == "encoder/conv1d"


def test_what_is_unknown_is_a_lower_bound():
    view = VIEWS["unknown"]
    assert isinstance(build(view).blocks[0].total.cells[3], LowerBound)
    drawn = written("model", "unknown", "text")
    assert "?" in rows_of(view)[0].cells[3].template
    assert "at least 0" in drawn
    assert "the total is a lower bound: some layers could not be counted" in drawn
    assert "unknown, because some layers could not be counted" in drawn


def test_shapes_of_outputs():
    assert output_shapes(((None, 75), None)) == Joined((Shape((None, 75)), Shape(None)))
    assert output_shapes(()) == Joined((Shape(None),))
    assert known_length(paramcalc.gru().total) is None
    assert known_length(75) == 75
    assert MISSING not in output_shapes(((None, 75),)).items


def test_the_differences_of_a_file_in_words():
    pytest.importorskip("h5py", reason="pip install 'paramcalc[h5]'")
    model = paramcalc.read(KERAS3 / "09_nested_frozen.keras")
    view = ModelView(model)
    assert "all shapes match the derived ones" in text("model", view, "text")
    assert isinstance(title(view), Phrase)
    assert not any(isinstance(cell, Code) for row in rows_of(view) for cell in row.cells)


def test_a_length_that_is_unknown_is_none_in_the_text():
    content = output_shapes(VIEWS["unbuilt"].model.layers[0].outputs)
    assert TextWriter(PLAIN).content(content) == "(None, 4)"


ESCAPES = '"\\u001b[31mgru<b>|&_$%{}\\\\^~`*"'


@pytest.mark.parametrize("form", forms_of("model"))
def test_names_in_a_file_reach_no_terminal_and_no_markup(form):
    """A file's name with an escape sequence and the markup of every form is written as text."""
    source = (KERAS3 / "01_gru_seq.json").read_text().replace('"gru"', ESCAPES)
    model = Model(read_config(source, "a file"))
    shown = text("model", ModelView(model), form)
    assert "\x1b" not in shown
    assert "<b>" not in shown.replace(r"\<b>", "") or form not in ("html", "svg", "markdown")
    assert "gru" in shown
    if form == "markdown":
        rows = [line for line in shown.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    if form == "latex":
        assert r"gru\textless{}b\textgreater{}|\&\_\$\%\{\}" in shown
