"""Printed summaries of random real models: none is contradicted, and a number changed by one is."""

from __future__ import annotations

import io
import random

import pytest

from paramcalc.questions.summary import explain_summary
from paramcalc.readers.summaries import read_summaries

keras = pytest.importorskip("keras")


def recurrent(chance, sequences):
    """A random recurrent layer."""
    layers, settings = keras.layers, {"units": chance.randint(2, 60), "return_sequences": sequences}
    kind = chance.choice([layers.LSTM, layers.GRU, layers.SimpleRNN])
    if kind is layers.GRU and chance.random() < 0.5:
        settings["reset_after"] = False
    layer = kind(use_bias=chance.random() < 0.8, **settings)
    return layers.Bidirectional(layer) if chance.random() < 0.4 else layer


def series(chance):
    """A random model of a text."""
    layers = keras.layers
    stack = [layers.Embedding(chance.randint(5, 20_000), chance.randint(2, 99))]
    for _ in range(chance.randint(0, 2)):
        more = (
            recurrent(chance, True),
            layers.Conv1D(chance.randint(2, 64), 3, padding="same"),
            layers.BatchNormalization(),
            layers.LayerNormalization(),
            layers.Dropout(0.2),
        )
        stack.append(chance.choice(more))
    return keras.Input((None,)), [*stack, recurrent(chance, False)]


def image(chance):
    """A random model of an image."""
    layers, stack = keras.layers, []
    for _ in range(chance.randint(1, 3)):
        size = chance.choice([1, 3, 5])
        stack.append(layers.Conv2D(chance.randint(2, 64), size, padding="same", use_bias=chance.random() < 0.8))
        stack.append(chance.choice([layers.BatchNormalization, layers.ReLU, layers.MaxPooling2D])())
    return keras.Input((32, 32, 3)), [*stack, layers.Flatten()]


def printed(chance):
    """The printed summary of a random model."""
    first, stack = chance.choice([series, image])(chance)
    stack += [keras.layers.Dense(chance.randint(2, 200), use_bias=chance.random() < 0.9) for _ in range(2)]
    if chance.random() < 0.5:
        model = keras.Sequential([first, *stack])
    else:
        tensor = first
        for layer in stack:
            tensor = layer(tensor)
        both = [keras.layers.Dense(7)(tensor), keras.layers.Dense(7)(tensor)]
        model = keras.Model(first, keras.layers.Add()(both))
    text = io.StringIO()
    model.summary(line_length=chance.choice([None, 60, 80]), print_fn=lambda line, **_: text.write(f"{line}\n"))
    return model, text.getvalue()


def test_random_models():
    chance = random.Random(12)
    rows = explained = changed = caught = 0
    for _ in range(25):
        keras.backend.clear_session()
        model, text = printed(chance)
        (summary,) = read_summaries(text)
        answer = explain_summary(summary)
        assert summary.totals["total"] == model.count_params(), text
        assert answer.status != "contradicted", text
        for position, row in enumerate(answer.rows):
            if row.row.params:
                rows += 1
                explained += row.status == "explained"
                other = list(summary.rows)
                other[position] = row.row._replace(params=row.row.params + chance.choice([-1, 1]))
                changed += 1
                caught += explain_summary(summary._replace(rows=tuple(other))).rows[position].status == "contradicted"
    assert explained >= 0.9 * rows
    assert caught >= 0.95 * changed
