"""The registry of frameworks: the one list that choices, tests and docs read."""

from __future__ import annotations

from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks.base import CellEntry, Framework
from paramcalc.frameworks.cudnn import CUDNN
from paramcalc.frameworks.flax import FLAX_LINEN, FLAX_NNX
from paramcalc.frameworks.keras import KERAS
from paramcalc.frameworks.keras1 import KERAS1
from paramcalc.frameworks.onnx import ONNX
from paramcalc.frameworks.pytorch import PYTORCH

FRAMEWORKS: dict[str, Framework] = {
    "keras": KERAS,
    "pytorch": PYTORCH,
    "onnx": ONNX,
    "flax-linen": FLAX_LINEN,
    "flax-nnx": FLAX_NNX,
    "cudnn": CUDNN,
    "keras1": KERAS1,
}

DEFAULT = "keras"


def find_framework(name: str) -> Framework:
    """The framework of this name. Raises UsageError, with the nearest match, for any other."""
    return FRAMEWORKS[framework_name(name)]


def framework_name(name: str) -> str:
    """The name under which a framework is registered, for a name or an alias in any case.

    >>> framework_name("torch")
    'pytorch'

    Raises UsageError, with the nearest match, for any other.
    """
    wanted = name.lower() if isinstance(name, str) else name
    for known, framework in FRAMEWORKS.items():
        if wanted == known or wanted in framework.aliases:
            return known
    raise unknown("framework", name, FRAMEWORKS)


def home_of(cell: str) -> str:
    """The framework whose cell is meant when none is named: the default one if it has the cell.

    >>> home_of("gru"), home_of("mgu")
    ('keras', 'flax-linen')
    """
    wanted = cell.lower()
    for name, framework in FRAMEWORKS.items():
        if any(wanted == known or wanted in entry.aliases for known, entry in framework.cells.items()):
            return name
    return DEFAULT


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
    having = [key for key, other in FRAMEWORKS.items() if wanted in other.cells]
    if having:
        raise UsageError(f"{framework.title} has no cell {name!r}", tip=f"{', '.join(having)} has")
    raise unknown("cell", name, framework.cells)


__all__ = [
    "DEFAULT",
    "FRAMEWORKS",
    "CellEntry",
    "Framework",
    "cell_name",
    "cells",
    "find_framework",
    "framework_name",
    "home_of",
    "owners",
]
