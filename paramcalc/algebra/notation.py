"""The notations of formulas: Unicode, ASCII, Python's syntax, LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from paramcalc.algebra.integers import digits, grouped


class Notation(NamedTuple):
    """How a polynomial is written: the sign between factors, a power, the name of a size, a number."""

    times: str
    power: Callable[[int], str]
    name: Callable[[str], str] = str
    number: Callable[[int], str] = grouped

    def term(self, sizes: tuple[str, ...], factor: int, known: Mapping[str, str]) -> str:
        """One term of a polynomial: the product of the sizes times a factor; `known` maps sizes to their text."""
        powers = [(known.get(name) or self.name(name), sizes.count(name)) for name in dict.fromkeys(sizes)]
        factors = [text + (self.power(power) if power > 1 else "") for text, power in powers]
        if factor == -1 and factors:
            return "-" + self.times.join(factors)
        if factor != 1 or not factors:
            factors.insert(0, self.number(factor))
        return self.times.join(factors)


_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

PRETTY = Notation("·", lambda power: str(power).translate(_SUPERSCRIPTS))
ASCII = Notation("*", "^{}".format)
PYTHON = Notation("*", "**{}".format, number=digits)
LATEX = Notation(
    r" \cdot ",
    "^{{{}}}".format,
    lambda name: rf"\mathrm{{{name}}}".replace("_", r"\_"),
    lambda number: grouped(number).replace(",", "{,}"),
)
