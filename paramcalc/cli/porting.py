"""`paramcalc map`: how the weights of one framework's layer become another's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from paramcalc.cli.comparison import refuse_sizes
from paramcalc.cli.options import whole_number
from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import FRAMEWORKS, cell_name, framework_name


def map_command(
    cell: Annotated[str, typer.Argument(metavar="CELL", help="rnn, lstm or gru.")],
    source: Annotated[str, typer.Option("--from", metavar="NAME", help="The framework that the weights come from.")],
    target: Annotated[str, typer.Option("--to", metavar="NAME", help="The framework that the weights go to.")],
    units: Annotated[
        str | None, typer.Option("--units", "-u", metavar="N", help="Units; without them, a symbol.")
    ] = None,
    input: Annotated[
        str | None, typer.Option("--input", "-i", metavar="N", help="Features; without them, a symbol.")
    ] = None,
    from_option: Annotated[
        list[str] | None, typer.Option("--from-option", metavar="NAME=true|false", help="An option of the source.")
    ] = None,
    to_option: Annotated[
        list[str] | None, typer.Option("--to-option", metavar="NAME=true|false", help="An option of the target.")
    ] = None,
    bidirectional: Annotated[bool, typer.Option("--bidirectional", help="Both layers are bidirectional.")] = False,
    layers: Annotated[str, typer.Option("--layers", metavar="N", help="The number of stacked layers.")] = "1",
    format: Annotated[str | None, format_option("map")] = None,
    json: Json = False,
) -> None:
    """Show which slice of which tensor goes where when weights are converted between frameworks."""
    from paramcalc.api import layer
    from paramcalc.weights.porting import port

    form = chosen_form(format, json, "map")
    sizes = {
        name: whole_number(f"--{name}", text) for name, text in (("units", units), ("input", input)) if text is not None
    }
    refuse_sizes(sizes, cell)
    choices: dict[str, Any] = {"bidirectional": bidirectional, "layers": whole_number("--layers", layers), **sizes}
    ends = []
    for framework, options in ((source, from_option), (target, to_option)):
        name = framework_name(framework)
        further: dict[str, Any] = {**choices, **_options(name, cell, options or [])}
        ends.append(layer(cell, framework=name, **further))
    show("map", port(*ends), form)


def _options(framework: str, cell: str, texts: list[str]) -> dict[str, bool | int]:
    """A framework's cell options from `name=true` texts, or `name=3` for one that is a size."""
    known = FRAMEWORKS[framework]
    options = known.cells[cell_name(known, cell)].options
    names = [option.name for option in options]
    sizes = {option.name for option in options if option.is_size}
    found: dict[str, bool | int] = {}
    for text in texts:
        name, _, value = text.replace("-", "_").partition("=")
        if name not in names:
            raise unknown(f"option of {cell} in {framework}", name, names)
        if name in sizes:
            found[name] = whole_number(name, value)
            continue
        if value not in ("true", "false"):
            raise UsageError(f"{name} is true or false, got {value!r}", tip=f"for example {name}=true")
        found[name] = value == "true"
    return found
