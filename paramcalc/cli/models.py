"""`paramcalc model` and `paramcalc verify MODEL`: whole models, from a line of text, a saved file, or Python source."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Annotated, Any

import typer

from paramcalc.classes import defined
from paramcalc.cli.definitions import takes_definitions
from paramcalc.cli.limits import LIMIT_OPTIONS, limits_of, refuse_over_limits
from paramcalc.cli.many import MANY_OPTIONS, Batch, Many, count_many, many_of
from paramcalc.cli.numbers import RequireNumbers, refuse_open_models
from paramcalc.cli.options import grouped, whole_number
from paramcalc.cli.output import Output, answers, option, show
from paramcalc.cli.sizing import SIZING_OPTIONS, Sizing, show_sweep, sizing_of
from paramcalc.document.subjects.model import ModelView
from paramcalc.errors import ExitCode, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import ModelSpec, RawShape
from paramcalc.phrases import tr
from paramcalc.questions.limits import Limits
from paramcalc.readers.files import read_model
from paramcalc.readers.input_shapes import BATCH, input_shapes

FrameworkOption = Annotated[
    str | None, option("--framework", tr("The framework of a line of layers: keras or pytorch."), "NAME")
]

NameOption = Annotated[
    str | None, option("--name", tr("The model to count, if the Python source has several."), "NAME")
]

SetOption = Annotated[
    list[str] | None,
    option("--set", tr("The value of a name that source or a line of layers leaves open; repeatable."), "NAME=VALUE"),
]


ModelsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="MODEL...",
        help=tr("Layers joined by >, or a .keras, .json, .h5, .py or .ipynb file, or -; many, or folders."),
    ),
]

WeightsOption = Annotated[
    bool, option("--weights/--no-weights", tr("Compare the shapes of the tensors in a .keras file."))
]

CellOption = Annotated[str | None, option("--cell", tr("Stop after this code cell of a notebook, from 1."), "N")]

InputShapeOption = Annotated[
    list[str] | None,
    option(
        "--input-shape",
        tr('The shape of an input that the model does not state, such as "(None, 28)"; repeatable.'),
        "SHAPE",
    ),
]

DRAWN_WHOLE = tr("--format {form} always draws the whole model: give no --gates, --depth or --layer")


@answers("model", sweep="model sweep")
@takes_definitions
@grouped("sizing", SIZING_OPTIONS, sizing_of)
@grouped("limits", LIMIT_OPTIONS, limits_of)
@grouped("many", MANY_OPTIONS, many_of)
def model_command(
    output: Output,
    limits: Limits,
    many: Many,
    source: ModelsArgument,
    framework: FrameworkOption = None,
    name: NameOption = None,
    set: SetOption = None,
    cell: CellOption = None,
    input_shape: InputShapeOption = None,
    gates: Annotated[bool, option("--gates", tr("Show the gates of every recurrent layer."))] = False,
    depth: Annotated[str, option("--depth", tr("Show N levels of nested models and wrappers."), "N")] = "1",
    layer: Annotated[str, option("--layer", tr("Show only this layer, with its tensors."), "NAME")] = "",
    weights: WeightsOption = True,
    require_numbers: RequireNumbers = False,
    *,
    sizing: Sizing,
) -> None:
    """Count a whole model, layer by layer, without running it; or many, one line for each."""
    deepest = whole_number("--depth", depth)
    batch = Batch(source, many, limits, weights, require_numbers)
    alone: dict[str, Any] = {"framework": framework, "name": name, "set": set, "cell": cell, "only": output.only}
    alone |= {"input-shape": input_shape, "gates": gates, "depth": deepest > 1, "layer": layer}
    if batch.is_meant:
        count_many(batch, output, {**alone, **sizing.given})
    if sizing.sweep:
        limited = {"require_numbers": require_numbers, **limits.given}
        show_sweep(source[0], sizing, output, settings(set or []), {**alone, **limited})
    if output.form in ("dot", "svg") and (gates or layer or deepest > 1):
        raise UsageError(DRAWN_WHOLE.format(form=output.form))
    model = Model(sizing.applied(_read(source[0], framework, name, set, cell, input_shape, weights=weights)))
    memory, lite = sizing.memory_of(model), sizing.lite_size_of(model)
    view = ModelView(model, deepest, gates, model.layer(layer).path if layer else "", memory=memory, lite=lite)
    if require_numbers:
        refuse_open_models(view)
    show("model", view, output)
    refuse_over_limits(view.counted, limits)
    if view.disagrees:
        raise typer.Exit(ExitCode.DISAGREED)
    raise typer.Exit(ExitCode.INCOMPLETE if view.counted.is_lower_bound else ExitCode.OK)


def _read(
    source: str,
    framework: str | None,
    name: str | None,
    set: list[str] | None,
    cell: str | None,
    input_shape: list[str] | None,
    *,
    weights: bool = False,
) -> ModelSpec:
    """The model that the options of a command name."""
    return read_model(
        source,
        framework=framework,
        name=name,
        given=settings(set or []),
        weights=weights,
        cell=cell_number(cell),
        shapes=shapes(input_shape or []),
    )


def cell_number(text: str | None) -> int | None:
    """The number of a cell. Raises UsageError for anything but a whole number from 1."""
    return None if text is None else whole_number("--cell", text)


def shapes(texts: list[str]) -> tuple[RawShape, ...]:
    """What `--input-shape` says.

    >>> shapes(["(None, 28)", "batch, 3, 4"])
    ((None, 28), ('batch', 3, 4))

    Raises UsageError for what is no shape.
    """
    values: list[RawShape] = []
    for text in texts:
        try:
            value = ast.literal_eval(re.sub(rf"\b{BATCH}\b", repr(BATCH), text.strip()))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = text
        values += input_shapes(value)
    return tuple(values)


def settings(texts: list[str]) -> dict[str, Any]:
    """What `--set` says, as values: numbers, texts, truth values, tuples of them.

    >>> settings(["max_features=10000", "cell='gru'"])
    {'max_features': 10000, 'cell': 'gru'}

    Raises UsageError for what is no NAME=VALUE, and for a name given twice.
    """
    values: dict[str, Any] = {}
    for text in texts:
        name, sign, value = map(str.strip, text.rpartition("="))
        if not sign or not name:
            raise UsageError(
                tr("--set takes NAME=VALUE, got {text!r}", text=text), tip=tr("for example --set max_features=10000")
            )
        if name in values:
            raise UsageError(tr("{name} is set twice", name=name), tip=tr("set it once"))
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            values[name] = value
    return values


def explain_model_command(source: str) -> Callable[..., None]:
    """The command that explains a recurrent layer of one model: a line of layers, or a file."""

    @answers("explanation")
    @takes_definitions
    def command(
        output: Output,
        layer: Annotated[str, option("--layer", tr("The layer to explain, if the model has several."), "NAME")] = "",
        framework: FrameworkOption = None,
        name: NameOption = None,
        set: SetOption = None,
        cell: CellOption = None,
        input_shape: InputShapeOption = None,
        require_numbers: RequireNumbers = False,
    ) -> None:
        """Explain a recurrent layer of a model: its equations, and why every parameter has its shape."""
        from paramcalc.models.gates import gates_of, recurrent_layers

        model = Model(_read(source, framework, name, set, cell, input_shape))
        breakdown = gates_of(model, layer)
        if require_numbers:
            refuse_open_models(ModelView(model, only=layer or recurrent_layers(model)[0].path))
        show("explanation", breakdown, output)

    return command


def verify_model_command(source: str) -> Callable[..., None]:
    """The command that verifies one model: a line of layers, or a file."""

    @answers("verification")
    @takes_definitions
    def command(
        output: Output,
        framework: FrameworkOption = None,
        name: NameOption = None,
        set: SetOption = None,
        cell: CellOption = None,
        input_shape: InputShapeOption = None,
    ) -> None:
        """Build the real model from its configuration, without its weights, and compare it layer by layer."""
        from paramcalc.cli.verification import finish, verify_cases
        from paramcalc.verifiers.verdict import MODEL_LEVELS, ModelCase

        # There is no real layer of a defined class, but the file's tensors can contradict the definition.
        model_spec = _read(source, framework, name, set, cell, input_shape, weights=bool(defined()))
        if model_spec.symbols:
            names = ", ".join(sorted(model_spec.symbols))
            raise UsageError(
                tr("a real model needs every size; free: {names}", names=names), tip=tr("give each with --set NAME=N")
            )
        report = verify_cases(model_spec.framework, [ModelCase("models", Model(model_spec))], MODEL_LEVELS)
        finish(report, "verification", report, output)

    return command
