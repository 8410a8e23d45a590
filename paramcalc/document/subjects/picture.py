"""Layers drawn to scale: the tensors as blocks of areas, an area for each parameter, a colour for each gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.document.nodes import (
    Content,
    Difference,
    Equals,
    Formula,
    Joined,
    Phrase,
    Product,
    Shape,
    names,
    note,
    sequence,
)
from paramcalc.document.picture import Area, Band, ColumnHead, Panel, Picture, StoredBands
from paramcalc.document.subjects.layer_names import by_place, derivation, gate_label, grouped, place_parts, title
from paramcalc.equations.cell import redundancy
from paramcalc.equations.uses import ROLES
from paramcalc.frameworks import homes
from paramcalc.layers.breakdown import Breakdown, Row
from paramcalc.layers.comparison import Comparison, Subject
from paramcalc.phrases import joined, tr

PANELS_IN_A_ROW = 2

DISTINCT_LAYERS = 2
"""The layers of a stack that can differ: the first, and all above it, which read what the one below gives out."""

ASSUMED = {"units": 6, "filters": 6, "input": 4, "channels": 4}
"""The number that a free size is drawn as; any other is drawn as `ASSUMED_OTHER`."""

ASSUMED_OTHER = 3

TO_SCALE = tr("Full colour is drawn to scale, one area for each gate. A pale frame only makes room for a number.")
NOT_TO_SCALE = tr("Not to scale: {sizes} are not given.")
NOT_TO_SCALE_ONE = tr("Not to scale: {sizes} is not given.")
HATCHED = tr("Hatched: {parameters}, {count}. They are redundant: they are only ever added to {kept}.")
HATCHED_ONE = tr("Hatched: {parameters}, {count}. It is redundant: it is only ever added to {kept}.")


def build(breakdown: Breakdown) -> Picture:
    """The picture of one layer: a panel for each direction, and for each of two layers of a stack."""
    panels = tuple(_panels(breakdown))
    return Picture(
        title=title(breakdown),
        subtitle=_subtitle(breakdown),
        description=_description(breakdown.total, panels),
        rows=tuple(in_rows(panels)),
        notes=tuple(_notes({"": breakdown})),
        assumed=_assumed([breakdown]),
    )


def build_comparison(comparison: Comparison, heading: str) -> Picture:
    """The picture of several layers side by side at one scale."""
    panels = [tuple(_panels(subject.breakdown, _label(subject, comparison))) for subject in comparison.subjects]
    # Layers with a panel each share rows; one with several panels has rows of its own.
    alone = all(len(held) == 1 for held in panels)
    together = [tuple(panel for held in panels for panel in held)] if alone else panels
    breakdowns = {subject.label: subject.breakdown for subject in comparison.subjects}
    sentences = (
        note(subject.label, _description(subject.breakdown.total, held))
        for subject, held in zip(comparison.subjects, panels, strict=True)
    )
    return Picture(
        title=heading,
        subtitle="",
        description=Joined(tuple(sentences), " "),
        rows=tuple(row for held in together for row in in_rows(held)),
        notes=tuple(_notes(breakdowns)),
        assumed=_assumed(breakdowns.values()),
    )


def _label(subject: Subject, comparison: Comparison) -> tuple[str, Content]:
    """What stands above the panel of a compared layer."""
    total: Content = Phrase(tr("{total} parameters"), {"total": subject.breakdown.total})
    if subject.label != comparison.base:
        values: dict[str, Content] = {
            "total": total,
            "difference": Difference(subject.difference),
            "base": comparison.base,
        }
        same = tr("as many as {base}") if subject.difference == 0 else tr("{difference} to {base}")
        total = Phrase("{total} (" + same + ")", values)
    return subject.label, total


def in_rows(panels: Sequence[Panel]) -> Iterator[tuple[Panel, ...]]:
    """Panels in rows of the same length; the last may be shorter."""
    for start in range(0, len(panels), PANELS_IN_A_ROW):
        yield tuple(panels[start : start + PANELS_IN_A_ROW])


def _subtitle(breakdown: Breakdown) -> Content:
    """The number of parameters, and the formula with the sizes put in."""
    total = Phrase(tr("{total} parameters"), {"total": breakdown.total})
    formulas = [step.content for step in derivation(breakdown) if isinstance(step, Equals)]
    return Joined((total, *(formula for formula in formulas if isinstance(formula, Formula))), ": ")


def _panels(breakdown: Breakdown, label: tuple[str, Content] = ("", "")) -> Iterator[Panel]:
    colours = gate_colours(breakdown)
    for (layer, direction), rows in by_place(breakdown.rows).items():
        if layer > DISTINCT_LAYERS:
            return
        where = place_parts(breakdown, layer, direction)
        if layer == DISTINCT_LAYERS < breakdown.layer.layers:
            where[0] = tr("layers {layer} to {layers}, each", layer=layer, layers=breakdown.layer.layers)
        heading = Joined(tuple(part for part in (label[0], joined(tr(", "), where)) if part), tr(": "))
        yield Panel(heading if heading.items else "", label[1], tuple(_stored(breakdown, rows, colours)))


def gate_colours(breakdown: Breakdown) -> dict[str, int]:
    """The number of each gate's colour. A gate has the same in every framework, whatever its symbol is.

    >>> from paramcalc import gru
    >>> gate_colours(gru(framework="pytorch"))
    {'update': 0, 'reset': 1, 'candidate': 2}
    """
    layer = breakdown.layer
    entries = homes(layer.name) if layer.framework in homes(layer.name) else {}
    known = [gate for entry in entries.values() for gate in entry.gates.values()]
    own = [row.gate_name or row.gate for row in breakdown.rows]
    used = dict.fromkeys((*known, *own))
    return {gate: number for number, gate in enumerate(used) if gate in own}


def _stored(breakdown: Breakdown, rows: Sequence[Row], colours: Mapping[str, int]) -> Iterator[StoredBands]:
    """The bands of a layer and direction, those of the same tensors together."""
    bands = _bands(rows)
    columns = _columns(bands)
    shapes = {(tensor.layer, tensor.name): tensor.shape for tensor in breakdown.tensors}
    shown: dict[int, tuple[str, Size]] = {}
    drawn = [(tuple(dict.fromkeys(row.tensor for row in band)), _band(band, columns, colours, shown)) for band in bands]
    start = 0
    for number, (tensors, _) in enumerate(drawn, 1):
        if number == len(drawn) or drawn[number][0] != tensors:
            held = tuple(band for _, band in drawn[start:number])
            yield StoredBands(tensors, tuple(shapes[rows[0].layer, name] for name in tensors), held)
            start = number


def _bands(rows: Iterable[Row]) -> list[list[Row]]:
    """The parameters that are drawn side by side: of one role and height, one for each gate."""
    bands: dict[tuple[int, Size, int], list[Row]] = {}
    before: Counter[tuple[str, int, Size]] = Counter()
    for row in rows:
        role, height = ROLES.index(row.role), product(_height(row, row.symbolic_shape))
        bands.setdefault((role, height, before[row.gate, role, height]), []).append(row)
        before[row.gate, role, height] += 1
    return [bands[key] for key in sorted(bands, key=lambda key: (key[0], key[2]))]


def _height(row: Row, shape: Sequence[Size]) -> tuple[Size, ...]:
    """The sizes whose product is the height of an area: all axes but the rows, which go to the right."""
    return tuple(size for axis, size in zip(row.axes, shape, strict=True) if axis != "rows")


def _width(row: Row, shape: Sequence[Size]) -> Size:
    return shape[row.axes.index("rows")]


def _columns(bands: Sequence[Sequence[Row]]) -> dict[str, int]:
    """The column of each gate. Gates without a common band share one: a projection stands below another gate."""
    held = grouped((row for band in bands for row in band), lambda row: row.gate)
    in_bands = {gate: {n for n, band in enumerate(bands) for row in band if row.gate == gate} for gate in held}
    taken: list[set[int]] = []
    columns: dict[str, int] = {}
    for gate, numbers in in_bands.items():
        free = next((column for column, others in enumerate(taken) if not others & numbers), len(taken))
        taken[free:] = taken[free:] or [set()]
        taken[free] |= numbers
        columns[gate] = free
    return columns


def _band(
    rows: Sequence[Row], columns: Mapping[str, int], colours: Mapping[str, int], shown: dict[int, tuple[str, Size]]
) -> Band:
    """One band; `shown` has the gate and the width that stand above each column so far."""
    areas: list[Area | None] = [None] * (1 + max(columns.values()))
    heads: list[ColumnHead | None] = [None] * len(areas)
    for row in rows:
        column, width = columns[row.gate], _width(row, row.symbolic_shape)
        size = _named_size(width, _width(row, row.shape))
        if shown.get(column) != (row.gate, width):
            shown[column] = (row.gate, width)
            heads[column] = ColumnHead(gate_label(row), size)
        areas[column] = Area(
            parameter=row.parameter,
            gate=gate_label(row),
            colour=colours[row.gate_name or row.gate],
            width=_width(row, row.shape),
            height=product(_height(row, row.shape)),
            count=row.count,
            redundant=row.redundant,
        )
    return Band(_side(rows[0]), tuple(areas), tuple(heads) if any(heads) else ())


def _side(row: Row) -> Content:
    """The height of a band in words: `input = 28`; a vector has none."""
    symbols, sizes = _height(row, row.symbolic_shape), _height(row, row.shape)
    if len(sizes) == 1:
        return _named_size(symbols[0], sizes[0])
    height = product(sizes)
    return Product((sizes,), None if isinstance(height, Polynomial) else height) if sizes else ""


def _named_size(symbol: Size, size: Size) -> Content:
    return size if symbol == size else Phrase("{symbol} = {size}", {"symbol": symbol, "size": size})


def _assumed(breakdowns: Iterable[Breakdown]) -> dict[str, int]:
    free = (name for breakdown in breakdowns for size in _sizes(breakdown) for name in sorted(size.symbols))
    return {name: ASSUMED.get(name, ASSUMED_OTHER) for name in dict.fromkeys(free)}


def _sizes(breakdown: Breakdown) -> Iterator[Polynomial]:
    return (size for row in breakdown.rows for size in row.shape if isinstance(size, Polynomial))


def _notes(breakdowns: Mapping[str, Breakdown]) -> Iterator[Content]:
    """What the picture does not say by itself: its scale, and which parameters of each layer are redundant."""
    free = list(_assumed(breakdowns.values()))
    not_to_scale = NOT_TO_SCALE_ONE if len(free) == 1 else NOT_TO_SCALE
    yield Phrase(not_to_scale, {"sizes": names(free)}) if free else TO_SCALE
    for label, breakdown in breakdowns.items():
        rows = [row for row in breakdown.rows if row.redundant]
        if rows:
            pairs, _ = redundancy({row.parameter: row.definition for row in rows}.values())
            values: dict[str, Content] = {
                "parameters": names(name for name, _ in pairs),
                "kept": names(dict.fromkeys(name for _, name in pairs)),
                "count": Phrase(tr("{count} of {total}"), {"count": breakdown.redundant, "total": breakdown.total}),
            }
            yield note(label, Phrase(HATCHED if len(pairs) > 1 else HATCHED_ONE, values))


def _description(total: Size, panels: Sequence[Panel]) -> Content:
    """The areas of all panels in words."""
    parts: list[Content] = [Phrase(tr("{total} parameters."), {"total": total})]
    for panel in panels:
        for stored in panel.stored:
            values: dict[str, Content] = {
                "place": panel.title,
                "tensors": names(stored.tensors),
                "areas": sequence(tuple(_area_words(stored)), tr(", ")),
            }
            shape = Shape(stored.shapes[0])
            where = ("{place}" + tr(", ") if panel.title else "") + tr("{tensors} {shape}: {areas}.")
            parts.append(Phrase(where, {**values, "shape": shape}))
    return Joined(tuple(parts), " ")


def _area_words(stored: StoredBands) -> Iterator[Content]:
    for area in (area for band in stored.bands for area in band.areas if area is not None):
        spare = tr(" (redundant)") if area.redundant else ""
        values: dict[str, Content] = {"gate": area.gate, "name": area.parameter, "count": area.count}
        yield Phrase(tr("{name} of {gate} {count}") + spare, values)
