"""The commands, built on demand: one a registered cell, each with the options that this cell has."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from paramcalc.api import layer
from paramcalc.cli.options import (
    OPTIONS,
    common_options,
    framework_option,
    parameter,
    size_options,
    switch_options,
    whole_number,
)
from paramcalc.errors import UsageError
from paramcalc.frameworks import CellEntry, cells
from paramcalc.frameworks.custom import custom_cell
from paramcalc.layers import recurrent
from paramcalc.render import EXPLANATIONS, FORMATS, render
from paramcalc.render.page import page_of

Callback: TypeAlias = Callable[..., None]


class View(NamedTuple):
    """What a command makes of a breakdown: the output forms it has; the first is the default."""

    forms: Mapping[str, str]
    help: str
    custom_help: str


COUNT = View(
    FORMATS,
    "Count {article} {title}, gate by gate: {description}.",
    "Count a cell of your own, written as equations.",
)
EXPLAIN = View(
    EXPLANATIONS,
    "Explain {article} {title}: its equations, and why every parameter has its shape.",
    "Explain a cell of your own, written as equations.",
)


def cell_command(name: str, view: View) -> Callback:
    """The function behind `paramcalc gru` or `paramcalc explain gru`, with the options of this cell."""
    entries = cells()[name]
    entry = entries[0]
    sizes = list(dict.fromkeys(size for each in entries for size in recurrent("", name, each, {}).sizes))
    switches = {option.name: option for each in reversed(entries) for option in each.options}
    parameters = [
        *size_options(sizes),
        *switch_options(switches.values()),
        *common_options(view.forms),
        framework_option(),
    ]

    def command(framework: str, **values: Any) -> None:
        given = {key: value for key, value in values.items() if key not in switches or value is not None}
        _count(name, sizes, view, given, framework=framework)

    article = "an" if entry.title[0] in "AEFHILMNORSX" and entry.title.isupper() else "a"
    text = view.help.format(article=article, title=entry.title, description=entry.description)
    return _with_signature(command, parameters, text)


def equations_command(view: View) -> Callback:
    """The function behind `paramcalc cell FILE`: a cell that the user wrote down as equations."""
    file = Annotated[str, typer.Argument(metavar="FILE", help="A file of equations; - reads standard input.")]
    size = Annotated[
        list[str], typer.Option("--size", metavar="NAME=N", help="A further size that the equations name.")
    ]
    parameters = [
        parameter("file", file, ...),
        *size_options(("units", "input")),
        parameter("size", size, []),
        *common_options(view.forms),
    ]

    def command(file: str, size: list[str], **values: Any) -> None:
        further = dict(map(_split, size))
        _count(custom_cell(_read(file), name=_stem(file)), ("units", "input", *further), view, {**values, **further})

    return _with_signature(command, parameters, view.custom_help)


def schema_command() -> None:
    """Print the JSON Schema of `--format json`."""
    from paramcalc.render.json import schema

    sys.stdout.write(schema())


def _with_signature(function: Callback, parameters: list[inspect.Parameter], text: str) -> Callback:
    """The function with the signature that typer reads its options from."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    function.__doc__ = text
    return function


def _count(cell: str | CellEntry, sizes: Iterable[str], view: View, values: dict[str, Any], **given: Any) -> None:
    form = _form(values.pop("format"), values.pop("json", False), view)
    values["layers"] = whole_number("--layers", values["layers"])
    for name in sizes:
        if values.get(name) is not None:
            values[name] = whole_number(f"--{name}", values[name])
    page = page_of(sys.stdout)
    sys.stdout.write(render(layer(cell, **values, **given), form, page, view.forms))


def _form(form: str | None, json: bool, view: View) -> str:
    if json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} contradict each other", tip="give one of the two")
    return "json" if json else form or next(iter(view.forms))


def _split(text: str) -> tuple[str, str]:
    name, sign, number = text.partition("=")
    if not sign:
        raise UsageError(f"--size takes NAME=N, got {text!r}", tip="for example --size projection=3")
    if name.strip() in OPTIONS:
        raise UsageError(f"{name.strip()} is an option, not a size", tip=f"write --{name.strip()}")
    return name.strip(), number.strip()


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error


def _stem(file: str) -> str:
    return "cell" if file == "-" else Path(file).stem
