"""The documents of comparisons: differences with their reasons, and tables over sizes."""

from __future__ import annotations

import pytest
from examples import COMPARISONS, EXAMPLES, GRUS, Snapshots, written

from paramcalc import gru, layer
from paramcalc.document import WRITERS, text
from paramcalc.document.nodes import MISSING, Difference, Drawing, Items
from paramcalc.document.subjects.comparison import build, build_sweep
from paramcalc.layers.comparison import Sweep, compare

SHOTS = Snapshots(
    "comparison",
    [
        *(("gru", form, 80) for form in WRITERS),
        ("gru", "table", 40),
        ("gru-free", "table", 80),
        ("cells", "text", None),
    ],
)


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files()


def test_two_tables_of_values():
    roles, gates, picture, reasons = build(COMPARISONS["gru"]).blocks
    assert [column.head for column in roles.columns] == [
        "layer", "kernel", "recurrent kernel", "bias", "redundant", "total", "to keras"
    ]  # fmt: skip
    rows = {row.cells[0]: row.cells for row in roles.rows}
    assert rows["flax-linen"][-2:] == (23475, Difference(-150))
    assert list(rows) == list(GRUS)
    assert {row.cells[0] for row in gates.rows} == {"update", "reset", "candidate"}
    assert sum(row.cells[1] for row in gates.rows) == 23625
    assert isinstance(reasons, Items)
    assert isinstance(picture, Drawing)


def test_a_gate_that_a_cell_lacks_is_missing():
    gates = build(COMPARISONS["cells"]).blocks[1]
    rows = {row.cells[0]: row.cells[1:] for row in gates.rows}
    assert rows["hidden"] == (7800, MISSING, MISSING)
    assert ["hidden", "7,800", "–", "–"] in map(str.split, written("comparison", "cells", "text").splitlines())


@pytest.mark.parametrize(
    ("cell", "frameworks", "reason"),
    [
        (
            "lstm",
            ("keras", "pytorch"),
            "pytorch: 12 more, in b_hi, b_hf, b_hg and b_ho; b_hi, b_hf, b_hg and b_ho are redundant: "
            "they are only ever added to b_ii, b_if, b_ig and b_io",
        ),
        (
            "gru",
            ("flax-nnx", "flax-linen"),
            "flax-linen: 3 more, in b_hn; b_hn is not redundant: it occurs in r * (W_hn @ h + b_hn)",
        ),
        (
            "gru",
            ("keras", "flax-linen"),
            "flax-linen: 6 fewer, without keras's c_z and c_r; c_z and c_r are redundant: "
            "they are only ever added to b_z and b_r",
        ),
        ("rnn", ("keras", "pytorch"), "pytorch: 3 more, in b_hh; b_hh is redundant: it is only ever added to b_ih"),
    ],
)
def test_the_reason_in_words(cell, frameworks, reason):
    breakdowns = {name: layer(cell, units=3, input=5, framework=name) for name in frameworks}
    assert text("comparison", compare(breakdowns, frameworks[0]), "text").splitlines()[-1] == reason


def test_other_cells_differ_by_their_gates():
    last = written("comparison", "cells", "text").splitlines()[-2:]
    assert last == ["lstm: 4 gates (i, f, c, o); rnn: 1 gate (h)", "gru: 3 gates (z, r, h); rnn: 1 gate (h)"]


def test_without_a_difference_there_are_no_reasons():
    same = compare({"keras": GRUS["keras"], "cudnn": GRUS["cudnn"]}, "keras")
    assert not any(isinstance(block, Items) for block in build(same).blocks)


def test_the_title_has_what_all_layers_share():
    assert written("comparison", "options", "text").splitlines()[0] == "gru of keras: units=75, input=28"
    assert written("comparison", "gru", "text").splitlines()[0].endswith(": units=75, input=28")
    differing = compare({"a": gru(3, 5, bias=False), "b": gru(4, 5, bias=False, reset_after=False)}, "a")
    assert build(differing).title == "gru of keras: input=5, bias=False"
    assert build(compare({"a": gru(3), "b": gru(4, 5)}, "a")).title == "gru of keras: reset_after=True"


class TestSweep:
    def test_tidy_rows(self):
        sweep = EXAMPLES["sweep"]["tidy"]
        lines = text("sweep", sweep, "text").splitlines()
        assert lines[0].split() == ["units", "input", "layer", "total"]
        assert lines[1].split() == ["16", "28", "rnn", "720"]
        assert len(lines) == 1 + 2 * 2 * 3

    def test_rows_are_made_while_they_are_written(self):
        """A million rows in three columns: the document is made at once, and is never whole in memory."""
        (table,) = build_sweep(Sweep(COMPARISONS["cells"], range(1, 1_000_001), (28,))).blocks
        assert next(iter(table.rows)).cells == next(iter(table.rows)).cells == (1, 28, 30, 120, 93)
        assert table.widest.cells[0] == 1_000_000

    @pytest.mark.parametrize("width", [None, 80, 40])
    @pytest.mark.parametrize("name", ["gru", "cells"])
    def test_columns_are_aligned_by_the_widest_row(self, name, width):
        lines = written("sweep", name, "table", width).splitlines()
        side_by_side = any("─" in line for line in lines)
        assert not side_by_side or len(set(map(len, lines))) == 1
        assert width is None or max(map(len, lines)) <= width

    def test_the_text_has_every_size(self):
        lines = written("sweep", "gru", "text").splitlines()
        assert lines[1].split()[:3] == ["16", "28", f"{3 * (28 * 16 + 16**2 + 2 * 16):,}"]
        assert len(lines) == 1 + 16
