"""The names of sizes."""

from __future__ import annotations

from collections import Counter

import pytest

from paramcalc.questions.names import KNOWN, LETTERS, NAMES, meanings


def test_no_name_stands_for_two_sizes():
    assert [
        name for name, count in Counter(name for names in NAMES.values() for name in names).items() if count > 1
    ] == []


def test_every_size_has_its_own_name():
    assert all(size in names for size, names in NAMES.items())


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        *((name, ("units",)) for name in ("units", "n_units", "hidden_size", "output_dim", "Hidden_Size", "n_h")),
        *((name, ("input",)) for name in ("input_dim", "n_features", "input_size", "features", "embedding_dim")),
        ("n", ("units", "input")),
        ("m", ("input", "units")),
        ("foo", ("units", "input")),
    ],
)
def test_meanings(name, sizes):
    assert meanings(name) == sizes


def test_letters_are_single():
    assert all(len(letter) == 1 for letter in LETTERS)
    assert KNOWN.issuperset(LETTERS)
