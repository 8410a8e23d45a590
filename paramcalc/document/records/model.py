"""The records of a model: its layers, or the parameters of those that are opened."""

from __future__ import annotations

from typing import Any

from paramcalc.document.nodes import Content
from paramcalc.document.page import PLAIN
from paramcalc.document.records import CsvColumn, Records, counts, formula, formulas, numbers, same, values
from paramcalc.document.records.layer import effect_record
from paramcalc.document.records.memory import lite_record, memory_record
from paramcalc.document.subjects.model import ModelView, known_length
from paramcalc.document.subjects.notes import sentence
from paramcalc.document.writers.plain import TextWriter
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.result import Weight
from paramcalc.models.rows import ParameterRow
from paramcalc.models.spec import StoredTensor
from paramcalc.models.stored import Difference
from paramcalc.questions.printed import PrintedCheck

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
    """A model, or one of its layers: then the totals are the layer's. An unknown length is None."""
    model, counted = view.model, view.counted
    layers = [_layer(line) for line in view.lines]
    rows = [_row(row) for row in (view.lines[0].rows if view.only else model.rows)]
    document = {
        "model": model.name,
        "class": model.spec.root.kind,
        "framework": model.framework,
        "version": ".".join(map(str, model.spec.version)),
        "layer": view.only or None,
        "layers": layers,
        "rows": rows,
        "choices": [
            {"layer": choice.layer, "part": choice.part, **effect_record(choice.effect)} for choice in counted.choices
        ],
        "polynomial": formula(counted.total),
        **_totals(counted, "total", "non_trainable"),
        "lower_bound": counted.is_lower_bound,
        **counts(model_total=model.total),
        "unknown": list(map(str, counted.unknown)),
        "optimizer": model.spec.optimizer,
        "stored": _stored(view),
        "differences": [_difference(difference) for difference in view.differences],
        "printed": None if view.printed is None else _printed(view.printed),
        "memory": memory_record(view.memory),
        "tflite": lite_record(view.lite),
        "definitions": "" if view.only else model.definitions,
        "notes": [{"layer": note.layer, "text": _text(sentence(note))} for note in view.surprises],
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


def _totals(counted: Model | ModelLayer, total: str, *others: str) -> dict[str, Any]:
    """The totals; the number of parameters has the key `total`."""
    further = {key: getattr(counted, key) for key in ("trainable", *others, "bytes", "macs")}
    return counts(**{total: counted.total}, **further)


def _layer(line: ModelLayer) -> dict[str, Any]:
    return {
        "path": line.path,
        "class": line.kind,
        "depth": line.depth,
        "outputs": [None if shape is None else list(map(known_length, shape)) for shape in line.outputs],
        **_totals(line, "params"),
        "reads": list(map(str, line.reads)),
        "calls": len(line.results),
        **counts(shared=line.shared),
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
        **counts(count=weight.count),
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


def _printed(check: PrintedCheck) -> dict[str, Any]:
    rows = [{"layer": row.layer, "printed": row.printed, **counts(counted=row.counted)} for row in check.rows]
    return {"place": check.place, "total": check.total, "agrees": check.agrees, "rows": rows}


def _difference(difference: Difference) -> dict[str, Any]:
    derived, stored = difference.derived, difference.stored
    return {
        "layer": difference.layer,
        "derived": None if derived is None else {"name": derived.name, "shape": values(derived.shape)},
        "stored": None if stored is None else _stored_tensor(stored),
    }
