"""Is it within the limits? A count that is not a number without reservation is never within a limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size


class Limits(NamedTuple):
    """The largest counts that are allowed; None where any is."""

    params: int | None = None
    bytes: int | None = None
    macs: int | None = None
    no_unknown: bool = False
    """Whether the number of parameters must be a number, neither a formula nor a lower bound."""

    @property
    def given(self) -> dict[str, bool]:
        """Which limits there are, by name."""
        return {
            "max_params": self.params is not None,
            "max_bytes": self.bytes is not None,
            "max_macs": self.macs is not None,
            "no_unknown": self.no_unknown,
        }


class Counts(NamedTuple):
    """The counts of a layer or a model."""

    params: Size
    bytes: Size
    macs: Size | None
    """None if they are unknown."""
    unknown: tuple[str, ...] = ()
    """The layers whose weights are not known, each with the reason."""
    is_lower_bound: bool = False
    """Whether the real counts can be larger."""


class Excess(NamedTuple):
    """A limit that a count is over, or that it cannot be held against."""

    kind: str
    """The field of `Limits`."""
    limit: int | None
    value: Size | None
    """The count; None if it is unknown."""
    is_lower_bound: bool
    unknown: tuple[str, ...] = ()

    @property
    def over(self) -> int | None:
        """By how much the count is over the limit, or more for a lower bound; None if it may be within the limit."""
        if self.limit is None or self.value is None or isinstance(self.value, Polynomial):
            return None
        return self.value - self.limit if self.value > self.limit else None


def excesses(counts: Counts, limits: Limits) -> Iterator[Excess]:
    """The limits that these counts are over, or cannot be held against.

    >>> [excess.over for excess in excesses(Counts(23625, 94500, 23400), Limits(params=20000, bytes=100000))]
    [3625]
    """
    for kind in ("params", "bytes", "macs"):
        limit, count = getattr(limits, kind), getattr(counts, kind)
        if limit is None:
            continue
        is_open = counts.is_lower_bound or count is None or isinstance(count, Polynomial)
        if is_open or count > limit:
            yield Excess(kind, limit, count, counts.is_lower_bound, counts.unknown)
    if limits.no_unknown and (counts.is_lower_bound or isinstance(counts.params, Polynomial)):
        yield Excess("no_unknown", None, counts.params, counts.is_lower_bound, counts.unknown)
