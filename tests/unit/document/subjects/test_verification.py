"""The documents of verifications: details of one, a row for each family of many, and a closing line."""

from __future__ import annotations

import pytest
from examples import AGREES, EXAMPLES, REPORTS, Snapshots, written

from paramcalc.document import WRITERS, text
from paramcalc.document.nodes import Heading, Mark, Paragraph, Row, Table
from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.verification import NAMES, build, build_layer, closing_line
from paramcalc.document.writers.plain import TextWriter
from paramcalc.verifiers.verdict import Report

SHOTS = Snapshots(
    "verification",
    [*(("suite", form, 80) for form in WRITERS), *((name, "table", 40) for name in REPORTS), ("one", "text", None)],
)


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files()


def closing(report: Report) -> str:
    return TextWriter(PLAIN).content(closing_line(report))


def test_the_closing_line():
    assert closing(REPORTS["one"]) == (
        "1 layer, no mismatches; largest forward error 2.2e-07; "
        "TensorFlow 2.21.0, NumPy 2.1.0, Keras 3.15.1, Python 3.12.1; 1.2 s"
    )
    assert closing(REPORTS["suite"]).startswith("3 layers and 1 model, 2 mismatches, 1 layer left out; ")
    assert closing(REPORTS["one-differs"]).startswith("1 layer, 1 mismatch; largest forward error inf; ")
    assert "no forward pass" in closing(REPORTS["model"])
    assert "Python" in NAMES.values()


def test_one_verdict_is_shown_in_detail():
    heading, table, notes, end = build(REPORTS["one"]).blocks
    assert heading == Heading(AGREES.case.label)
    assert all(row.cells[-1] == Mark(True) for row in table.rows)
    assert notes.items[-1] == "built in memory"
    assert isinstance(end, Paragraph)


def test_of_many_only_the_mismatches_are():
    blocks = build(REPORTS["suite"]).blocks
    headings = [block.content for block in blocks if isinstance(block, Heading)]
    assert headings == [verdict.case.label for verdict in REPORTS["suite"].mismatches]
    families = [row.cells for row in blocks[0].rows]
    assert families == [("gru", 2, 1, "inf"), ("lstm", 1, 0, "not run"), ("models", 4, 1, "not run")]


def marks(name: str) -> list[bool]:
    tables = [block for block in build(REPORTS[name]).blocks if isinstance(block, Table)]
    rows = [row for table in tables for row in table.rows if isinstance(row, Row)]
    return [cell.ok for row in rows for cell in row.cells if isinstance(cell, Mark)]


def test_a_mismatch_is_marked():
    assert set(marks("one")) == {True}
    assert marks("one-differs") == [False, False, True, False]
    shown = written("verification", "one-differs", "text")
    assert "kernel (5, 8) float16 not trainable" in shown
    assert "missing" in shown
    assert "the gates are stored in another order" in shown
    assert "equations: largest difference inf of the largest output (limit 1e-05)  DIFFERS" in shown


def test_the_layers_of_a_model():
    shown = written("verification", "model", "text")
    assert "refused: odd: a message of the framework" in shown
    assert "left out: mine: its class is unknown" in shown
    assert "output (None, 10), (None,)" in shown
    assert "output (None, 11), (None,)" in shown
    assert "built without allocating memory, in keras.StatelessScope" in shown
    assert set(marks("model")) == {True, False}


def test_a_verified_layer_is_both():
    subject = EXAMPLES["verified layer"]["one"]
    document = build_layer(subject)
    shown = text("verified layer", subject, "text")
    assert shown == text("layer", subject.breakdown, "text") + "\n" + text("verification", subject.report, "text")
    assert document.title == "Keras GRU: units=75, input=28, reset_after=True"


@pytest.mark.parametrize("width", [40, 80])
def test_narrow_terminals_keep_every_word(width):
    for name in REPORTS:
        wide = sorted(written("verification", name, "table").replace("─", "").split())
        narrow = written("verification", name, "table", width).replace("─", "").split()
        assert set(wide) <= {*narrow, "family", "layer", "derived", "built"}
