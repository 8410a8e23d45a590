"""How a table fits a terminal: the levels, from the widest to the narrowest."""

from __future__ import annotations

import pytest

from paramcalc.document.nodes import Column, Group, Joined, Product, Row, Shape, Share, Table
from paramcalc.document.page import PLAIN
from paramcalc.document.writers.layout import BETWEEN, FULL, LEVELS, Layout, Level, fitting
from paramcalc.document.writers.plain import TextWriter

CELLS = TextWriter(PLAIN).cells

TABLE = Table(
    (
        Column("layer", left=True),
        Column("class", left=True, folds=True),
        Column("output", left=True, shortens=True),
        Column("kernel"),
        Column("share", optional=True),
    ),
    (
        Group("a group"),
        Row(("gru", "GRU", Joined((Shape((None, 75)), Shape((None, 75)))), Product(((28, 75),), 2100), Share(333))),
        Row(("dense", "", Joined((Shape((None, 10)),)), 760, Share(667)), depth=1),
    ),
    Row(("total", "", "", 2860, Share(1000))),
)


def layout(level: Level = FULL, width: int | None = None) -> Layout:
    return Layout(TABLE, CELLS, level, width)


def test_the_full_layout():
    full = layout()
    assert full.heads == ["layer", "class", "output", "kernel", "share"]
    assert full.texts(TABLE.rows[1]) == ["gru", "GRU", "(None, 75), (None, 75)", "28×75 = 2,100", "33.3%"]
    assert full.texts(TABLE.rows[2])[0] == "  dense"
    assert full.total_width == sum(full.widths) + BETWEEN * 4


def test_a_share_has_a_bar_where_there_is_room():
    assert layout(LEVELS[0]).texts(TABLE.rows[1])[-1] == "██░░░░  33.3%"
    assert layout(LEVELS[0]).texts(TABLE.total)[-1] == "██████ 100.0%"


def test_a_folded_column_moves_into_the_first():
    folded = layout(Level(folded=True))
    assert folded.heads[0] == "layer (class)"
    assert folded.texts(TABLE.rows[1])[0] == "gru (GRU)"
    assert folded.texts(TABLE.rows[2])[0] == "  dense"
    assert folded.texts(TABLE.total)[0] == "total"


def test_an_optional_column_is_left_out():
    assert layout(Level(complete=False)).heads == ["layer", "class", "output", "kernel"]


def test_several_are_shortened_to_the_first():
    shortened = layout(Level(shortened=True))
    assert shortened.texts(TABLE.rows[1])[2] == "(None, 75), +1"
    assert shortened.texts(TABLE.rows[2])[2] == "(None, 10)"


def test_a_wrapped_product_has_its_number_below():
    wrapped = layout(Level(wrapped=True), 50)
    texts = wrapped.texts(TABLE.rows[1])
    assert texts[3] == "28×75\n2,100"
    lines = list(wrapped.lines(texts))
    assert len(lines) > 1
    assert all(line == line.rstrip() for line in lines)
    assert " ".join(" ".join(lines).split()).count("2,100") == 1


def test_levels_get_narrower():
    widths = [Layout(TABLE, CELLS, level, 1).total_width for level in LEVELS]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)


@pytest.mark.parametrize("width", range(1, 100))
def test_the_widest_that_fits(width):
    chosen = fitting(TABLE, CELLS, width)
    fit = [level for level in LEVELS if Layout(TABLE, CELLS, level, width).fits]
    assert (chosen.level if chosen else None) == (fit[0] if fit else None)
    if chosen:
        lines = [line for row in (*TABLE.rows[1:], TABLE.total) for line in chosen.lines(chosen.texts(row))]
        assert max(map(len, lines)) <= chosen.total_width <= width


def test_any_width_has_the_bars():
    assert fitting(TABLE, CELLS, None).level == LEVELS[0]


def test_numbers_end_at_the_right_and_texts_start_at_the_left():
    full = layout()
    (line,) = full.lines(full.texts(TABLE.total))
    assert line.startswith("total  ")
    assert line.endswith("100.0%")
    (head,) = full.lines(full.heads)
    assert head.index("kernel") + len("kernel") == line.index("2,860") + len("2,860")


def test_the_widest_row_stands_for_all():
    """Rows that are not in memory are not looked at to find the widths."""

    class Endless:
        def __iter__(self):
            raise AssertionError("the rows were read")

    table = Table((Column("n"),), Endless(), widest=Row((10**9,)))
    assert Layout(table, CELLS).widths == [13]


def test_wide_characters_take_two_columns():
    table = Table((Column("a", left=True), Column("b", left=True)), (Row(("单位", "x")), Row(("ab", "x"))))
    laid = Layout(table, CELLS)
    assert [line for row in table.rows for line in laid.lines(laid.texts(row))] == ["单位  x", "ab    x"]
