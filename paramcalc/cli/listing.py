"""`paramcalc frameworks`, `paramcalc cells` and `paramcalc schema`: what there is."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from paramcalc.cli.output import Output, answers, option, show
from paramcalc.document import SCHEMAS, schema
from paramcalc.frameworks import FRAMEWORKS, cells, framework_name, registered_cell
from paramcalc.phrases import tr


@answers("frameworks")
def frameworks_command(
    output: Output,
    framework: Annotated[
        str | None, typer.Argument(metavar="[FRAMEWORK]", help=tr("Show only this framework."))
    ] = None,
    layers: Annotated[bool, option("--layers", tr("List the layer classes that a model may contain."))] = False,
) -> None:
    """List the frameworks with their cells, gate order, biases and options, and what they were verified with."""
    from paramcalc.classes import LAYER_CLASSES

    names = [framework_name(framework)] if framework else list(LAYER_CLASSES if layers else FRAMEWORKS)
    show("classes" if layers else "frameworks", names, output)


@answers("cells")
def cells_command(
    output: Output,
    cell: Annotated[str | None, typer.Argument(metavar="[CELL]", help=tr("Show only this cell."))] = None,
) -> None:
    """List the cells with their sizes, and the options that each framework has for them."""
    show("cells", [registered_cell(cell)] if cell else list(cells()), output)


def schema_command(
    document: Annotated[
        str, typer.Argument(metavar="[DOCUMENT]", help=tr("One of: {names}.", names=", ".join(SCHEMAS)))
    ] = "layer",
    output: Annotated[str | None, option("--output -o", tr("Write the schema to this file."), "FILE")] = None,
) -> None:
    """Print the JSON Schema of what `--format json` prints."""
    if output in (None, "-"):
        sys.stdout.write(schema(document))
        return
    from paramcalc.cli.files import check_writable, write_whole

    check_writable(output)
    write_whole(output, [schema(document)])
