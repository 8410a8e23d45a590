"""A verification: one layer or model in detail, or a row for each family, every mismatch, and a closing line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from paramcalc.document.nodes import (
    Block,
    Column,
    Content,
    Document,
    Heading,
    Items,
    Joined,
    Mark,
    Paragraph,
    Phrase,
    Row,
    Shape,
    Table,
    note,
    plural,
    sequence,
)
from paramcalc.document.subjects import layer as layers
from paramcalc.document.subjects.layer import grouped
from paramcalc.document.words import DIRECTIONS, word
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import joined, tr
from paramcalc.verifiers.verdict import REFUSED, AnyVerdict, LayerCheck, ModelVerdict, OutputShapes, Report, Verdict

NAMES = {
    "tensorflow": "TensorFlow",
    "torch": "PyTorch",
    "onnx": "ONNX",
    "onnxruntime": "onnxruntime",
    "flax": "Flax",
    "jax": "JAX",
    "numpy": "NumPy",
    "keras": "Keras",
    "tf_keras": "tf_keras",
    "python": "Python",
}
"""The packages named in the closing line, in this order."""

COMPARED = tuple(Column(head, left=True) for head in (tr("layer"), tr("derived"), tr("built"), tr("verdict")))


class VerifiedLayer(NamedTuple):
    """A layer's breakdown, and its verification."""

    breakdown: Breakdown
    report: Report


def build_layer(subject: VerifiedLayer) -> Document:
    """A layer, followed by its verification."""
    document = layers.build(subject.breakdown)
    return Document(document.title, (*document.blocks, *build(subject.report).blocks))


def build(report: Report) -> Document:
    """The report of a verification."""
    closing = Paragraph(closing_line(report))
    if len(report.verdicts) == 1:
        return Document("", (*_details(report.verdicts[0]), closing))
    families = grouped(report.verdicts, lambda verdict: verdict.case.family)
    heads = (
        Column(tr("family"), left=True),
        *map(Column, (tr("layers"), tr("mismatches"), tr("largest forward error"))),
    )
    rows = [
        Row((name, _layers(held), sum(not each.ok for each in held), _largest(held))) for name, held in families.items()
    ]
    details = (block for verdict in report.mismatches for block in _details(verdict))
    return Document("", (Table(heads, rows), *details, closing))


def closing_line(report: Report) -> Content:
    """The numbers of layers, models and mismatches, the largest error, the versions, and the seconds."""
    models, wrong = sum(isinstance(verdict, ModelVerdict) for verdict in report.verdicts), len(report.mismatches)
    numbers = ((len(report.verdicts) - models, "layer"), (models, "model"))
    checked = [plural(number, word) for number, word in numbers if number]
    left_out = sum(check.is_open for verdict in report.verdicts for check in getattr(verdict, "layers", ()))
    counts = [Joined(tuple(checked), tr(" and ")), plural(wrong, "mismatch") if wrong else tr("no mismatches")]
    counts += [Phrase(tr("{layers} left out"), {"layers": plural(left_out, "layer")})] if left_out else []
    error = report.largest_error
    return sequence(
        [
            sequence(counts, tr(", ")),
            tr("no forward pass") if error is None else tr("largest forward error {error:.1e}", error=error),
            ", ".join(f"{NAMES[name]} {report.versions[name]}" for name in NAMES if name in report.versions),
            f"{report.seconds:.1f} s",
        ]
    )


def _layers(verdicts: Iterable[AnyVerdict]) -> int:
    """The number of layers that were compared, those of models included."""
    return sum(len(verdict.layers) if isinstance(verdict, ModelVerdict) else 1 for verdict in verdicts)


def _largest(verdicts: Iterable[AnyVerdict]) -> str:
    errors = [verdict.forward_error for verdict in verdicts if verdict.forward_error is not None]
    return f"{max(errors):.1e}" if errors else tr("not run")


def _details(verdict: AnyVerdict) -> Iterator[Block]:
    yield Heading(verdict.case.label)
    if isinstance(verdict, ModelVerdict):
        yield Table(COMPARED, list(_model_rows(verdict)))
        notes = list(_model_notes(verdict))
    else:
        yield Table(COMPARED, list(_layer_rows(verdict)))
        notes = list(_layer_notes(verdict))
    memory = verdict.method == "memory"
    notes.append(
        tr("built in memory") if memory else tr("built without allocating memory, in {method}", method=verdict.method)
    )
    yield Items(tuple(notes), indented=False)


def _layer_rows(verdict: Verdict) -> Iterator[Row]:
    if verdict.built is not None:
        yield Row((tr("count"), verdict.derived, verdict.built, Mark("count" not in verdict.problems)))
    for pair in verdict.tensors:
        known = pair.derived or pair.built
        label = joined(" ", (str(known.layer), word(DIRECTIONS, known.direction))) if known else ""
        yield _pair_row(label, pair)


def _layer_notes(verdict: Verdict) -> Iterator[Content]:
    if verdict.left_out:
        yield tr("forward pass left out: {left_out}", left_out=verdict.left_out)
    if verdict.forward_error is not None:
        error, limit = f"{verdict.forward_error:.1e}", f"{verdict.tolerance:.0e}"
        text = tr(
            "equations: largest difference {error} of the largest output (limit {limit})  ", error=error, limit=limit
        )
        yield Joined((text, Mark("equations" not in verdict.problems)), "")
    if verdict.hint:
        yield verdict.hint


def _pair_row(label: str, pair: Any) -> Row:
    return Row((label, _tensor(pair.derived), _tensor(pair.built), Mark(pair.ok)))


def _tensor(tensor: Any) -> Content:
    """A tensor of a layer or of a model."""
    if tensor is None:
        return tr("missing")
    dtype = "" if tensor.dtype == "float32" else f" {tensor.dtype}"
    others = dtype + ("" if tensor.trainable else tr(" not trainable"))
    return Phrase("{name} {shape}{others}", {"name": tensor.name, "shape": Shape(tensor.shape), "others": others})


def _model_rows(verdict: ModelVerdict) -> Iterator[Row]:
    if verdict.built is not None and verdict.built_trainable is not None:
        yield _counts(tr("count"), verdict.derived, verdict.built)
        yield _counts(tr("trainable"), verdict.derived_trainable, verdict.built_trainable)
    for check in verdict.layers:
        yield from _check_rows(check)


def _check_rows(check: LayerCheck) -> Iterator[Row]:
    label = f"{check.path} ({check.kind})"
    if check.refused:
        yield Row((label, check.derived, REFUSED, Mark(False)))
        return
    if check.built is None and not check.tensors and not check.built_outputs:
        if check.left_out:
            yield Row((label, check.derived, tr("left out"), ""))
        return
    yield Row((label, "", "", "")) if check.built is None else _counts(label, check.derived, check.built)
    yield from (_pair_row("", pair) for pair in check.tensors)
    if check.derived_outputs or check.built_outputs:
        derived, built = map(_outputs, (check.derived_outputs, check.built_outputs))
        yield Row(("", derived, built, Mark(check.derived_outputs == check.built_outputs)))


def _counts(label: str, derived: int, built: int) -> Row:
    return Row((label, derived, built, Mark(derived == built)))


def _outputs(shapes: OutputShapes) -> Content:
    return Phrase(tr("output {shapes}"), {"shapes": Joined(tuple(Shape(shape) for shape in shapes))})


def _model_notes(verdict: ModelVerdict) -> Iterator[Content]:
    for check in verdict.layers:
        if check.refused:
            yield note(tr("refused"), note(check.path, check.refused))
    for check in verdict.layers:
        if check.left_out:
            whole = check.built_outputs == () and check.built is None
            yield note(tr("left out") if whole else tr("tensors left out"), note(check.path, check.left_out))
