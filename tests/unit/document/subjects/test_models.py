"""Many models: the table, the sum, and a sentence about everything that is wrong."""

from __future__ import annotations

import pytest
from examples import COUNTS, MANY, MINE, Snapshots, written

from paramcalc.batch.answer import STATUSES, ModelAnswer
from paramcalc.document import WRITERS
from paramcalc.document.subjects.models import STATUS_WORDS, generation, sentences
from paramcalc.readers.registry import FORMATS

SHOTS = Snapshots(
    "models",
    [
        *(("limits", form, None) for form in (*WRITERS, "json", "jsonl", "csv")),
        *((name, "text", None) for name in MANY),
        *(("limits", "table", width) for width in (40, 80)),
    ],
)


@pytest.mark.parametrize("shot", SHOTS.shots, ids=str)
def test_snapshot(shot, update):
    SHOTS.check(shot, update)


def test_every_form_has_a_snapshot():
    SHOTS.check_files({*WRITERS, "json", "jsonl", "csv"})


def test_every_status_has_a_word():
    assert tuple(STATUS_WORDS) == STATUSES


def test_the_generation():
    assert generation(COUNTS["small"]._replace(version=(2, 15, 0))) == "Keras 2"
    assert generation(COUNTS["small"]._replace(framework="pytorch", version=())) == "PyTorch"


def test_the_sum_is_a_lower_bound_where_a_count_is_not_a_number():
    assert "186,610" not in written("models", "limits", "text")
    assert "at least" in written("models", "limits", "text")
    assert "at least" not in written("models", "ok", "text")


def test_an_error_says_what_would_help():
    (sentence,) = sentences(ModelAnswer(COUNTS["missing"]._replace(tip="look again")))
    assert sentence.values == {"error": "cannot read missing.keras: No such file or directory", "tip": "look again"}


def test_reasons_are_named():
    (sentence,) = sentences(ModelAnswer(MINE))
    assert sentence.values["reasons"] == "mine: Mine is unknown"


def test_folders_are_searched_for_saved_models_only():
    assert [name for name, entry in FORMATS.items() if entry.is_searched_for] == ["hdf5", "keras"]
