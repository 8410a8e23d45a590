"""The records of a verification."""

from __future__ import annotations

from typing import Any

from paramcalc.document.records import SCHEMA_VERSION, Records, same
from paramcalc.document.records.layer import layer
from paramcalc.document.subjects.verification import VerifiedLayer
from paramcalc.verifiers.verdict import AnyVerdict, LayerCheck, ModelVerdict, OutputShapes, Report

COLUMNS = ("family", "what", "derived", "built", "forward_error", "method", "left_out", "ok")


def verification(report: Report) -> Records:
    """The report; in CSV one line for each check."""
    checks = [_check(verdict) for verdict in report.verdicts]
    document = {
        "versions": dict(report.versions),
        "checks": checks,
        "checked": len(report.verdicts),
        "mismatches": len(report.mismatches),
        "largest_forward_error": _finite(report.largest_error),
        "seconds": round(report.seconds, 3),
    }
    return Records(document, checks, same(*COLUMNS))


def verified_layer(subject: VerifiedLayer) -> Records:
    """A layer's records with its verification."""
    records = layer(subject.breakdown)
    report = {"schema": SCHEMA_VERSION, **verification(subject.report).document}
    return records._replace(document={**records.document, "verification": report})


def _check(verdict: AnyVerdict) -> dict[str, Any]:
    return {
        "what": verdict.case.label,
        "family": verdict.case.family,
        "levels": list(verdict.levels),
        "method": verdict.method,
        "derived": verdict.derived,
        "built": verdict.built,
        "tensors": [] if isinstance(verdict, ModelVerdict) else _pairs(verdict.tensors),
        "forward_error": _finite(verdict.forward_error),
        "left_out": verdict.left_out,
        "problems": list(verdict.problems),
        "hint": verdict.hint,
        "ok": verdict.ok,
        **(_model(verdict) if isinstance(verdict, ModelVerdict) else {}),
    }


def _model(verdict: ModelVerdict) -> dict[str, Any]:
    return {
        "trainable": {"derived": verdict.derived_trainable, "built": verdict.built_trainable},
        "layers": [_layer_check(check) for check in verdict.layers],
        "complete": verdict.is_complete,
    }


def _layer_check(check: LayerCheck) -> dict[str, Any]:
    return {
        "layer": check.path,
        "class": check.kind,
        "derived": check.derived,
        "built": check.built,
        "tensors": _pairs(check.tensors),
        "outputs": {"derived": _shapes(check.derived_outputs), "built": _shapes(check.built_outputs)},
        "left_out": check.left_out,
        "refused": check.refused,
        "problems": list(check.problems),
        "ok": check.ok,
    }


def _pairs(pairs: Any) -> list[dict[str, Any]]:
    return [{"derived": _tensor(pair.derived), "built": _tensor(pair.built), "ok": pair.ok} for pair in pairs]


def _tensor(tensor: Any) -> dict[str, Any] | None:
    return None if tensor is None else {**tensor._asdict(), "shape": list(tensor.shape)}


def _shapes(shapes: OutputShapes) -> list[list[int | None] | None]:
    return [None if shape is None else list(shape) for shape in shapes]


def _finite(error: float | None) -> float | str | None:
    """JSON has no infinity: outputs of different shapes differ by the word."""
    return "infinite" if error == float("inf") else error
