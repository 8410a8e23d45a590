"""A model held against the summary of it that a notebook or page has printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.layers.comparison import OptionEffect
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.printed import PrintedRow


class RowDifference(NamedTuple):
    """A row whose printed number is not the layer's."""

    layer: str
    """The layer's name in the model."""
    printed: int
    counted: Size
    effect: OptionEffect | None
    """The option of the layer whose other setting gives the printed number; None where none does."""


class PrintedCheck(NamedTuple):
    """What a printed summary says of a model."""

    place: str
    """Where it is: `cell 5`."""
    total: int | None
    """The printed total, without the optimizer's variables; None where none is printed."""
    agrees: bool | None
    """Whether the totals are the same; None where one of them is not a number."""
    rows: tuple[RowDifference, ...] = ()
    """The rows that differ, where every row is a layer of the model."""


def check_printed(model: Model) -> PrintedCheck | None:
    """The model held against the summary that its source has printed; None where it has printed none."""
    if model.spec.printed is None:
        return None
    summary, place = model.spec.printed
    total = summary.totals.get("total")
    if total is not None:
        total -= summary.totals.get("optimizer", 0)
    if total is None or model.is_lower_bound or isinstance(model.total, Polynomial):
        return PrintedCheck(place, total, None)
    agrees = total == model.total
    return PrintedCheck(place, total, agrees, () if agrees else tuple(_differences(model)))


def _differences(model: Model) -> Iterator[RowDifference]:
    """The rows that differ. Rows and layers without parameters are left out: a summary may have more of them."""
    assert model.spec.printed is not None
    rows = [row for row in model.spec.printed[0].rows if row.params and not row.depth]
    layers = [line for line in model.layers if line.total]
    if len(rows) != len(layers) or not all(_is_class(line, row) for line, row in zip(layers, rows, strict=True)):
        return
    for line, row in zip(layers, rows, strict=True):
        printed = row.params or 0
        if printed != line.total:
            effects = (choice.effect for choice in line.choices)
            effect = next((effect for effect in effects if line.total - effect.difference == printed), None)
            yield RowDifference(line.name, printed, line.total, effect)


def _is_class(line: ModelLayer, row: PrintedRow) -> bool:
    """Whether a row can be of a layer: it has the class, or its beginning."""
    return line.kind.startswith(row.kind) if row.is_cut else line.kind == row.kind
