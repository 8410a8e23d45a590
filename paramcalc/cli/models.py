"""`paramcalc model` and `paramcalc verify MODEL`: whole models, from a line of text, a saved file, or Python source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from paramcalc.cli.verification import finish, verify_cases
from paramcalc.errors import ExitCode, UsageError, unknown
from paramcalc.render import MODELS, VERIFICATIONS, render
from paramcalc.render.page import page_of
from paramcalc.verifiers import LEVELS

GRAPHS = ("dot", "svg")

Whose = Annotated[
    str | None,
    typer.Option("--framework", metavar="NAME", help="In whose words a line of layers is: keras or pytorch."),
]

Named = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="Of several models in Python source this one.")
]

Given = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="What Python source does not tell; can be given again."),
]

Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]


def model_command(
    source: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="Layers joined by >, or a .keras, .json, .h5, .py file; - is stdin."),
    ],
    framework: Whose = None,
    name: Named = None,
    set: Given = None,
    gates: Annotated[bool, typer.Option("--gates", help="Open every recurrent layer into its gates.")] = False,
    depth: Annotated[str, typer.Option("--depth", metavar="N", help="Open the models inside, so many levels.")] = "1",
    layer: Annotated[str, typer.Option("--layer", metavar="NAME", help="This layer alone, with its tensors.")] = "",
    weights: Annotated[
        bool,
        typer.Option("--weights/--no-weights", help="Hold the tensors in a .keras file against these, by shape."),
    ] = True,
    format: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help=f"One of: {', '.join(MODELS)}.")
    ] = None,
    json: Json = False,
) -> None:
    """Count a whole model, layer by layer, without running anything."""
    from paramcalc.cli.options import chosen_form, whole_number
    from paramcalc.model_breakdown import ModelBreakdown
    from paramcalc.readers.files import read_model

    form = chosen_form(format, json, MODELS)
    deepest = whole_number("--depth", depth)
    if form in GRAPHS and (gates or layer or deepest > 1):
        raise UsageError(f"--format {form} draws the whole model: it does not go with --gates, --depth and --layer")
    model_spec = read_model(source, framework=framework, name=name, given=settings(set or []), weights=weights)
    model = ModelBreakdown(model_spec)
    sys.stdout.write(model.to(form, page_of(sys.stdout), depth=deepest, gates=gates, layer=layer or None))
    sys.stdout.flush()
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
        framework: Whose = None,
        name: Named = None,
        set: Given = None,
        format: Annotated[
            str | None, typer.Option("--format", metavar="NAME", help=f"One of: {', '.join(VERIFICATIONS)}.")
        ] = None,
        json: Json = False,
    ) -> None:
        """Build the real model from its configuration, without its weights, and compare it layer by layer."""
        from paramcalc.cli.options import chosen_form
        from paramcalc.models.breakdown import Model
        from paramcalc.readers.files import read_model
        from paramcalc.verifiers.model_verdict import ModelCase

        form = chosen_form(format, json, VERIFICATIONS)
        if form not in VERIFICATIONS:
            raise unknown("format", form, VERIFICATIONS)
        model_spec = read_model(source, framework=framework, name=name, given=settings(set or []), weights=False)
        report = verify_cases(model_spec.framework, [ModelCase("models", Model(model_spec))], LEVELS)
        finish(report, render(report, form, page_of(sys.stdout), VERIFICATIONS))

    return command
