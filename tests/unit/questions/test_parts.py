"""The parameters that a difference consists of, planted and found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import gru, lstm, rnn
from paramcalc.algebra.expression import expression
from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.layers.breakdown import total
from paramcalc.questions.conventions import conventions
from paramcalc.questions.parts import explain

LAYERS = list(conventions(spatial=True))


def label(layer):
    settings = [name for name, value in layer.options.items() if value]
    return "-".join([layer.framework, layer.name, *settings, str(layer.bias), str(layer.bidirectional)])


def signed(parts):
    return sum((part.amount if part.more else part.amount * -1 for part in parts), polynomial(0))


def test_no_difference():
    assert explain(0, gru().layer) == ()


@pytest.mark.parametrize("layer", LAYERS, ids=label)
def test_a_role_that_was_left_out_is_found(layer):
    """Every role of every layer, left out of the formula: the explanation names it."""
    roles = {row.role for row in layer.structure.rows}
    for role in roles if len(roles) > 1 else ():
        rows = [row for row in layer.structure.rows if row.role == role]
        parts = explain(polynomial(total(rows)) * -1, layer)
        assert not any(part.kind == "unknown" for part in parts)
        assert polynomial(signed(parts)) == polynomial(total(rows)) * -1
        if len(parts) == 1 and parts[0].roles == (role,):
            assert set(parts[0].parameters) == {row.parameter for row in rows}


@pytest.mark.parametrize(
    ("text", "breakdown", "kind", "more", "parameters"),
    [
        ("-3*units", gru(), "role", False, ("c_z", "c_r", "c_h")),
        ("-6*units", gru(bidirectional=True), "role", False, ("c_z", "c_r", "c_h")),
        ("3*units", gru(reset_after=False), "other", True, ("c_z", "c_r", "c_h")),
        ("4*units", lstm(), "other", True, ("b_hi", "b_hf", "b_hg", "b_ho")),
        ("-units*input", rnn(), "role", False, ("W_h",)),
        ("-units*input - units**2 - units", lstm(), "gate", False, ("W_o", "U_o", "b_o")),
        ("-units", lstm(), "role", False, ("b_o",)),
        ("3*units**2", gru(), "twice", True, ("U_z", "U_r", "U_h")),
        ("-4*(input*units + units**2 + units)", lstm(bidirectional=True), "direction", False, ()),
        ("4*(input*units + units**2 + units)", lstm(), "twice", True, ()),
        ("7", gru(), "unknown", True, ()),
        ("-3*input", gru(), "unknown", False, ()),
    ],
)
def test_planted_differences(text, breakdown, kind, more, parameters):
    (part,) = explain(expression(text), breakdown.layer)
    assert (part.kind, part.more, part.parameters) == (kind, more, parameters)
    assert part.amount == (expression(text) if more else expression(text) * -1)


def test_the_option_behind_a_difference():
    assert explain(expression("-3*units"), gru().layer)[0].option == "reset_after"
    assert explain(expression("-4*units"), lstm().layer)[0].option == ""


def test_both_directions():
    (part,) = explain(-192, gru(bidirectional=True).layer, {"units": 32, "input": 16})
    assert (part.directions, part.parameters) == (("forward", "backward"), ("c_z", "c_r", "c_h"))
    (part,) = explain(-96, gru(bidirectional=True).layer, {"units": 32, "input": 16})
    assert part.directions == ("backward",)


def test_a_bias_of_the_wrong_size():
    """The biases counted with the input's size: two parts, one of which nothing explains."""
    parts = explain(expression("4*input - 4*units"), lstm().layer)
    assert [(part.kind, part.more) for part in parts] == [("unknown", True), ("role", False)]


TERMS = st.dictionaries(
    st.sampled_from([("units",), ("input",), ("input", "units"), ("units", "units"), ()]), st.integers(-20, 20)
)


@given(TERMS.map(Polynomial), st.sampled_from(LAYERS))
def test_the_parts_always_add_up(difference, layer):
    assert polynomial(signed(explain(difference, layer))) == difference


@given(st.integers(-5000, 5000), st.sampled_from([layer for layer in LAYERS if set(layer.sizes) == {"units", "input"}]))
def test_numbers_add_up_too(difference, layer):
    parts = explain(difference, layer, {"units": 12, "input": 7})
    assert polynomial(signed(parts)) == difference
