"""`paramcalc compare`: one cell in every framework, several cells in one, at one size or over many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from paramcalc.algebra.integers import whole_number as checked
from paramcalc.api import layer
from paramcalc.cli.numbers import RequireNumbers, refuse_formulas
from paramcalc.cli.options import Layers, whole_number
from paramcalc.cli.output import Json, chosen_form, format_option, option, show
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, cell_name, cells, framework_name
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Sweep, compare

MOST_SIZES = 1_000_000
"""Sizes in one range."""


def compare_command(
    cell: Annotated[list[str], typer.Argument(metavar="CELL...", help="The cells to compare: one or more.")],
    units: Annotated[
        str | None, option("--units -u", "Units: a number, a list 16,32 or a range 16:256:16.", "SIZES")
    ] = None,
    input: Annotated[str | None, option("--input -i", "Input features: a number, a list or a range.", "SIZES")] = None,
    framework: Annotated[str | None, option("--framework", "The frameworks, separated by commas.", "NAMES")] = None,
    base: Annotated[str | None, option("--base", "What differences refer to; the first by default.", "NAME")] = None,
    bias: Annotated[bool, option("--bias/--no-bias", "Count with or without biases.")] = True,
    bidirectional: Annotated[bool, option("--bidirectional", "Compare bidirectional layers.")] = False,
    layers: Layers = "1",
    require_numbers: RequireNumbers = False,
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
    is_sweep = len(single) < len(sizes)
    subjects = _subjects(cell, framework, choices if is_sweep else {**choices, **single})
    comparison = compare(subjects, _base(base, subjects))
    missing = [name for name in ("units", "input") if name not in sizes]
    if is_sweep and missing:
        raise UsageError(f"a sweep needs every size; missing: {', '.join(missing)}")
    if is_sweep:
        show("sweep", Sweep(comparison, sizes["units"], sizes["input"]), form)
    else:
        if require_numbers:
            refuse_formulas(subject.breakdown.total for subject in comparison.subjects)
        show("comparison", comparison, form)


def refuse_sizes(sizes: Mapping[str, object], cell: str) -> None:
    """A convolution has filters, channels and a kernel instead of units and features: compared in symbols alone."""
    entries = next((held for name, held in cells().items() if name == cell.lower()), [])
    if sizes and any(entry.spatial for entry in entries):
        raise UsageError(f"{cell} has neither units nor input: compare it without sizes")


def _subjects(names: list[str], framework: str | None, choices: dict[str, Any]) -> dict[str, Breakdown]:
    frameworks = [framework_name(name) for name in framework.split(",")] if framework else []
    if len(names) == 1:
        (cell,) = names
        entries = {
            name: entry
            for name, home in FRAMEWORKS.items()
            for key, entry in home.cells.items()
            if cell.lower() in (key, *entry.aliases)
        }
        if not entries and not frameworks:
            raise unknown("cell", cell, cells())
        for name in frameworks:
            cell_name(FRAMEWORKS[name], cell)
        able = [name for name in frameworks or entries if choices["bias"] or not entries[name].always_bias]
        return {name: layer(cell, framework=name, **choices) for name in able}
    if len(frameworks) > 1:
        message = "several cells can only be compared within one framework"
        raise UsageError(message, tip="give one --framework, or one cell")
    home = frameworks[0] if frameworks else DEFAULT
    return {cell_name(FRAMEWORKS[home], name): layer(name, framework=home, **choices) for name in names}


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
        tip = "a range is first:last:step, its first not above its last"
        raise UsageError(f"--{name} {text} holds no size", tip=tip)
    return tuple(sizes)
