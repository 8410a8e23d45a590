"""`paramcalc compare`: one cell in every framework, several layers in one or across, at one size or over many."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from paramcalc.algebra.integers import whole_number as checked
from paramcalc.api import layer
from paramcalc.api.comparison import across, compared, labelled, only
from paramcalc.cli.commands import COUNT, cell_command, layer_arguments, sizes_of
from paramcalc.cli.help import build_command
from paramcalc.cli.mistakes import refuse_contradictions
from paramcalc.cli.numbers import RequireNumbers, refuse_formulas
from paramcalc.cli.options import THOUSANDS, Layers, whole_number, with_numbers
from paramcalc.cli.output import Output, answers, option, show
from paramcalc.errors import UsageError, shown
from paramcalc.frameworks import cells, framework_name, homes, registered_cell
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import tr

MOST_SIZES = 1_000_000
"""Sizes in one range."""


@answers("comparison")
def compare_command(
    output: Output,
    layer: Annotated[
        list[str], typer.Argument(metavar="LAYER...", help=tr('Cells, also with options: gru "gru --no-reset-after".'))
    ],
    units: Annotated[
        str | None, option("--units -u", tr("Units: a number, a list 16,32 or a range 16:256:16."), "SIZES")
    ] = None,
    input: Annotated[
        str | None, option("--input -i", tr("Input features: a number, a list or a range."), "SIZES")
    ] = None,
    framework: Annotated[str | None, option("--framework", tr("The frameworks, separated by commas."), "NAMES")] = None,
    base: Annotated[
        str | None, option("--base", tr("What differences refer to; the first by default."), "NAME")
    ] = None,
    bias: Annotated[bool, option("--bias/--no-bias", tr("Count with or without biases."))] = True,
    bidirectional: Annotated[bool, option("--bidirectional", tr("Compare bidirectional layers."))] = False,
    layers: Layers = "1",
    tidy: Annotated[bool, option("--tidy", tr("Over many sizes: a row for each size and layer."))] = False,
    require_numbers: RequireNumbers = False,
) -> None:
    """Compare one cell across frameworks, or several layers, at one size or many."""
    texts, numbers = split_numbers(layer)
    given = with_numbers("paramcalc compare", ("units", "input"), numbers, {"units": units, "input": input})
    sizes = {name: read_sizes(name, text) for name, text in given.items() if text is not None}
    requests = [request(text) for text in texts]
    for each in requests:
        refuse_sizes(sizes, each.cell)
    choices: dict[str, Any] = {"bias": bias, "bidirectional": bidirectional, "layers": whole_number("--layers", layers)}
    is_sweep = any(len(values) > 1 for values in sizes.values())
    if not is_sweep:
        choices.update({name: values[0] for name, values in sizes.items()})
    names = [framework_name(name) for name in framework.split(",")] if framework else []
    breakdowns = labelled(_breakdowns(requests, names, choices, is_sweep=is_sweep))
    if base in texts and len(texts) == len(breakdowns):
        base = list(breakdowns)[texts.index(base)]
    comparison = compared(breakdowns, base=base, sizes=sizes if is_sweep else {}, tidy=tidy)
    if require_numbers and not is_sweep:
        refuse_formulas(breakdown.total for breakdown in breakdowns.values())
    show(comparison.subject, comparison, output)


def split_numbers(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The layers, and the sizes behind them: `compare rnn gru 75 28`.

    >>> split_numbers(["rnn", "gru", "75", "28"])
    (['rnn', 'gru'], ['75', '28'])
    """
    end = len(texts)
    while end and texts[end - 1][:1].isdigit():
        end -= 1
    return list(texts[:end]), list(texts[end:])


class Request(NamedTuple):
    """A layer as the command line names it: the cell, and the arguments of `layer` that are given with it."""

    text: str
    cell: str
    arguments: Mapping[str, Any]


REFUSED = ("dtype", "format", "json", "output", "only", "require_numbers", "verify")
"""The options of a cell's command that say nothing about a compared layer."""


def request(text: str) -> Request:
    """The layer that an argument names, with the options of the cell's own command.

    >>> request("gru --no-reset-after --framework keras").arguments
    {'reset_after': False, 'framework': 'keras'}

    Raises UsageError for an unknown cell, and for an option that does not belong to one layer.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(
            tr("cannot read the layer {text}: {error}", text=shown(text), error=str(error).lower())
        ) from error
    if not words:
        raise UsageError(tr("a layer has no name"), tip=tr("name one of the cells: {cells}", cells=", ".join(cells())))
    cell = registered_cell(words[0])
    if len(words) == 1:
        return Request(text, cell, {})
    refuse_contradictions(words)
    context = build_command(cell_command(cell, COUNT), cell).make_context(cell, words[1:])
    values = {
        name: value
        for name, value in context.params.items()
        if context.get_parameter_source(name).name == "COMMANDLINE"
    }
    for name in values:
        if name in REFUSED:
            raise UsageError(
                tr("--{value} does not belong to one layer", value=name.replace("_", "-")),
                tip=tr("write it outside the quotes, if at all"),
            )
    sizes = sizes_of(cell, next(iter(homes(cell).values())))
    arguments = layer_arguments(with_numbers(cell, sizes, values.pop("numbers", None) or [], values))
    if "framework" in arguments:
        arguments["framework"] = framework_name(arguments["framework"])
    return Request(text, cell, arguments)


def refuse_sizes(sizes: Mapping[str, object], cell: str) -> None:
    """A convolution has filters, channels and a kernel instead of units and features: compared in symbols alone."""
    entries = next((held for name, held in cells().items() if name == cell.lower()), [])
    if sizes and any(entry.spatial for entry in entries):
        raise UsageError(tr("{cell} has neither units nor input: compare it without sizes", cell=cell))


def _breakdowns(
    requests: Sequence[Request], frameworks: list[str], choices: dict[str, Any], *, is_sweep: bool
) -> list[Breakdown]:
    """The layers that are asked for: one in several frameworks, or several, each in the framework that it names."""
    if len(requests) == 1 and "framework" not in requests[0].arguments:
        text, cell, arguments = requests[0]
        breakdowns = across(cell, frameworks, {**choices, **arguments}, is_sweep=is_sweep)
        if len(breakdowns) == 1 and arguments and not frameworks and not is_sweep:
            home = breakdowns[0].layer.framework
            tip = tr(
                "compare it with the default, for example: paramcalc compare {cell} {text}",
                cell=cell,
                text=shlex.quote(text),
            )
            raise UsageError(tr("only {home} has this layer: there is nothing to compare it with", home=home), tip=tip)
        return breakdowns
    home = only(frameworks)
    return [layer(each.cell, **{"framework": home, **choices, **each.arguments}) for each in requests]


def read_sizes(name: str, text: str, option: str = "") -> tuple[int, ...]:
    """The sizes that a text lists: one, several with commas, or a range `first:last:step` that includes its last.

    >>> read_sizes("units", "16:64:16"), read_sizes("units", "3,5")
    ((16, 32, 48, 64), (3, 5))

    `option` is what a message calls the option: `--sweep u=`. Raises UsageError for anything else.
    """
    option = option or f"--{name} "
    label = option.rstrip(" =")
    sizes: list[int] = []
    for part in text.split(","):
        try:
            numbers = [int(number) for number in part.split(":")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 3:
            tip = tr("for example {option}75, {option}16,32,64 or {option}16:256:16", option=option)
            raise UsageError(tr("{label} takes whole numbers, got {part}", label=label, part=shown(part)), tip=tip)
        if THOUSANDS.fullmatch(text) and part.startswith("0"):
            # 1,000 is not the sizes 1 and 0.
            tip = tr("a comma separates sizes here; write {option}{value}", option=option, value=text.replace(",", ""))
            raise UsageError(
                tr("{label} takes whole numbers of at least 1, got {text}", label=label, text=shown(text)), tip=tip
            )
        first, last = numbers[0], numbers[1 if len(numbers) > 1 else 0]
        step = numbers[2] if len(numbers) > 2 else 1
        for number, what in ((first, name), (last, name), (step, tr("the step of {name}", name=name))):
            checked(what, number, least=1)
        if (last - first) // step >= MOST_SIZES:
            raise UsageError(
                tr("{option}{part} is more than {most:,} sizes", option=option, part=part, most=MOST_SIZES)
            )
        sizes += range(first, last + 1, step)
    if not sizes:
        tip = tr("a range is first:last:step, its first not above its last")
        raise UsageError(tr("{option}{text} holds no size", option=option, text=text), tip=tip)
    return tuple(sizes)
