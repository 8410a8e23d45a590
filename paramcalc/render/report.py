"""What a verification found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paramcalc.render.json import dump
from paramcalc.render.page import Page
from paramcalc.render.text import columns
from paramcalc.verifiers.verdict import BuiltTensor, Report, TensorPair, Verdict

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
    """One layer spelled out; of many a line a family and every mismatch; and the closing line."""
    if len(report.verdicts) == 1:
        return "\n".join([*_spelled_out(report.verdicts[0]), "", closing_line(report)]) + "\n"
    families: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        families.setdefault(verdict.case.family, []).append(verdict)
    rows = [
        [family, str(len(held)), str(sum(not each.ok for each in held)), _largest(held)]
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
    """How many layers, how many mismatches, the largest error, with what, and how long."""
    checked, wrong = len(report.verdicts), len(report.mismatches)
    error = report.largest_error
    parts = [
        f"{checked:,} layer{'s' * (checked != 1)}, {wrong or 'no'} mismatch{'es' * (wrong != 1)}",
        f"largest forward error {error:.1e}" if error is not None else "no forward pass",
        ", ".join(f"{NAMES[name]} {version}" for name, version in _versions(report)),
        f"{report.seconds:.1f} s",
    ]
    return "; ".join(parts)


def _versions(report: Report) -> list[tuple[str, str]]:
    """What was built with first, Python last; a backend is named by itself."""
    order = [name for name in report.versions if name in NAMES]
    return [(name, report.versions[name]) for name in sorted(order, key=list(NAMES).index)]


def _largest(verdicts: Iterable[Verdict]) -> str:
    errors = [verdict.forward_error for verdict in verdicts if verdict.forward_error is not None]
    return f"{max(errors):.1e}" if errors else "not run"


def _spelled_out(verdict: Verdict) -> list[str]:
    rows = [["", "derived", "built", ""]]
    if verdict.built is not None:
        rows.append(["count", f"{verdict.derived:,}", f"{verdict.built:,}", _mark("count" not in verdict.problems)])
    rows += [_pair_row(pair) for pair in verdict.tensors]
    lines = [verdict.case.label, *columns(rows, left=(0, 1, 2, 3))]
    if verdict.left_out:
        lines.append(f"forward pass left out: {verdict.left_out}")
    if verdict.forward_error is not None:
        mark = _mark("equations" not in verdict.problems)
        allowed = f"of the largest output (at most {verdict.tolerance:.0e})"
        lines.append(f"equations: the outputs differ by {verdict.forward_error:.1e} {allowed}  {mark}")
    if verdict.hint:
        lines.append(f"  {verdict.hint}")
    return [*lines, "built in memory" if verdict.method == "memory" else f"built without memory in {verdict.method}"]


def _pair_row(pair: TensorPair) -> list[str]:
    known = pair.derived or pair.built
    label = f"{known.layer} {known.direction}" if known else ""
    return [label, _tensor(pair.derived), _tensor(pair.built), _mark(pair.ok)]


def _tensor(tensor: BuiltTensor | None) -> str:
    if tensor is None:
        return "missing"
    dtype = f" {tensor.dtype}" if tensor.dtype != "float32" else ""
    return f"{tensor.name} {tensor.shape}{dtype}{'' if tensor.trainable else ' not trainable'}"


def _mark(ok: bool) -> str:
    return "ok" if ok else "DIFFERS"


def _check(verdict: Verdict) -> dict[str, Any]:
    return {
        "what": verdict.case.label,
        "family": verdict.case.family,
        "levels": list(verdict.levels),
        "method": verdict.method,
        "derived": verdict.derived,
        "built": verdict.built,
        "tensors": [_pair(pair) for pair in verdict.tensors],
        "forward_error": _finite(verdict.forward_error),
        "left_out": verdict.left_out,
        "problems": list(verdict.problems),
        "hint": verdict.hint,
        "ok": verdict.ok,
    }


def _finite(error: float | None) -> float | str | None:
    """JSON has no infinity: outputs of another shape differ by the word."""
    return "infinite" if error == float("inf") else error


def _pair(pair: TensorPair) -> dict[str, Any]:
    return {"derived": _tensor_value(pair.derived), "built": _tensor_value(pair.built), "ok": pair.ok}


def _tensor_value(tensor: BuiltTensor | None) -> dict[str, Any] | None:
    return None if tensor is None else {**tensor._asdict(), "shape": list(tensor.shape)}
