"""Listings: the frameworks with their cells, the cells with their frameworks, and the layer classes of models."""

from __future__ import annotations

from collections.abc import Sequence

from paramcalc.classes import layer_classes
from paramcalc.classes.base import LayerEntry
from paramcalc.document.nodes import Column, Document, Group, Heading, Items, Phrase, Row, Table
from paramcalc.equations.uses import BIASES
from paramcalc.frameworks import FRAMEWORKS, CellEntry, Option, cell_options, homes
from paramcalc.layers.layer import Layer, recurrent
from paramcalc.phrases import joined, tr

HEADS = (tr("cell"), tr("layer"), tr("gate order"), tr("biases per gate"), tr("options"))

CELL_HEADS = (tr("cell"), tr("layer"), tr("sizes"), tr("frameworks"), tr("options"))


def build(frameworks: Sequence[str]) -> Document:
    """A row for each cell of these frameworks, and what each framework was verified with."""
    rows: list[Row | Group] = []
    for name in frameworks:
        rows.append(Group(name))
        for cell, entry in FRAMEWORKS[name].cells.items():
            layer = recurrent(name, cell, entry, {})
            biases = joined(tr(" or "), map(str, sorted(set(bias_vectors(layer).values()))))
            options = ", ".join(options_of(entry))
            rows.append(Row((cell, entry.title, ", ".join(gates_of(layer)), biases, options)))
    verified = [Row((name, FRAMEWORKS[name].verified_with)) for name in frameworks]
    heads = tuple(Column(head, left=True) for head in HEADS)
    versions = (Column(tr("framework"), left=True), Column(tr("verified with"), left=True))
    return Document("", (Table(heads, rows), Table(versions, verified)))


def build_cells(names: Sequence[str]) -> Document:
    """A row for each of these cells: its sizes, the frameworks that have it, and its options with their frameworks."""
    rows = []
    for name in names:
        having = homes(name)
        options = [f"{setting(option)} ({', '.join(frameworks)})" for option, frameworks in cell_options(name)]
        cells = (name, next(iter(having.values())).description, ", ".join(sizes_of(name)), ", ".join(having))
        rows.append(Row((*cells, ", ".join(options))))
    heads = tuple(
        Column(head, left=True) for head in (tr("cell"), tr("layer"), tr("sizes"), tr("frameworks"), tr("options"))
    )
    return Document("", (Table(heads, rows),))


def sizes_of(name: str) -> tuple[str, ...]:
    """The sizes that every layer of a cell has."""
    framework, entry = next(iter(homes(name).items()))
    return recurrent(framework, name, entry, {}).sizes


def setting(option: Option) -> str:
    """An option with the setting that is no default: `reset_after=False`, `projection=N`."""
    return f"{option.name}={'N' if option.is_size else not option.default}"


def gates_of(layer: Layer) -> list[str]:
    """The symbols of the gates that have parameters, in the order of storage."""
    return list(dict.fromkeys(row.gate for row in layer.structure.rows))


def bias_vectors(layer: Layer) -> dict[str, int]:
    """The number of bias vectors of each gate."""
    counts = dict.fromkeys(gates_of(layer), 0)
    for row in layer.structure.rows:
        counts[row.gate] += row.role in BIASES
    return counts


def options_of(entry: CellEntry) -> list[str]:
    """A cell's own options with the settings that are no default, and `bias=False` where it can be left out."""
    options = list(map(setting, entry.options))
    return options if entry.always_bias else [*options, "bias=False"]


def build_classes(frameworks: Sequence[str]) -> Document:
    """The layer classes of each framework in alphabetical order, with their other names."""
    blocks: list[Heading | Items] = []
    for name in frameworks:
        entries = layer_classes(name)
        words = ", ".join(_with_aliases(kind, entry) for kind, entry in sorted(entries.items()))
        blocks += [
            Heading(Phrase(tr("{framework}: {count} layer classes"), {"framework": name, "count": len(entries)})),
            Items((words,)),
        ]
    return Document("", tuple(blocks))


def _with_aliases(kind: str, entry: LayerEntry) -> str:
    return f"{kind} ({', '.join(entry.aliases)})" if entry.aliases else kind
