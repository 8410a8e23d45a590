"""`paramcalc model` and `paramcalc verify MODEL`: whole models, from a line of text, a saved file, or Python source."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paramcalc.cli.options import whole_number
from paramcalc.cli.output import Json, chosen_form, format_option, show
from paramcalc.cli.verification import finish, verify_cases
from paramcalc.document.subjects.model import ModelView
from paramcalc.errors import ExitCode, UsageError
from paramcalc.frameworks import DEFAULT, framework_name
from paramcalc.models.breakdown import Model
from paramcalc.verifiers import LEVELS

if TYPE_CHECKING:
    from paramcalc.models.spec import ModelSpec

GRAPHS = ("dot", "svg")

SUFFIXES = (".keras", ".json", ".h5", ".hdf5", ".py")

FrameworkOption = Annotated[
    str | None,
    typer.Option("--framework", metavar="NAME", help="The framework of a line of layers: keras or pytorch."),
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
        str,
        typer.Argument(metavar="MODEL", help="Layers joined by >, or a .keras, .json, .h5 or .py file, or -."),
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
        bool,
        typer.Option("--weights/--no-weights", help="Compare the shapes of the tensors in a .keras file."),
    ] = True,
    format: Annotated[str | None, format_option("model")] = None,
    json: Json = False,
) -> None:
    """Count a whole model, layer by layer, without running it."""
    form = chosen_form(format, json, "model")
    deepest = whole_number("--depth", depth)
    if form in GRAPHS and (gates or layer or deepest > 1):
        raise UsageError(f"--format {form} always draws the whole model: give no --gates, --depth or --layer")
    model_spec = written_in(source, framework, name=name, given=settings(set or []), weights=weights)
    model = Model(model_spec)
    show("model", ModelView(model, deepest, gates, model.layer(layer).path if layer else ""), form)
    raise typer.Exit(code_of(model))


def code_of(model: Any) -> ExitCode:
    """Whether the file agreed, and whether everything was counted."""
    if model.differences:
        return ExitCode.DISAGREED
    return ExitCode.INCOMPLETE if model.is_lower_bound else ExitCode.OK


def looks_like_file(source: str) -> bool:
    """Whether an argument means a file: by its ending, by a folder in it, or because it is there.

    >>> looks_like_file("train.py"), looks_like_file("-"), looks_like_file("GRU(75) > Dense(10)")
    (True, True, False)
    """
    if source == "-" or source.lower().endswith(SUFFIXES):
        return True
    try:
        return bool(source) and Path(source).exists()
    except (OSError, ValueError):
        return False


def looks_like_line(source: str) -> bool:
    """Whether an argument means a line of layers."""
    return bool({"(", ">"} & {*source})


def written_in(
    source: str,
    framework: str | None,
    *,
    name: str | None = None,
    given: dict[str, Any] | None = None,
    weights: bool = True,
) -> ModelSpec:
    """A model from what stands on the command line: a file where it looks like one or is one, else layers."""
    if not source.strip():
        raise UsageError("no model is named", tip='for example "Input((28, 28)) > GRU(75) > Dense(10)", or a file')
    if looks_like_file(source) or not looks_like_line(source):
        if framework is not None:
            raise UsageError("--framework is for a line of layers; a file says itself whose it is")
        from paramcalc.readers.files import read_file

        return read_file(source, weights=weights, name=name, given=given)
    for option, value in (("--name", name), ("--set", given)):
        if value:
            raise UsageError(f"{option} is for Python source", tip="paramcalc model train.py --set max_features=10000")
    from paramcalc.readers.text import read_text

    return read_text(source, framework_name(framework or DEFAULT))


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


def means_model(source: str) -> bool:
    """Whether an argument is a line of layers or a file, rather than the name of a cell.

    >>> means_model("GRU(75)"), means_model("model.keras"), means_model("gruu")
    (True, True, False)
    """
    return looks_like_file(source) or looks_like_line(source) or os.sep in source


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
        from paramcalc.verifiers.model_verdict import ModelCase

        form = chosen_form(format, json, "verification")
        model_spec = written_in(source, framework, name=name, given=settings(set or []), weights=False)
        report = verify_cases(model_spec.framework, [ModelCase("models", Model(model_spec))], LEVELS)
        finish(report, "verification", report, form)

    return command
