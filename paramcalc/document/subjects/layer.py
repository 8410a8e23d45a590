"""A layer's breakdown: a table with one row for each gate, and the formula, tensors, bytes and multiply-adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.document.nodes import (
    MISSING,
    Bytes,
    Column,
    Content,
    Document,
    Drawing,
    Equations,
    Fact,
    Facts,
    Group,
    Joined,
    Phrase,
    Product,
    Row,
    Shape,
    Share,
    Table,
    names,
)
from paramcalc.document.subjects.layer_names import by_place as by_place
from paramcalc.document.subjects.layer_names import derivation as derivation
from paramcalc.document.subjects.layer_names import gate_label as gate_label
from paramcalc.document.subjects.layer_names import grouped as grouped
from paramcalc.document.subjects.layer_names import place as place
from paramcalc.document.subjects.layer_names import place_parts as place_parts
from paramcalc.document.subjects.layer_names import settings as settings
from paramcalc.document.subjects.layer_names import title as title
from paramcalc.document.words import COLUMNS, DIRECTIONS, word
from paramcalc.equations.uses import BIASES
from paramcalc.layers.breakdown import Breakdown, total
from paramcalc.layers.breakdown import Row as ParameterRow
from paramcalc.layers.comparison import OptionEffect, option_effects
from paramcalc.phrases import joined, tr

ROLE_COLUMNS: dict[str, tuple[str, ...]] = {
    COLUMNS["kernel"]: ("kernel",),
    COLUMNS["recurrent_kernel"]: ("recurrent_kernel",),
    COLUMNS["bias"]: BIASES,
    COLUMNS["peephole"]: ("peephole",),
    COLUMNS["projection"]: ("projection",),
    COLUMNS["scale"]: ("scale",),
}
"""The columns of a table and the roles that each shows. Empty columns are left out."""


READS = {"input": tr("features"), "channels": tr("channels")}
"""What a layer reads, by the name of the size of its input."""


def build(breakdown: Breakdown) -> Document:
    """The document of a layer."""
    equations = Equations(breakdown.layer.structure.cell, print_only=True)
    facts = Facts(tuple(_facts(breakdown)))
    return Document(title(breakdown), (equations, gate_table(breakdown), Drawing(breakdown), facts))


def place_and_width(breakdown: Breakdown, layer: int, direction: str) -> Content:
    """The same with the number of features that the layer reads."""
    reads = breakdown.layer.structure.cell.input
    values: dict[str, Content] = {
        "place": place(breakdown, layer, direction),
        "width": breakdown.widths[layer - 1][0],
        "features": word(READS, reads),
    }
    return Phrase(tr("{place}: reads {width} {features}"), values)


def shown_columns(rows: Iterable[ParameterRow]) -> dict[str, tuple[str, ...]]:
    """The columns in which any of these parameters appears."""
    roles = {row.role for row in rows}
    return {head: held for head, held in ROLE_COLUMNS.items() if roles.intersection(held)}


def gate_table(breakdown: Breakdown) -> Table:
    """One row for each gate, one column for each role; a group for each layer and direction."""
    columns = shown_columns(breakdown.rows)
    shares = isinstance(breakdown.total, int) and breakdown.total > 0
    heads = (Column(tr("gate"), left=True), *map(Column, columns), Column(tr("total")))
    table_row = _RowMaker(columns, breakdown.total if shares else None)
    rows: list[Row | Group] = []
    places = by_place(breakdown.rows)
    for where, inside in places.items():
        if len(places) > 1:
            rows.append(Group(place_and_width(breakdown, *where)))
        rows += (table_row.gate(label, held) for label, held in grouped(inside, gate_label).items())
        if len(places) > 1:
            rows.append(table_row.sum(tr("sum"), inside))
    share = (Column(tr("share"), optional=True),) if shares else ()
    return Table((*heads, *share), rows, table_row.sum(tr("total"), breakdown.rows))


class _RowMaker:
    """Makes the rows of a table with these columns."""

    def __init__(self, columns: dict[str, tuple[str, ...]], whole: Size | None) -> None:
        self.columns = columns
        self.whole = whole

    def gate(self, label: str, rows: list[ParameterRow]) -> Row:
        """A gate: the shapes of its parameters, and their number."""
        return Row((label, *map(_shapes, self._by_column(rows)), *self._total(rows)))

    def sum(self, label: str, rows: Iterable[ParameterRow]) -> Row:
        """A sum: numbers alone."""
        rows = list(rows)
        cells = (total(held) if held else MISSING for held in self._by_column(rows))
        return Row((label, *cells, *self._total(rows)), is_sum=True)

    def _by_column(self, rows: list[ParameterRow]) -> Iterator[list[ParameterRow]]:
        return ([row for row in rows if row.role in roles] for roles in self.columns.values())

    def _total(self, rows: list[ParameterRow]) -> Iterator[Content]:
        count = total(rows)
        yield count
        if isinstance(self.whole, int) and isinstance(count, int):
            # Rounded with whole numbers alone, and so exact at any size.
            yield Share((2000 * count + self.whole) // (2 * self.whole))


def _shapes(rows: list[ParameterRow]) -> Content:
    """`28×75 = 2,100`; several parameters of one shape as `2×75 = 150`; a single vector as its number."""
    if not rows:
        return MISSING
    shapes = tuple(row.shape for row in rows)
    if len(set(shapes)) > 1:
        return Product(shapes, total(rows))
    dimensions: tuple[Size, ...] = (*([len(rows)] if len(rows) > 1 else []), *shapes[0])
    if len(dimensions) == 1:
        return dimensions[0]
    known = not isinstance(product(dimensions), Polynomial)
    return Product((dimensions,), total(rows) if known else None)


def _facts(breakdown: Breakdown) -> Iterator[Fact]:
    yield Fact(tr("formula"), derivation(breakdown))
    yield Fact(tr("tensors"), tuple(_tensors(breakdown)))
    yield Fact(
        tr("bytes"), (Phrase(tr("{bytes} as {dtype}"), {"bytes": Bytes(breakdown.bytes), "dtype": breakdown.dtype}),)
    )
    per_step = tr("{macs} per step and output position") if breakdown.layer.entry.spatial else tr("{macs} per step")
    macs = per_step + tr(" (1 MAC = 1 multiply-add; matrix products only)")
    yield Fact(tr("macs"), (Phrase(macs, {"macs": breakdown.macs}),))
    yield from (Fact(effect.option, (option_effect(effect),)) for effect in option_effects(breakdown))


def _tensors(breakdown: Breakdown) -> Iterator[Content]:
    """The tensors with their shapes: a line for each layer and direction, and the order of the gates."""
    places = grouped(breakdown.tensors, lambda tensor: (tensor.layer, tensor.direction))
    gates = max((tensor.gates for tensor in breakdown.tensors), key=len)
    order = tr("; gate order {gates}", gates=", ".join(gates)) if len(gates) > 1 else ""
    for number, ((layer, direction), tensors) in enumerate(places.items(), 1):
        shapes = tuple(Phrase("{name} {shape}", {"name": each.name, "shape": Shape(each.shape)}) for each in tensors)
        name = word(DIRECTIONS, direction)
        lead = tr("{layer} {direction}: ", layer=layer, direction=name) if len(places) > 1 else ""
        yield Joined((lead, Joined(shapes), order if number == len(places) else ""), "")


def option_effect(effect: OptionEffect) -> Content:
    """What an option changes, and which of the parameters the equations do not need."""
    leading = effect.difference.terms[0][1] if isinstance(effect.difference, Polynomial) else effect.difference
    more = leading > 0
    values: dict[str, Content] = {
        "setting": f"{effect.option}={effect.value}",
        "other": f"{effect.option}={not effect.value}"
        + (tr(" (the default)") if effect.value != effect.default else ""),
        "amount": effect.difference if more else polynomial(-effect.difference).evaluate({}),
        "names": names(effect.parameters),
        "total": effect.other_total,
        "redundancy": _redundancy(effect),
    }
    if more:
        return Phrase(tr("{setting} adds {amount} ({names}). {other} gives {total}.{redundancy}"), values)
    return Phrase(tr("{setting} has {amount} fewer. {other} gives {total}: it adds {names}.{redundancy}"), values)


def _redundancy(effect: OptionEffect) -> Content:
    if not effect.redundant:
        return ""
    values: dict[str, Content] = {
        "spare": names(name for name, _ in effect.redundant),
        "kept": names(name for _, name in effect.redundant),
    }
    sentence = REDUNDANT[effect.value, len(effect.redundant) > 1]
    needed = [
        tr(" {name} is not: it occurs in {where}.", name=name, where=where)
        for name, where in effect.needed
        if effect.value
    ]
    return Phrase(sentence + "{needed}", {**values, "needed": joined("", needed)})


REDUNDANT = {
    (True, False): tr(" {spare} is redundant: it is only ever added to {kept}."),
    (True, True): tr(" {spare} are redundant: they are only ever added to {kept}."),
    (False, False): tr(" {spare} would be redundant: it is only ever added to {kept}."),
    (False, True): tr(" {spare} would be redundant: they are only ever added to {kept}."),
}
"""Which parameters the equations do not need: with the option or without it, one or several."""
