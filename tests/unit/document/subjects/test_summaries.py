"""The document of explained summaries."""

from __future__ import annotations

from examples import written

from paramcalc import identify_summary
from paramcalc.document.subjects.summaries import STATUS_WORDS
from paramcalc.questions.summary import STATUSES


def test_an_older_default():
    text = written("summaries", "keras2_sequential", "text")
    assert "units=20, input=48, reset_after=False" in text
    former = "units=20, input=48, reset_after=False (the default before Keras 2.4)"
    assert f"gru (GRU): 4,140 with {former}; today's default settings give 4,200" in text
    assert "the rows add up to the printed total 335,105" in text


def test_a_wrong_row():
    text = written("summaries", "wrong", "text")
    assert "bidirectional (Bidirectional): no settings give 10,945 parameters" in text
    assert "WRONG" in text


def test_an_input_that_the_summary_does_not_tell():
    table = "Layer (type)   Output Shape   Param #\n======\ngru (GRU)      (None, 75)     23400\n======\n"
    text = identify_summary(f"{table}Total params: 23,400\n").to("text")
    # 3 * 75 * (27 + 75 + 2) and 3 * 75 * (28 + 75 + 1) are 23,400.
    assert "units=75, input=27\n" in text
    others = text.partition("gru (GRU): the summary does not tell its input; other settings give 23,400, too: ")[2]
    assert others.startswith("units=75, input=28, reset_after=False (the default before Keras 2.4); ")


def test_every_status_has_a_word():
    assert set(STATUS_WORDS) == set(STATUSES)
