"""A model over many sizes: a row for each combination of values."""

from __future__ import annotations

from paramcalc.document.nodes import MISSING, Column, Content, Document, Items, LowerBound, Row, Table
from paramcalc.models.sweep import ModelSweep, SweepPoint
from paramcalc.phrases import tr

LOWER_BOUND = tr("the numbers of parameters are lower bounds: some layers could not be counted")


def build(sweep: ModelSweep) -> Document:
    """The table of a sweep."""
    heads = (*sweep.names, tr("params"), tr("trainable"), tr("bytes"), tr("macs"))
    table = Table(tuple(map(Column, heads)), [_row(point) for point in sweep.points])
    notes = (Items((LOWER_BOUND,), indented=False),) if sweep.is_lower_bound else ()
    return Document(sweep.source, (table, *notes))


def _row(point: SweepPoint) -> Row:
    params: Content = LowerBound(point.params) if point.is_lower_bound else point.params
    macs = MISSING if point.macs is None else point.macs
    return Row((*point.values, params, point.trainable, point.bytes, macs))
