"""Limits as people write them: `50,000`, `1.5M`, `64KiB`. Exact: no float is involved."""

from __future__ import annotations

import re

from paramcalc.algebra.integers import MOST_DIGITS, integer, whole_number
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr

DECIMAL = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}

COUNTS = {**DECIMAL, "b": 10**9}
"""What the letters behind a number of parameters mean: thousands, millions, billions (b or g), trillions."""

BYTES = {
    **DECIMAL,
    **{f"{prefix}b": factor for prefix, factor in DECIMAL.items()},
    **{f"{prefix}i{b}": 2 ** (10 * power) for power, prefix in enumerate("kmgt", 1) for b in ("", "b")},
}
"""What the letters behind a number of bytes mean: kB is 1,000 bytes, KiB is 1,024 bytes."""

_QUANTITY = re.compile(
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(?:\.(?P<part>\d+))?(?:[eE]\+?(?P<power>\d{1,4}))?\s*(?P<unit>[A-Za-z]*)",
    re.ASCII,
)


def quantity(name: str, given: object, *, is_bytes: bool = False) -> int:
    """The whole number from 1 that a limit means, in bytes if `is_bytes`.

    >>> quantity("params", "1.5M"), quantity("bytes", "64KiB", is_bytes=True), quantity("params", "50,000")
    (1500000, 65536, 50000)

    Raises UsageError for anything else: a fraction of a parameter, an unknown unit, more than 1,000 digits.
    """
    if not isinstance(given, str):
        return whole_number(name, given, least=1) if integer(given) is not None else _refuse(name, given, is_bytes)
    match = _QUANTITY.fullmatch(given.strip()) if len(given) <= 2 * MOST_DIGITS else None
    units = BYTES if is_bytes else COUNTS
    if match is None or match["unit"].lower() not in units:
        return _refuse(name, given, is_bytes)
    part = (match["part"] or "").rstrip("0")
    if int(match["power"] or 0) > MOST_DIGITS:
        raise UsageError(tr("{name} has more than {most:,} digits", name=name, most=MOST_DIGITS))
    digits = int(match["whole"].replace(",", "").replace("_", "") + part)
    scaled = digits * units[match["unit"].lower()] * 10 ** int(match["power"] or 0)
    number, rest = divmod(scaled, 10 ** len(part))
    if rest:
        raise UsageError(tr("{name} must be a whole number, got {given}", name=name, given=given))
    return whole_number(name, number, least=1)


NOT_BYTES = tr("{name} must be a number of bytes of at least 1, got {given}")
NOT_A_NUMBER = tr("{name} must be a whole number of at least 1, got {given}")


def _refuse(name: str, given: object, is_bytes: bool) -> int:
    tip = (
        tr("for example 65536, 64KiB (1,024 bytes each), 64kB (1,000 bytes each) or 1.5MB")
        if is_bytes
        else (tr("for example 50000, 50_000, 50,000, 50k or 1.5M"))
    )
    raise UsageError(
        (NOT_BYTES if is_bytes else NOT_A_NUMBER).format(name=name, given=shown(given)),
        tip=tip,
    )
