"""The words that several answers share."""

from __future__ import annotations

import pytest

from paramcalc.document.words import COLUMNS, GATES, ROLES, word
from paramcalc.equations.uses import BIASES
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.layer import recurrent
from paramcalc.phrases import speaking, translated


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_role_of_every_cell_has_a_word(framework):
    for name, entry in FRAMEWORKS[framework].cells.items():
        roles = {parameter.role for parameter in recurrent(framework, name, entry, {}).structure.cell.parameters}
        assert roles <= set(ROLES)
        assert roles - set(BIASES) <= set(COLUMNS)


def test_a_name_without_a_word_stays():
    assert word(GATES, "own") == "own"


def test_a_gate_is_not_what_has_the_same_name():
    with speaking("zh"):
        assert translated(word(GATES, "input")) == "输入门"
        assert translated(word(GATES, "update")) == "更新门"
