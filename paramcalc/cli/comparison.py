"""`paramcalc compare`: one cell in every framework, several cells in one, at one size or over many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paramcalc.algebra.integers import whole_number as checked
from paramcalc.cli.options import whole_number
from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, cell_name, cells, framework_name
from paramcalc.layers.comparison import Comparison, Sweep, compare

if TYPE_CHECKING:
    from paramcalc.layers.breakdown import Breakdown

MOST_SIZES = 1_000_000
"""Sizes in one range."""


def compare_command(
    cell: Annotated[list[str], typer.Argument(metavar="CELL...", help="The cells to compare: one or more.")],
    units: Annotated[
        str | None,
        typer.Option("--units", "-u", metavar="SIZES", help="Units: a number, a list 16,32 or a range 16:256:16."),
    ] = None,
    input: Annotated[
        str | None, typer.Option("--input", "-i", metavar="SIZES", help="Input features: a number, a list or a range.")
    ] = None,
    framework: Annotated[
        str | None, typer.Option("--framework", metavar="NAMES", help="The frameworks, separated by commas.")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="NAME", help="What differences refer to; the first by default.")
    ] = None,
    bias: Annotated[bool, typer.Option("--bias/--no-bias", help="Count with or without biases.")] = True,
    bidirectional: Annotated[bool, typer.Option("--bidirectional", help="Compare bidirectional layers.")] = False,
    layers: Annotated[str, typer.Option("--layers", metavar="N", help="The number of stacked layers.")] = "1",
    format: Annotated[str | None, format_option("comparison")] = None,
    json: Json = False,
) -> None:
    """Compare one cell across frameworks, or several cells in one framework, at one size or many."""
    form = chosen_form(format, json, "comparison")
    choices: dict[str, Any] = {"bias": bias, "bidirectional": bidirectional, "layers": whole_number("--layers", layers)}
    sizes = {name: read_sizes(name, text) for name, text in (("units", units), ("input", input)) if text is not None}
    for name in cell:
        refuse_sizes(sizes, name)
    single = {name: values[0] for name, values in sizes.items() if len(values) == 1}
    subjects = _subjects(cell, framework, {**choices, **(single if len(single) == len(sizes) else {})})
    chosen = _base(base, subjects)
    comparison = compare(subjects, chosen)
    if len(single) == len(sizes):
        show("comparison", comparison, form)
    else:
        show("sweep", _sweep(comparison, sizes), form)


def _sweep(comparison: Comparison, sizes: Mapping[str, Sequence[int]]) -> Sweep:
    missing = [name for name in ("units", "input") if name not in sizes]
    if missing:
        raise UsageError(f"a sweep needs every size; missing: {', '.join(missing)}")
    return Sweep(comparison, sizes["units"], sizes["input"])


def refuse_sizes(sizes: Mapping[str, object], cell: str) -> None:
    """A convolution has filters, channels and a kernel instead of units and features: compared in symbols alone."""
    entries = next((held for name, held in cells().items() if name == cell.lower()), [])
    if sizes and any(entry.spatial for entry in entries):
        raise UsageError(f"{cell} has neither units nor input: compare it without sizes")


def _subjects(names: list[str], framework: str | None, choices: dict[str, Any]) -> dict[str, Breakdown]:
    from paramcalc.api import layer

    frameworks = [framework_name(each) for each in framework.split(",")] if framework else []
    if len(names) == 1:
        known = frameworks or [name for name in FRAMEWORKS if _has(name, names[0])]
        if not known:
            raise unknown("cell", names[0], cells())
        able = [name for name in known if choices["bias"] or not _entry(name, names[0]).always_bias]
        return {name: layer(names[0], framework=name, **choices) for name in able}
    if len(frameworks) > 1:
        raise UsageError(
            "several cells can only be compared within one framework", tip="give one --framework, or one cell"
        )
    home = frameworks[0] if frameworks else DEFAULT
    return {cell_name(FRAMEWORKS[home], name): layer(name, framework=home, **choices) for name in names}


def _entry(framework: str, cell: str) -> Any:
    known = FRAMEWORKS[framework]
    return known.cells[cell_name(known, cell)]


def _has(framework: str, cell: str) -> bool:
    wanted = cell.lower()
    known = FRAMEWORKS[framework].cells
    return any(wanted == name or wanted in entry.aliases for name, entry in known.items())


def _base(base: str | None, subjects: dict[str, Breakdown]) -> str:
    if base is None:
        return next(iter(subjects))
    for name in subjects:
        if base.lower() in (name, *(FRAMEWORKS[name].aliases if name in FRAMEWORKS else ())):
            return name
    raise unknown("layer to compare with", base, subjects)


def read_sizes(name: str, text: str) -> tuple[int, ...]:
    """The sizes that a text lists: one, several with commas, or a range `first:last:step` that includes its last.

    >>> read_sizes("units", "16:64:16"), read_sizes("units", "3,5")
    ((16, 32, 48, 64), (3, 5))

    Raises UsageError for anything else.
    """
    sizes: list[int] = []
    for part in text.split(","):
        try:
            numbers = [int(number) for number in part.split(":")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 3:
            tip = f"for example --{name} 75, --{name} 16,32,64 or --{name} 16:256:16"
            raise UsageError(f"--{name} takes whole numbers, got {shown(part)}", tip=tip)
        first, last = numbers[0], numbers[1 if len(numbers) > 1 else 0]
        step = numbers[2] if len(numbers) > 2 else 1
        for number, what in ((first, name), (last, name), (step, f"the step of {name}")):
            checked(what, number, least=1)
        if (last - first) // step >= MOST_SIZES:
            raise UsageError(f"--{name} {part} is more than {MOST_SIZES:,} sizes")
        sizes += range(first, last + 1, step)
    if not sizes:
        raise UsageError(
            f"--{name} {text} holds no size", tip="a range is first:last:step, its first not above its last"
        )
    return tuple(sizes)
