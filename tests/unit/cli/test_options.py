"""The options as data, and how a number is read."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.cli.options import (
    OPTIONS,
    OTHER_FRAMEWORKS,
    common_options,
    own_option,
    size_options,
    sizes_argument,
    whole_number,
    with_numbers,
)
from paramcalc.frameworks import FRAMEWORKS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1", 1), ("75", 75), ("1_000", 1000), (" 7 ", 7), ("9" * 1000, int("9" * 1000))),
        *(("1,000", 1000), ("23,625", 23625), ("1,234,567", 1234567), (" 1,000 ", 1000)),
    ],
)
def test_whole_numbers(text, number):
    assert whole_number("--units", text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "-3", "2.5", "1e3", "many", "0x10", "9" * 100_000, "1,00", "1,0000", "0,000", ",100", "1,000,"]
)
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
    (reset_after,) = FRAMEWORKS["keras"].cells["gru"].options
    own = own_option(reset_after)
    assert (own.name, own.default, panel(own)) == ("reset_after", None, None)
    (projection,) = FRAMEWORKS["pytorch"].cells["lstm"].options
    other = own_option(projection, ["pytorch"])
    assert (other.name, other.default, panel(other)) == ("projection", None, OTHER_FRAMEWORKS)


def panel(parameter):
    return parameter.annotation.__metadata__[0].rich_help_panel


def test_the_first_two_sizes_can_be_numbers():
    assert sizes_argument(["units", "input", "projection"]).annotation.__metadata__[0].metavar == "[UNITS [INPUT]]"
    assert sizes_argument(["n"]).annotation.__metadata__[0].metavar == "[N]"
    names = ["units", "input", "projection"]
    assert with_numbers("gru", names, ["3"], {"input": "5"}) == {"units": "3", "input": "5"}
    assert with_numbers("gru", names, [], {"units": None}) == {"units": None}
    with pytest.raises(UsageError, match="input is given twice"):
        with_numbers("gru", names, ["3", "4"], {"input": "5"})
    with pytest.raises(UsageError, match="gru takes 2 numbers, units and input; got 3"):
        with_numbers("gru", names, ["3", "4", "5"], {})


def test_common_options():
    names = [option.name for option in common_options("layer", weighs=True)]
    assert tuple(names) == OPTIONS
    assert "dtype" not in [option.name for option in common_options("explanation", weighs=False)]
