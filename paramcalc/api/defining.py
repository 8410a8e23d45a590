"""Layer classes of one's own, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fsdecode
from types import TracebackType
from typing import Any

from paramcalc.classes import define as add_classes
from paramcalc.classes import defined, restore
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr
from paramcalc.readers.definitions import definitions_in, read_definitions


class Definitions:
    """Classes that were defined. As a context manager it takes them back at the end of the block."""

    names: tuple[str, ...]

    def __init__(self, names: tuple[str, ...], before: Mapping[str, Any]) -> None:
        self.__dict__.update(names=names, _before=before)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} are frozen")

    def __enter__(self) -> Definitions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        restore(self.__dict__["_before"])

    def __repr__(self) -> str:
        return f"<definitions of {', '.join(self.names)}>"


def define(
    source: str | PathLike[str] | Mapping[str, Any] | None = None, /, **classes: Mapping[str, Any]
) -> Definitions:
    """Describe layer classes of one's own; from then on `model`, `read` and `verify` know them.

    `source` is the path of a TOML file, or a dictionary with a dictionary for each class; `classes` are the same as
    keywords. Each has the words of a table in the file: `arguments`, `weights`, `input`, `output`, `macs`, or
    `arguments`, `equations`, `gates` and `storage` for a recurrent layer.

    >>> import paramcalc
    >>> with define(Scale={"arguments": "center=True", "weights": "gamma (input)", "output": "same", "macs": 0}):
    ...     paramcalc.model("Input((28, 28)) > GRU(75) > Scale() > Dense(10)").by("layer")
    {'gru': 23625, 'scale': 75, 'dense': 760}

    Raises UsageError, naming the class, for what is no definition, and for a class that the framework itself has.
    """
    before = defined()
    definitions = definitions_in(classes, "") if classes else []
    if isinstance(source, Mapping):
        definitions += definitions_in(source, "")
    elif isinstance(source, (str, PathLike)):
        definitions += read_definitions(fsdecode(source))
    elif source is not None:
        raise UsageError(
            tr("define() takes the path of a TOML file or a dictionary, got {source}", source=shown(source))
        )
    if not definitions:
        raise UsageError(tr("define() takes a TOML file, a dictionary, or a dictionary for each class as a keyword"))
    add_classes(definitions)
    return Definitions(tuple(name for _, name, _ in definitions), before)
