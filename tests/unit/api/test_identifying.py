"""From a number to the settings, in Python."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, identify


class TestIdentify:
    def test_one_number(self):
        assert identify(6336).matches[0].sizes == {"units": 32, "input": 32}
        assert identify("6,336", "gru").matches[0].layers[0].name == "gru"
        assert identify(16320, "lstm", framework="torch", units=64, projection=27).matches[0].sizes["input"] == 28

    def test_several_numbers(self):
        answers = identify([6336, 480, 12], framework="keras")
        assert [answer.number for answer in answers] == [6336, 480, 12]
        assert all({layer.framework for layer in answer.matches[0].layers} == {"keras"} for answer in answers)

    @pytest.mark.parametrize("number", [0, 2.5, None, "x", [2.5], True])
    def test_what_is_no_number(self, number):
        with pytest.raises(UsageError):
            identify(number)

    def test_it_shows_itself(self):
        assert "192 more" in str(identify(9600, units=32, input=16, expected=9408))
