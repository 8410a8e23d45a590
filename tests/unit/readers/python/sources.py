"""What the tests of the interpreter share: a short source, counted or refused."""

from __future__ import annotations

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source

KERAS = "import keras\nfrom keras import layers, Sequential, Input, Model\nfrom outside import check, number, things\n"

TORCH = "import torch, copy\nfrom torch import nn\nfrom outside import check, number, things\n"


def dense(units: int, features: int) -> int:
    return units * (features + 1)


def count(text: str, head: str = KERAS) -> tuple[int, int] | None:
    """The total and the trainable count of the model of a source; None where it is refused or a lower bound."""
    try:
        model = Model(read_source(head + text))
    except UsageError:
        return None
    return None if model.is_lower_bound else (model.total, model.trainable)


def units(text: str) -> int | None:
    """The number that `n` is known to be at the end of a source; None where it is not known."""
    found = count(f"{text}\nmodel = Sequential([Input((1,)), layers.Dense(n, use_bias=False)])")
    return None if found is None else found[0]
