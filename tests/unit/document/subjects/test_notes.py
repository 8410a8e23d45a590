"""The sentences about what a summary hides: one for every kind."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from examples import VIEWS, written

from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.notes import TEMPLATES, sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.models.summary import SurpriseKind, surprise, surprises

VALUES = {
    "reason": "its class is unknown",
    "count": 2400,
    "calls": 2,
    "text": "built for (None, 3)",
    "kind": "ConvLSTM1D",
    "optimizer": "adam",
    "more": 754,
    "total": 1130,
    "setting": "reset_after=True",
    "amount": 225,
    "layers": "gru, gru_1",
}


def test_every_kind_has_a_sentence():
    assert set(TEMPLATES) == set(SurpriseKind)


@pytest.mark.parametrize("kind", SurpriseKind)
def test_a_sentence_has_its_values(kind):
    names = {name for _, name, _, _ in Formatter().parse(TEMPLATES[kind]) if name}
    content = sentence(surprise("gru", kind, **{name: VALUES[name] for name in names}))
    text = TextWriter(PLAIN).content(content)
    shown = [f"{VALUES[name]:,}" if isinstance(VALUES[name], int) else VALUES[name] for name in names]
    assert all(value in text for value in shown)
    assert not re.search(r"[{}]", text)


def test_a_note_names_its_layer():
    assert "two: shares 24 parameters with a layer above; the total counts them once" in written(
        "model", "shared", "text"
    )
    (note,) = [note for note in surprises(VIEWS["shared"].model) if note.layer]
    assert note == surprise("two", SurpriseKind.SHARED, count=24)


def test_a_note_on_the_whole_model():
    assert "not built: the input shape is unknown, so counts are formulas" in written("model", "unbuilt", "text")
