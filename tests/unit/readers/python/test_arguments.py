"""Arguments that no configuration can have are named in words."""

from __future__ import annotations

import pytest

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source

SOURCE = """
import keras
class A: pass
model = keras.Sequential([keras.Input((3, 4)), keras.layers.GRU({})])
"""


@pytest.mark.parametrize(
    ("argument", "words"),
    {
        "lambda: 3": "a function",
        "{1, 2}": "a set",
        "(x for x in [])": "an iterator",
        "A": "a class",
        "keras.layers.GRU": "the class GRU",
        "keras.Model": "the class Model",
        "len": "the function len",
        "'abc'.upper": "the method upper",
        "object()": "an object",
        "{}.keys()": "a view of a dictionary",
        "keras.activations.relu": "keras.activations.relu",
    }.items(),
)
def test_words(argument, words):
    with pytest.raises(UsageError) as caught:
        Model(read_source(SOURCE.format(argument)))
    assert caught.value.message.endswith(f"units must be a whole number of at least 1, got {words}")
