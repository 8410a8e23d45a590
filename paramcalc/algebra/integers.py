"""What counts as a whole number: one rule for sizes, options and coefficients."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from operator import index

from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

MOST_DIGITS = 1000
"""Numbers are exact at any length; this limit only keeps a slip from printing for minutes."""

_TOO_LARGE = 10**MOST_DIGITS


_CHUNK = 500
"""Digits that Python converts in any setting: its limit is at least 640."""


def digits(number: int) -> str:
    """The number in decimal digits. Python itself refuses numbers above a limit, 4,300 digits unless it is changed."""
    try:
        return str(number)
    except ValueError:
        chunks: list[str] = []
        rest = abs(number)
        while rest:
            rest, chunk = divmod(rest, 10**_CHUNK)
            chunks.append(f"{chunk:0{_CHUNK}}")
        return ("-" if number < 0 else "") + "".join(reversed(chunks)).lstrip("0")


def grouped(number: int) -> str:
    """The same with a comma between thousands.

    >>> grouped(-23625)
    '-23,625'
    """
    try:
        return f"{number:,}"
    except ValueError:
        sign, text = ("-" if number < 0 else ""), digits(abs(number))
        first = len(text) % 3
        groups = [text[start : start + 3] for start in range(first, len(text), 3)]
        return sign + ",".join([*([text[:first]] if first else []), *groups])


def from_digits(text: str) -> int:
    """The number of a text of decimal digits, with a sign or without, whatever Python's limit is."""
    try:
        return int(text)
    except ValueError:
        unsigned = text.lstrip("+-")
        chunks = [unsigned[max(end - _CHUNK, 0) : end] for end in range(len(unsigned), 0, -_CHUNK)]
        number = 0
        for chunk in reversed(chunks):
            number = number * 10 ** len(chunk) + int(chunk)
        return -number if text.startswith("-") else number


@contextmanager
def any_length() -> Iterator[None]:
    """Let Python write integers of any length meanwhile, for writers that convert them themselves, such as `json`."""
    if not hasattr(sys, "set_int_max_str_digits"):
        yield
        return
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


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
        bounds = (
            tr("of at least {least}", least=least)
            if most is None
            else tr("from {least} to {most:,}", least=least, most=most)
        )
        raise UsageError(
            tr("{name} must be a whole number {bounds}, got {value}", name=name, bounds=bounds, value=shown(value))
        )
    if number >= _TOO_LARGE:
        raise UsageError(tr("{name} has more than {most:,} digits", name=name, most=MOST_DIGITS))
    return number
