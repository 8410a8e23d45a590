"""What an option changes, and why."""

from __future__ import annotations

from paramcalc import gru, lstm
from paramcalc.layers.option_effects import option_effects


def test_reset_after_and_its_reason():
    (effect,) = option_effects(gru(75, 28))
    assert (effect.option, effect.value, effect.other_total, effect.difference) == ("reset_after", True, 23400, 225)
    assert effect.parameters == ("c_z", "c_r", "c_h")
    assert effect.redundant == (("c_z", "b_z"), ("c_r", "b_r"))
    assert effect.needed == (("c_h", "r * (U_h @ h + c_h)"),)


def test_other_options():
    (effect,) = gru(75, 28, reset_after=False).choices
    assert (effect.value, effect.default, effect.other_total, effect.difference) == (False, True, 23625, -225)
    (bias,) = lstm(75, 28, bias=False).choices
    assert (bias.option, bias.other_total, bias.difference) == ("bias", 31200, -300)
    assert bias.parameters == ("b_i", "b_f", "b_c", "b_o")
    (bias,) = gru(75, 28, bias=False).choices
    assert (bias.option, bias.difference) == ("bias", -450)
    assert gru(75).choices[0].difference == 225
    assert isinstance(gru(75).choices[0].difference, int)
    assert lstm(75, 28).choices == ()
