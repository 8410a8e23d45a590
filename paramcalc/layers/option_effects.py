"""The effect of an option on the total: the layer compared with itself with one option the other way."""

from __future__ import annotations

from typing import NamedTuple

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.equations.cell import redundancy
from paramcalc.layers.breakdown import Breakdown


class OptionEffect(NamedTuple):
    """An option whose other setting gives another total: the difference, and the parameters that make it up."""

    option: str
    value: bool
    default: bool
    other_total: Size
    difference: Size
    """This layer's total minus the other's."""
    parameters: tuple[str, ...]
    """The parameters that only one of the two settings has."""
    redundant: tuple[tuple[str, str], ...]
    """Those that the equations do not need, each with the parameter to which it is always added."""
    needed: tuple[tuple[str, str], ...]
    """The recurrent biases that the equations need, each with the expression around its sum."""


def option_effects(breakdown: Breakdown) -> tuple[OptionEffect, ...]:
    """The effects of the options that change this total: the cell's own, and `bias` if it is off.

    >>> from paramcalc import gru
    >>> [(effect.option, effect.difference) for effect in option_effects(gru(75, 28))]
    [('reset_after', 225)]
    """
    options = [(option.name, option.default) for option in breakdown.layer.entry.options if not option.is_size]
    if not breakdown.layer.bias:
        options.append(("bias", True))
    effects = (_option_effect(breakdown, name, default) for name, default in options)
    return tuple(effect for effect in effects if effect.difference != 0)


def _option_effect(breakdown: Breakdown, option: str, default: bool) -> OptionEffect:
    value = bool(breakdown.options[option])
    other = Breakdown(breakdown.layer.with_options(**{option: not value}), breakdown.sizes, breakdown.dtype)
    difference = polynomial(breakdown.total - other.total).evaluate({})
    mine, theirs = ({row.parameter: row.definition for row in side.rows} for side in (breakdown, other))
    only = [parameter for name, parameter in {**theirs, **mine}.items() if (name in mine) != (name in theirs)]
    names = tuple(parameter.name for parameter in only)
    return OptionEffect(option, value, default, other.total, difference, names, *redundancy(only))
