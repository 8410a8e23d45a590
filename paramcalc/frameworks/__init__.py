"""The registry of frameworks: the one list that choices, tests and docs read."""

from __future__ import annotations

from paramcalc.errors import unknown
from paramcalc.frameworks.base import CellEntry, Framework
from paramcalc.frameworks.keras import KERAS

FRAMEWORKS: dict[str, Framework] = {"keras": KERAS}

DEFAULT = "keras"


def find_framework(name: str) -> Framework:
    """The framework of this name. Raises UsageError, with the nearest match, for any other."""
    if not isinstance(name, str) or name.lower() not in FRAMEWORKS:
        raise unknown("framework", name, FRAMEWORKS)
    return FRAMEWORKS[name.lower()]


def cells() -> dict[str, list[CellEntry]]:
    """Every cell that some framework has, by name, with the entry of each that has it; the default framework first."""
    found: dict[str, list[CellEntry]] = {}
    for framework in FRAMEWORKS.values():
        for name, entry in framework.cells.items():
            found.setdefault(name, []).append(entry)
    return found


def owners(option: str) -> list[str]:
    """The cells that have an option, as people write them.

    >>> owners("reset_after")
    ['gru of keras']
    """
    return [
        f"{cell} of {name}"
        for name, framework in FRAMEWORKS.items()
        for cell, entry in framework.cells.items()
        if option in {each.name for each in entry.options}
    ]


def cell_name(framework: Framework, name: str) -> str:
    """The name under which a framework's cell is registered, for a name or an alias in any case.

    >>> cell_name(FRAMEWORKS["keras"], "SimpleRNN")
    'rnn'

    Raises UsageError, with the nearest match, for a name that it does not have.
    """
    wanted = name.lower()
    for known, entry in framework.cells.items():
        if wanted == known or wanted in entry.aliases:
            return known
    raise unknown("cell", name, framework.cells)


__all__ = ["DEFAULT", "FRAMEWORKS", "CellEntry", "Framework", "cell_name", "cells", "find_framework", "owners"]
