"""The document of explained summaries."""

from __future__ import annotations

from examples import written

from paramcalc.document.subjects.summaries import STATUS_WORDS
from paramcalc.questions.summary import STATUSES


def test_an_older_default():
    text = written("summaries", "keras2_sequential", "text")
    assert "units=20, input=48, reset_after=False" in text
    assert "gru (GRU): 4,140 with units=20, input=48, reset_after=False; today's default settings give 4,200" in text
    assert "the rows add up to the printed total 335,105" in text


def test_a_wrong_row():
    text = written("summaries", "wrong", "text")
    assert "bidirectional (Bidirectional): no settings give 10,945 parameters" in text
    assert "WRONG" in text


def test_every_status_has_a_word():
    assert set(STATUS_WORDS) == set(STATUSES)
