"""The records of a model: its layers, or the parameters of those that are opened."""

from __future__ import annotations

from typing import Any

from paramcalc.document.nodes import Content
from paramcalc.document.page import PLAIN
from paramcalc.document.records import CsvColumn, Records, formula, formulas, numbers, same, value, values
from paramcalc.document.subjects.model import ModelView, known_length
from paramcalc.document.subjects.notes import sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.models.breakdown import ModelLayer
from paramcalc.models.result import Weight
from paramcalc.models.rows import ParameterRow
from paramcalc.models.spec import StoredTensor
from paramcalc.models.stored import Difference
from paramcalc.models.summary import surprises

LAYER_COLUMNS = (
    CsvColumn("layer", "path"),
    *same("class"),
    CsvColumn("output", "output", ""),
    *same("params", "trainable", "bytes", "macs"),
    CsvColumn("reads", "reads", " "),
    *same("shared", "from_file"),
)

PLACE = ("layer", "direction", "gate", "gate_name", "role", "tensor")

ROW_COLUMNS = (
    *same("layer", "class", *PLACE[1:], "symbolic_shape"),
    *numbers("shape"),
    *same("formula", "count", "trainable", "dtype"),
)


def model(view: ModelView) -> Records:
    """A model. A count that is not known is a formula, a length that is not known is None."""
    model = view.model
    layers = [_layer(line) for line in view.lines]
    rows = [_row(row) for row in (view.lines[0].rows if view.only else model.rows)]
    document = {
        "model": model.name,
        "class": model.spec.root.kind,
        "framework": model.framework,
        "version": ".".join(map(str, model.spec.version)),
        "layers": layers,
        "rows": rows,
        "total": value(model.total),
        "trainable": value(model.trainable),
        "non_trainable": value(model.non_trainable),
        "bytes": value(model.bytes),
        "macs": None if model.macs is None else value(model.macs),
        "lower_bound": model.is_lower_bound,
        "unknown": list(map(str, model.unknown)),
        "optimizer": model.spec.optimizer,
        "stored": _stored(view),
        "differences": [_difference(difference) for difference in model.differences],
        "notes": [{"layer": note.layer, "text": _text(sentence(note))} for note in surprises(model)],
    }
    if view.gates or view.only:
        return Records(document, rows, ROW_COLUMNS)
    lines = [{**layer, "output": _one(layer["outputs"])} for layer in layers]
    return Records(document, lines, LAYER_COLUMNS)


def _one(outputs: list[Any]) -> Any:
    """The shape of a single output, the shapes of several."""
    return outputs[0] if len(outputs) == 1 else outputs or None


def _text(content: Content) -> str:
    return TextWriter(PLAIN).content(content)


def _layer(line: ModelLayer) -> dict[str, Any]:
    return {
        "path": line.path,
        "class": line.kind,
        "depth": line.depth,
        "outputs": [None if shape is None else list(map(known_length, shape)) for shape in line.outputs],
        "params": value(line.total),
        "trainable": value(line.trainable),
        "bytes": value(line.bytes),
        "macs": None if line.macs is None else value(line.macs),
        "reads": list(map(str, line.reads)),
        "calls": len(line.results),
        "shared": value(line.shared),
        "from_file": line.from_file,
        "known": not line.unknown,
        "tensors": [_tensor(weight) for weight in line.weights],
    }


def _tensor(weight: Weight) -> dict[str, Any]:
    return {"name": weight.name, **_numbers(weight)}


def _row(row: ParameterRow) -> dict[str, Any]:
    place = {key: getattr(row, key) for key in PLACE[1:]}
    return {"layer": row.layer, "class": row.kind, **place, **_numbers(row)}


def _numbers(weight: Weight | ParameterRow) -> dict[str, Any]:
    return {
        "symbolic_shape": formulas(weight.symbolic_shape),
        "shape": values(weight.shape),
        "formula": formula(weight.formula),
        "count": value(weight.count),
        "trainable": weight.trainable,
        "dtype": weight.dtype,
    }


def _stored(view: ModelView) -> dict[str, list[dict[str, Any]]] | None:
    stored = view.model.spec.stored
    if stored is None:
        return None
    return {
        name: [_stored_tensor(tensor, dtype=tensor.dtype) for tensor in tensors] for name, tensors in stored.items()
    }


def _stored_tensor(tensor: StoredTensor, **others: str) -> dict[str, Any]:
    return {"name": tensor.name, "shape": list(tensor.shape), **others}


def _difference(difference: Difference) -> dict[str, Any]:
    derived, stored = difference.derived, difference.stored
    return {
        "layer": difference.layer,
        "derived": None if derived is None else {"name": derived.name, "shape": values(derived.shape)},
        "stored": None if stored is None else _stored_tensor(stored),
    }
