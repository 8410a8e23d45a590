"""A layer explained: its equations, and why every parameter has its shape."""

from __future__ import annotations

from collections.abc import Iterator

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.document.nodes import (
    Block,
    Content,
    Document,
    Equations,
    Fact,
    Facts,
    Heading,
    Items,
    Paragraph,
    Phrase,
    Product,
)
from paramcalc.document.subjects.layer import (
    derivation,
    gate_label,
    grouped,
    option_effect,
    place_and_width,
    title,
)
from paramcalc.document.words import ROLES, word
from paramcalc.equations.uses import BIASES
from paramcalc.layers.breakdown import Breakdown, Row, total
from paramcalc.layers.comparison import option_effects
from paramcalc.phrases import tr

PRODUCT = tr("@ multiplies a matrix by a vector")

CONVOLUTION = tr("conv(W, x) convolves x with the kernel W, which has a matrix at each of its positions")

HOW_TO_READ = tr(
    "A name stands for the value of its equation. A state such as h has the value of the "
    "previous step until its own equation gives it a new one."
)


def build(breakdown: Breakdown) -> Document:
    """The explanation of a layer."""
    cell = breakdown.layer.structure.cell
    operator = CONVOLUTION if breakdown.layer.entry.spatial else PRODUCT
    effects = tuple(Fact(effect.option, (option_effect(effect),)) for effect in option_effects(breakdown))
    return Document(
        title(breakdown),
        (
            Heading(tr("The equations of one step:")),
            Equations(cell),
            Paragraph(tr("{operator}; * and + work element by element.", operator=operator), typed_only=True),
            Paragraph(HOW_TO_READ),
            *_sections(breakdown),
            Facts((Fact(tr("total"), derivation(breakdown)), *effects)),
        ),
    )


def _sections(breakdown: Breakdown) -> Iterator[Block]:
    """A heading and its sentences for every gate of every layer and direction."""
    sections = grouped(breakdown.rows, lambda row: (row.layer, row.direction, gate_label(row)))
    shared = {row.definition.merges_with for row in breakdown.rows}
    several = len({key[:2] for key in sections}) > 1
    for (layer, direction, label), rows in sections.items():
        values: dict[str, Content] = {"label": label, "count": total(rows)}
        if several:
            values["place"] = place_and_width(breakdown, layer, direction)
        yield Heading(Phrase(("{place}" + tr("; ") if several else "") + tr("{label}: {count}"), values))
        yield Items(tuple(sentence(row, is_shared=row.parameter in shared) for row in rows))


def sentence(row: Row, *, is_shared: bool = False) -> Content:
    """Why one parameter has its shape; `is_shared` says that another parameter could be merged with it."""
    parameter = row.definition
    sizes = dict(zip(row.axes, row.shape, strict=True))
    positions = tuple(size for axis, size in sizes.items() if axis.startswith("kernel_"))
    values: dict[str, Content] = {
        "name": parameter.name,
        "role": word(ROLES, row.role),
        "gate": parameter.gate,
        "rows": sizes["rows"],
        "operand": parameter.operand or "",
        "merged": parameter.merges_with or "",
        "context": parameter.context or "",
    }
    spare = tr(" It is redundant: it is only ever added to {merged}.") if parameter.redundant else ""
    if parameter.columns is not None:
        values["columns"] = sizes["columns"]
        values["positions"] = Product((positions,))
        values["weights"] = Product((row.shape,))
        values["count"] = "" if isinstance(row.count, Polynomial) else Phrase(" = {count}", {"count": row.count})
        where = tr(", at each of the {positions} positions of its kernel") if parameter.convolved else ""
        maps = tr("{name} ({role}) maps the {columns} numbers of {operand} to the {rows} numbers of {gate}")
        if isinstance(row.count, Polynomial):
            maps = tr("{name} ({role}) maps {operand} (size {columns}) to {gate} (size {rows})")
        return Phrase(maps + where + tr(": {weights}{count} weights.") + spare, values)
    return Phrase(tr("{name} ({role}) ") + _vector(row, is_shared) + spare, values)


def _vector(row: Row, is_shared: bool) -> str:
    """Why a parameter without columns has its length: a bias, a scale, a peephole."""
    parameter = row.definition
    if parameter.redundant:
        return tr("has one number for each of the {rows} numbers of {gate}: {rows}.")
    if row.role in BIASES:
        alone = row.role == "recurrent_bias" and not is_shared
        where = tr(" It is needed: inside {context} no other bias is added.") if alone else ""
        return tr("adds one number to each of the {rows} numbers of {gate}: {rows}.") + where
    if parameter.operand:
        return tr("multiplies each of the {rows} numbers of {operand} by one number, in {gate}: {rows}.")
    return tr("has one number for each, in {gate}: {rows}.")
