"""The commands, built on demand: one a registered cell, each with the options that this cell has."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from paramcalc.api import LayerBreakdown, layer
from paramcalc.cli.options import (
    OPTIONS,
    common_options,
    framework_option,
    kernel_option,
    parameter,
    size_options,
    switch_options,
    verify_option,
    whole_number,
)
from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.cli.view import View
from paramcalc.document import SCHEMAS, schema
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS, CellEntry, cells, framework_name
from paramcalc.frameworks.custom import RESERVED, custom_cell
from paramcalc.layers.layer import recurrent

Callback: TypeAlias = Callable[..., None]


def _verify(breakdown: LayerBreakdown, form: str) -> None:
    from paramcalc.cli.verification import verify_one

    verify_one(breakdown, form)


def _count_and_verify(breakdown: LayerBreakdown, form: str) -> None:
    from paramcalc.cli.verification import show_and_verify

    show_and_verify(breakdown, form)


COUNT = View(
    "layer",
    partial(show, "layer"),
    "Count {article} {title}, gate by gate: {description}.",
    "Count a custom cell, given by its equations.",
    verifies=True,
)
EXPLAIN = View(
    "explanation",
    partial(show, "explanation"),
    "Explain {article} {title}: its equations, and why every parameter has its shape.",
    "Explain a custom cell, given by its equations.",
    weighs=False,
)
VERIFY = View("verification", _verify, "Build the real {title} and compare it with the derived one.")

AN = ("MGU", "LSTM", "RNN")
"""The beginnings of abbreviations that are spoken with a vowel first."""


def cell_command(name: str, view: View) -> Callback:
    """The function behind `paramcalc gru` or `paramcalc explain gru`, with the options of this cell."""
    entries = cells()[name]
    entry = entries[0]
    sizes = list(recurrent("", name, entry, {}).sizes)
    options = {option.name: option for each in reversed(entries) for option in each.options}
    sizes = [size for size in sizes if not size.startswith("kernel_")]
    sizes += [option.name for option in options.values() if option.is_size]
    switches = {name: option for name, option in options.items() if not option.is_size}
    parameters = [
        *size_options(sizes, {option.name: option.help for option in options.values()}),
        *([kernel_option(entry.spatial)] if entry.spatial else []),
        *switch_options(switches.values()),
        *common_options(view.subject, weighs=view.weighs),
        framework_option(),
        *([verify_option()] if view.verifies else []),
    ]

    def command(framework: str | None, verify: bool = False, **values: Any) -> None:
        given = {key: value for key, value in values.items() if key not in options or value is not None}
        chosen = view._replace(subject="verified layer", act=_count_and_verify) if verify else view
        _count(name, sizes, chosen, given, framework=framework)

    article = "an" if entry.title.startswith(AN) else "a"
    text = view.help.format(article=article, title=entry.title, description=entry.description)
    return _with_signature(command, parameters, text)


def equations_command(view: View) -> Callback:
    """The function behind `paramcalc cell FILE`: a cell that the user wrote down as equations."""
    file = Annotated[str, typer.Argument(metavar="FILE", help="A file of equations; - reads standard input.")]
    size = Annotated[
        list[str], typer.Option("--size", metavar="NAME=N", help="The value of another size that the equations name.")
    ]
    parameters = [
        parameter("file", file, ...),
        *size_options(("units", "input")),
        parameter("size", size, []),
        *common_options(view.subject, weighs=view.weighs),
    ]

    def command(file: str, size: list[str], **values: Any) -> None:
        for text in size:
            name, number = _split(text)
            if values.get(name) is not None:
                raise UsageError(f"the size {name} is given twice", tip="give it once")
            values[name] = whole_number(f"--size {name}", number)
        _count(custom_cell(_read(file), name=_stem(file)), ("units", "input"), view, values)

    return _with_signature(command, parameters, view.custom_help)


def frameworks_command(
    framework: Annotated[str | None, typer.Argument(metavar="[FRAMEWORK]", help="Show only this framework.")] = None,
    layers: Annotated[bool, typer.Option("--layers", help="List the layer classes that a model may contain.")] = False,
    format: Annotated[str | None, format_option("frameworks")] = None,
    json: Json = False,
) -> None:
    """List the frameworks with their cells, gate order, biases and options, and what they were verified with."""
    from paramcalc.classes import LAYER_CLASSES

    subject = "classes" if layers else "frameworks"
    names = [framework_name(framework)] if framework else list(LAYER_CLASSES if layers else FRAMEWORKS)
    show(subject, names, chosen_form(format, json, subject))


def schema_command(
    document: Annotated[str, typer.Argument(metavar="[DOCUMENT]", help=f"One of: {', '.join(SCHEMAS)}.")] = "layer",
) -> None:
    """Print the JSON Schema of what `--format json` prints."""
    sys.stdout.write(schema(document))


def _with_signature(function: Callback, parameters: list[inspect.Parameter], text: str) -> Callback:
    """The function with the signature that typer reads its options from."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    function.__doc__ = text
    return function


def _count(cell: str | CellEntry, sizes: Iterable[str], view: View, values: dict[str, Any], **given: Any) -> None:
    form = chosen_form(values.pop("format"), values.pop("json"), view.subject)
    values["layers"] = whole_number("--layers", values["layers"])
    for name in sizes:
        if isinstance(values.get(name), str):
            values[name] = whole_number(f"--{name}", values[name])
    if isinstance(values.get("kernel_size"), str):
        parts = values["kernel_size"].replace("x", ",").split(",")
        kernel = [whole_number("--kernel-size", part) for part in parts]
        values["kernel_size"] = kernel if len(kernel) > 1 else kernel[0]
    view.act(layer(cell, **values, **given), form)


def _split(text: str) -> tuple[str, str]:
    name, sign, number = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--size takes NAME=N, got {text!r}", tip="for example --size projection=3")
    if name.strip() in (*OPTIONS, *RESERVED):
        raise UsageError(f"{name.strip()} is an option, not a size", tip=f"write --{name.strip()}")
    return name.strip(), number.strip()


def _read(file: str) -> str:
    try:
        if file == "-":
            if sys.stdin is None:
                raise UsageError("cannot read standard input: it is closed")
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error


def _stem(file: str) -> str:
    return "cell" if file == "-" else Path(file).stem
