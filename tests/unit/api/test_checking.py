"""Whether a formula is right, in Python."""

from __future__ import annotations

import pytest

from paramcalc import UsageError, check, gru


class TestCheck:
    def test_the_layer_asked_for(self):
        assert check("3*(n*m + n**2 + 2*n)", "gru").is_right
        assert check("3*(n*m + n**2 + 2*n)", gru()).is_right
        assert not check("3*(n*m + n**2 + 2*n)", "gru", reset_after=False).is_right
        assert check("3*(n*m + n**2 + n)", "gru", framework="keras1").is_right

    def test_any_layer(self):
        answer = check("(16*32 + 32*32 + 32)*4", units=32, input=16, bidirectional=False)
        assert {each.name for each in answer.equal} == {"lstm"}
        assert check("4n(n + m + 2)", framework="torch").equal[0].framework == "pytorch"
        assert not check("8n(n + m + 2)", framework="torch", bidirectional=False).is_right

    @pytest.mark.parametrize("formula", [7, None, "n +"])
    def test_what_is_no_formula(self, formula):
        with pytest.raises(UsageError):
            check(formula, "gru")

    def test_it_shows_itself(self):
        assert "wrong for Keras GRU" in str(check("3n", "gru"))
