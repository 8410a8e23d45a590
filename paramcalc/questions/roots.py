"""Where an integer polynomial in one size meets a limit: exact at any number of digits, in few evaluations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Size, known, polynomial

Coefficients: TypeAlias = "tuple[int, ...]"
"""The coefficients of a polynomial in one variable, the constant first; without zeros at the end."""


class Stretch(NamedTuple):
    """Whole numbers in a row, on which a polynomial only rises or only falls."""

    first: int
    last: int | None
    """None if there is no last one."""
    rises: bool
    """Whether no value is below the one before; else none is above."""


def coefficients(count: Size, name: str) -> Coefficients:
    """The coefficients of a polynomial in the size `name`, its only one.

    >>> from paramcalc.algebra.expression import expression
    >>> coefficients(expression("3 * units**2 + 5"), "units")
    (5, 0, 3)
    """
    factors: dict[int, int] = {}
    for monomial, factor in polynomial(count).terms:
        if any(size != name for size in monomial):
            known(polynomial(count))
        factors[len(monomial)] = factor
    return tuple(factors.get(power, 0) for power in range(max(factors, default=-1) + 1))


def value(poly: Coefficients, at: int) -> int:
    """The value at a number, by Horner's rule.

    >>> value((5, 0, 3), 2)
    17
    """
    total = 0
    for factor in reversed(poly):
        total = total * at + factor
    return total


def step(poly: Coefficients) -> Coefficients:
    """The polynomial p(x + 1) - p(x), whose degree is lower by one.

    >>> step((5, 0, 3))
    (3, 6)
    """
    shifted = [0] * len(poly)
    for power, factor in enumerate(poly):
        binomial = 1
        for lower in range(power, -1, -1):
            shifted[lower] += factor * binomial
            binomial = binomial * lower // (power - lower + 1)
    return _trimmed([new - old for new, old in zip(shifted, poly, strict=True)])


def stretches(poly: Coefficients, first: int, last: int | None) -> list[Stretch]:
    """The stretches of the whole numbers from `first` to `last`, in order.

    >>> stretches((0, -4, 1), 1, None)
    [Stretch(first=1, last=2, rises=False), Stretch(first=2, last=None, rises=True)]
    """
    change = step(poly)
    found: list[Stretch] = []
    start = first
    for low, high, sign in signs(change, first, None if last is None else last - 1):
        rises, end = sign >= 0, None if high is None else high + 1
        if found and found[-1].rises == rises:
            found[-1] = found[-1]._replace(last=end)
        else:
            found.append(Stretch(start if not found else low, end, rises))
    return found or [Stretch(first, last, True)]


def signs(poly: Coefficients, first: int, last: int | None) -> Iterator[tuple[int, int | None, int]]:
    """The ranges of the whole numbers from `first` to `last` on which a polynomial has one sign: -1, 0 or 1."""
    if last is not None and last < first:
        return
    if len(poly) <= 1:
        yield first, last, _sign(poly[0] if poly else 0)
        return
    start = first
    for stretch in stretches(poly, first, last):
        while stretch.last is None or start <= stretch.last:
            sign = _sign(value(poly, start))
            end = _end_of_sign(poly, start, stretch, sign)
            yield start, end, sign
            if end is None:
                return
            start = end + 1


def _end_of_sign(poly: Coefficients, start: int, stretch: Stretch, sign: int) -> int | None:
    """The last number of a stretch up to which the sign is that at `start`."""
    if sign == (1 if stretch.rises else -1):
        return stretch.last
    changed = _first(lambda at: _passes(poly, at, sign, stretch.rises), start, stretch.last)
    return stretch.last if changed is None else changed - 1


def _passes(poly: Coefficients, at: int, sign: int, rises: bool) -> bool:
    now = _sign(value(poly, at))
    return now > sign if rises else now < sign


def _first(holds: Callable[[int], bool], first: int, last: int | None) -> int | None:
    """The first whole number from `first` for which something holds that then holds for all up to `last`.

    The number of evaluations grows with the digits of the answer.
    """
    width = 1
    while last is None or first + width <= last:
        if holds(first + width):
            break
        width *= 2
    low, high = first + width // 2 if width > 1 else first, first + width if last is None else min(first + width, last)
    if not holds(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def crossing(poly: Coefficients, stretch: Stretch, limit: int) -> tuple[int | None, int | None]:
    """On a stretch: the number nearest to the crossing whose value is at most the limit, and the one that is above it.

    >>> crossing((0, 0, 1), Stretch(1, None, True), 10)
    (3, 4)
    """
    if stretch.rises:
        above = _bounded(poly, lambda at: value(poly, at) > limit, stretch)
        return (stretch.last, None) if above is None else (above - 1 if above > stretch.first else None, above)
    below = _bounded(poly, lambda at: value(poly, at) <= limit, stretch)
    return (None, stretch.last) if below is None else (below, below - 1 if below > stretch.first else None)


def _bounded(poly: Coefficients, holds: Callable[[int], bool], stretch: Stretch) -> int | None:
    """The first number of a stretch for which something holds; None on an endless stretch of one value."""
    if holds(stretch.first):
        return stretch.first
    if stretch.last is None and len(poly) <= 1:
        return None
    return _first(holds, stretch.first, stretch.last)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _trimmed(factors: Sequence[int]) -> Coefficients:
    end = len(factors)
    while end and not factors[end - 1]:
        end -= 1
    return tuple(factors[:end])
