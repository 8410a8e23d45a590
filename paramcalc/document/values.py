"""One value of an answer by its name: `total`, `bytes`, `rows.z.bias`, for a sentence or a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Size, polynomial
from paramcalc.document.nodes import Content, Difference, Formula, Joined, LowerBound, Phrase
from paramcalc.document.subjects.layer import derivation
from paramcalc.errors import UsageError, unknown
from paramcalc.layers.breakdown import Breakdown, total
from paramcalc.layers.comparison import Comparison, Sweep
from paramcalc.phrases import tr

if TYPE_CHECKING:
    from paramcalc.document.subjects.model import ModelView
    from paramcalc.document.subjects.verification import VerifiedLayer
    from paramcalc.models.breakdown import ModelLayer
    from paramcalc.questions.solve import Solution, Solutions

Named: TypeAlias = "Mapping[str, Callable[[], Content | None]]"

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Sums(NamedTuple):
    """Rows that are summed by words: `rows.z.bias` is the sum of the rows with the gate z and the role bias."""

    rows: Callable[[], Iterable[Any]]
    keys: tuple[str, ...]
    """The attributes of a row that a word may be the value of."""
    examples: tuple[str, ...]
    """The attributes whose values together make the names that a message lists."""


class Values(NamedTuple):
    """The values of an answer: those with a name, and the sums of rows by the first part of their names."""

    named: Named
    sums: Mapping[str, Sums] = NOTHING


class NamedValue(NamedTuple):
    """The value that a name stands for."""

    name: str
    content: Content


LAYER_SUMS = ("layer", "direction", "gate", "gate_name", "role", "parameter")

MODEL_SUMS = ("layer", "kind", "direction", "gate", "gate_name", "role", "tensor")

COUNTS = ("total", "trainable", "bytes", "macs")
"""The counts that a layer and a model have."""


def value_of(values: Values, name: str) -> NamedValue:
    """The value with this name.

    >>> from paramcalc import gru
    >>> value_of(of_layer(gru(75, 28)), "rows.z.bias").content
    75

    Raises UsageError, with the nearest match, for an unknown name, and for a count that is not known.
    """
    if name in values.named:
        content = values.named[name]()
        if content is None:
            raise UsageError(tr("the value {name} is not known: some layers could not be counted", name=name))
        return NamedValue(name, content)
    head, *words = name.split(".")
    sums = values.sums.get(head)
    if sums is not None and words:
        rows = list(sums.rows())
        for word in words:
            rows = [row for row in rows if any(str(getattr(row, key)) == word for key in sums.keys)]
        if rows:
            return NamedValue(name, total(rows))
    raise unknown(tr("value"), name, dict.fromkeys([*values.named, *_examples(values)]))


def _examples(values: Values) -> Iterator[str]:
    for head, sums in values.sums.items():
        for row in sums.rows():
            yield ".".join([head, *filter(None, (str(getattr(row, key)) for key in sums.examples))])


def of_layer(breakdown: Breakdown) -> Values:
    """The values of a layer."""
    named: dict[str, Callable[[], Content | None]] = {
        "total": lambda: breakdown.total,
        # All parameters of a recurrent layer are trained.
        "trainable": lambda: breakdown.total,
        "redundant": lambda: breakdown.redundant,
        "bytes": lambda: breakdown.bytes,
        "macs": lambda: breakdown.macs,
        "formula": lambda: Formula(breakdown.formula),
        "derivation": lambda: Joined(derivation(breakdown), " "),
        **{f"sizes.{size}": _given(breakdown.sizes.get(size, size)) for size in breakdown.layer.sizes},
        **{f"options.{option}": _given(str(value)) for option, value in breakdown.options.items()},
    }
    sums = {
        "rows": Sums(lambda: breakdown.rows, LAYER_SUMS, ("gate", "role")),
        "tensors": Sums(lambda: breakdown.tensors, ("layer", "direction", "name"), ("name",)),
    }
    return Values(named, sums)


def of_verified_layer(verified: VerifiedLayer) -> Values:
    """The values of a layer that was compared with the real one."""
    return of_layer(verified.breakdown)


def of_model(view: ModelView) -> Values:
    """The values of a model, or of the only layer that is shown, and those of its layers."""
    counted, model = view.counted, view.model

    def count(size: Size | None) -> Content | None:
        return LowerBound(size) if counted.is_lower_bound and size is not None else size

    def formula() -> Content:
        whole = Formula(polynomial(counted.total))
        return Phrase(tr("at least {formula}"), {"formula": whole}) if counted.is_lower_bound else whole

    named: dict[str, Callable[[], Content | None]] = {
        "total": lambda: count(counted.total),
        "trainable": lambda: count(counted.trainable),
        "non_trainable": lambda: count(counted.non_trainable),
        "bytes": lambda: count(counted.bytes),
        "macs": lambda: counted.macs,
        "formula": formula,
    }
    for line in view.lines:
        named |= _of_line(line)
    rows = Sums(lambda: view.lines[0].rows if view.only else model.rows, MODEL_SUMS, ("layer", "gate", "role"))
    return Values(named, {"rows": rows})


def _of_line(line: ModelLayer) -> Named:
    from paramcalc.document.subjects.model import output_shapes

    def count(key: str) -> Callable[[], Content | None]:
        return lambda: LowerBound(getattr(line, key)) if line.unknown and key != "macs" else getattr(line, key)

    head = f"layers.{line.path}"
    return {
        **{f"{head}.{key}": count(key) for key in COUNTS},
        f"{head}.class": _given(line.kind),
        f"{head}.output": lambda: output_shapes(line.outputs),
    }


def of_comparison(comparison: Comparison) -> Values:
    """The values of the compared layers, each after the layer's label: `gru.total`."""
    named: dict[str, Callable[[], Content | None]] = {}
    for subject in comparison.subjects:
        named |= {f"{subject.label}.{name}": content for name, content in of_layer(subject.breakdown).named.items()}
        named[f"{subject.label}.difference"] = _given(Difference(subject.difference))
    return Values(named)


def of_sweep(sweep: Sweep) -> Values:
    """A comparison over many sizes has no single value."""
    raise UsageError(tr("a comparison over many sizes has no single value"), tip=tr("give one number for each size"))


def of_solutions(solutions: Solutions) -> Values:
    """The values of a solution; of several, each after the name of its cell or its label: `gru.size`."""
    named: dict[str, Callable[[], Content | None]] = {}
    cells = [_cell(solution) for solution in solutions.solutions]
    for solution, cell in zip(solutions.solutions, cells, strict=True):
        alone = len(solutions.solutions) == 1 and not solutions.unsolved
        head = "" if alone else f"{cell if cells.count(cell) == 1 else solution.label}."
        named |= {f"{head}{name}": content for name, content in _of_solution(solution).items()}
    return Values(named)


def _cell(solution: Solution) -> str:
    return solution.answer.layer.name if isinstance(solution.answer, Breakdown) else solution.label


def _of_solution(solution: Solution) -> Named:
    counts = solution.counts
    return {
        "size": _given(solution.size),
        "total": _given(counts.params),
        "bytes": _given(counts.bytes),
        "macs": lambda: counts.macs,
        "spare": _given(solution.spare),
    }


def _given(content: Content) -> Callable[[], Content]:
    return lambda: content
