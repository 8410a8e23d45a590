"""Which of the models of a source is meant."""

from __future__ import annotations

import pytest

from paramcalc.errors import Remedy, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.source import read_source

BUILD = """from keras import Sequential, Input, layers
def build(n):
    made = Sequential([Input((4,)), layers.Dense(n)])
    return made
"""


def total(source: str, name: str | None = None) -> int:
    return Model(read_source(BUILD + source, name=name)).total


@pytest.mark.parametrize("name", ["model", "net"])
def test_models_that_one_statement_makes_are_several(name):
    with pytest.raises(UsageError, match="has 2 models"):
        total(f"for n in (2, 3):\n    {name} = build(n)\n")


@pytest.mark.parametrize("name", ["model", "net"])
def test_models_with_the_same_counts_are_one(name):
    # Cross-validation makes the same model for each part of the data.
    assert total(f"for fold in range(5):\n    {name} = build(3)\n") == 15


def test_a_model_that_is_kept_under_another_name_is_not_meant():
    assert total("for n in (2, 3):\n    model = build(n)\n    if n == 2:\n        small = model\n") == 15


def test_a_model_that_holds_the_earlier_ones_is_one():
    source = "model = build(2)\nfor n in (3, 4):\n    model = Sequential([model, layers.Dense(n)])\n"
    assert total(source) == 10 + 9 + 16


def test_the_last_statement_counts():
    assert total("model = build(2)\nmodel = build(3)\n") == 15


def test_a_name_that_holds_no_model_any_more():
    with pytest.raises(UsageError, match="not bound to a model at the end"):
        total("model = build(2)\nmodel = None\n")


def test_a_name_chooses():
    source = "a = build(2)\nb = Sequential([Input((4,)), layers.Dense(3)])\n"
    with pytest.raises(UsageError, match=r"2 models: a \(line 3\), b \(line 6\)") as error:
        total(source)
    assert error.value.remedy == Remedy("name", "b")
    assert (total(source, "a"), total(source, "b")) == (10, 15)
    with pytest.raises(UsageError, match="allowed: a, b"):
        total(source, "c")
