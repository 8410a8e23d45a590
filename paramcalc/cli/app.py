"""The application: the group of commands, and how every way to end becomes an exit code and a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer

from paramcalc import __version__
from paramcalc.cli.commands import COUNT, EXPLAIN, VERIFY, View, cell_command, equations_command
from paramcalc.cli.help import SETTINGS, GroupedCommands, build_command
from paramcalc.cli.language import language_of, parser_message, speakable, without_language
from paramcalc.cli.mistakes import missing_option, refuse_contradictions, unknown_command
from paramcalc.cli.remedies import remedy_text
from paramcalc.document.page import encodable
from paramcalc.errors import ExitCode, ParamcalcError, UsageError, printable, system_reason
from paramcalc.frameworks import cells
from paramcalc.phrases import LANGUAGES, speaking, tr, translated
from paramcalc.phrases import language as spoken_language

ClickException: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
"""The base of what the parser raises; typer carries its own copy of click, or not, by its version."""


class _CellGroup(GroupedCommands):
    """A group with a command for each cell, and others. A command is built only when it is called or listed."""

    view: View
    others: tuple[str, ...]

    def list_commands(self, ctx: Any) -> list[str]:
        return [*cells(), *self.others]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in self.others:
            return _other_command(cmd_name, self.view)
        for name, entries in cells().items():
            if cmd_name.lower() in (name, *(alias for entry in entries for alias in entry.aliases)):
                return build_command(cell_command(name, self.view), name)
        if self.view in (VERIFY, EXPLAIN):
            from paramcalc.cli.models import explain_model_command, verify_model_command
            from paramcalc.readers.registry import is_model_argument

            if is_model_argument(cmd_name):
                of_model = verify_model_command if self.view is VERIFY else explain_model_command
                return build_command(of_model(cmd_name), cmd_name)
        raise unknown_command(cmd_name, self.list_commands(ctx))


def _group(name: str | None, callback: Callable[..., None], view: View, *others: str, alone: bool = False) -> Any:
    """A group of commands for cells and others; `alone` permits a call without a command."""
    app = typer.Typer(
        cls=_CellGroup, name=name, add_completion=name is None, rich_markup_mode=None, context_settings=SETTINGS
    )
    app.callback(invoke_without_command=alone)(callback)
    group: Any = typer.main.get_command(app)
    group.view, group.others = view, others
    return group


def _other_command(name: str, view: View) -> Any:
    if name == "cell":
        return build_command(equations_command(view), name)
    if name == "explain":
        return _group(name, _explain, EXPLAIN, "cell")
    module, _, function = COMMANDS[name].partition(":")
    callback = getattr(import_module(module), function)
    return _group(name, callback, VERIFY, alone=True) if name == "verify" else build_command(callback, name)


def _explain() -> None:
    """Explain a cell: its equations, and why every parameter has its shape.

    Instead of a cell, a whole model can be given, a line of layers or a file: then one of its recurrent layers is
    explained.
    """


COMMANDS: dict[str, str] = {
    "explain": "",
    "verify": "paramcalc.cli.verification:verify_command",
    "compare": "paramcalc.cli.comparison:compare_command",
    "cells": "paramcalc.cli.listing:cells_command",
    "frameworks": "paramcalc.cli.listing:frameworks_command",
    "map": "paramcalc.cli.porting:map_command",
    "model": "paramcalc.cli.models:model_command",
    "solve": "paramcalc.cli.questions:solve_command",
    "identify": "paramcalc.cli.questions:identify_command",
    "check": "paramcalc.cli.questions:check_command",
    "docs": "paramcalc.cli.docs:docs_command",
    "schema": "paramcalc.cli.listing:schema_command",
    "help": "paramcalc.cli.app:help_command",
}
"""The commands that are not cells, and their functions, imported when they are called."""


def help_command(
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]", help=tr("Such as gru, or explain gru."))
    ] = None,
) -> None:
    """Show the help of the program, or of a command."""
    code = run([*(command or []), "--help"], spoken_language())
    if code:
        raise typer.Exit(code)


COMPLETION = {"--install-completion", "--show-completion"}
"""The options that typer adds and carries out; they fail in a shell that has no completion."""


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"paramcalc {__version__}\n")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", help=tr("Print the version."), callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """How many parameters does this recurrent layer have, and why? Gate by gate, with the formula."""


def application() -> Any:
    """The group of all commands. It builds a command when the command is called or listed."""
    return _group(None, _main, COUNT, "cell", *COMMANDS)


def run(arguments: Sequence[str], language: str = LANGUAGES[0]) -> ExitCode:
    """The command line from its arguments to its exit code; an error is explained on stderr in a few lines.

    `language` is that of the answer if the arguments name none.
    """
    if sys.stdout is None:
        return _say(tr("cannot write the output: standard output is closed"), None, ExitCode.INTERNAL)
    try:
        language, wrong = language_of(arguments, language), None
    except UsageError as error:
        wrong = error
    with speaking(speakable(language)):
        return _run(arguments) if wrong is None else _say(wrong.message, wrong.tip, wrong.exit_code)


def _run(arguments: Sequence[str]) -> ExitCode:
    try:
        refuse_contradictions(arguments)
        if without_language(arguments) in ([], ["explain"]):
            arguments = [*arguments, "--help"]
        code = application().main(args=list(arguments), prog_name="paramcalc", standalone_mode=False)
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        if code and COMPLETION & {*arguments}:
            return ExitCode.USAGE
        return ExitCode(code or 0)
    except BrokenPipeError:
        return _end_silently()
    except SystemExit as error:
        # The parser itself exits where the pipe is closed, and when it has installed completion.
        if isinstance(error.__context__, BrokenPipeError):
            return _end_silently()
        return ExitCode.USAGE if error.code else ExitCode.OK
    except ParamcalcError as error:
        return _say(error.message, error.tip or remedy_text(error.remedy), error.exit_code)
    except ClickException as error:
        return _say_usage(error, arguments)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", None, ExitCode.INTERRUPTED)
    except OSError as error:
        return _say(tr("cannot write the output: {reason}", reason=system_reason(error)), None, ExitCode.INTERNAL)
    except Exception as error:
        import traceback

        traceback.print_exc()
        tip = tr("please report the lines above to whoever you got paramcalc from")
        return _say(tr("internal error: {error!r}", error=error), tip, ExitCode.INTERNAL)


def _end_silently() -> ExitCode:
    """The reader of a pipe closed it: discard the rest of the output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return ExitCode.OK


def _say_usage(error: Any, arguments: Sequence[str]) -> ExitCode:
    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    if context and option and hasattr(error, "possibilities"):
        wrong = missing_option(option, context, arguments)
        return _say(wrong.message, wrong.tip, wrong.exit_code)
    named = next((argument for argument in arguments if argument in cells() or argument in COMMANDS), None)
    path = context.command_path if context else " ".join(filter(None, ["paramcalc", named]))
    tip = tr("{path} --help lists what is allowed", path=path)
    return _say(parser_message(error.format_message().rstrip(".")), tip, ExitCode.USAGE)


def _say(message: str, tip: str | None, code: ExitCode) -> ExitCode:
    # A message quotes arguments, file names and names in files, and a terminal obeys what is not printable.
    lines = [f"paramcalc: {printable(translated(message))}"]
    if tip:
        lines.append(translated(tr("  tip: {tip}", tip=printable(translated(tip)))))
    # Where even stderr is closed or full, the exit code still says what happened.
    with suppress(OSError, AttributeError):
        sys.stderr.write(encodable("\n".join(lines), sys.stderr.encoding) + "\n")
        sys.stderr.flush()
    return code
