"""What a verification found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paramcalc.render.json import dump
from paramcalc.render.model_report import mark, model_lines, model_value, tensor_text
from paramcalc.render.page import Page
from paramcalc.render.text import columns
from paramcalc.verifiers.model_verdict import ModelVerdict
from paramcalc.verifiers.verdict import AnyVerdict, BuiltTensor, Report, TensorPair, Verdict

SCHEMA_VERSION = 1

NAMES = {
    "tensorflow": "TensorFlow",
    "torch": "PyTorch",
    "onnx": "ONNX",
    "onnxruntime": "onnxruntime",
    "flax": "Flax",
    "jax": "JAX",
    "numpy": "NumPy",
    "keras": "Keras",
    "python": "Python",
}
"""What stands in the closing line, in this order."""


def report_text(report: Report, page: Page) -> str:
    """One layer or model spelled out; of many a line a family and every mismatch; and the closing line."""
    if len(report.verdicts) == 1:
        return "\n".join([*_spelled_out(report.verdicts[0]), "", closing_line(report)]) + "\n"
    families: dict[str, list[AnyVerdict]] = {}
    for verdict in report.verdicts:
        families.setdefault(verdict.case.family, []).append(verdict)
    rows = [
        [family, str(_layers(held)), str(sum(not each.ok for each in held)), _largest(held)]
        for family, held in families.items()
    ]
    lines = columns([["family", "layers", "mismatches", "largest forward error"], *rows])
    for verdict in report.mismatches:
        lines += ["", *_spelled_out(verdict)]
    return "\n".join([*lines, "", closing_line(report)]) + "\n"


def report_json(report: Report, page: Page) -> str:
    """The report for programs."""
    return dump(report_document(report))


def report_document(report: Report) -> dict[str, Any]:
    """The report as the value that JSON carries."""
    return {
        "schema": SCHEMA_VERSION,
        "versions": dict(report.versions),
        "checks": [_check(verdict) for verdict in report.verdicts],
        "checked": len(report.verdicts),
        "mismatches": len(report.mismatches),
        "largest_forward_error": _finite(report.largest_error),
        "seconds": round(report.seconds, 3),
    }


def closing_line(report: Report) -> str:
    """How many layers and models, how many mismatches, the largest error, with what, and how long."""
    models, wrong = sum(isinstance(each, ModelVerdict) for each in report.verdicts), len(report.mismatches)
    numbers = ((len(report.verdicts) - models, "layer"), (models, "model"))
    checked = " and ".join(f"{number:,} {word}{'s' * (number != 1)}" for number, word in numbers if number)
    error = report.largest_error
    missing = sum(each.is_open for verdict in report.verdicts for each in getattr(verdict, "layers", ()))
    open_ones = f", {missing:,} layer{'s' * (missing != 1)} left out" if missing else ""
    parts = [
        f"{checked}, {wrong or 'no'} mismatch{'es' * (wrong != 1)}{open_ones}",
        f"largest forward error {error:.1e}" if error is not None else "no forward pass",
        ", ".join(f"{NAMES[name]} {version}" for name, version in _versions(report)),
        f"{report.seconds:.1f} s",
    ]
    return "; ".join(parts)


def _versions(report: Report) -> list[tuple[str, str]]:
    """What was built with first, Python last; a backend is named by itself."""
    order = [name for name in report.versions if name in NAMES]
    return [(name, report.versions[name]) for name in sorted(order, key=list(NAMES).index)]


def _layers(verdicts: Iterable[AnyVerdict]) -> int:
    """How many layers were compared, those of the models among them."""
    return sum(len(each.layers) if isinstance(each, ModelVerdict) else 1 for each in verdicts)


def _largest(verdicts: Iterable[AnyVerdict]) -> str:
    errors = [verdict.forward_error for verdict in verdicts if verdict.forward_error is not None]
    return f"{max(errors):.1e}" if errors else "not run"


def _spelled_out(verdict: AnyVerdict) -> list[str]:
    lines = model_lines(verdict) if isinstance(verdict, ModelVerdict) else _layer_lines(verdict)
    return [*lines, "built in memory" if verdict.method == "memory" else f"built without memory in {verdict.method}"]


def _layer_lines(verdict: Verdict) -> list[str]:
    rows = [["", "derived", "built", ""]]
    if verdict.built is not None:
        rows.append(["count", f"{verdict.derived:,}", f"{verdict.built:,}", mark("count" not in verdict.problems)])
    rows += [_pair_row(pair) for pair in verdict.tensors]
    lines = [verdict.case.label, *columns(rows, left=(0, 1, 2, 3))]
    if verdict.left_out:
        lines.append(f"forward pass left out: {verdict.left_out}")
    if verdict.forward_error is not None:
        agrees = mark("equations" not in verdict.problems)
        allowed = f"of the largest output (at most {verdict.tolerance:.0e})"
        lines.append(f"equations: the outputs differ by {verdict.forward_error:.1e} {allowed}  {agrees}")
    return [*lines, f"  {verdict.hint}"] if verdict.hint else lines


def _pair_row(pair: TensorPair) -> list[str]:
    known = pair.derived or pair.built
    label = f"{known.layer} {known.direction}" if known else ""
    return [label, tensor_text(pair.derived), tensor_text(pair.built), mark(pair.ok)]


def _check(verdict: AnyVerdict) -> dict[str, Any]:
    return {
        "what": verdict.case.label,
        "family": verdict.case.family,
        "levels": list(verdict.levels),
        "method": verdict.method,
        "derived": verdict.derived,
        "built": verdict.built,
        "tensors": [] if isinstance(verdict, ModelVerdict) else [_pair(pair) for pair in verdict.tensors],
        "forward_error": _finite(verdict.forward_error),
        "left_out": verdict.left_out,
        "problems": list(verdict.problems),
        "hint": verdict.hint,
        "ok": verdict.ok,
        **(model_value(verdict) if isinstance(verdict, ModelVerdict) else {}),
    }


def _finite(error: float | None) -> float | str | None:
    """JSON has no infinity: outputs of another shape differ by the word."""
    return "infinite" if error == float("inf") else error


def _pair(pair: TensorPair) -> dict[str, Any]:
    return {"derived": _tensor_value(pair.derived), "built": _tensor_value(pair.built), "ok": pair.ok}


def _tensor_value(tensor: BuiltTensor | None) -> dict[str, Any] | None:
    return None if tensor is None else {**tensor._asdict(), "shape": list(tensor.shape)}
