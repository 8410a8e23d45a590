"""The commands, built on demand: one a registered cell, each with the options that this cell has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from paramcalc.api import layer
from paramcalc.cli import options
from paramcalc.cli.limits import LIMIT_NAMES, LIMIT_OPTIONS, limits_of, refuse_over_limits
from paramcalc.cli.numbers import refuse_formulas
from paramcalc.cli.output import chosen_output, option, show, with_signature
from paramcalc.equations.reader import LONGEST_TEXT
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS, CellEntry, cell_options, homes
from paramcalc.frameworks.custom import RESERVED, custom_cell
from paramcalc.layers.layer import recurrent
from paramcalc.phrases import tr, tr_in
from paramcalc.questions.limits import Limits
from paramcalc.readers.streams import opened, read_bounded

BYTES_OF_A_CHARACTER = 4
"""In UTF-8, at most."""

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
    is_limited: bool = False
    """Whether the command has `--max-params` and the other limits."""


COUNT = View(
    "layer",
    tr("Count {article} {title}, gate by gate: {description}."),
    tr("Count a custom cell, given by its equations."),
    verifies=True,
    is_limited=True,
)
EXPLAIN = View(
    "explanation",
    tr("Explain {article} {title}: its equations, and why every parameter has its shape."),
    tr("Explain a custom cell, given by its equations."),
    weighs=False,
)
VERIFY = View("verification", tr("Build the real {title} and compare it with the derived one."))

AN = ("MGU", "LSTM", "RNN")
"""The beginnings of abbreviations that are spoken with a vowel first."""


def cell_command(name: str, view: View) -> Callback:
    """The function behind `paramcalc gru` or `paramcalc explain gru`, with the options of this cell."""
    home, entry = next(iter(homes(name).items()))
    sizes = sizes_of(name, entry)
    kernel = tr(
        "The kernel size: one number, or {spatial} separated by commas. Without it, the count is a formula.",
        spatial=entry.spatial,
    )
    kernel_size = Annotated[str | None, option("--kernel-size -k", kernel, "SIZES")]
    real = Annotated[bool, option("--verify", tr("Also compare the count with the real layer (needs TensorFlow)."))]
    framework_help = tr("The framework whose layer is counted, {home} unless given.", home=home)
    parameters = [
        options.sizes_argument(sizes),
        *options.size_options(sizes),
        *([options.parameter("kernel_size", kernel_size)] if entry.spatial else []),
        *(options.own_option(own) for own, having in cell_options(name) if home in having),
        *options.common_options(view.subject, weighs=view.weighs),
        *(LIMIT_OPTIONS if view.is_limited else ()),
        options.choice("framework", None, FRAMEWORKS, framework_help),
        *([options.parameter("verify", real, False)] if view.verifies else []),
        *(options.own_option(own, having) for own, having in cell_options(name) if home not in having),
    ]

    def command(numbers: list[str] | None, verify: bool = False, **values: Any) -> None:
        given = options.with_numbers(f"paramcalc {name}", sizes, numbers or [], values)
        _show(name, "verified layer" if verify else view.subject, given)

    article = tr_in("article", "an") if entry.title.startswith(AN) else tr_in("article", "a")
    text = view.help.format(article=article, title=entry.title, description=entry.description)
    return with_signature(command, parameters, text)


def sizes_of(name: str, entry: CellEntry) -> list[str]:
    """The sizes of a cell, without those of a kernel: units and input."""
    return [size for size in recurrent("", name, entry, {}).sizes if not size.startswith("kernel_")]


POSITIONAL = ("units", "input")
"""The sizes of a custom cell that have options of their own."""


def equations_command(view: View) -> Callback:
    """The function behind `paramcalc cell FILE`: a cell that the user wrote down as equations."""
    file = Annotated[str, typer.Argument(metavar="FILE", help=tr("A file of equations; - reads standard input."))]
    size = Annotated[list[str], option("--size", tr("The value of another size that the equations name."), "NAME=N")]
    parameters = [
        options.parameter("file", file, ...),
        options.sizes_argument(POSITIONAL),
        *options.size_options(POSITIONAL),
        options.parameter("size", size, []),
        *options.common_options(view.subject, weighs=view.weighs),
        *(LIMIT_OPTIONS if view.is_limited else ()),
    ]

    def command(file: str, numbers: list[str] | None, size: list[str], **values: Any) -> None:
        values = options.with_numbers("paramcalc cell", POSITIONAL, numbers or [], values)
        for text in size:
            name, sign, number = map(str.strip, text.partition("="))
            if not sign or not name:
                raise UsageError(
                    tr("--size takes NAME=N, got {text!r}", text=text), tip=tr("for example --size projection=3")
                )
            if name in (*options.OPTIONS, *LIMIT_NAMES, *RESERVED):
                raise UsageError(
                    tr("{name} is an option, not a size", name=name), tip=f"write --{name.replace('_', '-')}"
                )
            if values.get(name) is not None:
                raise UsageError(tr("the size {name} is given twice", name=name), tip=tr("give it once"))
            values[name] = options.whole_number(f"--size {name}", number)
        cell = custom_cell(_read(file), name="cell" if file == "-" else Path(file).stem)
        _show(cell, view.subject, values)

    return with_signature(command, parameters, view.custom_help)


def _show(cell: str | CellEntry, subject: str, values: dict[str, Any]) -> None:
    """Count a layer and write the answer, after comparing it with the real layer where the subject asks for that."""
    output = chosen_output(values, subject)
    require_numbers = values.pop("require_numbers")
    limits = limits_of(values) if "no_unknown" in values else Limits()
    breakdown = layer(cell, **layer_arguments(values))
    if require_numbers:
        refuse_formulas([breakdown.total], None if isinstance(cell, str) else POSITIONAL)
    try:
        if subject in ("verification", "verified layer"):
            from paramcalc.cli.verification import verify_layer

            verify_layer(breakdown, subject, output)
        show(subject, breakdown, output)
    except typer.Exit:
        # A verification ends with an exit code of its own, and a limit counts more.
        refuse_over_limits(breakdown, limits)
        raise
    refuse_over_limits(breakdown, limits)


def layer_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `layer` from the values of the options: without those not given, and with texts as numbers."""
    arguments = {name: value for name, value in values.items() if value is not None}
    for name in arguments.keys() - NAMES:
        if name == "kernel_size":
            parts = arguments[name].replace("x", ",").split(",")
            kernel = [options.whole_number("--kernel-size", part) for part in parts]
            arguments[name] = kernel if len(kernel) > 1 else kernel[0]
        elif isinstance(arguments[name], str):
            arguments[name] = options.whole_number(f"--{name}", arguments[name])
    return arguments


NAMES = ("framework", "dtype")
"""The arguments of `layer` that are names. Any other text is a number."""


def _read(file: str) -> str:
    origin = tr("standard input") if file == "-" else file
    try:
        with opened(file) as opened_file:
            return read_bounded(opened_file, BYTES_OF_A_CHARACTER * LONGEST_TEXT, origin).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(tr("{origin} is not UTF-8 text: byte {start:,}", origin=origin, start=error.start)) from error
