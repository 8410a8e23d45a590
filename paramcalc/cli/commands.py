"""The commands, built on demand: one a registered cell, each with the options that this cell has."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from paramcalc.api import layer
from paramcalc.cli import options
from paramcalc.cli.numbers import refuse_formulas
from paramcalc.cli.output import Json, chosen_form, format_option, option, show
from paramcalc.document import SCHEMAS, schema
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS, CellEntry, cells, framework_name
from paramcalc.frameworks.custom import RESERVED, custom_cell
from paramcalc.layers.layer import recurrent

Callback: TypeAlias = Callable[..., None]


class View(NamedTuple):
    """What a command makes of a layer's breakdown: the subject that it shows."""

    subject: str
    help: str
    custom_help: str = ""
    verifies: bool = False
    """Whether the command has `--verify`."""
    weighs: bool = True
    """Whether the command has `--dtype`."""


COUNT = View(
    "layer",
    "Count {article} {title}, gate by gate: {description}.",
    "Count a custom cell, given by its equations.",
    verifies=True,
)
EXPLAIN = View(
    "explanation",
    "Explain {article} {title}: its equations, and why every parameter has its shape.",
    "Explain a custom cell, given by its equations.",
    weighs=False,
)
VERIFY = View("verification", "Build the real {title} and compare it with the derived one.")

AN = ("MGU", "LSTM", "RNN")
"""The beginnings of abbreviations that are spoken with a vowel first."""


def cell_command(name: str, view: View) -> Callback:
    """The function behind `paramcalc gru` or `paramcalc explain gru`, with the options of this cell."""
    entries = cells()[name]
    entry = entries[0]
    own = {option.name: option for each in reversed(entries) for option in each.options}
    sizes = [size for size in recurrent("", name, entry, {}).sizes if not size.startswith("kernel_")]
    sizes += [option.name for option in own.values() if option.is_size]
    kernel = f"The kernel size: one number, or {entry.spatial} separated by commas. Without it, the count is a formula."
    kernel_size = Annotated[str | None, option("--kernel-size -k", kernel, "SIZES")]
    real = Annotated[bool, option("--verify", "Also compare the count with the real layer (needs TensorFlow).")]
    framework_help = "The framework whose layer is counted, keras unless given."
    parameters = [
        *options.size_options(sizes, {option.name: option.help for option in own.values()}),
        *([options.parameter("kernel_size", kernel_size)] if entry.spatial else []),
        *options.switch_options(option for option in own.values() if not option.is_size),
        *options.common_options(view.subject, weighs=view.weighs),
        options.choice("framework", None, FRAMEWORKS, framework_help),
        *([options.parameter("verify", real, False)] if view.verifies else []),
    ]

    def command(verify: bool = False, **values: Any) -> None:
        given = {key: value for key, value in values.items() if key not in own or value is not None}
        _show(name, sizes, "verified layer" if verify else view.subject, given)

    article = "an" if entry.title.startswith(AN) else "a"
    text = view.help.format(article=article, title=entry.title, description=entry.description)
    return with_signature(command, parameters, text)


def equations_command(view: View) -> Callback:
    """The function behind `paramcalc cell FILE`: a cell that the user wrote down as equations."""
    file = Annotated[str, typer.Argument(metavar="FILE", help="A file of equations; - reads standard input.")]
    size = Annotated[list[str], option("--size", "The value of another size that the equations name.", "NAME=N")]
    parameters = [
        options.parameter("file", file, ...),
        *options.size_options(("units", "input")),
        options.parameter("size", size, []),
        *options.common_options(view.subject, weighs=view.weighs),
    ]

    def command(file: str, size: list[str], **values: Any) -> None:
        for text in size:
            name, sign, number = map(str.strip, text.partition("="))
            if not sign or not name:
                raise UsageError(f"--size takes NAME=N, got {text!r}", tip="for example --size projection=3")
            if name in (*options.OPTIONS, *RESERVED):
                raise UsageError(f"{name} is an option, not a size", tip=f"write --{name}")
            if values.get(name) is not None:
                raise UsageError(f"the size {name} is given twice", tip="give it once")
            values[name] = options.whole_number(f"--size {name}", number)
        cell = custom_cell(_read(file), name="cell" if file == "-" else Path(file).stem)
        _show(cell, ("units", "input"), view.subject, values)

    return with_signature(command, parameters, view.custom_help)


def frameworks_command(
    framework: Annotated[str | None, typer.Argument(metavar="[FRAMEWORK]", help="Show only this framework.")] = None,
    layers: Annotated[bool, option("--layers", "List the layer classes that a model may contain.")] = False,
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


def with_signature(function: Callback, parameters: list[inspect.Parameter], text: str) -> Callback:
    """The function with the signature that typer reads its options from."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    function.__doc__ = text
    return function


def _show(cell: str | CellEntry, sizes: Iterable[str], subject: str, values: dict[str, Any]) -> None:
    """Count a layer and write the answer, after comparing it with the real layer where the subject asks for that."""
    form = chosen_form(values.pop("format"), values.pop("json"), subject)
    require_numbers = values.pop("require_numbers")
    breakdown = layer(cell, **with_numbers(values, sizes))
    if require_numbers:
        refuse_formulas([breakdown.total], None if isinstance(cell, str) else tuple(sizes))
    if subject in ("verification", "verified layer"):
        from paramcalc.cli.verification import verify_layer

        verify_layer(breakdown, subject, form)
    else:
        show(subject, breakdown, form)


def with_numbers(values: Mapping[str, Any], sizes: Iterable[str]) -> dict[str, Any]:
    """The values of options, with the texts of sizes read as numbers. Raises UsageError for one that is no number."""
    read = dict(values)
    for name in ("layers", *sizes):
        if isinstance(read.get(name), str):
            read[name] = options.whole_number(f"--{name}", read[name])
    if isinstance(read.get("kernel_size"), str):
        parts = read["kernel_size"].replace("x", ",").split(",")
        kernel = [options.whole_number("--kernel-size", part) for part in parts]
        read["kernel_size"] = kernel if len(kernel) > 1 else kernel[0]
    return read


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
