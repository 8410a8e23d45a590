"""The records of the listings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.classes import layer_classes
from paramcalc.document.records import CsvColumn, Records, same
from paramcalc.document.subjects.listing import bias_vectors, gates_of, options_of, setting, sizes_of
from paramcalc.frameworks import FRAMEWORKS, cell_options, homes
from paramcalc.layers.layer import recurrent


def frameworks(names: Sequence[str]) -> Records:
    """The frameworks with their cells; in CSV one line for each cell."""
    listed = [_framework(name) for name in names]
    rows = [{"framework": entry["framework"], **cell} for entry in listed for cell in entry["cells"]]
    lists = (CsvColumn(key, key, ", ") for key in ("gates", "tensors", "options"))
    return Records({"frameworks": listed}, rows, (*same("framework", "cell", "layer"), *lists, *same("source")))


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
    return {"framework": name, "title": framework.title, "verified_with": framework.verified_with, "cells": cells}


def cells_listing(names: Sequence[str]) -> Records:
    """The cells with their sizes, frameworks and options."""
    rows = [_cell(name) for name in names]
    lines = [{**row, "options": [option["setting"] for option in row["options"]]} for row in rows]
    lists = (CsvColumn(key, key, ", ") for key in ("sizes", "frameworks", "options"))
    return Records({"cells": rows}, lines, (*same("cell", "description"), *lists))


def _cell(name: str) -> dict[str, Any]:
    options = [
        {
            "option": option.name,
            "setting": setting(option),
            "frameworks": list(having),
            "default": option.default,
            "is_size": option.is_size,
            "description": option.help,
        }
        for option, having in cell_options(name)
    ]
    having = homes(name)
    return {
        "cell": name,
        "description": next(iter(having.values())).description,
        "sizes": list(sizes_of(name)),
        "frameworks": list(having),
        "options": options,
    }


def classes(names: Sequence[str]) -> Records:
    """The layer classes of these frameworks, with their arguments."""
    rows = [
        {"framework": name, "class": kind, "aliases": list(entry.aliases), "arguments": entry.arguments}
        for name in names
        for kind, entry in sorted(layer_classes(name).items())
    ]
    columns = (*same("framework", "class"), CsvColumn("aliases", "aliases", ", "), *same("arguments"))
    return Records({"layers": rows}, rows, columns)
