"""`paramcalc solve`, `paramcalc identify` and `paramcalc check`: the reverse questions."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Annotated, Any, NoReturn

import typer

from paramcalc.algebra.quantities import quantity
from paramcalc.api import layer
from paramcalc.cli import options
from paramcalc.cli.commands import layer_arguments
from paramcalc.cli.output import chosen_output, option, output_options, show, with_signature
from paramcalc.errors import ExitCode, UsageError
from paramcalc.frameworks import FRAMEWORKS, cells, framework_name
from paramcalc.layers.breakdown import DTYPES
from paramcalc.phrases import tr

LIMITS = {
    "params": tr("The largest number of parameters: 50000, 50_000, 50k, 1.5M."),
    "bytes": tr("The largest number of bytes: 65536, 64KiB (1,024 each), 64kB (1,000 each), 1MB."),
    "macs": tr("The largest number of multiply-adds per step."),
    "like": tr('The parameters of another layer or model as the limit: "gru --units 75 --input 28".'),
}
"""The options that limit a size, with their help."""


def _layer_parameters(subject: str, *, open_settings: bool) -> list[inspect.Parameter]:
    """The options of any layer; with `open_settings`, what is not given is unknown instead of a default."""
    own = {each.name: each for entries in cells().values() for entry in entries for each in entry.options}
    is_open = "" if open_settings else tr(" Without it, the default.")
    bias = option("--bias/--no-bias", tr("With or without biases.{is_open}", is_open=is_open))
    bidirectional = option("--bidirectional/--no-bidirectional", tr("A bidirectional layer, or one in one direction."))
    kernel = option(
        "--kernel-size -k", tr("The kernel size of a convolution: one number, or several with commas."), "SIZES"
    )
    return [
        *options.size_options(SIZES, without=""),
        options.parameter("kernel_size", Annotated[str | None, kernel]),
        *map(options.own_option, own.values()),
        options.parameter("bias", Annotated[bool | None, bias]),
        options.parameter("bidirectional", Annotated[bool | None, bidirectional]),
        options.parameter(
            "layers", Annotated[str | None, option("--layers", tr("The number of stacked layers."), "N")]
        ),
        *output_options(subject),
    ]


SIZES = ("units", "input", "filters", "channels")
"""The sizes that a layer can have, besides the optional ones and those of a kernel."""


def _solve(
    what: list[str], framework: str | None, dtype: str | None, free: str | None, multiple_of: str, **values: Any
) -> None:
    from paramcalc.api.solving import solve

    output = chosen_output(values, "solutions")
    limits = {name: values.pop(name) for name in LIMITS}
    nearest, at_least = values.pop("nearest"), values.pop("at_least")
    if nearest and at_least:
        raise UsageError(tr("--nearest and --at-least contradict each other"), tip=tr("give one of the two"))
    given = [name for name, limit in limits.items() if limit is not None]
    if len(given) != 1:
        what_else = tr("got {names}", names=", ".join(f"--{name}" for name in given)) if given else tr("none is given")
        raise UsageError(
            tr("one limit is needed: --params, --bytes, --macs or --like; {what_else}", what_else=what_else)
        )
    number = _limit(given[0], limits[given[0]])
    limit: dict[str, Any] = {"params" if given[0] == "like" else given[0]: number}
    result = solve(
        *what,
        **limit,
        goal="nearest" if nearest else "at least" if at_least else "at most",
        multiple_of=options.whole_number("--multiple-of", multiple_of),
        free=free,
        framework=framework.split(",") if framework else None,
        dtype=dtype,
        **layer_arguments(values),
    )
    show("solutions", result, output)
    raise typer.Exit(ExitCode.DISAGREED if result.unsolved else ExitCode.OK)


def _limit(name: str, text: str) -> int:
    return like_total(text) if name == "like" else quantity(f"--{name}", text, is_bytes=name == "bytes")


def like_total(text: str) -> int:
    """The number of parameters of a layer given as a command, or of a model given as a line or a file.

    >>> like_total("gru --units 75 --input 28")
    23625

    Raises UsageError for a layer whose sizes are not all given.
    """
    from paramcalc.readers.registry import is_model_argument

    if is_model_argument(text):
        from paramcalc.models.breakdown import Model
        from paramcalc.readers.files import read_model

        total = Model(read_model(text)).total
    else:
        from paramcalc.cli.comparison import request

        like = request(text)
        total = layer(like.cell, **like.arguments).total
    if not isinstance(total, int):
        raise UsageError(
            tr("--like needs all sizes; {text} has {total} parameters", text=text, total=total),
            tip=tr('for example "gru -u 75 -i 28"'),
        )
    return total


def _check(formula: str, cell: str | None, framework: str | None, where: list[str] | None, **values: Any) -> None:
    from paramcalc.api.checking import check

    output = chosen_output(values, "check")
    settings = layer_arguments(values)
    given = {} if framework is None else {"framework": framework_name(framework)}
    result = check(formula, cell, where=_meanings(where or []), **settings, **given)
    show("check", result, output)
    raise typer.Exit(ExitCode.OK if result.is_right else ExitCode.DISAGREED)


def _identify(number: str, cell: str | None, framework: str | None, expected: str | None, **values: Any) -> None:
    if number == "-" or not NUMBER.match(number):
        _identify_file(number, {"cell": cell, "framework": framework, "expected": expected, **values})
    from paramcalc.api.identifying import identify

    output = chosen_output(values, "identification")
    other = None if expected is None else quantity("--expected", expected)
    result = identify(
        quantity(tr("the number"), number), cell, expected=other, framework=framework, **layer_arguments(values)
    )
    show("identification", result, output)
    raise typer.Exit(ExitCode.OK if result.matches else ExitCode.DISAGREED)


NUMBER = re.compile(r"\s*[-+]?[\d.]+[\d_,.]*\s*[A-Za-z]{0,2}\s*$")
"""What is meant as a number rather than as a file."""


def _identify_file(path: str, values: dict[str, Any]) -> NoReturn:
    from paramcalc.api.summaries import SummariesResult
    from paramcalc.questions.summary import explain_summaries
    from paramcalc.readers.summaries import read_summary_file

    output = chosen_output(values, "summaries")
    given = [name for name, value in values.items() if value is not None]
    if given:
        raise UsageError(tr("--{value} applies to a number, not to a summary", value=given[0].replace("_", "-")))
    result = SummariesResult(*explain_summaries(path, read_summary_file(path)))
    show("summaries", result, output)
    raise typer.Exit(ExitCode.DISAGREED if result.status == "contradicted" else ExitCode.OK)


def _meanings(texts: Iterable[str]) -> dict[str, str | int]:
    """What `--where` says: the size or the number that each name stands for."""
    meanings: dict[str, str | int] = {}
    for text in texts:
        name, sign, meaning = map(str.strip, text.partition("="))
        if not sign or not name or not meaning:
            raise UsageError(
                tr("--where takes NAME=SIZE, got {text!r}", text=text), tip=tr("for example --where n=units")
            )
        if name in meanings:
            raise UsageError(tr("--where says twice what {name} stands for", name=name), tip=tr("say it once"))
        meanings[name] = int(meaning) if meaning.isdecimal() and len(meaning) < 1000 else meaning
    return meanings


def _argument(name: str, metavar: str, text: str, annotation: Any, default: Any = ...) -> inspect.Parameter:
    given = typer.Argument(metavar=metavar, help=text, show_default=False)
    return options.parameter(name, Annotated[annotation, given], default)


FRAMEWORK = option(
    "--framework", tr("The framework: {frameworks}.", frameworks=", ".join(FRAMEWORKS)), "NAME", FRAMEWORKS
)

WHERE = option("--where", tr("What a name in the formula stands for; repeatable."), "NAME=SIZE")

solve_command = with_signature(
    _solve,
    [
        _argument(
            "what", "CELL...", tr("Cells (rnn, lstm, gru, ...), or a line of layers with one symbol."), list[str]
        ),
        *(
            options.parameter(name, Annotated[str | None, option(f"--{name}", LIMITS[name], "LIMIT")])
            for name in LIMITS
        ),
        options.parameter("nearest", Annotated[bool, option("--nearest", tr("The size nearest to the limit."))], False),
        options.parameter(
            "at_least", Annotated[bool, option("--at-least", tr("The smallest size that reaches the limit."))], False
        ),
        options.parameter(
            "multiple_of",
            Annotated[str, option("--multiple-of", tr("Only multiples of N: --multiple-of 8."), "N")],
            "1",
        ),
        options.parameter(
            "free", Annotated[str | None, option("--free", tr("The size to solve for, if it may be left out."), "SIZE")]
        ),
        options.parameter(
            "framework",
            Annotated[str | None, option("--framework", tr("The framework, or several separated by commas."), "NAMES")],
        ),
        options.choice("dtype", None, DTYPES, tr("The data type of the weights, for the bytes.")),
        *_layer_parameters("solutions", open_settings=False),
    ],
    tr("Find the largest size whose parameters, bytes or multiply-adds stay within a limit."),
)

identify_command = with_signature(
    _identify,
    [
        _argument(
            "number",
            "NUMBER|FILE",
            tr("A number of parameters, or a file with a printed summary (text, notebook, page), or -."),
            str,
        ),
        options.parameter(
            "cell", Annotated[str | None, option("--cell", tr("Only this cell: rnn, lstm, gru, ..."), "CELL")]
        ),
        options.parameter("framework", Annotated[str | None, FRAMEWORK]),
        options.parameter(
            "expected",
            Annotated[str | None, option("--expected", tr("The number that was expected instead."), "NUMBER")],
        ),
        *_layer_parameters("identification", open_settings=True),
    ],
    tr("Find the layers, settings and sizes behind a number of parameters, or behind each row of a printed summary."),
)

check_command = with_signature(
    _check,
    [
        _argument("formula", "FORMULA", tr("A formula, as code, an article or LaTeX writes it."), str),
        _argument("cell", "[CELL]", tr("The layer that it should count; without it, any layer."), str | None, None),
        options.parameter("where", Annotated[list[str] | None, WHERE]),
        options.parameter("framework", Annotated[str | None, FRAMEWORK]),
        *_layer_parameters("check", open_settings=True),
    ],
    tr("Check a formula for the number of parameters, and say which parameters it lacks."),
)
