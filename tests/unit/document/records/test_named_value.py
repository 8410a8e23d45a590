"""The records of one value."""

from __future__ import annotations

import json

import pytest
from examples import written

FORMULA = "3*(input*units + units**2 + 2*units)"


@pytest.mark.parametrize(
    ("example", "record"),
    [
        ("total", {"name": "total", "value": 23625, "lower_bound": False}),
        ("formula", {"name": "formula", "value": None, "polynomial": FORMULA, "lower_bound": False}),
        ("output", {"name": "layers.gru.output", "value": "(None, 75)", "lower_bound": False}),
        ("difference", {"name": "gru.difference", "value": 15825, "lower_bound": False}),
        ("lower-bound", {"name": "total", "value": 0, "lower_bound": True}),
    ],
)
def test_json(example, record):
    assert json.loads(written("value", example, "json")) == {"schema": 1, **record}


def test_csv_has_the_formula():
    assert written("value", "formula", "csv") == f"name,value,lower_bound\nformula,{FORMULA},false\n"
