from __future__ import annotations

from paramcalc import Polynomial
from paramcalc.algebra.notation import ASCII, LATEX, PRETTY, PYTHON


def test_other_notations_and_numbers_written_in():
    units, features = Polynomial.symbol("units"), Polynomial.symbol("input")
    count = 3 * (features * units + units**2 + 2 * units)
    assert count.show(ASCII) == "3*(input*units + units^2 + 2*units)"
    assert count.show(PYTHON) == "3*(input*units + units**2 + 2*units)"
    assert count.show(PYTHON, {"units": 1000}) == "3*(input*1000 + 1000**2 + 2*1000)"
    expected = r"3 \cdot (\mathrm{input} \cdot \mathrm{units} + \mathrm{units}^{2} + 2 \cdot \mathrm{units})"
    assert count.show(LATEX) == expected
    assert repr(units + 1) == "Polynomial(units + 1)"


def test_a_term():
    assert PRETTY.term(("units", "units"), -1, {}) == "-units²"
    assert ASCII.term((), 1234, {}) == "1,234"
    assert LATEX.term(("kernel_1",), 1000, {}) == r"1{,}000 \cdot \mathrm{kernel\_1}"
    assert PYTHON.term(("input", "units"), 1, {"input": "28"}) == "28*units"
