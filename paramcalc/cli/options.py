"""The options as data: what typer reads them from, and how a number is read."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from paramcalc.algebra import integers
from paramcalc.cli.output import Json, format_option
from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.frameworks.base import NOTHING, Option
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPES
from paramcalc.layers.layer import MOST_LAYERS

SHORT = {"units": "-u", "input": "-i"}

EXAMPLES = {"--layers": 2, "--depth": 2, "--kernel-size": 3}
"""What a tip shows, where it is not 75."""

SIZE_HELP = {
    "units": "Units: the size of the state and of the output.",
    "filters": "Filters: the channels of the state and of the output.",
    "channels": "Channels of the input.",
    "input": "Features of the input at each step (Keras's input_dim).",
}

OPTIONS = ("bias", "bidirectional", "layers", "dtype", "format", "json")
"""The options that every command has, by their names in Python; no size can be called so."""


def parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    """An option or argument of a command; the default `...` makes it required."""
    default = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def size_options(names: Iterable[str], optional: Mapping[str, str] = NOTHING) -> list[inspect.Parameter]:
    """An option for each size, None where it is not given; `optional` has the help of those that may be left out."""
    return [
        parameter(
            name,
            Annotated[
                str | None,
                typer.Option(
                    f"--{name}",
                    *filter(None, [SHORT.get(name)]),
                    metavar="N",
                    help=optional.get(name)
                    or SIZE_HELP.get(name, f"The size {name}.") + " Without it, the count is a formula.",
                ),
            ],
            None,
        )
        for name in names
    ]


def _switch(name: str, default: bool | None, text: str) -> inspect.Parameter:
    option = name.replace("_", "-")
    return parameter(name, Annotated[bool | None, typer.Option(f"--{option}/--no-{option}", help=text)], default)


def switch_options(options: Iterable[Option]) -> list[inspect.Parameter]:
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
    return parameter(name, Annotated[str | None, option], default)


def common_options(subject: str, *, weighs: bool = True) -> list[inspect.Parameter]:
    """The options of every counting command; `weighs` says whether it prints bytes."""
    both = Annotated[bool, typer.Option("--bidirectional", help="Count a bidirectional layer.")]
    text = f"The number of stacked layers, 1 to {MOST_LAYERS:,}."
    return [
        _switch("bias", True, "Count with or without biases."),
        parameter("bidirectional", both, False),
        parameter("layers", Annotated[str, typer.Option("--layers", metavar="N", help=text)], "1"),
        *([_choice("dtype", DEFAULT_DTYPE, DTYPES, "The data type of the weights, for the bytes.")] if weighs else []),
        parameter("format", Annotated[str | None, format_option(subject)], None),
        parameter("json", Json, False),
    ]


def kernel_option(dimensions: int) -> inspect.Parameter:
    """`--kernel-size` of a convolution."""
    text = f"The kernel size: one number, or {dimensions} separated by commas. Without it, the count is a formula."
    option = typer.Option("--kernel-size", "-k", metavar="SIZES", help=text)
    return parameter("kernel_size", Annotated[str | None, option], None)


def verify_option() -> inspect.Parameter:
    """`--verify`, beside the count."""
    text = "Also compare the count with the real layer (needs TensorFlow)."
    return parameter("verify", Annotated[bool, typer.Option("--verify", help=text)], False)


def framework_option() -> inspect.Parameter:
    """Whose cell it is."""
    return _choice("framework", None, FRAMEWORKS, "The framework whose layer is counted, keras unless given.")


def whole_number(option: str, text: str) -> int:
    """The number that an option's text means.

    >>> whole_number("--units", "1_000")
    1000

    Raises UsageError for anything but a whole number from 1 of at most 1,000 digits.
    """
    if len(text) > 2 * integers.MOST_DIGITS:
        raise UsageError(f"{option} has {len(text):,} characters; a size has at most {integers.MOST_DIGITS:,} digits")
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise UsageError(
            f"{option} takes a whole number of at least 1, got {text!r}",
            tip=f"for example {option} {EXAMPLES.get(option, 75)}",
        )
    return integers.whole_number(option, number, least=1)
