"""Layers side by side, and a layer with and without an option: how their counts differ, and by which parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as combinations
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial
from paramcalc.equations.cell import redundancy
from paramcalc.errors import UsageError
from paramcalc.layers.breakdown import Breakdown, total
from paramcalc.phrases import tr


class Reason(NamedTuple):
    """The parameters that only one of two layers has, and whether the equations need them."""

    more: bool
    """True if the layer has them, false if the base has them."""
    parameters: tuple[str, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count
    redundant: tuple[tuple[str, str], ...]
    """Those that the equations do not need, each with the parameter to which it is always added."""
    needed: tuple[tuple[str, str], ...]
    """The recurrent biases that the equations need, each with the expression around its sum."""


class Subject(NamedTuple):
    """One of the compared layers: its label, its breakdown, and its difference from the base."""

    label: str
    breakdown: Breakdown
    difference: Size
    """Its total minus the base's."""
    reasons: tuple[Reason, ...]


class Comparison(NamedTuple):
    """Layers side by side; the base is one of them."""

    base: str
    subjects: tuple[Subject, ...]

    @property
    def base_subject(self) -> Subject:
        """The layer that the others are compared with."""
        return next(subject for subject in self.subjects if subject.label == self.base)


def compare(breakdowns: Mapping[str, Breakdown], base: str) -> Comparison:
    """Each of the layers, by label, compared with the one labelled `base`.

    >>> from paramcalc import layer
    >>> b = {name: layer("gru", units=3, input=5, framework=name) for name in ("keras", "flax-nnx")}
    >>> [(subject.label, subject.difference) for subject in compare(b, "keras").subjects]
    [('keras', 0), ('flax-nnx', -9)]
    """
    first = breakdowns[base]
    subjects = []
    for label, breakdown in breakdowns.items():
        difference = polynomial(breakdown.total - first.total).evaluate({})
        # Different cells differ by their gates, whose number the table shows.
        same_cell = breakdown.layer.name == first.layer.name
        reasons = tuple(_reasons(breakdown, first)) if same_cell else ()
        subjects.append(Subject(label, breakdown, difference, reasons))
    return Comparison(base, tuple(subjects))


def labels(breakdowns: Sequence[Breakdown]) -> list[str]:
    """A label for each layer that tells it from the others: its cell, its framework, its options, its sizes.

    >>> from paramcalc import gru, lstm
    >>> labels([gru(), lstm()]), labels([gru(), gru(reset_after=False), gru(framework="pytorch")])
    (['gru', 'lstm'], ['keras reset_after=True', 'keras reset_after=False', 'pytorch'])

    Raises UsageError where two layers are the same.
    """
    kinds = [(breakdown.layer.framework, breakdown.layer.name) for breakdown in breakdowns]
    shown = [position for position in (0, 1) if len({kind[position] for kind in kinds}) > 1]
    settings = [_settings(breakdown) for breakdown in breakdowns]
    texts = []
    for breakdown, kind, own in zip(breakdowns, kinds, settings, strict=True):
        alike = [other for other, its_kind in zip(settings, kinds, strict=True) if its_kind == kind]
        defaults = _settings(Breakdown(breakdown.layer.with_defaults(), {}, breakdown.dtype))
        parts = [kind[position] for position in shown]
        for name, value in own.items():
            differs = any(other.get(name) != value for other in alike)
            is_special = value != defaults.get(name) and any(other.get(name) != value for other in settings)
            if value is not None and (differs or is_special):
                parts.append(f"{name}={value}")
        texts.append(" ".join(parts) or kind[1])
    for text in texts:
        if texts.count(text) > 1:
            raise UsageError(
                tr("two of the layers are the same: {text}", text=text), tip=tr("compare layers that differ")
            )
    return texts


def _settings(breakdown: Breakdown) -> dict[str, object]:
    """The options and sizes of a layer, None for a free size."""
    options = {name: value for name, value in breakdown.options.items() if name not in breakdown.layer.sizes}
    options.pop("dtype")
    return {**{name: breakdown.sizes.get(name) for name in breakdown.layer.sizes}, **options}


def _reasons(breakdown: Breakdown, base: Breakdown) -> Iterator[Reason]:
    """Gates are matched by their names, since frameworks use different symbols for them."""
    mine, theirs = (
        {(row.layer, row.direction, row.gate_name or row.gate, row.role): row for row in side.rows}
        for side in (breakdown, base)
    )
    for more, rows, others in ((True, mine, theirs), (False, theirs, mine)):
        only = [row for key, row in rows.items() if key not in others]
        if only:
            parameters = {row.parameter: row.definition for row in only}
            yield Reason(more, tuple(parameters), total(only), *redundancy(parameters.values()))


class Sweep(NamedTuple):
    """A comparison over all combinations of these sizes. Iterating gives the sizes and the totals of all layers."""

    comparison: Comparison
    units: Sequence[int]
    input: Sequence[int]
    tidy: bool = False
    """Whether it is shown with a row for each size and layer, rather than a column for each layer."""

    def __iter__(self) -> Iterator[tuple[int, int, list[Size]]]:  # type: ignore[override]  # rows, not fields
        return self._totals(self.units, self.input)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        """What pickle needs, which would otherwise read the fields by iterating."""
        return type(self), (self.comparison, self.units, self.input, self.tidy)

    @property
    def largest(self) -> list[Size]:
        """The totals at the largest sizes."""
        ((_, _, totals),) = self._totals([max(self.units)], [max(self.input)])
        return totals

    def _totals(self, units: Sequence[int], features: Sequence[int]) -> Iterator[tuple[int, int, list[Size]]]:
        formulas = self.formulas
        for one, two in combinations(units, features):
            sizes = {"units": one, "input": two}
            yield one, two, [formula.evaluate(sizes) for formula in formulas]

    @property
    def formulas(self) -> list[Polynomial]:
        """The total of each layer in the sizes that the sweep runs through."""
        breakdowns = [subject.breakdown for subject in self.comparison.subjects]
        others = [{name: each.sizes[name] for name in each.sizes if name not in SWEPT} for each in breakdowns]
        return [polynomial(each.formula.evaluate(sizes)) for each, sizes in zip(breakdowns, others, strict=True)]


SWEPT = ("units", "input")
"""The sizes that a sweep runs through."""


def check_sweep(comparison: Comparison) -> None:
    """Raise UsageError for a layer that has one of a sweep's sizes already, or needs another one."""
    for label, breakdown in ((subject.label, subject.breakdown) for subject in comparison.subjects):
        given = [name for name in SWEPT if name in breakdown.sizes]
        if given:
            raise UsageError(
                tr("{label} has {names} of its own: a sweep gives the sizes", label=label, names=" and ".join(given))
            )
        others = [name for name in breakdown.free if name not in SWEPT]
        if others:
            raise UsageError(
                tr("a sweep needs every size; {label} has free: {others}", label=label, others=", ".join(others))
            )


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
    layer = breakdown.layer.with_options(**{option: not value})
    other = Breakdown(layer, breakdown.sizes, breakdown.dtype, breakdown.symbols)
    difference = polynomial(breakdown.total - other.total).evaluate({})
    mine, theirs = ({row.parameter: row.definition for row in side.rows} for side in (breakdown, other))
    only = [parameter for name, parameter in {**theirs, **mine}.items() if (name in mine) != (name in theirs)]
    names = tuple(parameter.name for parameter in only)
    return OptionEffect(option, value, default, other.total, difference, names, *redundancy(only))
