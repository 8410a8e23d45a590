"""Comparisons as results of the Python interface: layers side by side, at one size or over many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from paramcalc.algebra.integers import whole_number
from paramcalc.api import layer
from paramcalc.api.shown import Shown
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, framework_name, home_of, homes, registered_cell
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Comparison, Sweep, check_sweep, labels
from paramcalc.layers.comparison import compare as compare_breakdowns
from paramcalc.layers.layer import COMMON_OPTIONS
from paramcalc.phrases import tr


class LayerComparison(Shown, Comparison):
    """Layers side by side: `print(c)`, a table in a notebook, `c.to("latex")`."""

    subject: ClassVar[str] = "comparison"

    def __repr__(self) -> str:
        return f"<comparison of {', '.join(subject.label for subject in self.subjects)}>"


class LayerSweep(Shown, Sweep):
    """Layers side by side over many sizes. Iterating gives the units, the features and the totals of all layers."""

    subject: ClassVar[str] = "sweep"

    def __repr__(self) -> str:
        names = ", ".join(subject.label for subject in self.comparison.subjects)
        return f"<comparison of {names} over {len(self.units)} units and {len(self.input)} inputs>"


def compare(
    *layers: str | Breakdown | Mapping[str, Breakdown],
    units: int | Iterable[int] | None = None,
    input: int | Iterable[int] | None = None,
    framework: str | Iterable[str] | None = None,
    base: str | None = None,
    tidy: bool = False,
    **options: Any,
) -> LayerComparison | LayerSweep:
    """Layers side by side: how their counts differ, and why.

    `layers` are breakdowns, a mapping from labels to breakdowns, or names of cells with `options` as for `layer`. One
    name alone is compared across frameworks. `base` is the label that the differences refer to, the first by default.
    With several `units` or several `input`s the result has a total for each size, with `tidy` in a row of its own.

    >>> import paramcalc
    >>> comparison = compare(paramcalc.gru(75, 28), paramcalc.gru(75, 28, reset_after=False))
    >>> [(subject.label, subject.difference) for subject in comparison.subjects]
    [('reset_after=True', 0), ('reset_after=False', -225)]
    >>> list(compare("rnn", "gru", units=[3, 4], input=5))
    [(3, 5, [27, 90]), (4, 5, [40, 132])]

    Raises UsageError for unknown names, for two layers that are the same, and for a sweep without every size.
    """
    many = _sizes(units, input)
    single = {name: value for name, value in (("units", units), ("input", input)) if value is not None}
    frameworks = [framework] if isinstance(framework, str) else list(framework or ())
    if len(layers) == 1 and isinstance(layers[0], Mapping):
        breakdowns = dict(layers[0])
    else:
        arguments = options if many else {**options, **single}
        breakdowns = labelled(_breakdowns(layers, frameworks, arguments, is_sweep=bool(many)))
    for breakdown in breakdowns.values():
        if not isinstance(breakdown, Breakdown):
            raise UsageError(
                tr("compare() takes breakdowns and names of cells, got {breakdown}", breakdown=shown(breakdown))
            )
    return compared(breakdowns, base=base, sizes=many, tidy=tidy)


def _sizes(units: Any, features: Any) -> dict[str, tuple[int, ...]]:
    """The sizes of a sweep; nothing where each size is one number, or free."""
    several = {"units": units, "input": features}
    if not any(isinstance(value, Iterable) for value in several.values()):
        return {}
    return {
        name: tuple(whole_number(name, size, least=1) for size in (value if isinstance(value, Iterable) else (value,)))
        for name, value in several.items()
        if value is not None
    }


def _breakdowns(
    layers: Sequence[Any], frameworks: Sequence[str], arguments: dict[str, Any], *, is_sweep: bool
) -> list[Breakdown]:
    """The breakdowns that are given, and those of the names."""
    if len(layers) == 1 and isinstance(layers[0], str):
        return across(layers[0], frameworks, arguments, is_sweep=is_sweep)
    home = only(frameworks)
    return [layer(each, framework=home, **arguments) if isinstance(each, str) else each for each in layers]


def only(frameworks: Sequence[str]) -> str:
    """The framework of several cells: the one that is given, or the default. Raises UsageError for several."""
    if len(frameworks) > 1:
        message = tr("several cells can only be compared within one framework")
        raise UsageError(message, tip=tr("give one framework, one cell, or each layer with a framework of its own"))
    return frameworks[0] if frameworks else DEFAULT


def across(
    cell: str, frameworks: Sequence[str], arguments: dict[str, Any], *, is_sweep: bool = False
) -> list[Breakdown]:
    """A cell's layer in each of these frameworks.

    If none is given: in every framework that has the cell with these options. Over many sizes, where most frameworks
    have the same counts, only in the first of them.
    """
    own = {name for name in arguments if name not in COMMON_OPTIONS}
    names = [framework_name(name) for name in frameworks]
    if not names and is_sweep:
        names = [home_of(cell)]
    elif not names:
        having = homes(registered_cell(cell))
        # Without an option that the cell has nowhere, `layer` says which cell has it.
        names = [name for name, entry in having.items() if own <= {option.name for option in entry.options}]
        names = names or list(having)[:1]
    without = [name for name in names if not _always_bias(name, cell)]
    names = without if arguments.get("bias") is False and without else names
    return [layer(cell, framework=name, **arguments) for name in names]


def _always_bias(framework: str, cell: str) -> bool:
    entry = FRAMEWORKS[framework].cells.get(registered_cell(cell))
    return bool(entry and entry.always_bias)


def labelled(breakdowns: Sequence[Any]) -> dict[str, Breakdown]:
    """The layers by labels that tell them apart. Raises UsageError where there is none, or two are the same."""
    if not breakdowns:
        raise UsageError(tr("nothing to compare"), tip=tr("give names of cells, such as rnn, lstm and gru"))
    if not all(isinstance(breakdown, Breakdown) for breakdown in breakdowns):
        return {str(number): breakdown for number, breakdown in enumerate(breakdowns)}
    return dict(zip(labels(breakdowns), breakdowns, strict=True))


def compared(
    breakdowns: Mapping[str, Breakdown],
    *,
    base: str | None,
    sizes: Mapping[str, Sequence[int]],
    tidy: bool = False,
) -> LayerComparison | LayerSweep:
    """The comparison of these layers; over `sizes` if there are any.

    Raises UsageError for an unknown base, for a sweep without every size, and for `tidy` without a sweep.
    """
    comparison = compare_breakdowns(breakdowns, _base(base, breakdowns))
    if not sizes:
        if tidy:
            raise UsageError(tr("tidy applies to a comparison over many sizes"))
        return LayerComparison(*comparison)
    missing = [name for name in ("units", "input") if name not in sizes]
    if missing:
        raise UsageError(tr("a sweep needs every size; missing: {names}", names=", ".join(missing)))
    check_sweep(comparison)
    return LayerSweep(comparison, sizes["units"], sizes["input"], tidy)


def _base(base: str | None, breakdowns: Mapping[str, Breakdown]) -> str:
    """The label that is meant: itself, or the framework of one layer."""
    if base is None:
        return next(iter(breakdowns))
    for label, breakdown in breakdowns.items():
        framework = FRAMEWORKS.get(breakdown.layer.framework)
        aliases = framework.aliases if framework else ()
        words = (label, breakdown.layer.framework, *aliases) if _is_alone(breakdown, breakdowns) else (label,)
        if isinstance(base, str) and base.lower() in map(str.lower, words):
            return label
    raise unknown(tr("layer to compare with"), base, breakdowns)


def _is_alone(breakdown: Breakdown, breakdowns: Mapping[str, Breakdown]) -> bool:
    """Whether no other layer is of the same framework."""
    return [each.layer.framework for each in breakdowns.values()].count(breakdown.layer.framework) == 1
