"""The records of a layer's breakdown."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import Records, counts, formula, formulas, numbers, same, values
from paramcalc.layers.breakdown import Breakdown, Row, Tensor
from paramcalc.layers.comparison import OptionEffect, option_effects

PLACE = ("layer", "direction", "gate", "gate_name", "role", "parameter")

COLUMNS = (
    *same(*PLACE, "tensor", "symbolic_shape"),
    *numbers("shape"),
    *same("formula", "count", "redundant"),
)


def layer(breakdown: Breakdown) -> Records:
    """The breakdown. A count with a free size is null, and its formula is beside it."""
    rows = [_row(row) for row in breakdown.rows]
    document = {
        **head(breakdown),
        "formula": formula(breakdown.formula),
        "polynomial": formula(breakdown.total),
        "rows": rows,
        "tensors": [_tensor(tensor) for tensor in breakdown.tensors],
        "choices": [effect_record(effect) for effect in option_effects(breakdown)],
        **counts(total=breakdown.total, redundant=breakdown.redundant, bytes=breakdown.bytes, macs=breakdown.macs),
    }
    return Records(document, rows, COLUMNS)


def head(breakdown: Breakdown) -> dict[str, Any]:
    """The layer, its options and its sizes."""
    return {
        "layer": breakdown.layer.name,
        "framework": breakdown.layer.framework,
        "options": breakdown.options,
        "sizes": {name: breakdown.sizes.get(name) for name in breakdown.layer.sizes},
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        **{key: getattr(row, key) for key in (*PLACE, "tensor")},
        "symbolic_shape": formulas(row.symbolic_shape),
        "shape": values(row.shape),
        "formula": formula(row.formula),
        **counts(count=row.count),
        "redundant": row.redundant,
    }


def _tensor(tensor: Tensor) -> dict[str, Any]:
    return {
        "layer": tensor.layer,
        "direction": tensor.direction,
        "name": tensor.name,
        "gates": list(tensor.gates),
        "shape": values(tensor.shape),
        **counts(count=tensor.count),
    }


def effect_record(effect: OptionEffect) -> dict[str, Any]:
    """What an option changes."""
    return {
        "option": effect.option,
        "value": effect.value,
        **counts(other_total=effect.other_total, difference=effect.difference),
        "parameters": list(effect.parameters),
        "redundant": [name for name, _ in effect.redundant],
    }
