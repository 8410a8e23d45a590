"""Exact integer polynomials in named sizes: shapes and counts whose sizes are not all known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd, prod
from typing import TYPE_CHECKING, TypeAlias, cast, overload

from paramcalc.algebra.integers import integer
from paramcalc.algebra.notation import PRETTY, PYTHON, Notation
from paramcalc.errors import UsageError, nearest
from paramcalc.phrases import tr

if TYPE_CHECKING:
    from paramcalc.algebra.arrays import Array

Monomial: TypeAlias = "tuple[str, ...]"
"""The sizes multiplied together, sorted, repeated for powers: ("units", "units") is units²."""

Size: TypeAlias = "int | Polynomial"
"""A number where it is known, else a polynomial; both take the same operators."""


class Polynomial:
    """An immutable polynomial with integer coefficients, exact at any size.

    `+`, `-` and `*` take ints and polynomials, `**` takes an int; `==` compares by value, also with an int; `at`
    replaces sizes by numbers, other polynomials or NumPy integer arrays.

    >>> units, features = Polynomial.symbol("units"), Polynomial.symbol("input")
    >>> count = 3 * (features * units + units**2 + 2 * units)
    >>> print(count)
    3·(input·units + units² + 2·units)
    >>> count.at(units=75, input=28)
    23625
    >>> print(count.at(input=28))
    3·(units² + 30·units)
    """

    __slots__ = ("_terms",)
    _terms: dict[Monomial, int]

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        self._terms = {tuple(sorted(sizes)): factor for sizes, factor in terms.items() if factor}

    @classmethod
    def symbol(cls, name: str) -> Polynomial:
        """The polynomial that consists of the size `name`."""
        return cls({(name,): 1})

    @property
    def terms(self) -> tuple[tuple[Monomial, int], ...]:
        """The terms in the order in which they are written: by degree, then by name."""
        return tuple(sorted(self._terms.items(), key=lambda term: (-len(term[0]), term[0])))

    @property
    def symbols(self) -> frozenset[str]:
        """The names of the sizes that are still free."""
        return frozenset(name for monomial in self._terms for name in monomial)

    @property
    def content(self) -> int:
        """The greatest number that divides every coefficient (1 for the polynomial 0)."""
        return gcd(*self._terms.values()) or 1

    def __add__(self, other: Size) -> Polynomial:
        others = _terms_of(other)
        if others is None:
            return NotImplemented
        terms = dict(self._terms)
        for monomial, factor in others:
            terms[monomial] = terms.get(monomial, 0) + factor
        return Polynomial(terms)

    def __mul__(self, other: Size) -> Polynomial:
        others = _terms_of(other)
        if others is None:
            return NotImplemented
        terms: dict[Monomial, int] = {}
        for mine, factor in self._terms.items():
            for theirs, other_factor in others:
                monomial = tuple(sorted(mine + theirs))
                terms[monomial] = terms.get(monomial, 0) + factor * other_factor
        return Polynomial(terms)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Polynomial:
        return self * -1

    def __sub__(self, other: Size) -> Polynomial:
        return self + -other

    def __rsub__(self, other: Size) -> Polynomial:
        return -self + other

    def __pow__(self, power: int) -> Polynomial:
        if integer(power) is None or power < 0:
            raise UsageError(
                tr("a polynomial has no power {power}", power=power), tip=tr("whole numbers from 0 are allowed")
            )
        return prod([self] * power, start=Polynomial({(): 1}))

    def __eq__(self, other: object) -> bool:
        others = _terms_of(other)
        return NotImplemented if others is None else self._terms == Polynomial(dict(others))._terms

    def __hash__(self) -> int:
        # A polynomial that equals a number has its hash.
        if len(self._terms) > 1 or () not in self._terms:
            return hash(frozenset(self._terms.items())) if self._terms else hash(0)
        return hash(self._terms[()])

    def __str__(self) -> str:
        return self.show()

    def __repr__(self) -> str:
        return f"Polynomial({self.show(PYTHON)})"

    def show(self, notation: Notation = PRETTY, sizes: Mapping[str, int] | None = None) -> str:
        """The polynomial as text, its common factor in front; known `sizes` are written as numbers, not multiplied out.

        >>> from paramcalc.algebra.notation import ASCII
        >>> units = Polynomial.symbol("units")
        >>> (4 * units**2 + 8 * units).show(ASCII, {"units": 75})
        '4*(75^2 + 2*75)'
        """
        known = {name: notation.number(value) for name, value in (sizes or {}).items()}
        common = self.content
        parts = [notation.term(monomial, factor // common, known) for monomial, factor in self.terms]
        text = " + ".join(parts or ["0"]).replace("+ -", "- ")
        if common == 1:
            return text
        if len(parts) > 1:
            return f"{notation.number(common)}{notation.times}({text})"
        return notation.term(*self.terms[0], known)

    @overload
    def at(self, /, **sizes: Size) -> Size: ...
    @overload
    def at(self, /, **sizes: Size | Array) -> Size | Array: ...
    def at(self, /, **sizes: Size | Array) -> Size | Array:
        """The value at these sizes: an int if all sizes are given, else a polynomial in the free ones.

        With NumPy integer arrays the result is an array with one count for each size; a count that int64 cannot hold
        raises OverflowError (arrays of `dtype=object` are exact at any size).

        >>> Polynomial.symbol("units").at(units=75)
        75

        Raises UsageError for a value that is not a whole number, and for a misspelt size.
        """
        numbers: dict[str, Size] = {}
        arrays: dict[str, Array] = {}
        for name, value in sizes.items():
            if isinstance(value, Polynomial):
                numbers[name] = value
            elif (number := integer(value)) is not None:
                numbers[name] = number
            elif getattr(value, "shape", ()):
                arrays[name] = cast("Array", value)
            else:
                raise UsageError(tr("{name}={value!r} is not a whole number", name=name, value=value))
        self._refuse_misspelt(sizes)
        result = self.evaluate(numbers)
        if arrays:
            from paramcalc.algebra.arrays import evaluate_arrays

            return evaluate_arrays(polynomial(result).terms, arrays)
        return result

    def evaluate(self, sizes: Mapping[str, Size]) -> Size:
        """`at` with the sizes as a mapping of ints and polynomials, unchecked."""
        result = sum_of(
            prod((sizes[name] if name in sizes else Polynomial({(name,): 1}) for name in monomial), start=factor)
            for monomial, factor in self._terms.items()
        )
        if isinstance(result, Polynomial) and not result.symbols:
            return result._terms.get((), 0)
        return result

    def _refuse_misspelt(self, sizes: Iterable[str]) -> None:
        free = self.symbols.difference(sizes)
        for name in set(sizes) - self.symbols if free else ():
            match = nearest(name, free)
            if match:
                raise UsageError(
                    tr("no size {name!r} in {value}", name=name, value=self),
                    tip=tr("did you mean {match!r}?", match=match),
                )


def _terms_of(value: object) -> tuple[tuple[Monomial, int], ...] | None:
    """The terms of a polynomial or of a whole number, NumPy's included; None for anything else."""
    if isinstance(value, Polynomial):
        return tuple(value._terms.items())
    number = int(value) if isinstance(value, bool) else integer(value)
    return None if number is None else (((), number),)


def show(value: Size, notation: Notation = PRETTY) -> str:
    """A number or a polynomial as text.

    >>> show(23625)
    '23,625'
    """
    return value.show(notation) if isinstance(value, Polynomial) else notation.number(value)


def polynomial(value: Size) -> Polynomial:
    """A number as a constant polynomial; a polynomial unchanged.

    >>> polynomial(3)
    Polynomial(3)
    """
    return value if isinstance(value, Polynomial) else Polynomial({(): value})


def known(value: Size) -> int:
    """A size that must be a number. Raises UsageError for a polynomial.

    >>> known(75)
    75
    """
    if isinstance(value, Polynomial):
        raise UsageError(
            tr("{value} is not a number yet; free: {symbols}", value=value, symbols=", ".join(sorted(value.symbols)))
        )
    return value


def sum_of(values: Iterable[Size]) -> Size:
    """The sum of numbers and polynomials, in time proportional to their terms; a number if all of them are.

    >>> print(sum_of([Polynomial.symbol("units"), 2, Polynomial.symbol("units")]))
    2·(units + 1)
    """
    terms: dict[Monomial, int] = {}
    number, is_number = 0, True
    for value in values:
        if isinstance(value, Polynomial):
            is_number = False
            for monomial, factor in value._terms.items():
                terms[monomial] = terms.get(monomial, 0) + factor
        else:
            number += value
    if is_number:
        return number
    terms[()] = terms.get((), 0) + number
    return Polynomial(terms)


def product(values: Iterable[Size]) -> Size:
    """The product of numbers and polynomials.

    >>> product([28, 75])
    2100
    """
    return prod(values)
