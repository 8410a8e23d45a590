"""`paramcalc model` and `paramcalc verify MODEL`: whole models, from a line of text, a saved file, or Python source."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Annotated, Any

import typer

from paramcalc.cli.options import whole_number
from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.cli.verification import finish, verify_cases
from paramcalc.document.subjects.model import ModelView
from paramcalc.errors import ExitCode, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_model
from paramcalc.verifiers import LEVELS

GRAPHS = ("dot", "svg")

FrameworkOption = Annotated[
    str | None, typer.Option("--framework", metavar="NAME", help="The framework of a line of layers: keras or pytorch.")
]

NameOption = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="The model to count, if the Python source has several.")
]

SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="The value of a name that Python source leaves open; repeatable."),
]


def model_command(
    source: Annotated[
        str, typer.Argument(metavar="MODEL", help="Layers joined by >, or a .keras, .json, .h5 or .py file, or -.")
    ],
    framework: FrameworkOption = None,
    name: NameOption = None,
    set: SetOption = None,
    gates: Annotated[bool, typer.Option("--gates", help="Show the gates of every recurrent layer.")] = False,
    depth: Annotated[
        str, typer.Option("--depth", metavar="N", help="Show N levels of nested models and wrappers.")
    ] = "1",
    layer: Annotated[str, typer.Option("--layer", metavar="NAME", help="Show only this layer, with its tensors.")] = "",
    weights: Annotated[
        bool, typer.Option("--weights/--no-weights", help="Compare the shapes of the tensors in a .keras file.")
    ] = True,
    format: Annotated[str | None, format_option("model")] = None,
    json: Json = False,
) -> None:
    """Count a whole model, layer by layer, without running it."""
    form = chosen_form(format, json, "model")
    deepest = whole_number("--depth", depth)
    if form in GRAPHS and (gates or layer or deepest > 1):
        raise UsageError(f"--format {form} always draws the whole model: give no --gates, --depth or --layer")
    model_spec = read_model(source, framework=framework, name=name, given=settings(set or []), weights=weights)
    model = Model(model_spec)
    show("model", ModelView(model, deepest, gates, model.layer(layer).path if layer else ""), form)
    raise typer.Exit(code_of(model))


def code_of(model: Any) -> ExitCode:
    """Whether the file agreed, and whether everything was counted."""
    if model.differences:
        return ExitCode.DISAGREED
    return ExitCode.INCOMPLETE if model.is_lower_bound else ExitCode.OK


def settings(texts: list[str]) -> dict[str, Any]:
    """What `--set` says, as values: numbers, texts, truth values, tuples of them.

    >>> settings(["max_features=10000", "cell='gru'"])
    {'max_features': 10000, 'cell': 'gru'}

    Raises UsageError for what is no NAME=VALUE, and for a name given twice.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip():
            raise UsageError(f"--set takes NAME=VALUE, got {text!r}", tip="for example --set max_features=10000")
        if name.strip() in found:
            raise UsageError(f"{name.strip()} is set twice", tip="set it once")
        try:
            found[name.strip()] = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            found[name.strip()] = value.strip()
    return found


def verify_model_command(source: str) -> Callable[..., None]:
    """The command that verifies one model: a line of layers, or a file."""

    def command(
        framework: FrameworkOption = None,
        name: NameOption = None,
        set: SetOption = None,
        format: Annotated[str | None, format_option("verification")] = None,
        json: Json = False,
    ) -> None:
        """Build the real model from its configuration, without its weights, and compare it layer by layer."""
        from paramcalc.verifiers.verdict import ModelCase

        form = chosen_form(format, json, "verification")
        model_spec = read_model(source, framework=framework, name=name, given=settings(set or []), weights=False)
        report = verify_cases(model_spec.framework, [ModelCase("models", Model(model_spec))], LEVELS)
        finish(report, "verification", report, form)

    return command
