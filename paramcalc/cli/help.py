"""The help of the commands: options and commands under headings, with examples."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from paramcalc.cli.language import TranslatedHelp, help_text, language_option, record_text, speaks_english
from paramcalc.frameworks import cells
from paramcalc.phrases import tr

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""The settings that all commands share."""

EXAMPLES = (
    ("paramcalc gru 75 28", tr("a GRU with 75 units that reads 28 features")),
    ('paramcalc model "Input((28, 28)) > GRU(75) > Dense(10)"', tr("a whole model, layer by layer")),
)
"""The commands that the help of the program shows, with what they count."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "Count a layer": ("cell",),
    "Count a model": ("model",),
    "Explain and compare": ("explain", "compare", "cells", "frameworks"),
    "Ask the other way round": ("solve", "identify", "check"),
    "Verify": ("verify",),
    "Carry weights over": ("map",),
    "Write about it": ("docs",),
    "Help": ("schema", "help"),
}
"""The headings of the program's help, with the commands below each. The cells stand below the first."""

OTHERS = "More commands"


def heading_of(command: str) -> str:
    """The heading that a command stands under.

    >>> heading_of("gru")
    'Count a layer'
    """
    first = next(iter(HEADINGS))
    return first if command in cells() else next((head for head, names in HEADINGS.items() if command in names), OTHERS)


class _Help:
    """What commands and groups share: `--lang`, and a help in the language that is spoken."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, with `--lang` before `--help`."""
        *params, last = super().get_params(ctx)  # type: ignore[misc]  # the parser's class is mixed in
        params = [*params, language_option(), last]
        if not speaks_english():
            for param in params:
                if getattr(param, "help", None):
                    param.help = help_text(param.help)
        return params

    def get_help(self, ctx: Any) -> str:
        """The whole help."""
        formatter = (
            ctx.make_formatter()
            if speaks_english()
            else TranslatedHelp(width=ctx.terminal_width, max_width=ctx.max_content_width)
        )
        self.format_help(ctx, formatter)  # type: ignore[attr-defined]
        return str(formatter.getvalue()).rstrip("\n")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, and the options by their panel, in the order of the panels' first option."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            kind = "Arguments" if param.param_type_name == "argument" else "Options"
            if record is not None:
                record = (record[0], record_text(record[1], getattr(param, "help", None) or ""))
                sections.setdefault(getattr(param, "rich_help_panel", None) or kind, []).append(record)
        # The panels come last, below --help.
        for heading in sorted(sections, key=lambda heading: heading not in ("Arguments", "Options")):
            with formatter.section(heading):
                formatter.write_dl(sections[heading])

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the description."""
        if speaks_english():
            super().format_help_text(ctx, formatter)  # type: ignore[misc]
        elif self.help:  # type: ignore[attr-defined]
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_description(help_text(inspect.cleandoc(self.help)))  # type: ignore[attr-defined]

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the description."""
        if speaks_english():
            return str(super().get_short_help_str(limit))  # type: ignore[misc]
        return help_text(inspect.cleandoc(self.help or "")).partition("。")[0]  # type: ignore[attr-defined]


class CellCommand(_Help, TyperCommand):
    """A command with options."""


class GroupedCommands(_Help, TyperGroup):
    """A group whose help lists the commands under headings. Of a group inside another, one heading is enough."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the description, and of the program itself the examples."""
        super().format_help_text(ctx, formatter)
        if ctx.parent is None:
            with formatter.section("Examples"):
                formatter.write_dl([(f"$ {command}", text) for command, text in EXAMPLES])

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, and the commands below them."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands with their descriptions."""
        if ctx.parent is not None:
            super().format_commands(ctx, formatter)
            return
        names = self.list_commands(ctx)
        longest = max(map(len, names))
        for heading in (*HEADINGS, OTHERS):
            below = [name for name in names if heading_of(name) == heading]
            if below:
                rows = [
                    (name.ljust(longest), command.get_short_help_str(formatter.width - 6 - longest))
                    for name in below
                    if (command := self.get_command(ctx, name))
                ]
                with formatter.section(heading):
                    formatter.write_dl(rows)


def build_command(function: Callable[..., None], name: str) -> Any:
    """The command that calls this function, with the options of its signature."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    app.command(name, cls=CellCommand)(function)
    return typer.main.get_command(app)
