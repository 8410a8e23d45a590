"""The options as data, and how a number is read."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.cli.options import OPTIONS, common_options, size_options, switch_options, whole_number
from paramcalc.frameworks import FRAMEWORKS


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("75", 75), ("1_000", 1000), (" 7 ", 7), ("9" * 1000, int("9" * 1000))]
)
def test_whole_numbers(text, number):
    assert whole_number("--units", text) == number


@pytest.mark.parametrize("text", ["", "0", "-3", "2.5", "1e3", "many", "0x10", "9" * 100_000, "1,000"])
def test_what_is_not_one(text):
    with pytest.raises(UsageError, match="--units"):
        whole_number("--units", text)


@pytest.mark.parametrize(("option", "example"), [("--units", "75"), ("--layers", "2"), ("--kernel-size", "3")])
def test_the_tip_has_an_example(option, example):
    with pytest.raises(UsageError, match=f"for example {option} {example}"):
        whole_number(option, "x")


def test_options_of_a_cell():
    assert [option.name for option in size_options(["units", "input"])] == ["units", "input"]
    assert [option.default for option in size_options(["units"])] == [None]
    switches = switch_options(FRAMEWORKS["keras"].cells["gru"].options)
    assert [(option.name, option.default) for option in switches] == [("reset_after", None)]


def test_common_options():
    names = [option.name for option in common_options("layer", weighs=True)]
    assert tuple(names) == OPTIONS
    assert "dtype" not in [option.name for option in common_options("explanation", weighs=False)]
