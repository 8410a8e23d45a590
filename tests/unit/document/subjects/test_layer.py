"""The document of a layer: its numbers add up in the text itself, and every digit is kept at any width."""

from __future__ import annotations

import re

import pytest
from examples import BREAKDOWNS, Snapshots, written
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import custom_cell, gru, layer, lstm, rnn
from paramcalc.document import WRITERS, text
from paramcalc.document.nodes import MISSING, Bytes, Equals, Fact, Formula, Group, Phrase, Product, Row, Share, Table
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, UNICODE_GLYPHS, Page
from paramcalc.document.subjects.layer import build, derivation, gate_table, grouped, option_effect, title
from paramcalc.layers.comparison import option_effects

WIDTHS = (40, 60, 80, 100, 200, None)

SHOTS = Snapshots(
    "layer",
    [
        *((name, "table", width) for name in ("gru", "gru-free", "lstm-deep", "lstm-giant") for width in WIDTHS),
        *((name, form, None) for name in BREAKDOWNS for form in ("text", "markdown")),
        *(("gru", form, None) for form in (*WRITERS, "json", "csv")),
        *((name, "latex", None) for name in ("gru-free", "lstm-deep")),
    ],
)


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files({*WRITERS, "json", "csv"})


NUMBER = r"\d[\d,]*"

COUNTED = re.compile(rf"(.* = )?{NUMBER}")
"""A cell with a count, alone or after its shape."""


def numbers_by_line(text: str) -> dict[str, list[list[int]]]:
    """From a drawn table: for every label the numbers of its cells (the count of a shape), one list a line.

    All layouts are read: cells side by side, a shape above its count, and one cell under another.
    """
    found: dict[str, list[list[int]]] = {}
    label = ""
    for line in text.split("formula")[0].splitlines():
        gate = r"(z|r|h|i|f|c|o|sum|total)( \w+)?"
        cells = re.split(r"\s{2,}", line.strip())
        if side_by_side := re.match(rf"{gate}\s{{2,}}", line):
            label = side_by_side[1]
            found.setdefault(label, []).append([number(cell) for cell in cells[1:] if COUNTED.fullmatch(cell)])
        elif re.fullmatch(rf"\s+({NUMBER}\s*)+", line):
            found[label][-1][:0] = map(number, cells)
        elif re.match(r"  (kernel|recurrent kernel|bias|total)\s{2,}", line):
            found[label][-1].append(number(cells[1]))
        elif alone := re.fullmatch(gate, line):
            label = alone[1]
            found.setdefault(label, []).append([])
    return found


def number(cell: str) -> int:
    return int(cell.rpartition("= ")[2].replace(",", ""))


@pytest.mark.parametrize("glyphs", [UNICODE_GLYPHS, ASCII_GLYPHS], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [30, 40, 80, 100, None])
@pytest.mark.parametrize("name", ["gru", "gru-before", "lstm-deep", "lstm-giant", "rnn"])
def test_columns_add_up_in_the_text_itself(name, width, glyphs):
    lines = numbers_by_line(text("layer", BREAKDOWNS[name], "table", Page(glyphs, width)))
    (bottom,) = lines.pop("total")
    sums = lines.pop("sum", None)
    gates = [cells for rows in lines.values() for cells in rows]
    assert [sum(column) for column in zip(*gates, strict=True)] == bottom
    assert all(sum(cells[:-1]) == cells[-1] for cells in [*gates, bottom])
    assert sums is None or [sum(column) for column in zip(*sums, strict=True)] == bottom
    assert bottom[-1] == BREAKDOWNS[name].total


@pytest.mark.parametrize("width", [30, None])
def test_the_reading_of_tables_can_fail(width):
    drawn = written("layer", "gru", "table", width).replace("75×75 = 5,625", "75×75 = 5,526", 1)
    gates = numbers_by_line(drawn)
    assert sum(gates["z"][0][:-1]) != gates["z"][0][-1]


@pytest.mark.parametrize("form", ["table", "text", "markdown", "html"])
@given(
    units=st.integers(1, 10**40),
    features=st.integers(1, 10**40),
    width=st.one_of(st.none(), st.integers(1, 300)),
    stacked=st.booleans(),
)
def test_every_digit_is_kept(form, units, features, width, stacked):
    b = lstm(units, features, bidirectional=stacked, layers=1 + stacked)
    shown = text("layer", b, form, Page(ASCII_GLYPHS, width))
    assert f"{b.total:,}" in shown
    assert all(f"{row.count:,}" in shown for row in b.rows)
    assert all(str(tensor.shape[0]) in shown for tensor in b.tensors)
    assert "…" not in shown


@pytest.mark.parametrize("width", range(20, 130, 5))
def test_the_table_fits_where_it_can(width):
    """Only what cannot be broken may stick out: the title, a formula, a line of the narrowest layout."""
    drawn = written("layer", "gru", "table", width).splitlines()[1:]
    assert max(map(len, drawn)) <= max(width, 47)


def test_wide_names_keep_their_digits_and_columns():
    for width in (None, 30, 60, 100, 400):
        assert "12,345" in written("layer", "wide", "table", width)
        assert "…" not in written("layer", "wide", "table", width)


def test_deep_stacks_are_drawn_in_linear_time():
    """A thousand layers in both directions; drawn in quadratic time this takes a minute."""
    drawn = lstm(64, 3, bidirectional=True, layers=1000).to("table")
    assert drawn.count("forward: reads 128 features") == 999


def test_the_title_names_sizes_and_options():
    assert title(gru(75, 28)) == "Keras GRU: units=75, input=28, reset_after=True"
    assert title(lstm(units=1000, bidirectional=True, layers=2, bias=False)) == (
        "Keras LSTM: units=1,000, input, bias=False, bidirectional, layers=2"
    )
    assert title(layer(custom_cell("h: units\nh = W @ x", name="mine"))) == "custom mine: units, input"


def test_the_cells_are_values():
    table = gate_table(gru(75, 28))
    first = next(iter(table.rows))
    assert first.cells == (
        "z update",
        Product(((28, 75),), 2100),
        Product(((75, 75),), 5625),
        Product(((2, 75),), 150),
        7875,
        Share(333),
    )
    assert table.total.cells == ("total", 6300, 16875, 450, 23625, Share(1000))
    assert [column.head for column in table.columns if column.optional] == ["share"]


def test_an_empty_cell_is_missing():
    peephole = gate_table(layer("lstm", framework="onnx", units=3, input=5, peepholes=True))
    (row,) = [row for row in peephole.rows if row.cells[0].startswith("c")]
    assert any(cell is MISSING for cell in row.cells)


def test_groups_name_the_place_and_the_width():
    rows = list(gate_table(BREAKDOWNS["lstm-deep"]).rows)
    groups = [row.label for row in rows if isinstance(row, Group)]
    assert len(groups) == 4
    assert groups[2] == Phrase(
        "{place}: reads {width} {features}", {"place": "layer 2, forward", "width": 150, "features": "features"}
    )
    assert [row.is_sum for row in rows if isinstance(row, Row) and row.cells[0] == "sum"] == [True] * 4


@pytest.mark.parametrize(
    ("breakdown", "steps"), [(gru(75, 28), 3), (gru(), 1), (gru(input=28), 3), (layer("gru", units=3), 3)]
)
def test_a_derivation_says_nothing_twice(breakdown, steps):
    lines = derivation(breakdown)
    assert len(lines) == steps
    shown = [text_of(line) for line in lines]
    assert len(set(shown)) == len(shown)
    assert isinstance(lines[0], Formula)
    assert all(isinstance(line, Equals) for line in lines[1:])


def text_of(content: object) -> str:
    from paramcalc.document.writers.plain import TextWriter

    return TextWriter(PLAIN).content(content)


def test_facts():
    blocks = build(gru(75, 28)).blocks
    facts = {fact.label: fact for fact in blocks[-1].facts}
    assert list(facts) == ["formula", "tensors", "bytes", "macs", "reset_after"]
    assert facts["bytes"] == Fact("bytes", (Phrase("{bytes} as {dtype}", {"bytes": Bytes(94500), "dtype": "float32"}),))
    assert isinstance(blocks[1], Table)


def test_option_effects_in_words():
    (effect,) = option_effects(gru(75, 28))
    assert text_of(option_effect(effect)) == (
        "reset_after=True adds 225 (c_z, c_r and c_h). reset_after=False gives 23,400. c_z and c_r are redundant: "
        "they are only ever added to b_z and b_r. c_h is not: it occurs in r * (U_h @ h + c_h)."
    )
    (effect,) = option_effects(gru(75, 28, reset_after=False))
    assert text_of(option_effect(effect)) == (
        "reset_after=False has 225 fewer. reset_after=True (the default) gives 23,625: it adds c_z, c_r and c_h. "
        "c_z and c_r would be redundant: they are only ever added to b_z and b_r."
    )
    (effect,) = option_effects(gru())
    assert "adds 3·units (c_z, c_r and c_h)" in text_of(option_effect(effect))


def test_grouping_keeps_the_order():
    assert grouped("banana", str.upper) == {"B": ["b"], "A": ["a", "a", "a"], "N": ["n", "n"]}
    assert rnn(10, 5).total == 160
