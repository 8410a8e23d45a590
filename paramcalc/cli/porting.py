"""`paramcalc map`: how the weights of one framework's layer become another's."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from paramcalc.api import layer
from paramcalc.cli.comparison import refuse_sizes
from paramcalc.cli.options import Layers, whole_number
from paramcalc.cli.output import Output, answers, option, show
from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import FRAMEWORKS, cell_name, framework_name
from paramcalc.phrases import tr
from paramcalc.weights.porting import port


@answers("map")
def map_command(
    output: Output,
    cell: Annotated[str, typer.Argument(metavar="CELL", help=tr("rnn, lstm or gru."))],
    source: Annotated[str, option("--from", tr("The framework that the weights come from."), "NAME")],
    target: Annotated[str, option("--to", tr("The framework that the weights go to."), "NAME")],
    units: Annotated[str | None, option("--units -u", tr("Units; without them, a symbol."), "N")] = None,
    input: Annotated[str | None, option("--input -i", tr("Features; without them, a symbol."), "N")] = None,
    from_option: Annotated[
        list[str] | None, option("--from-option", tr("An option of the source."), "NAME=true|false")
    ] = None,
    to_option: Annotated[
        list[str] | None, option("--to-option", tr("An option of the target."), "NAME=true|false")
    ] = None,
    bidirectional: Annotated[bool, option("--bidirectional", tr("Both layers are bidirectional."))] = False,
    layers: Layers = "1",
) -> None:
    """Show which slice of which tensor goes where when weights are converted between frameworks."""
    given = {"units": units, "input": input}
    sizes = {name: whole_number(f"--{name}", text) for name, text in given.items() if text is not None}
    refuse_sizes(sizes, cell)
    choices: dict[str, Any] = {"bidirectional": bidirectional, "layers": whole_number("--layers", layers), **sizes}
    ends = []
    for framework, options in ((source, from_option), (target, to_option)):
        name = framework_name(framework)
        further: dict[str, Any] = {**choices, **_options(name, cell, options or [])}
        ends.append(layer(cell, framework=name, **further))
    show("map", port(*ends), output)


def _options(framework: str, cell: str, texts: list[str]) -> dict[str, bool | int]:
    """A framework's cell options from `name=true` texts, or `name=3` for one that is a size."""
    known = FRAMEWORKS[framework]
    is_size = {option.name: option.is_size for option in known.cells[cell_name(known, cell)].options}
    values: dict[str, bool | int] = {}
    for text in texts:
        name, _, value = text.replace("-", "_").partition("=")
        if name not in is_size:
            raise unknown(tr("option of {cell} in {framework}", cell=cell, framework=framework), name, is_size)
        if not is_size[name] and value not in ("true", "false"):
            raise UsageError(
                tr("{name} is true or false, got {value!r}", name=name, value=value),
                tip=tr("for example {name}=true", name=name),
            )
        values[name] = whole_number(name, value) if is_size[name] else value == "true"
    return values
