"""A model: a table with a row for each layer, the totals, and what a summary of the model hides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import Shape as Lengths
from paramcalc.document.nodes import (
    MISSING,
    Bytes,
    Column,
    Content,
    Document,
    Fact,
    Facts,
    Items,
    Joined,
    LowerBound,
    Phrase,
    Product,
    Row,
    Shape,
    Table,
    names,
    note,
    plural,
)
from paramcalc.document.subjects.definitions import starting_definitions
from paramcalc.document.subjects.layer import gate_label, grouped, option_effect, place_parts
from paramcalc.document.subjects.memory import lite_facts, memory_facts
from paramcalc.document.subjects.notes import sentence
from paramcalc.document.subjects.printed import printed_row_text, printed_text
from paramcalc.document.subjects.stored import stored_tensors, tensor_difference
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown, total
from paramcalc.layers.breakdown import Row as ParameterRow
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.choices import LayerChoice
from paramcalc.models.memory import Memory
from paramcalc.models.result import Source, Weight
from paramcalc.models.stored import Difference
from paramcalc.models.summary import CHOICES, Surprise, surprises
from paramcalc.models.tflite import LiteSize
from paramcalc.phrases import joined, tr
from paramcalc.questions.printed import PrintedCheck, check_printed

COLUMNS = (
    Column(tr("layer"), left=True),
    Column(tr("class"), left=True, folds=True),
    Column(tr("output"), left=True, shortens=True),
    Column(tr("params")),
    Column(tr("trainable")),
    Column(tr("bytes"), optional=True),
    Column(tr("macs"), optional=True),
    Column(tr("reads"), left=True),
)

MACS = tr("{macs} per sample (1 MAC = 1 multiply-add; matrix products and convolutions only)")


class ModelView(NamedTuple):
    """A model, and how much of it is shown."""

    model: Model
    depth: int = 1
    """1 for its own layers; more adds the layers of nested models and wrappers."""
    gates: bool = False
    """Whether the gates of recurrent layers are shown."""
    only: str = ""
    """The path of the only layer that is shown, with its tensors; empty for all layers."""
    memory: Memory | None = None
    """The memory that the model needs, if it is shown."""
    lite: LiteSize | None = None
    """Its size in TensorFlow Lite, if it is shown."""

    @property
    def counted(self) -> Model | ModelLayer:
        """What the totals are of: the model, or the only layer that is shown."""
        return self.model.layer(self.only) if self.only else self.model

    @property
    def lines(self) -> tuple[ModelLayer, ...]:
        """The layers that are shown."""
        counted = self.counted
        return (counted,) if isinstance(counted, ModelLayer) else self.model.opened(self.depth)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The tensors of what is shown that differ from those in the file."""
        return tuple(difference for difference in self.model.differences if self._has(difference.layer))

    @property
    def surprises(self) -> tuple[Surprise, ...]:
        """What a summary hides about what is shown. Where the gates are shown, the choices are explained instead."""
        left_out = CHOICES if self.shows_choices else ()
        return tuple(
            surprise
            for surprise in surprises(self.model)
            if self._has(surprise.layer) and surprise.kind not in left_out
        )

    @property
    def printed(self) -> PrintedCheck | None:
        """What a summary that the source has printed says; None for a single layer."""
        return None if self.only else check_printed(self.model)

    @property
    def disagrees(self) -> bool:
        """Whether what is stored or printed beside the model contradicts what was counted."""
        printed = self.printed
        return bool(self.differences) or (printed is not None and printed.agrees is False)

    @property
    def shows_choices(self) -> bool:
        """Whether the choices of recurrent layers are explained in full."""
        return self.gates or bool(self.only)

    def _has(self, layer: str) -> bool:
        """Whether a note on this layer of the model is about what is shown."""
        return not self.only or layer in (self.only, self.only.partition("/")[0])


def build(view: ModelView) -> Document:
    """The document of a model, or of one of its layers."""
    columns = COLUMNS[:-1] if _is_chain(view) else COLUMNS
    lines = [*(row for line in view.lines for row in _rows(view, line)), _total(view)]
    *rows, bottom = (Row(row.cells[: len(columns)], row.depth) for row in lines)
    notes = tuple(_notes(view))
    lists = (Items(notes, indented=False),) if notes else ()
    blocks = (
        Table(columns, rows, bottom),
        Facts(tuple(_facts(view))),
        *lists,
        *starting_definitions("" if view.only else view.model.definitions),
    )
    return Document(title(view), blocks)


def title(view: ModelView) -> Content:
    """The framework, the class of the model, its name, and the number of layers."""
    model = view.model
    values: dict[str, Content] = {
        "framework": FRAMEWORKS[model.framework].title,
        "kind": model.spec.root.kind,
        "name": model.name,
        "shown": view.only or plural(len(model.layers), "layer"),
    }
    return Phrase("{framework} {kind} {name}: {shown}", values)


def _is_chain(view: ModelView) -> bool:
    """Whether each layer reads the one above it, so that the last column says nothing."""
    layers = view.model.layers
    in_line = all(not line.reads or line.reads == (Source(before.path),) for before, line in pairwise(layers))
    return in_line and all(len(line.reads) < 2 for line in view.lines)


def _rows(view: ModelView, line: ModelLayer) -> Iterator[Row]:
    name, depth = (line.path, 0) if view.only else (line.name, line.depth - 1)
    yield Row((name, *_layer_cells(line)), depth)
    inside = depth + 1
    nested = line.spec.graph is not None and line.depth < view.depth and not view.only
    if (view.gates and not nested) or view.only:
        for part, breakdown in line.breakdowns:
            yield from _gate_rows(part, breakdown, inside)
    if view.only and not line.breakdowns:
        yield from (_weight_row(weight, inside) for weight in line.weights)


def _layer_cells(line: ModelLayer) -> tuple[Content, ...]:
    count = Phrase("{count}?", {"count": line.total}) if line.unknown else line.total
    macs = MISSING if line.macs is None else line.macs
    reads = Joined(tuple(map(str, line.reads))) if line.reads else ""
    return line.kind, output_shapes(line.outputs), count, _trainable(line), line.bytes, macs, reads


def _trainable(line: ModelLayer) -> Content:
    """Whether a layer is trained: yes, no, or how many of its parameters; a dash where it has none."""
    if line.total == 0:
        return MISSING
    if line.trainable == line.total:
        return tr("yes")
    return tr("no") if line.trainable == 0 else line.trainable


def output_shapes(outputs: tuple[Lengths | None, ...]) -> Content:
    """The shapes of a layer's outputs; lengths that are not known are None, as Keras prints them."""
    shapes = tuple(Shape(None if shape is None else tuple(map(known_length, shape))) for shape in outputs)
    return Joined(shapes or (Shape(None),))


def known_length(length: Size) -> int | None:
    """A length, or None for a symbol."""
    return None if isinstance(length, Polynomial) else length


def _weight_row(weight: Weight, depth: int) -> Row:
    shape: Content = Product((weight.shape,)) if weight.shape else 1
    trainable = tr("yes") if weight.trainable else tr("no")
    return Row((weight.name, "", shape, weight.count, trainable, weight.bytes, "", ""), depth)


def _gate_rows(part: str, breakdown: Breakdown, depth: int) -> Iterator[Row]:
    """A row for each gate: the shapes of its parameters, and their number."""
    gates = grouped(breakdown.rows, lambda row: (row.layer, row.direction, gate_label(row)))
    for (layer, direction, label), rows in gates.items():
        where = place_parts(breakdown, layer, direction)
        words = (part.removesuffix("_layer").replace("/", " "), *where, label)
        cells = (joined(" ", filter(None, words)), "", _shapes(rows), total(rows), "", "", "", "")
        yield Row(cells, depth)


def _shapes(rows: list[ParameterRow]) -> Content:
    """The shapes of a gate's parameters; several of one shape as `2×75`."""
    shapes = grouped(rows, lambda row: row.shape)
    return Product(tuple((len(same), *shape) if len(same) > 1 else shape for shape, same in shapes.items()))


def _total(view: ModelView) -> Row:
    model = view.model
    if view.only:
        (line,) = view.lines
        _, _, *numbers, _ = _layer_cells(line)
        return Row((tr("total"), "", "", *numbers, ""))
    count = LowerBound(model.total) if model.is_lower_bound else model.total
    macs = MISSING if model.macs is None else model.macs
    return Row((tr("total"), "", "", count, model.trainable, model.bytes, macs, ""))


def _facts(view: ModelView) -> Iterator[Fact]:
    """The totals under Keras's names, bytes, multiply-adds, and the weights in the file."""
    model = view.model
    if view.only:
        line = view.counted
        values: dict[str, Content] = {"count": _count(line), "whole": _count(model)}
        yield Fact(tr("params"), (Phrase(tr("{count} of the model's {whole}"), values),))
        yield Fact(tr("bytes"), (Bytes(line.bytes),))
        return
    yield Fact(tr("Total params"), (_count(model),))
    yield Fact(tr("Trainable params"), (model.trainable,))
    yield Fact(tr("Non-trainable params"), (model.non_trainable,))
    yield Fact(tr("bytes"), (_bytes(model),))
    yield Fact(tr("macs"), (_unknown_macs(model) if model.macs is None else Phrase(MACS, {"macs": model.macs}),))
    if view.memory is not None:
        yield from memory_facts(view.memory)
    if view.lite is not None:
        yield from lite_facts(view.lite)
    if model.stored_tensors:
        yield Fact(tr("stored weights"), (stored_tensors(model),))
    if view.printed is not None:
        yield Fact(tr("printed summary"), (printed_text(view.printed),))


def _unknown_macs(model: Model) -> str:
    is_counted = not model.is_lower_bound and not model.from_file
    reason = tr("a definition does not state them") if is_counted else tr("some layers could not be counted")
    return tr("unknown, because {reason}", reason=reason)


def _count(counted: Model | ModelLayer) -> Content:
    return Phrase(tr("at least {count}"), {"count": counted.total}) if counted.is_lower_bound else counted.total


def _bytes(model: Model) -> Content:
    if model.spec.dtype:
        return Phrase(tr("{bytes} as {dtype}"), {"bytes": Bytes(model.bytes), "dtype": model.spec.dtype})
    if model.non_trainable == 0:
        return Bytes(model.bytes)
    values = {"bytes": model.bytes, "trainable": model.trainable_bytes, "others": model.non_trainable_bytes}
    template = tr("{bytes}: {trainable} trainable, {others} non-trainable")
    return Phrase(template, {name: Bytes(size) for name, size in values.items()})


def _notes(view: ModelView) -> Iterator[Content]:
    """The differences from the file, and what a summary hides; of one layer only its own."""
    yield from (note(tr("differs"), tensor_difference(difference)) for difference in view.differences)
    if view.printed is not None:
        yield from (note(tr("differs"), printed_row_text(row)) for row in view.printed.rows)
    yield from (note(surprise.layer or tr("note"), sentence(surprise)) for surprise in view.surprises)
    if view.shows_choices:
        same = grouped(view.counted.choices, lambda choice: (choice.layer, choice.effect))
        yield from (note(_place(choices), option_effect(effect)) for (_, effect), choices in same.items())


def _place(choices: list[LayerChoice]) -> str:
    """The layer of a choice, and the parts of a wrapper: `bidirectional (forward layer and backward layer)`."""
    parts = [choice.part.replace("_", " ").replace("/", " ") for choice in choices if choice.part]
    return f"{choices[0].layer} ({names(parts)})" if parts else choices[0].layer
