"""What counts as a whole number: one rule for sizes, options and coefficients."""

from __future__ import annotations

from operator import index

from paramcalc.errors import UsageError, shown

MOST_DIGITS = 1000
"""Numbers are exact at any length; this limit only keeps a slip from printing for minutes."""

_TOO_LARGE = 10**MOST_DIGITS


def integer(value: object) -> int | None:
    """The value as an int, NumPy's integers included; None for anything else, truth values among it.

    >>> integer(75), integer(2.0), integer(True)
    (75, None, None)
    """
    try:
        return None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]  # TypeError is an answer
    except TypeError:
        return None


def whole_number(name: str, value: object, least: int = 0, most: int | None = None) -> int:
    """The value as an int from `least` to `most`; `name` is what the message calls it.

    >>> whole_number("units", 75, least=1)
    75

    Raises UsageError for anything else, and for a number of more than 1,000 digits.
    """
    number = integer(value)
    if number is None or number < least or (most is not None and number > most):
        bounds = f"of at least {least}" if most is None else f"from {least} to {most:,}"
        raise UsageError(f"{name} must be a whole number {bounds}, got {shown(value)}")
    if number >= _TOO_LARGE:
        raise UsageError(f"{name} has more than {MOST_DIGITS:,} digits")
    return number
