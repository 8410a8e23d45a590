"""The application: the group of commands, and how every way to end becomes an exit code and a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from paramcalc import __version__
from paramcalc.cli.commands import COUNT, EXPLAIN, cell_command, equations_command, schema_command
from paramcalc.errors import ExitCode, ParamcalcError, UsageError, unknown
from paramcalc.frameworks import cells, owners

REPORT = "https://github.com/paramcalc/paramcalc/issues"

EXAMPLE = "paramcalc gru --units 75 --input 28"

HELP = {"help_option_names": ["-h", "--help"]}

ClickException: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
"""The base of what the parser raises; typer carries its own copy of click, or not, by its version."""


class _CellGroup(TyperGroup):
    """A group with one command a cell, each built only when it is called or listed."""

    view = COUNT

    def list_commands(self, ctx: Any) -> list[str]:
        return [*cells(), "cell"]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name == "cell":
            return _command(equations_command(self.view), cmd_name)
        wanted = cmd_name.lower()
        for name, entries in cells().items():
            if wanted == name or any(wanted in entry.aliases for entry in entries):
                return _command(cell_command(name, self.view), name)
        raise unknown("command", cmd_name, self.list_commands(ctx))


class _ExplainGroup(_CellGroup):
    view = EXPLAIN


class _MainGroup(_CellGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *OTHERS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in OTHERS:
            return OTHERS[cmd_name]()
        return super().get_command(ctx, cmd_name)


def _command(function: Callable[..., None], name: str) -> Any:
    app = typer.Typer(add_completion=False, context_settings=HELP)
    app.command(name)(function)
    return typer.main.get_command(app)


def _group(cls: type[_CellGroup], name: str | None, callback: Callable[..., None], completion: bool = False) -> Any:
    app = typer.Typer(cls=cls, name=name, add_completion=completion, no_args_is_help=True, context_settings=HELP)
    app.callback(invoke_without_command=False)(callback)
    return typer.main.get_command(app)


def _explain() -> None:
    """Explain a cell: its equations, and why every parameter has its shape."""


OTHERS: dict[str, Callable[[], Any]] = {
    "explain": lambda: _group(_ExplainGroup, "explain", _explain),
    "schema": lambda: _command(schema_command, "schema"),
}
"""The commands that are no cell."""


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"paramcalc {__version__}\n")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """How many parameters does this recurrent layer have, and why? Gate by gate, with the formula."""


def run(arguments: Sequence[str]) -> ExitCode:
    """The command line from its arguments to its exit code; what went wrong is said on stderr in a few lines."""
    try:
        _refuse_contradictions(arguments)
        code = _group(_MainGroup, None, _main, completion=True).main(
            args=list(arguments), prog_name="paramcalc", standalone_mode=False
        )
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        return ExitCode(code or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except ParamcalcError as error:
        return _say(error.message, error.tip, error.exit_code)
    except ClickException as error:
        return _say_usage(error)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", None, ExitCode.INTERRUPTED)
    except OSError as error:
        return _say(f"cannot write the output: {error.strerror}", None, ExitCode.INTERNAL)
    except Exception as error:
        import traceback

        traceback.print_exc()
        return _say(f"internal error: {error!r}", f"please report it with the lines above: {REPORT}", ExitCode.INTERNAL)


def _refuse_contradictions(arguments: Sequence[str]) -> None:
    """`--x` beside `--no-x`: whichever wins, somebody meant the other."""
    for argument in arguments:
        if argument.startswith("--no-") and f"--{argument[5:]}" in arguments:
            raise UsageError(f"--{argument[5:]} and {argument} contradict each other", tip="give one of the two")


def _say_usage(error: Any) -> ExitCode:
    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    if context and option and hasattr(error, "possibilities"):
        wrong = _unknown_option(option, context.command.params)
        return _say(wrong.message, wrong.tip, wrong.exit_code)
    message = error.format_message().rstrip(".")
    path = context.command_path if context else "paramcalc"
    tip = f"{path} --help lists what is allowed; for example: {EXAMPLE}"
    # Without arguments the parser has printed the help already, and has nothing more to say.
    return _say(message, tip, ExitCode.USAGE) if message else ExitCode.USAGE


def _unknown_option(option: str, parameters: Sequence[Any]) -> UsageError:
    """The error for an option that this command does not have; if a cell has it, which."""
    having = owners(option.replace("--no-", "--").lstrip("-").replace("-", "_"))
    if having:
        return UsageError(f"no option {option!r} here", tip=f"it is an option of {', '.join(having)}")
    allowed = [text for parameter in parameters for text in (*parameter.opts, *parameter.secondary_opts)]
    return unknown("option", option, [text for text in allowed if text.startswith("-")])


def _say(message: str, tip: str | None, code: ExitCode) -> ExitCode:
    lines = [f"paramcalc: {message}", *([f"  tip: {tip}"] if tip else [])]
    sys.stderr.write("\n".join(lines) + "\n")
    return code
