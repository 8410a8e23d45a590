"""A layer's entry and its call: texts that are parsed, and arguments that are checked."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import (
    LayerCall,
    LayerEntry,
    Unknown,
    WeightLine,
    listed,
    parameters,
    signature,
    weight_lines,
    whole,
)
from paramcalc.errors import Remedy, UsageError

ENTRY = LayerEntry("units, size=2, use_bias=True, padding='valid', data_format=None", lambda call: None)


def call(**config) -> LayerCall:
    return LayerCall(ENTRY, config, ((Polynomial.symbol("batch"), 7, 5),))


class TestTexts:
    def test_a_line_of_weights_has_all_its_parts(self):
        text = "scale (*kernel, 1, units) if use_bias and not tied frozen unsaved as int8"
        switches = (("use_bias", True), ("tied", False))
        assert weight_lines(text) == (WeightLine("scale", ("*kernel", "1", "units"), switches, False, False, "int8"),)

    def test_a_scalar_has_no_axes(self):
        assert weight_lines("count () frozen")[0].axes == ()

    @pytest.mark.parametrize("text", ["kernel input", "kernel (a) if", "kernel (a) frozen as", "(a)"])
    def test_other_lines_are_refused(self, text):
        with pytest.raises(ValueError, match="not a weight"):
            weight_lines(text)

    def test_the_cached_signature_cannot_be_changed(self):
        for cached in (signature, parameters):
            with pytest.raises(TypeError):
                cached("units, use_bias=True")["units"] = 3
        assert signature("units, use_bias=True") == {"units": None, "use_bias": True}


class TestArguments:
    def test_a_value_or_its_default(self):
        assert (call(units=3).get("units"), call().get("size"), call().get("missing", 9)) == (3, 2, 9)
        assert (call(units=3).size("units"), call(units=None).size_or("units", 8)) == (3, 8)

    @pytest.mark.parametrize("value", [0, -1, True, "3", 2.5, None, [3]])
    def test_what_is_no_size(self, value):
        with pytest.raises(UsageError, match="units must be a whole number of at least 1"):
            call(units=value).size("units")

    def test_one_number_holds_for_all_dimensions(self):
        assert (call().several("size", 3), call(size=[1, 2]).several("size", 2)) == ((2, 2, 2), (1, 2))
        with pytest.raises(UsageError, match=r"size takes 1 or 2 numbers, got \[1, 2, 3\]"):
            call(size=[1, 2, 3]).several("size", 2)

    def test_words_in_any_case(self):
        assert call(padding="SAME").choice("padding", ("valid", "same")) == "same"
        with pytest.raises(UsageError, match="no padding 'sme'"):
            call(padding="sme").choice("padding", ("valid", "same"))

    def test_the_order_of_channels(self):
        first = call()._replace(entry=ENTRY._replace(channels_first=True))
        assert [each.channels_first for each in (call(), call(data_format="channels_first"), first)] == [0, 1, 1]

    def test_a_value_that_is_not_known_is_named_with_its_line(self):
        with pytest.raises(UsageError, match="line 4: n cannot be known without running the program: a call") as error:
            call(units=Unknown("n", 4, "a call")).get("units")
        assert error.value.remedy == Remedy("set", "n=N")

    def test_whole_numbers(self):
        assert (whole("x", -2, -2), whole("x", 10**999)) == (-2, 10**999)
        for value in (-3, False, 1.0):
            with pytest.raises(UsageError, match="x must be a whole number of at least -2"):
                whole("x", value, -2)

    def test_listed(self):
        assert (listed(3), listed((3, 4)), listed(None)) == ([3], [3, 4], [None])
