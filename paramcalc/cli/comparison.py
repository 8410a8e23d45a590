"""`paramcalc compare`: one cell in every framework, several cells in one, at one size or over many."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import FRAMEWORKS, cell_name, cells, framework_name
from paramcalc.render.page import page_of

if TYPE_CHECKING:
    from paramcalc.layers.breakdown import Breakdown

FORMS = ("table", "text", "json", "csv", "markdown", "latex", "html", "svg", "png")


def compare_command(
    cell: Annotated[list[str], typer.Argument(metavar="CELL...", help="One cell, or several.")],
    units: Annotated[
        str | None, typer.Option("--units", "-u", metavar="SIZES", help="N, a list 16,32 or a range 16:256:16.")
    ] = None,
    input: Annotated[
        str | None, typer.Option("--input", "-i", metavar="SIZES", help="The same for the features.")
    ] = None,
    framework: Annotated[
        str | None,
        typer.Option("--framework", metavar="NAMES", help="Only these, with commas; one for several cells (Keras)."),
    ] = None,
    base: Annotated[str | None, typer.Option("--base", metavar="NAME", help="What to compare with; the first.")] = None,
    bias: Annotated[bool, typer.Option("--bias/--no-bias", help="Count with or without biases.")] = True,
    bidirectional: Annotated[bool, typer.Option("--bidirectional", help="Count both directions.")] = False,
    layers: Annotated[str, typer.Option("--layers", metavar="N", help="A stack.")] = "1",
    format: Annotated[str, typer.Option("--format", metavar="NAME", help=f"One of: {', '.join(FORMS)}.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
) -> None:
    """Compare layers: one cell in every framework, or several cells in one; at one size or over many."""
    from paramcalc.cli.options import chosen_form, whole_number
    from paramcalc.layers.comparison import compare, read_sizes

    form = chosen_form(format or None, json, FORMS)
    if form not in FORMS:
        raise unknown("format", form, FORMS)
    choices: dict[str, Any] = {
        "bias": bias,
        "bidirectional": bidirectional,
        "layers": whole_number("--layers", layers),
    }
    sizes = {name: read_sizes(name, text) for name, text in (("units", units), ("input", input)) if text is not None}
    for name in cell:
        refuse_sizes(sizes, name)
    single = {name: values[0] for name, values in sizes.items() if len(values) == 1}
    subjects = _subjects(cell, framework, {**choices, **(single if len(single) == len(sizes) else {})})
    chosen = _base(base, subjects)
    comparison = compare(subjects, chosen)
    if len(single) == len(sizes):
        _print(comparison, form)
    else:
        missing = [name for name in ("units", "input") if name not in sizes]
        if missing:
            raise UsageError(f"a table over sizes needs every size; free: {', '.join(missing)}")
        from paramcalc.render.sweep import Sweep

        _print(Sweep(comparison, sizes["units"], sizes["input"]), form)


def refuse_sizes(sizes: Mapping[str, object], cell: str) -> None:
    """A convolution has filters, channels and a kernel instead of units and features: compared in symbols alone."""
    entries = next((held for name, held in cells().items() if name == cell.lower()), [])
    if sizes and any(entry.spatial for entry in entries):
        raise UsageError(f"{cell} has no units and no input: here it goes without sizes, in symbols")


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
        raise UsageError("several cells are compared within one framework", tip="give one --framework, or one cell")
    home = frameworks[0] if frameworks else "keras"
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


def _print(subject: Any, form: str) -> None:
    from paramcalc.render import chart
    from paramcalc.render.comparison import FORMS as ONE
    from paramcalc.render.sweep import FORMS as SWEEP_FORMS
    from paramcalc.render.sweep import Sweep

    if form in ("svg", "png"):
        if form == "png" and sys.stdout.isatty():
            raise UsageError("a png is not for a terminal", tip="write it to a file: … --format png > chart.png")
        sys.stdout.buffer.write(chart.draw(subject, form))
        return
    make = (SWEEP_FORMS if isinstance(subject, Sweep) else ONE)[form]
    for part in make(subject, page_of(sys.stdout)):
        sys.stdout.write(part)
