"""True summaries are explained, changed ones contradicted."""

from __future__ import annotations

import pytest
from support import TESTS

from paramcalc.models.printed import PrintedRow, PrintedSummary
from paramcalc.questions.summary import STATUSES, explain_summaries, explain_summary
from paramcalc.readers.summaries import read_summaries

TABLES = TESTS / "files" / "summaries"

TRUE = {path.stem: read_summaries(path.read_text(encoding="utf-8"))[0] for path in sorted(TABLES.iterdir())}


def keras(*rows, title="sequential", **totals):
    return PrintedSummary("keras", title, rows, totals)


@pytest.mark.parametrize("name", TRUE)
def test_a_true_summary_is_never_contradicted(name):
    answer = explain_summary(TRUE[name])
    assert answer.status != "contradicted"
    counted = [row.status for row in answer.rows if row.row.params]
    assert counted.count("explained") >= 0.9 * len(counted) or len(counted) < 10
    assert counted.count("open") <= 1
    assert {row.status for row in answer.rows} <= set(STATUSES)


@pytest.mark.parametrize("by", [1, -1])
def test_changed_numbers_are_contradicted(by):
    """One number of one table changed by one, for every row of every table."""
    caught = changed = 0
    for summary in TRUE.values():
        answer = explain_summary(summary)
        for position, row in enumerate(answer.rows):
            if row.row.params and row.status == "explained":
                rows = list(summary.rows)
                rows[position] = row.row._replace(params=row.row.params + by)
                changed += 1
                caught += explain_summary(summary._replace(rows=tuple(rows))).status == "contradicted"
    assert changed > 40
    assert caught >= 0.95 * changed


class TestRows:
    def test_the_settings_that_give_the_number(self):
        first, second = (
            PrintedRow("input", "InputLayer", ((None, 28, 28),), 0),
            PrintedRow("gru", "GRU", ((None, 75),), 23_400),
        )
        row = explain_summary(keras(first, second)).rows[1]
        assert (row.status, row.default) == ("explained", 23_625)
        assert row.matches[0].config == {"units": 75, "use_bias": True, "reset_after": False}
        assert row.matches[0].input == 28

    def test_no_settings_give_it(self):
        first = PrintedRow("input", "InputLayer", ((None, 28, 28),), 0)
        for wrong in (23_399, 23_401, 23_624, 23_626):
            answer = explain_summary(keras(first, PrintedRow("gru", "GRU", ((None, 75),), wrong)))
            assert [row.status for row in answer.rows] == ["explained", "contradicted"]

    def test_an_unknown_class_is_open(self):
        answer = explain_summary(keras(PrintedRow("mine", "Mine", ((None, 3),), 17)))
        assert [row.status for row in answer.rows] == ["open"]

    def test_an_unknown_shape_is_open(self):
        assert explain_summary(keras(PrintedRow("dense", "Dense", (None,), 17))).rows[0].status == "open"

    def test_a_layer_without_weights(self):
        assert explain_summary(keras(PrintedRow("drop", "Dropout", ((None, 3),), 0))).rows[0].status == "explained"
        assert explain_summary(keras(PrintedRow("drop", "Dropout", ((None, 3),), 1))).rows[0].status == "contradicted"

    def test_an_unknown_input(self):
        """Some input explains it, or none does."""
        row = explain_summary(keras(PrintedRow("dense", "Dense", ((None, 10),), 760))).rows[0]
        assert (row.status, row.matches[0].input) == ("explained", 75)
        assert explain_summary(keras(PrintedRow("dense", "Dense", ((None, 10),), 761))).rows[0].status == "contradicted"

    def test_the_order_of_rows_is_no_input_in_any_model(self):
        """A model that is neither Sequential nor begins with its input may call its layers in any order."""
        rows = PrintedRow("a", "Dense", ((None, 4),), 24), PrintedRow("b", "Dense", ((None, 6),), 36)
        assert explain_summary(keras(*rows, title="my_model")).status == "explained"
        assert explain_summary(keras(*rows)).status == "contradicted"

    def test_a_cut_class(self):
        row = PrintedRow("bidirectional", "Bidirectiona", ((None, 64),), 9600, is_cut=True)
        first = PrintedRow("input", "InputLayer", ((None, 5, 16),), 0)
        assert explain_summary(keras(first, row)).rows[1].status == "explained"
        assert explain_summary(keras(first, row._replace(params=9601))).rows[1].status == "contradicted"


class TestTotals:
    ROW = PrintedRow("dense", "Dense", ((None, 10),), 760)

    def test_they_add_up(self):
        totals = {"total": 2282, "trainable": 760, "non_trainable": 0, "optimizer": 1522}
        assert explain_summary(keras(self.ROW, **totals)).status == "explained"
        assert explain_summary(keras(self.ROW, **{**totals, "trainable": 761})).status == "contradicted"

    def test_a_model_inside_follows_from_the_total(self):
        inner = PrintedRow("inner", "Sequential", ((None, 75),), 5000)
        assert explain_summary(keras(inner, self.ROW, total=5760)).rows[0].status == "explained"
        assert (
            explain_summary(keras(inner._replace(params=5001), self.ROW, total=5760)).rows[0].status == "contradicted"
        )
        assert explain_summary(keras(inner, self.ROW, total=99_999)).rows[0].status == "open"

    def test_a_model_that_another_table_shows(self):
        inner = keras(PrintedRow("dense", "Dense", ((None, 10),), 760), title="inner", total=760)
        outer = keras(PrintedRow("inner", "Model", ((None, 10),), 760), PrintedRow("b", "Mine", ((None, 9),), 5))
        assert [row.status for row in explain_summaries("text", [inner, outer]).answers[1].rows] == [
            "explained",
            "open",
        ]
