"""A model's table before any form is given to it: a line a layer, gates and tensors below where they are opened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.base import Shape
from paramcalc.classes.messages import shape_text
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.breakdown import Breakdown, Row, total
from paramcalc.models.breakdown import Model, ModelLayer
from paramcalc.models.stored import Difference
from paramcalc.models.summary import surprises
from paramcalc.render.grid import gate_label
from paramcalc.render.page import Glyphs

HEADS = ("layer", "class", "output", "params", "trainable", "bytes", "macs", "reads")

LEFT = (0, 1, 2, 7)
"""The columns that start at the left."""

LONGEST_FLOAT = 1000
"""Bits up to which a size can be divided as a float."""

UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


class ModelView(NamedTuple):
    """A model, and how much of it is to be shown."""

    model: Model
    depth: int = 1
    """1 for its layers; more opens the models and wrappers inside."""
    gates: bool = False
    """Whether recurrent layers are opened into their gates."""
    only: str = ""
    """One layer alone, by name or path, with its tensors; all of them if empty."""

    @property
    def lines(self) -> tuple[ModelLayer, ...]:
        """The layers that are shown."""
        return (self.model.layer(self.only),) if self.only else self.model.opened(self.depth)


class ModelGrid(NamedTuple):
    """Heads, the rows below, and the statements under the table."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    totals: tuple[str, ...]
    left: tuple[int, ...]
    facts: list[tuple[str, str]]


def model_grid(view: ModelView, glyphs: Glyphs) -> ModelGrid:
    """The table of texts. A column in which nothing stands is left out."""
    rows = [row for line in view.lines for row in _rows(view, line, glyphs)]
    totals = _totals(view, glyphs)
    chain = all(len(line.reads) < 2 for line in view.lines)
    reads = not chain or not _in_line(view)
    kept = [place for place, head in enumerate(HEADS) if reads or head != "reads"]
    heads, *shown = (tuple(row[place] for place in kept) for row in (HEADS, *rows, totals))
    left = tuple(place for place, column in enumerate(kept) if column in LEFT)
    return ModelGrid(heads, shown[:-1], shown[-1], left, facts(view, glyphs))


def _in_line(view: ModelView) -> bool:
    """Whether each layer reads the one above it, so that nothing is to be said of it."""
    layers = view.model.layers
    return all(not line.reads or line.reads == ((before.path, 0),) for before, line in pairwise(layers))


def _rows(view: ModelView, line: ModelLayer, glyphs: Glyphs) -> Iterator[tuple[str, ...]]:
    yield _layer_row(line, glyphs, "" if view.only else "  " * (line.depth - 1), line.path if view.only else line.name)
    inside = "  " * (1 if view.only else line.depth)
    if view.gates or view.only:
        nested = line.depth < view.depth and line.spec.graph is not None and not view.only
        for place, breakdown in () if nested else line.breakdowns:
            yield from _gate_rows(place, breakdown, glyphs, inside)
    if view.only and not line.breakdowns:
        for weight in line.weights:
            trained = "yes" if weight.trainable else "no"
            shape = glyphs.dimensions(weight.shape) or "1"
            numbers = (glyphs.number(weight.count), trained, glyphs.number(weight.bytes), "", "")
            yield (f"{inside}{weight.name}", "", shape, *numbers)


def _layer_row(line: ModelLayer, glyphs: Glyphs, indent: str, name: str) -> tuple[str, ...]:
    macs = line.macs
    return (
        f"{indent}{name}",
        line.kind,
        output_text(line.outputs),
        f"{glyphs.number(line.total)}{'?' if line.unknown else ''}",
        trainable_text(line, glyphs),
        glyphs.number(line.bytes),
        glyphs.dash if macs is None else glyphs.number(macs),
        ", ".join(map(str, line.reads)),
    )


def trainable_text(line: ModelLayer, glyphs: Glyphs) -> str:
    """Whether a layer is trained: yes, no, how many of its parameters, or a dash where it has none."""
    if line.total == 0:
        return glyphs.dash
    if line.trainable == line.total:
        return "yes"
    return "no" if line.trainable == 0 else glyphs.number(line.trainable)


def output_text(outputs: tuple[Shape | None, ...]) -> str:
    """The shapes that come out, as Keras prints them; a question mark where they cannot be told."""
    return ", ".join("?" if shape is None else shape_text(shape) for shape in outputs) or "?"


def _gate_rows(place: str, breakdown: Breakdown, glyphs: Glyphs, indent: str) -> Iterator[tuple[str, ...]]:
    """A line a gate: the shapes of its parameters, and how many they are."""
    groups: dict[tuple[int, str, str], list[Row]] = {}
    for row in breakdown.rows:
        groups.setdefault((row.layer, row.direction, gate_label(row)), []).append(row)
    for (layer, direction, label), rows in groups.items():
        where = [f"layer {layer}"] if breakdown.layer.layers > 1 else []
        where += [direction] if breakdown.layer.bidirectional else []
        inside = " ".join(filter(None, [place.removesuffix("_layer").replace("/", " "), *where, label]))
        shapes = " + ".join(_shapes(rows, glyphs))
        yield (f"{indent}{inside}", "", shapes, glyphs.number(total(rows)), "", "", "", "")


def _shapes(rows: list[Row], glyphs: Glyphs) -> Iterator[str]:
    """The shapes of a gate's parameters, several of one shape together: `2×75`."""
    counts: dict[tuple[Size, ...], int] = {}
    for row in rows:
        counts[row.shape] = counts.get(row.shape, 0) + 1
    for shape, count in counts.items():
        yield glyphs.dimensions((count, *shape) if count > 1 else shape)


def _totals(view: ModelView, glyphs: Glyphs) -> tuple[str, ...]:
    model = view.model
    macs = glyphs.dash if model.macs is None else glyphs.number(model.macs)
    more = "+" if model.is_lower_bound else ""
    if view.only:
        (line,) = view.lines
        return ("total", "", "", *_layer_row(line, glyphs, "", "")[3:7], "")
    return (
        "total",
        "",
        "",
        f"{glyphs.number(model.total)}{more}",
        glyphs.number(model.trainable),
        glyphs.number(model.bytes),
        macs,
        "",
    )


def heading(view: ModelView) -> str:
    """The framework, the kind of model and its name."""
    model = view.model
    count = len(model.layers)
    kind = model.spec.root.kind
    title = FRAMEWORKS[model.framework].title
    if view.only:
        return f"{title} {kind} {model.name}: {view.only}"
    return f"{title} {kind} {model.name}: {count:,} layer{'s' * (count != 1)}"


def facts(view: ModelView, glyphs: Glyphs) -> list[tuple[str, str]]:
    """What stands under the table: the totals as Keras prints them, multiply-adds, stored weights, surprises."""
    model = view.model
    least = "at least " if model.is_lower_bound else ""
    if view.only:
        (line,) = view.lines
        noted = [
            each for each in surprises(model, glyphs.number) if each.layer in (line.path, line.path.partition("/")[0])
        ]
        whole = f"{counted(line.total, line.bytes, glyphs)} of the model's {glyphs.number(model.total)}"
        return [("params", whole), *((each.layer, each.text) for each in noted)]
    found = [
        ("Total params", f"{least}{counted(model.total, model.bytes, glyphs)}"),
        ("Trainable params", counted(model.trainable, model.trainable_bytes, glyphs)),
        ("Non-trainable params", counted(model.non_trainable, model.non_trainable_bytes, glyphs)),
        ("macs", _macs(model, glyphs)),
    ]
    if model.stored_tensors:
        found.append(("stored weights", _stored(model, glyphs)))
    found += (("differs", difference_text(each, glyphs)) for each in model.differences)
    found += ((each.layer or "note", each.text) for each in surprises(model, glyphs.number))
    return found


def _macs(model: Model, glyphs: Glyphs) -> str:
    if model.macs is None:
        return "not known: there are layers of which nothing can be told"
    return f"{glyphs.number(model.macs)} a sample (1 MAC = 1 multiply-add; matrix products and convolutions only)"


def counted(count: Size, size: Size, glyphs: Glyphs) -> str:
    """A count with what it takes, as Keras's summary prints it: `24,385 (95.25 KB)`."""
    return f"{glyphs.number(count)}{_size(size)}"


def _size(size: Size) -> str:
    if isinstance(size, Polynomial) or size.bit_length() > LONGEST_FLOAT:
        return ""
    power = 0
    while power < len(UNITS) - 1 and size >= 1024 ** (power + 1):
        power += 1
    return f" ({size / 1024**power:.2f} {UNITS[power]})"


def _stored(model: Model, glyphs: Glyphs) -> str:
    tensors = model.stored_tensors
    if model.differences:
        return f"{len(tensors):,} tensors in the file; {len(model.differences):,} differ from those derived"
    numbers = glyphs.number(sum(each.count for each in tensors))
    taken = sum(len((model.spec.stored or {}).get(name, ())) for name in model.from_file)
    agree = f"{len(tensors) - taken:,} of the shapes derived here" if taken else "all of the shapes derived here"
    return f"{len(tensors):,} tensors in the file, {numbers} numbers, {agree}"


def difference_text(difference: Difference, glyphs: Glyphs) -> str:
    """What a difference is, in words."""
    derived, stored = difference.derived, difference.stored
    mine = "nothing is derived" if derived is None else f"derived {derived.name} {shape_text(derived.shape)}"
    theirs = "the file has none" if stored is None else f"the file has {stored.name} {shape_text(stored.shape)}"
    return f"{difference.layer}: {mine}, {theirs}"
