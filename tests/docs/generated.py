"""The pages of docs/ that are made from data: the options of all commands, and the layer classes of all frameworks.

They are kept in docs/ so that they can be read without the site. `pytest tests/docs --update-docs` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.page import benchmarks_page

from paramcalc.classes import LAYER_CLASSES, layer_classes
from paramcalc.classes.base import LayerEntry
from paramcalc.cli.app import application
from paramcalc.cli.help import HEADINGS, OTHERS, heading_of

COMMON = ("--format", "--json", "--output", "--require-numbers", "--lang", "--help")
"""The options that are described once, at the top of the page."""

OPTIONS_INTRO = """\
# Options of all commands

This page is made from the program's own help: `paramcalc gru --help` prints the same. For examples, see [the command
line](command-line.md).

Almost every command has these options:

"""

CLASSES_INTRO = """\
# Layer classes

These are the layer classes that [a line of layers](models/text.md), [a saved file](models/files.md) or [Python
source](models/source.md) may contain, with the tensors that each one stores. This page is made from the same entries
that the counts are made from. `paramcalc frameworks --layers` lists the names.

In the shapes, a word is an argument of the class or a size of its input: `kernel (input, units)` has as many rows as
the input has features. `*` stands for several axes, such as the two sizes of a kernel. `if use_bias` marks a tensor
that exists only with this setting, and `frozen` one that is not trained. A word behind `if` that is no argument, such
as `fused`, follows from several of them.
"""


def cell_text(text: str) -> str:
    """The text of one cell of a Markdown table. A bar would end the cell, and not every Markdown can escape one."""
    return " ".join(text.split()).replace("|", " or ")


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    first = list(headings)
    lines = [first, [":---"] * len(first), *map(list, rows)]
    return "\n".join(f"| {' | '.join(map(cell_text, line))} |" for line in lines) + "\n"


def options_page() -> str:
    """docs/options.md: every command with its options, from the commands themselves."""
    group = application()
    context = group.make_context("paramcalc", [], resilient_parsing=True)
    names = group.list_commands(context)
    parts, common = [], {}
    for heading in (*HEADINGS, OTHERS):
        below = [name for name in names if heading_of(name) == heading]
        if not below:
            continue
        parts.append(f"## {heading}\n")
        for name in below:
            for path, command, within in with_first_cell(name, group.get_command(context, name), context):
                parts.append(command_section(path, command, within, common))
    described = table(["option", "what it does"], [common[name] for name in COMMON])
    return OPTIONS_INTRO + described + "\n" + "\n".join(parts)


def with_first_cell(name: str, command: Any, context: Any) -> list[tuple[str, Any, Any]]:
    """The command, and of a group of commands for the cells the one of the GRU, which has the most options."""
    within = command.context_class(command, info_name=name, parent=context, resilient_parsing=True)
    if not hasattr(command, "list_commands"):
        return [(name, command, within)]
    inner = command.get_command(within, "gru")
    below = inner.context_class(inner, info_name="gru", parent=within, resilient_parsing=True)
    return [(name, command, within), (f"{name} gru", inner, below)]


def command_section(path: str, command: Any, context: Any, common: dict[str, list[str]]) -> str:
    """The section of one command. The options that all commands share go into `common`, without the list of forms."""
    rows, forms = [], ""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None:
            continue
        title, text = record
        long = next((name for name in parameter.opts if name in COMMON), None)
        if long is None:
            rows.append([f"`{title}`", text])
            continue
        first, _, listed = text.partition(" One of: ")
        if long == "--format":
            forms = listed.partition(".")[0]
            text = first
        common.setdefault(long, [f"`{title}`", text])
    usage = " ".join(["paramcalc", path, *command.collect_usage_pieces(context)])
    help_text = (command.help or "").strip()
    parts = [f"### `paramcalc {path}`\n", f"{help_text}\n", f"`{usage}`\n"]
    if rows:
        parts.append(table(["option", "what it does"], rows))
    if forms:
        parts.append("Forms: " + ", ".join(f"`{form}`" for form in forms.split(", ")) + "\n")
    return "\n".join(parts)


def classes_page() -> str:
    """docs/layer-classes.md: the classes of each framework with their tensors, from the registry."""
    parts = [CLASSES_INTRO]
    for framework in LAYER_CLASSES:
        entries = layer_classes(framework)
        rows = [[called(name, entry), tensors(entry)] for name, entry in entries.items() if tensors(entry)]
        rest = sorted(called(name, entry) for name, entry in entries.items() if not tensors(entry))
        parts.append(f"## {framework}: {len(entries)} classes\n")
        parts.append(table(["class", "tensors"], sorted(rows)))
        parts.append(f"Without parameters: {', '.join(rest)}.\n")
    return "\n".join(parts)


def called(name: str, entry: LayerEntry) -> str:
    """The class by its name, with its other names."""
    return f"`{name}`" + (f" (also {', '.join(f'`{alias}`' for alias in entry.aliases)})" if entry.aliases else "")


def tensors(entry: LayerEntry) -> str:
    """What a class stores; empty for a class without parameters."""
    if entry.cell is not None:
        return "a recurrent layer: see [conventions](conventions.md)"
    if entry.composite:
        return "those of the layers that it is composed of"
    lines = [line.strip() for line in entry.weights.splitlines()]
    return "<br>".join(f"`{line}`" for line in lines if line)


GENERATED: dict[str, Callable[[], str]] = {
    "options.md": options_page,
    "layer-classes.md": classes_page,
    "benchmarks.md": benchmarks_page,
}
"""The generated pages of docs/, each with the function that makes it."""
