"""The options as data: what typer reads them from, and how a number is read."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from paramcalc.algebra import integers
from paramcalc.cli.numbers import RequireNumbers
from paramcalc.cli.output import Json, format_option, option
from paramcalc.errors import UsageError
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

OPTIONS = ("bias", "bidirectional", "layers", "dtype", "require_numbers", "format", "json")
"""The options that every command has, by their names in Python; no size can be called so."""

Layers = Annotated[str, option("--layers", "The number of stacked layers.", "N")]


def parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    """An option or argument of a command; the default `...` makes it required."""
    default = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def choice(name: str, default: str | None, choices: Iterable[str], text: str) -> inspect.Parameter:
    """An option that takes one of several names."""
    names = list(choices)
    given = option(f"--{name}", f"{text} One of: {', '.join(names)}.", "NAME", names)
    return parameter(name, Annotated[str | None, given], default)


def size_options(names: Iterable[str], optional: Mapping[str, str] = NOTHING) -> list[inspect.Parameter]:
    """An option for each size, None where it is not given; `optional` has the help of those that may be left out."""
    parameters = []
    for name in names:
        text = SIZE_HELP.get(name, f"The size {name}.") + " Without it, the count is a formula."
        given = option(f"--{name} {SHORT.get(name, '')}", optional.get(name) or text, "N")
        parameters.append(parameter(name, Annotated[str | None, given]))
    return parameters


def switch_options(options: Iterable[Option]) -> list[inspect.Parameter]:
    """None where a switch is not given, so that each framework's own default holds."""
    parameters = []
    for switch in options:
        name = switch.name.replace("_", "-")
        parameters.append(parameter(switch.name, Annotated[bool | None, option(f"--{name}/--no-{name}", switch.help)]))
    return parameters


def common_options(subject: str, *, weighs: bool = True) -> list[inspect.Parameter]:
    """The options of every counting command; `weighs` says whether it prints bytes."""
    bias = option("--bias/--no-bias", "Count with or without biases.")
    bidirectional = option("--bidirectional", "Count a bidirectional layer.")
    layers = option("--layers", f"The number of stacked layers, 1 to {MOST_LAYERS:,}.", "N")
    return [
        parameter("bias", Annotated[bool | None, bias], True),
        parameter("bidirectional", Annotated[bool, bidirectional], False),
        parameter("layers", Annotated[str, layers], "1"),
        *([choice("dtype", DEFAULT_DTYPE, DTYPES, "The data type of the weights, for the bytes.")] if weighs else []),
        parameter("require_numbers", RequireNumbers, False),
        parameter("format", Annotated[str | None, format_option(subject)]),
        parameter("json", Json, False),
    ]


def whole_number(name: str, text: str) -> int:
    """The number that the text of the option `name` means.

    >>> whole_number("--units", "1_000")
    1000

    Raises UsageError for anything but a whole number from 1 of at most 1,000 digits.
    """
    if len(text) > 2 * integers.MOST_DIGITS:
        raise UsageError(f"{name} has {len(text):,} characters; a size has at most {integers.MOST_DIGITS:,} digits")
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        tip = f"for example {name} {EXAMPLES.get(name, 75)}"
        raise UsageError(f"{name} takes a whole number of at least 1, got {text!r}", tip=tip)
    return integers.whole_number(name, number, least=1)
