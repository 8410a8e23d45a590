"""The registry of frameworks, which the command line, the tests and the docs read."""

from __future__ import annotations

from collections.abc import Mapping

from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import flax, keras, onnx, pytorch
from paramcalc.frameworks.base import CellEntry as CellEntry
from paramcalc.frameworks.base import Framework as Framework
from paramcalc.frameworks.base import Option as Option
from paramcalc.phrases import tr

FRAMEWORKS: dict[str, Framework] = {
    "keras": keras.KERAS,
    "pytorch": pytorch.PYTORCH,
    "onnx": onnx.ONNX,
    "flax-linen": flax.FLAX_LINEN,
    "flax-nnx": flax.FLAX_NNX,
    "cudnn": keras.CUDNN,
    "keras1": keras.KERAS1,
}

DEFAULT = "keras"


def _registered(name: object, registry: Mapping[str, Framework] | Mapping[str, CellEntry]) -> str | None:
    """The name under which a framework or a cell is registered, for a name or an alias in any case."""
    wanted = name.lower() if isinstance(name, str) else name
    return next((known for known, entry in registry.items() if wanted == known or wanted in entry.aliases), None)


def framework_name(name: str) -> str:
    """The name under which a framework is registered, for a name or an alias in any case.

    >>> framework_name("torch")
    'pytorch'

    Raises UsageError, with the nearest match, for an unknown one.
    """
    known = _registered(name, FRAMEWORKS)
    if known is None:
        raise unknown(tr("framework"), name, FRAMEWORKS)
    return known


def home_of(cell: str) -> str:
    """The framework that counts a cell if none is named: the first that has the cell, else the default one.

    >>> home_of("gru"), home_of("mgu")
    ('keras', 'flax-linen')
    """
    return next((name for name, framework in FRAMEWORKS.items() if _registered(cell, framework.cells)), DEFAULT)


def cells() -> dict[str, list[CellEntry]]:
    """Every cell by name, with its entry in each framework that has it; the default framework comes first."""
    entries: dict[str, list[CellEntry]] = {}
    for framework in FRAMEWORKS.values():
        for name, entry in framework.cells.items():
            entries.setdefault(name, []).append(entry)
    return entries


def homes(cell: str) -> dict[str, CellEntry]:
    """The frameworks that have a cell, the default one first, each with its entry.

    >>> list(homes("mgu"))
    ['flax-linen']
    """
    return {name: framework.cells[cell] for name, framework in FRAMEWORKS.items() if cell in framework.cells}


def cell_options(cell: str) -> list[tuple[Option, tuple[str, ...]]]:
    """The options that a cell has in any framework, the first framework's first, each with the frameworks that have it.

    >>> [(option.name, having) for option, having in cell_options("gru")]
    [('reset_after', ('keras',)), ('linear_before_reset', ('onnx',))]
    """
    having: dict[str, list[str]] = {}
    options: dict[str, Option] = {}
    for framework, entry in homes(cell).items():
        for option in entry.options:
            options.setdefault(option.name, option)
            having.setdefault(option.name, []).append(framework)
    return [(option, tuple(having[name])) for name, option in options.items()]


def registered_cell(name: str) -> str:
    """The name under which a cell is registered in any framework, for a name or an alias in any case.

    >>> registered_cell("SimpleRNN")
    'rnn'

    Raises UsageError, with the nearest match, for an unknown one.
    """
    found = (_registered(name, framework.cells) for framework in FRAMEWORKS.values())
    known = next(filter(None, found), None)
    if known is None:
        raise unknown(tr("cell"), name, cells())
    return known


def owners(option: str) -> list[str]:
    """The cells that have an option, as text.

    >>> owners("reset_after")
    ['gru of keras']
    """
    return [
        tr("{cell} of {name}", cell=cell, name=name)
        for name, framework in FRAMEWORKS.items()
        for cell, entry in framework.cells.items()
        if any(option == known.name for known in entry.options)
    ]


def cell_name(framework: Framework, name: str) -> str:
    """The name under which a framework's cell is registered, for a name or an alias in any case.

    >>> cell_name(FRAMEWORKS["keras"], "SimpleRNN")
    'rnn'

    Raises UsageError, with the nearest match, for an unknown one.
    """
    known = _registered(name, framework.cells)
    if known is not None:
        return known
    others = [key for key, other in FRAMEWORKS.items() if _registered(name, other.cells)]
    if others:
        having = tr("{others} has it") if len(others) == 1 else tr("{others} have it")
        raise UsageError(
            tr("{title} has no cell {name!r}", title=framework.title, name=name),
            tip=having.format(others=", ".join(others)),
        )
    raise unknown(tr("cell"), name, framework.cells)
