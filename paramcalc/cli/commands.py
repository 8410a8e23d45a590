"""The commands, built on demand: one a registered cell, each with the options that this cell has."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from paramcalc.api import layer
from paramcalc.breakdown import DEFAULT_DTYPE, DTYPES, LONGEST_SIZE
from paramcalc.errors import UsageError
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, CellEntry, cells
from paramcalc.frameworks.base import Option
from paramcalc.frameworks.custom import custom_cell
from paramcalc.layers import recurrent
from paramcalc.render import EXPLANATIONS, FORMATS, render
from paramcalc.render.page import page_of

SHORT = {"units": "-u", "input": "-i"}

SIZE_HELP = {
    "units": "Units: the size of the state and of the output.",
    "input": "Features of the input at each step (Keras's input_dim).",
}

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
    parameters = [*_sizes(sizes), *_switches(switches.values()), *_common(view), _framework()]

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
        _parameter("file", file, ...),
        *_sizes(("units", "input")),
        _parameter("size", size, []),
        *_common(view),
    ]

    def command(file: str, size: list[str], **values: Any) -> None:
        further = dict(map(_split, size))
        _count(custom_cell(_read(file), name=_stem(file)), ("units", "input", *further), view, {**values, **further})

    return _with_signature(command, parameters, view.custom_help)


def schema_command() -> None:
    """Print the JSON Schema of `--format json`."""
    from paramcalc.render.json import schema

    sys.stdout.write(schema())


OPTIONS = ("bias", "bidirectional", "layers", "dtype", "format", "json")
"""The options that every command has, by their names in Python; no size can be called so."""


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _sizes(names: Iterable[str]) -> list[inspect.Parameter]:
    return [
        _parameter(
            name,
            Annotated[
                str | None,
                typer.Option(
                    f"--{name}",
                    *filter(None, [SHORT.get(name)]),
                    metavar="N",
                    help=SIZE_HELP.get(name, f"The size {name}.") + " Left out: a formula.",
                ),
            ],
            None,
        )
        for name in names
    ]


def _switch(name: str, default: bool | None, text: str) -> inspect.Parameter:
    option = name.replace("_", "-")
    return _parameter(name, Annotated[bool | None, typer.Option(f"--{option}/--no-{option}", help=text)], default)


def _switches(options: Iterable[Option]) -> list[inspect.Parameter]:
    """None where a switch is not given, so that each framework's own default holds."""
    return [_switch(option.name, None, option.help) for option in options]


def _choice(name: str, default: str | None, choices: Iterable[str], text: str) -> inspect.Parameter:
    names = list(choices)
    option = typer.Option(
        f"--{name}",
        metavar="NAME",
        help=f"{text} One of: {', '.join(names)}.",
        autocompletion=lambda incomplete: [each for each in names if each.startswith(incomplete)],
    )
    return _parameter(name, Annotated[str | None, option], default)


def _common(view: View) -> list[inspect.Parameter]:
    both = Annotated[bool, typer.Option("--bidirectional", help="Count both directions.")]
    depth = Annotated[str, typer.Option("--layers", metavar="N", help="A stack: each layer reads the one below.")]
    json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
    return [
        _switch("bias", True, "Count with or without biases."),
        _parameter("bidirectional", both, False),
        _parameter("layers", depth, "1"),
        _choice("dtype", DEFAULT_DTYPE, DTYPES, "What a weight is stored as, for the bytes."),
        _choice("format", None, view.forms, f"The output form, {next(iter(view.forms))} unless given."),
        *([_parameter("json", json, False)] if "json" in view.forms else []),
    ]


def _framework() -> inspect.Parameter:
    return _choice("framework", DEFAULT, FRAMEWORKS, "Whose equations and storage to count.")


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


def whole_number(option: str, text: str) -> int:
    """The number that an option's text means.

    >>> whole_number("--units", "1_000")
    1000

    Raises UsageError for anything but a whole number from 1 of at most 1,000 digits.
    """
    if len(text) > 2 * LONGEST_SIZE:
        raise UsageError(f"{option} has {len(text):,} characters; a size has at most {LONGEST_SIZE:,} digits")
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise UsageError(f"{option} takes a whole number of at least 1, got {text!r}", tip=f"for example {option} 75")
    return number


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
