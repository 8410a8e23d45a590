"""Formulas of articles, right and wrong."""

from __future__ import annotations

import pytest

from paramcalc import gru, layer, lstm, rnn
from paramcalc.algebra.notation import ASCII, LATEX, PRETTY, PYTHON
from paramcalc.errors import UsageError
from paramcalc.questions.check import check, without_label
from paramcalc.questions.conventions import conventions
from paramcalc.questions.names import NAMES

LAYERS = list(conventions(spatial=True))


def sentence(result):
    return [(part.kind, part.more, str(part.amount), part.parameters) for one in result.closest for part in one.parts]


@pytest.mark.parametrize("notation", [PYTHON, PRETTY, ASCII, LATEX], ids=["python", "pretty", "ascii", "latex"])
@pytest.mark.parametrize("convention", LAYERS[:40], ids=lambda layer: f"{layer.framework}-{layer.name}")
def test_every_layer_has_its_own_formula(convention, notation):
    """The formula that paramcalc prints, in every notation, is right for the layer."""
    result = check(convention.structure.formula.show(notation))
    assert result.is_right
    assert convention in result.equal
    assert all(other.structure.formula == convention.structure.formula for other in result.equal)


class TestArticles:
    """Formulas as articles print them."""

    def test_the_sample_of_13_steps(self):
        result = check("(n_features + n_units) * (n_units * 3) + n_units * 3", gru(reset_after=False))
        assert result.is_right
        assert result.names == {"n_features": "input", "n_units": "units"}
        assert check("(n_features+n_units)*n_units+n_units", rnn()).is_right

    def test_the_second_bias_is_missing(self):
        result = check("3 * (n*m + n² + n)", gru())
        assert not result.is_right
        assert sentence(result) == [("role", False, "3·units", ("c_z", "c_r", "c_h"))]
        assert result.closest[0].parts[0].option == "reset_after"
        assert ("keras", False) in [(each.framework, each.options.get("reset_after")) for each in result.equal]

    def test_latex(self):
        assert check(r"\text{params} = 3 \times (n^2 + nm + 2n)", gru()).is_right

    @pytest.mark.parametrize("text", ["4[h(h+x)+h]", "4[x(h+x)+x]", "4*(a*b + b*b + b)", "4(hx + h² + h)"])
    def test_either_letter_may_be_the_units(self, text):
        assert check(text, lstm()).is_right

    def test_the_bias_has_the_size_of_the_input(self):
        result = check("4*(n*m + n**2 + m)", lstm())
        assert [str(one.difference) for one in result.closest] == ["4·(input - units)"]

    def test_a_gate_is_missing(self):
        assert sentence(check("3*(n*m + n*n + n)", lstm())) == [
            ("gate", False, "input·units + units² + units", ("W_o", "U_o", "b_o"))
        ]

    def test_no_biases(self):
        result = check("4*n*(n + m)", lstm())
        assert sentence(result) == [("role", False, "4·units", ("b_i", "b_f", "b_c", "b_o"))]

    def test_no_layer_is_like_this(self):
        result = check("17n")
        assert not result.is_right
        assert result.equal == ()
        assert result.closest


class TestNumbers:
    """Formulas with the sizes put in."""

    def test_structure_is_kept(self):
        result = check("((16+32)*32 + 32) * 3 * 2", gru(32, 16, bidirectional=True))
        assert str(result.formula) == "6·(input·units + units² + units)"
        assert result.numbers == ((16, "input"), (32, "units"))
        assert (result.value, result.is_right) == (9408, False)
        assert sentence(result) == [("role", False, "6·units", ("c_z", "c_r", "c_h"))]

    def test_equal_sizes(self):
        """Each 32 may be either size."""
        assert check("3 * (32*32 + 32*32 + 2*32)", gru(32, 32)).is_right
        assert not check("3 * (32*32 + 32*32 + 32)", gru(32, 32)).is_right

    def test_a_factor_that_equals_a_size(self):
        """The 3 of the gates is the number of units, too."""
        assert check("3 * (5*3 + 3*3 + 2*3)", gru(3, 5)).is_right
        assert check("4*(4*4 + 4*4 + 4)", lstm(4, 4)).is_right

    def test_a_number_alone(self):
        result = check("9408", gru(32, 16, bidirectional=True))
        assert result.closest[0].difference == -192
        assert result.closest[0].parts[0].directions == ("forward", "backward")
        assert check("9600", gru(32, 16, bidirectional=True)).is_right

    def test_names_and_numbers(self):
        assert check("3*(28*n + n*n + 2*n)", gru(input=28)).is_right

    def test_right_at_these_sizes_alone(self):
        result = check("5*45*45 + 13500", gru(75, 28, reset_after=False))
        assert (result.value, result.is_right) == (23625, False)
        result = check("(75*28 + 75*75 + 75)*3 + 225", gru(75, 28))
        assert result.is_right
        other = check("23400 + 225", gru(75, 28))
        assert (other.is_right, other.only_here) == (True, True)

    def test_sizes_are_needed(self):
        with pytest.raises(UsageError, match="only numbers"):
            check("3 * (5*3 + 9)", gru())


class TestReading:
    def test_where_decides(self):
        assert check("3(ab + b² + 2b)", gru(), where={"a": "input", "b": "units"}).is_right
        assert not check("3(ab + b² + 2b)", gru(), where={"a": "units", "b": "input"}).is_right
        assert check("g*(n*m + n*n + n)", lstm(), where={"g": 4}).is_right
        assert not check("g*(n*m + n*n + n)", lstm(), where={"g": 3}).is_right

    @pytest.mark.parametrize("where", [{"q": "units"}, {"n": "unit"}, {"n": 0.5}])
    def test_where_names_what_is_there(self, where):
        with pytest.raises(UsageError):
            check("3(n*m + n² + 2n)", gru(), where=where)

    @pytest.mark.parametrize("units", NAMES["units"][::4])
    @pytest.mark.parametrize("features", NAMES["input"][::4])
    def test_all_names(self, units, features):
        assert check(f"4 * ({units} * {features} + {units}**2 + {units})", lstm()).is_right
        assert not check(f"4 * ({units} * {features} + {features}**2 + {features})", lstm()).is_right

    def test_convolutions(self):
        convolution = layer("convlstm2d", kernel_size=3)
        assert check("4*f*(9*(c+f)+1)", layer("convlstm2d"), where={"c": "channels", "f": "filters"}).is_right is False
        assert check("4*filters*(k²*(channels + filters) + 1)", layer("convlstm2d")).is_right
        assert check("4*filters*(kernel_1*kernel_2*(channels + filters) + 1)").is_right
        assert convolution.sizes

    def test_stacks(self):
        two = lstm(bidirectional=True, layers=2)
        assert check("8*(n*m + n² + n) + 8*(2n*n + n² + n)", two).is_right
        assert not check("8*(n*m + n² + n) + 8*(n*n + n² + n)", two).is_right

    @pytest.mark.parametrize("text", ["", "n +", "n / 2", "units input", "a = b + c = d + e"])
    def test_what_is_no_formula(self, text):
        with pytest.raises(UsageError):
            check(text, gru())

    @pytest.mark.parametrize(
        ("text", "formula"),
        [
            ("params = 3n", "3n"),
            ("number of parameters: 3*n", "3*n"),
            ("P(n, m) = 3*n", "3*n"),
            ("3n(m + n) = params", "3n(m + n)"),
            ("params = 3n(m + n) = 9,600", "3n(m + n)"),
            (r"N_{params} = 3 \times n", r"3 \times n"),
            ("params = 9600", "9600"),
            ("3n", "3n"),
        ],
    )
    def test_labels(self, text, formula):
        assert without_label(text) == formula

    def test_two_formulas_are_refused(self):
        with pytest.raises(UsageError, match="2 formulas"):
            without_label("3*n = 4*n")


def test_without_a_layer_the_close_defaults_are_named():
    result = check("3*(n*m + n² + n)")
    assert result.is_right
    assert [(one.layer.name, str(one.difference)) for one in result.closest] == [("gru", "-3·units")]
