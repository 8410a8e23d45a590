"""`--define`: layer classes of one's own, known while a command runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from paramcalc.classes import define, defined, restore
from paramcalc.cli.output import option
from paramcalc.phrases import tr

DefineOption = Annotated[
    list[str] | None,
    option("--define", tr("A TOML file that describes custom layer classes; repeatable."), "FILE"),
]


@contextmanager
def definitions_from(files: list[str]) -> Iterator[None]:
    """Know the classes of these files in the block."""
    before = defined()
    try:
        if files:
            from paramcalc.readers.definitions import read_definitions

            define(entry for file in files for entry in read_definitions(file))
        yield
    finally:
        restore(before)


def takes_definitions(function: Callable[..., None]) -> Callable[..., None]:
    """A decorator for a command that reads models: it gets `--define`."""

    def command(define: list[str] | None, **values: Any) -> None:
        with definitions_from(define or []):
            function(**values)

    own = inspect.signature(function, eval_str=True)
    parameter = inspect.Parameter("define", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=DefineOption)
    command.__signature__ = own.replace(parameters=[*own.parameters.values(), parameter])  # type: ignore[attr-defined]
    command.__doc__ = function.__doc__
    return command
