"""What the verification of a whole model found, as lines of text and as the value that JSON carries."""

from __future__ import annotations

from typing import Any

from paramcalc.render.text import columns
from paramcalc.verifiers.model_verdict import REFUSED, LayerCheck, ModelTensor, ModelVerdict, OutputShapes, WeightPair


def model_lines(verdict: ModelVerdict) -> list[str]:
    """The comparison spelled out: the totals, and every layer with its tensors and what it gives out."""
    rows = [["", "derived", "built", ""]]
    if verdict.built is not None and verdict.built_trainable is not None:
        rows.append(_row("count", verdict.derived, verdict.built))
        rows.append(_row("trainable", verdict.derived_trainable, verdict.built_trainable))
    for check in verdict.layers:
        rows += _layer_rows(check)
    lines = [verdict.case.label, *columns(rows, left=(0, 1, 2, 3))]
    lines += [f"refused: {check.path}: {check.refused}" for check in verdict.layers if check.refused]
    for check in verdict.layers:
        if check.left_out:
            what = "left out" if check.built_outputs == () and check.built is None else "tensors left out"
            lines.append(f"{what}: {check.path}: {check.left_out}")
    return lines


def _layer_rows(check: LayerCheck) -> list[list[str]]:
    label = f"{check.path} ({check.kind})"
    if check.refused:
        return [[label, f"{check.derived:,}", REFUSED, mark(False)]]
    if check.built is None and not check.tensors and not check.built_outputs:
        return [[label, f"{check.derived:,}", "left out", ""]] if check.left_out else []
    first = ["", "", ""] if check.built is None else _row("", check.derived, check.built)[1:]
    rows = [[label, *first], *(_pair_row(pair) for pair in check.tensors)]
    if check.derived_outputs or check.built_outputs:
        texts = [f"gives {_shapes(each)}" for each in (check.derived_outputs, check.built_outputs)]
        rows.append(["", *texts, mark(check.derived_outputs == check.built_outputs)])
    return rows


def _row(label: str, derived: int, built: int) -> list[str]:
    return [label, f"{derived:,}", f"{built:,}", mark(derived == built)]


def _pair_row(pair: WeightPair) -> list[str]:
    return ["", tensor_text(pair.derived), tensor_text(pair.built), mark(pair.ok)]


def tensor_text(tensor: Any) -> str:
    """A tensor of a layer or of a model in a cell."""
    if tensor is None:
        return "missing"
    dtype = f" {tensor.dtype}" if tensor.dtype != "float32" else ""
    return f"{tensor.name} {tensor.shape}{dtype}{'' if tensor.trainable else ' not trainable'}"


def mark(ok: bool) -> str:
    """What stands at the end of a line."""
    return "ok" if ok else "DIFFERS"


def _shapes(shapes: OutputShapes) -> str:
    return ", ".join("?" if shape is None else str(shape) for shape in shapes)


def model_value(verdict: ModelVerdict) -> dict[str, Any]:
    """What a model's check has in JSON beside what every check has."""
    return {
        "trainable": {"derived": verdict.derived_trainable, "built": verdict.built_trainable},
        "layers": [_layer_value(check) for check in verdict.layers],
        "complete": verdict.is_complete,
    }


def _layer_value(check: LayerCheck) -> dict[str, Any]:
    return {
        "layer": check.path,
        "class": check.kind,
        "derived": check.derived,
        "built": check.built,
        "tensors": [
            {"derived": _tensor_value(pair.derived), "built": _tensor_value(pair.built), "ok": pair.ok}
            for pair in check.tensors
        ],
        "outputs": {"derived": _listed(check.derived_outputs), "built": _listed(check.built_outputs)},
        "left_out": check.left_out,
        "refused": check.refused,
        "problems": list(check.problems),
        "ok": check.ok,
    }


def _listed(shapes: OutputShapes) -> list[list[int | None] | None]:
    return [None if shape is None else list(shape) for shape in shapes]


def _tensor_value(tensor: ModelTensor | None) -> dict[str, Any] | None:
    return None if tensor is None else {**tensor._asdict(), "shape": list(tensor.shape)}
