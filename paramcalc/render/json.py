"""JSON, for programs: exact integers, formulas in Python's syntax. The schemas beside this file describe it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.errors import unknown
from paramcalc.layers.breakdown import Breakdown, Row, Tensor
from paramcalc.layers.option_effects import OptionEffect, option_effects
from paramcalc.render.page import Page

SCHEMA_VERSION = 1


def render(breakdown: Breakdown, page: Page) -> str:
    """The breakdown as JSON."""
    return dump(document(breakdown))


def dump(value: dict[str, Any]) -> str:
    """A document as JSON, one line a key and one line an entry of a list: short enough to read, and to compare."""
    lines = [f"  {json.dumps(key)}: {_dump_entries(entry)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dump_entries(entry: Any) -> str:
    if not isinstance(entry, list) or not entry:
        return json.dumps(entry)
    return "[\n" + ",\n".join(f"    {json.dumps(each)}" for each in entry) + "\n  ]"


SCHEMAS = {"layer": "layer.schema.json", "model": "model.schema.json", "verify": "verification.schema.json"}
"""The documents that are described, and the files beside this one that do it."""


def schema(document: str = "layer") -> str:
    """The JSON Schema of a layer's document, a model's, or of what `verify` gives. Raises UsageError for any other."""
    if document not in SCHEMAS:
        raise unknown("schema", document, SCHEMAS)
    return Path(__file__).with_name(SCHEMAS[document]).read_text(encoding="utf-8")


def document(breakdown: Breakdown) -> dict[str, Any]:
    """The breakdown as the value that JSON carries. With free sizes, counts are formulas and `total` is None."""
    return {
        "schema": SCHEMA_VERSION,
        "layer": breakdown.layer.name,
        "framework": breakdown.layer.framework,
        "options": breakdown.options,
        "sizes": {name: breakdown.sizes.get(name) for name in breakdown.layer.sizes},
        "formula": breakdown.formula.show(PYTHON),
        "polynomial": _formula(breakdown.total),
        "rows": [_row(row) for row in breakdown.rows],
        "tensors": [_tensor(tensor) for tensor in breakdown.tensors],
        "choices": [_choice(choice) for choice in option_effects(breakdown)],
        "total": None if isinstance(breakdown.total, Polynomial) else breakdown.total,
        "redundant": value(breakdown.redundant),
        "bytes": value(breakdown.bytes),
        "macs": value(breakdown.macs),
    }


def value(size: Size) -> int | str:
    """A number as it is, a polynomial as a formula."""
    return _formula(size) if isinstance(size, Polynomial) else size


def _formula(size: Size) -> str:
    return size.show(PYTHON) if isinstance(size, Polynomial) else str(size)


def _row(row: Row) -> dict[str, Any]:
    return {
        "layer": row.layer,
        "direction": row.direction,
        "gate": row.gate,
        "gate_name": row.gate_name,
        "role": row.role,
        "parameter": row.parameter,
        "tensor": row.tensor,
        "symbolic_shape": [_formula(size) for size in row.symbolic_shape],
        "shape": [value(size) for size in row.shape],
        "formula": row.formula.show(PYTHON),
        "count": value(row.count),
        "redundant": row.redundant,
    }


def _tensor(tensor: Tensor) -> dict[str, Any]:
    return {
        "layer": tensor.layer,
        "direction": tensor.direction,
        "name": tensor.name,
        "gates": list(tensor.gates),
        "shape": [value(size) for size in tensor.shape],
        "count": value(tensor.count),
    }


def _choice(choice: OptionEffect) -> dict[str, Any]:
    return {
        "option": choice.option,
        "value": choice.value,
        "other_total": value(choice.other_total),
        "difference": value(choice.difference),
        "parameters": list(choice.parameters),
        "redundant": [name for name, _ in choice.redundant],
    }
