"""The document of one value: no paragraph, no line break."""

from __future__ import annotations

import pytest
from examples import written


@pytest.mark.parametrize(
    ("example", "form", "text"),
    [
        ("total", "table", "23,625\n"),
        ("total", "html", "23,625\n"),
        ("total", "latex", "$23{,}625$\n"),
        ("output", "markdown", "(None, 75)\n"),
        ("difference", "text", "+15,825\n"),
        ("lower-bound", "text", "0+\n"),
    ],
)
def test_in_a_form(example, form, text):
    assert written("value", example, form) == text


def test_a_long_formula_is_never_broken():
    text = "3·(input·units + units² + 2·units) = 3·(28·75 + 75² + 2·75) = 23,625\n"
    assert written("value", "derivation", "table", 40) == text
