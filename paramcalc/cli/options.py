"""The options as data: what typer reads them from, and how a number is read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer

from paramcalc.algebra import integers
from paramcalc.cli.numbers import RequireNumbers
from paramcalc.cli.output import option, output_options, with_signature
from paramcalc.errors import UsageError
from paramcalc.frameworks.base import Option
from paramcalc.layers.breakdown import DEFAULT_DTYPE, DTYPE_NAMES
from paramcalc.layers.layer import MOST_LAYERS
from paramcalc.phrases import joined, tr

SHORT = {"units": "-u", "input": "-i"}

SHORT_OPTIONS = {"-u": "--units", "-i": "--input", "-k": "--kernel-size", "-o": "--output"}
"""Each short option with the long one that means the same."""

EXAMPLES = {"--layers": 2, "--depth": 2, "--kernel-size": 3}
"""What a tip shows, where it is not 75."""

SIZE_HELP = {
    "units": tr("Units: the size of the state and of the output."),
    "filters": tr("Filters: the channels of the state and of the output."),
    "channels": tr("Channels of the input."),
    "input": tr("Features of the input at each step (Keras's input_dim)."),
}

OPTIONS = ("bias", "bidirectional", "layers", "dtype", "require_numbers", "format", "json", "output", "only")
"""The options that every command has, by their names in Python; no size can be called so."""

MOST_POSITIONAL = 2
"""How many sizes can be given as plain numbers: units and input."""

OTHER_FRAMEWORKS = tr("Options of other frameworks")
"""The heading of the options that only the layers of other frameworks have."""

Layers = Annotated[str, option("--layers", tr("The number of stacked layers."), "N")]


THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
"""A number as the output prints it."""


def parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    """An option or argument of a command; the default `...` makes it required."""
    default = inspect.Parameter.empty if default is ... else default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def grouped(
    name: str, options: Sequence[inspect.Parameter], value: Callable[[dict[str, Any]], Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator for a command: it gets these options, and its function one argument with what they mean together.

    `value` takes the options out of a dictionary, and makes the argument.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        def command(**values: Any) -> None:
            together = value(values)
            function(**values, **{name: together})

        known = inspect.signature(function, eval_str=True).parameters.values()
        own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in known if each.name != name]
        return with_signature(command, [*own, *options], function.__doc__ or "")

    return decorate


def choice(name: str, default: str | None, choices: Iterable[str], text: str) -> inspect.Parameter:
    """An option that takes one of several names."""
    names = list(choices)
    given = option(f"--{name}", tr("{text} One of: {names}.", text=text, names=", ".join(names)), "NAME", names)
    return parameter(name, Annotated[str | None, given], default)


FORMULA = tr(" Without it, the count is a formula.")


def size_options(names: Iterable[str], without: str = FORMULA) -> list[inspect.Parameter]:
    """An option for each size, None where it is not given; `without` says in the help what that means."""
    parameters = []
    for name in names:
        text = SIZE_HELP.get(name, tr("The size {name}.", name=name)) + without
        given = option(f"--{name} {SHORT.get(name, '')}", text, "N")
        parameters.append(parameter(name, Annotated[str | None, given]))
    return parameters


def own_option(own: Option, frameworks: Sequence[str] = ()) -> inspect.Parameter:
    """An option of a cell, None where it is not given, so that the framework's own default holds.

    Of an option that only other `frameworks` have, the help names them, under a heading of its own.
    """
    name = own.name.replace("_", "-")
    text = (
        tr("{help} Only with --framework {frameworks}.", help=own.help, frameworks=joined(tr(" or "), frameworks))
        if frameworks
        else own.help
    )
    panel = OTHER_FRAMEWORKS if frameworks else None
    if own.is_size:
        return parameter(own.name, Annotated[str | None, option(f"--{name}", text, "N", panel=panel)])
    return parameter(own.name, Annotated[bool | None, option(f"--{name}/--no-{name}", text, panel=panel)])


def sizes_argument(names: Sequence[str]) -> inspect.Parameter:
    """The first sizes as plain numbers: `paramcalc gru 75 28`."""
    first, *others = (name.upper() for name in names[:MOST_POSITIONAL])
    metavar = f"[{first}{''.join(f' [{name}]' for name in others)}]"
    text = tr("The same as {names}.", names=joined(tr(" and "), (f"--{name}" for name in names[:MOST_POSITIONAL])))
    return parameter("numbers", Annotated[list[str] | None, typer.Argument(metavar=metavar, help=text)])


def with_numbers(command: str, names: Sequence[str], numbers: Sequence[str], values: dict[str, Any]) -> dict[str, Any]:
    """The values of the options with those of the sizes that were given as plain numbers.

    Raises UsageError for too many numbers, and for a size that is given as an option, too.
    """
    allowed = names[:MOST_POSITIONAL]
    if len(numbers) > len(allowed):
        message = tr(
            "{command} takes {count} numbers, {names}; got {given}",
            command=command,
            count=len(allowed),
            names=joined(tr(" and "), allowed),
            given=len(numbers),
        )
        raise UsageError(message, tip=tr("give the others as options"))
    for name in names[: len(numbers)]:
        if values.get(name) is not None:
            raise UsageError(
                tr("{name} is given twice", name=name), tip=tr("give the number or --{name}, not both", name=name)
            )
    return {**values, **dict(zip(allowed, numbers, strict=False))}


def common_options(subject: str, *, weighs: bool = True) -> list[inspect.Parameter]:
    """The options of every counting command; `weighs` says whether it prints bytes."""
    bias = option("--bias/--no-bias", tr("Count with or without biases."))
    bidirectional = option("--bidirectional", tr("Count a bidirectional layer."))
    layers = option("--layers", tr("The number of stacked layers, 1 to {most:,}.", most=MOST_LAYERS), "N")
    return [
        parameter("bias", Annotated[bool | None, bias], True),
        parameter("bidirectional", Annotated[bool, bidirectional], False),
        parameter("layers", Annotated[str, layers], "1"),
        *(
            [choice("dtype", DEFAULT_DTYPE, DTYPE_NAMES, tr("The data type of the weights, for the bytes."))]
            if weighs
            else []
        ),
        parameter("require_numbers", RequireNumbers, False),
        *output_options(subject),
    ]


def whole_number(name: str, text: str) -> int:
    """The number that the text of the option `name` means. Commas may stand between thousands.

    >>> whole_number("--units", "1_000"), whole_number("--units", "1,000")
    (1000, 1000)

    Raises UsageError for anything but a whole number from 1 of at most 1,000 digits.
    """
    if len(text) > 2 * integers.MOST_DIGITS:
        raise UsageError(
            tr(
                "{name} has {count:,} characters; a size has at most {most:,} digits",
                name=name,
                count=len(text),
                most=integers.MOST_DIGITS,
            )
        )
    try:
        number = integers.from_digits(text.replace(",", "") if THOUSANDS.fullmatch(text.strip()) else text)
    except ValueError:
        number = 0
    if number < 1:
        tip = tr("for example {name} {example}", name=name, example=EXAMPLES.get(name, 75))
        raise UsageError(tr("{name} takes a whole number of at least 1, got {text!r}", name=name, text=text), tip=tip)
    return integers.whole_number(name, number, least=1)
