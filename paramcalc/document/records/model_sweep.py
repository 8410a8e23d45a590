"""The records of a model over many sizes: one for each combination of values."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import Records, counts, same
from paramcalc.models.sweep import ModelSweep, SweepPoint


def model_sweep(sweep: ModelSweep) -> Records:
    """The names, and the counts for each combination of values."""
    rows = [_row(sweep.names, point) for point in sweep.points]
    columns = same(*sweep.names, "params", "trainable", "bytes", "macs", "lower_bound")
    # A name is a column of its own in a table for other programs.
    flat = [{**row["sizes"], **row} for row in rows]
    return Records({"model": sweep.source, "names": list(sweep.names), "rows": rows}, flat, columns)


def _row(names: tuple[str, ...], point: SweepPoint) -> dict[str, Any]:
    numbers = counts(params=point.params, trainable=point.trainable, bytes=point.bytes, macs=point.macs)
    return {"sizes": dict(zip(names, point.values, strict=True)), **numbers, "lower_bound": point.is_lower_bound}
