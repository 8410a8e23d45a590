from __future__ import annotations

import pytest

from paramcalc.frameworks.storage import TensorLayout, read_pattern


def test_axes_and_words():
    layout = TensorLayout("kernel", ("kernel",), "kernel columns (gate rows)")
    assert layout.axes == (("kernel",), ("columns",), ("gate", "rows"))
    assert layout.words == ("kernel", "columns", "gate", "rows")
    assert layout.own_axes == ("kernel", "columns", "rows")


def test_a_pattern_can_have_every_word_in_any_axis():
    assert read_pattern("direction (role gate rows) columns") == (
        ("direction",),
        ("role", "gate", "rows"),
        ("columns",),
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "columns",
        "(rows",
        "rows)",
        "rows rows",
        "((rows))",
        "lines rows",
        "() rows",
        "(gates rows)",
        "(gate rows) (role line)",
    ],
)
def test_patterns_that_cannot_be(pattern):
    with pytest.raises(ValueError, match="storage pattern"):
        read_pattern(pattern)
