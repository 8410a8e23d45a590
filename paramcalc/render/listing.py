"""The frameworks as a list: their cells, how they store them, and what they were proved with."""

from __future__ import annotations

from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.classes.base import LayerEntry
from paramcalc.equations.uses import BIASES
from paramcalc.frameworks import FRAMEWORKS, CellEntry
from paramcalc.layers.layer import Layer, recurrent
from paramcalc.render.facts import wrap
from paramcalc.render.json import dump
from paramcalc.render.page import Page
from paramcalc.render.text import columns

SCHEMA_VERSION = 1


def listing_text(names: list[str], page: Page) -> str:
    """One line a cell, then what each framework was proved with."""
    rows = [["framework", "cell", "layer", "gates in order", "biases a gate", "options"]]
    for name in names:
        for cell, entry in FRAMEWORKS[name].cells.items():
            layer = recurrent(name, cell, entry, {})
            biases = sorted(set(bias_vectors(layer).values()))
            rows.append(
                [
                    name,
                    cell,
                    entry.title,
                    ", ".join(gates_of(layer)),
                    " or ".join(map(str, biases)),
                    ", ".join(options_of(entry)),
                ]
            )
    proofs = [[name, FRAMEWORKS[name].verified_with] for name in names]
    lines = [*columns(rows, left=range(6)), "", *columns([["framework", "proved with"], *proofs], left=(0, 1))]
    return "\n".join(lines) + "\n"


def listing_json(names: list[str], page: Page) -> str:
    """The same for programs."""
    return dump({"schema": SCHEMA_VERSION, "frameworks": [_framework(name) for name in names]})


def gates_of(layer: Layer) -> list[str]:
    """The symbols of the gates that have parameters, in the order of storage."""
    return list(dict.fromkeys(slot.gate for slot in layer.structure.rows))


def bias_vectors(layer: Layer) -> dict[str, int]:
    """How many bias vectors each gate has."""
    found = dict.fromkeys(gates_of(layer), 0)
    for row in layer.structure.rows:
        found[row.gate] += row.role in BIASES
    return found


def options_of(entry: CellEntry) -> list[str]:
    """A cell's own options as they are typed; `--no-bias` where it can be."""
    options = [
        f"--{option.name.replace('_', '-')}{' N' if option.is_size else ''}"
        if not option.default
        else f"--no-{option.name.replace('_', '-')}"
        for option in entry.options
    ]
    return options if entry.always_bias else [*options, "--no-bias"]


def _framework(name: str) -> dict[str, Any]:
    framework = FRAMEWORKS[name]
    cells = []
    for cell, entry in framework.cells.items():
        layer = recurrent(name, cell, entry, {})
        cells.append(
            {
                "cell": cell,
                "layer": entry.title,
                "gates": gates_of(layer),
                "biases": bias_vectors(layer),
                "tensors": list(dict.fromkeys(tensor.name for tensor in layer.structure.tensors)),
                "options": options_of(entry),
                "source": entry.source,
            }
        )
    return {"framework": name, "title": framework.title, "proved": framework.verified_with, "cells": cells}


def classes_text(names: list[str], page: Page) -> str:
    """The layer classes of each framework, sorted, with other names that they go by."""
    blocks = []
    for name in names:
        known = layer_classes(name)
        words = [_with_aliases(kind, entry) for kind, entry in sorted(known.items())]
        lines = wrap((", ".join(words),), page.width or 100, 2)
        blocks.append("\n".join([f"{name}: {len(known)} layer classes", *(f"  {line.strip()}" for line in lines)]))
    return "\n\n".join(blocks) + "\n"


def _with_aliases(kind: str, entry: LayerEntry) -> str:
    return f"{kind} ({', '.join(entry.aliases)})" if entry.aliases else kind


def classes_json(names: list[str], page: Page) -> str:
    """The same for programs, with the arguments of each."""
    return dump(
        {
            "schema": SCHEMA_VERSION,
            "layers": [
                {"framework": name, "class": kind, "aliases": list(entry.aliases), "arguments": entry.arguments}
                for name in names
                for kind, entry in sorted(layer_classes(name).items())
            ],
        }
    )
