"""The sentences about differences."""

from __future__ import annotations

import pytest

from paramcalc import gru, layer, lstm, rnn
from paramcalc.algebra.expression import expression
from paramcalc.document.nodes import Document, Items
from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.differences import ROLE_WORDS, TEMPLATES, layer_label, part_sentence, settings_of
from paramcalc.document.writers.plain import TextWriter
from paramcalc.questions.parts import ROLES, explain


@pytest.mark.parametrize(
    ("breakdown", "label"),
    [
        (gru(), "Keras GRU (reset_after=True)"),
        (rnn(), "Keras SimpleRNN"),
        (lstm(bidirectional=True, layers=2, bias=False), "Keras LSTM (bias=False, bidirectional, layers=2)"),
        (layer("lstm", framework="torch", projection=3), "PyTorch LSTM (projection)"),
        (layer("lstm", framework="torch"), "PyTorch LSTM"),
    ],
)
def test_labels(breakdown, label):
    assert layer_label(breakdown.layer) == label
    assert all(setting in label for setting in settings_of(breakdown.layer))


@pytest.mark.parametrize(
    ("text", "breakdown", "sentence"),
    [
        ("-3*units", gru(), "it lacks 3·units: c_z, c_r and c_h, the recurrent bias of reset_after=True"),
        (
            "-6*units",
            gru(bidirectional=True),
            "it lacks 6·units: c_z, c_r and c_h in both directions, the recurrent bias of reset_after=True",
        ),
        ("4*units", lstm(), "it has 4·units too many: b_hi, b_hf, b_hg and b_ho, which PyTorch LSTM has"),
        ("-units", lstm(), "it lacks units: b_o, the bias of each gate"),
        (
            "3*units**2",
            gru(),
            "it has 3·units² too many: the recurrent kernel of each gate is counted twice (U_z, U_r and U_h)",
        ),
        ("7", gru(), "it has 7 too many: no parameters of the layer add up to this"),
    ],
)
def test_sentences(text, breakdown, sentence):
    (part,) = explain(expression(text), breakdown.layer)
    content = part_sentence(part, breakdown.layer, "it lacks {amount}", "it has {amount} too many")
    assert "".join(TextWriter(PLAIN).write(Document("", (Items((content,)),)))).strip() == sentence


def test_every_role_has_a_word():
    assert set(ROLE_WORDS) == set(ROLES)
    assert {"role", "gate", "direction", "other", "twice", "unknown"} <= set(TEMPLATES)
