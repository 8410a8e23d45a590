"""What a choice did to the number: the same layer with one option the other way, held against it."""

from __future__ import annotations

from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.layers.breakdown import Breakdown


class OptionEffect(NamedTuple):
    """An option whose other setting gives another total: how much it changes, and which parameters make it up."""

    option: str
    value: bool
    default: bool
    other_total: Size
    difference: Size
    """This layer's total minus the other's."""
    parameters: tuple[str, ...]
    """The parameters that only one of the two settings has."""
    redundant: tuple[tuple[str, str], ...]
    """Those of them that the equations do not need, each with the one it is only ever added to."""
    needed: tuple[tuple[str, str], ...]
    """Those that would have been merged if they stood like the redundant ones, each with where it stands."""


def choices(breakdown: Breakdown) -> tuple[OptionEffect, ...]:
    """The options that change this total: the cell's own, and `bias` where it was left out.

    >>> from paramcalc import gru
    >>> [(choice.option, choice.difference) for choice in choices(gru(75, 28))]
    [('reset_after', 225)]
    """
    options = [(option.name, option.default) for option in breakdown.layer.entry.options if not option.is_size]
    if not breakdown.layer.bias:
        options.append(("bias", True))
    found = (_choice(breakdown, name, default) for name, default in options)
    return tuple(choice for choice in found if choice.difference != 0)


def _choice(breakdown: Breakdown, option: str, default: bool) -> OptionEffect:
    value = bool(breakdown.options[option])
    other = Breakdown(breakdown.layer.with_options(**{option: not value}), breakdown.sizes, breakdown.dtype)
    mine, theirs = ({row.parameter: row.symbolic.parameter for row in each.rows} for each in (breakdown, other))
    only = [parameter for name, parameter in {**theirs, **mine}.items() if (name in mine) != (name in theirs)]
    return OptionEffect(
        option,
        value,
        default,
        other.total,
        polynomial(breakdown.total - other.total).evaluate({}),
        tuple(parameter.name for parameter in only),
        tuple((each.name, each.merges_with) for each in only if each.merges_with),
        tuple((each.name, each.context) for each in only if not each.redundant and each.role == "recurrent_bias"),
    )
