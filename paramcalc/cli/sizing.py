"""The options of `paramcalc model` about sizes on devices: data types, steps, memory, and many sizes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import typer

from paramcalc.cli.options import whole_number
from paramcalc.cli.output import Output, option, show
from paramcalc.errors import ExitCode, UsageError
from paramcalc.layers.breakdown import DTYPE_NAMES, checked_dtype
from paramcalc.models.breakdown import Model
from paramcalc.models.memory import Memory, Optimizer, memory_of, optimizer_of, read_optimizer
from paramcalc.models.spec import ModelSpec
from paramcalc.models.summary import OPTIMIZERS
from paramcalc.models.tflite import LiteSize, lite_size
from paramcalc.phrases import joined, tr

NAMES = ", ".join(DTYPE_NAMES)

OPTIONS: dict[str, tuple[Any, Any]] = {
    "dtype": (
        Annotated[
            str | None,
            option(
                "--dtype", tr("Count the weights in this data type. One of: {names}.", names=NAMES), "NAME", DTYPE_NAMES
            ),
        ],
        None,
    ),
    "steps": (
        Annotated[str | None, option("--steps", tr("The number of steps, where the input leaves it open."), "N")],
        None,
    ),
    "memory": (
        Annotated[bool, option("--memory", tr("Show the memory of states and activations, and of training."))],
        False,
    ),
    "optimizer": (
        Annotated[
            str | None,
            option(
                "--optimizer", tr('Show the memory of training with it: adam, "sgd(momentum=0.9)".'), "NAME", OPTIMIZERS
            ),
        ],
        None,
    ),
    "activation_dtype": (
        Annotated[
            str | None,
            option(
                "--activation-dtype", tr("The data type of states and activations for --memory."), "NAME", DTYPE_NAMES
            ),
        ],
        None,
    ),
    "tflite": (
        Annotated[bool, option("--tflite", tr("Show the size in TensorFlow Lite after full integer quantization."))],
        False,
    ),
    "sweep": (
        Annotated[
            list[str] | None,
            option("--sweep", tr("Many values of a name in the line: u=8:128:8 or u=8,16; repeatable."), "NAME=SIZES"),
        ],
        None,
    ),
}
"""The options by their names in Python: what typer reads them from, and the default."""


class Sizing(NamedTuple):
    """What the options ask for."""

    dtype: str = ""
    steps: int | None = None
    memory: bool = False
    optimizer: Optimizer | None = None
    activation_dtype: str = ""
    tflite: bool = False
    sweep: Mapping[str, tuple[int, ...]] = {}

    @property
    def given(self) -> dict[str, bool]:
        """Which of the options are given, by their names."""
        defaults = Sizing()
        return {name: getattr(self, name) != getattr(defaults, name) for name in self._fields}

    def applied(self, model_spec: ModelSpec) -> ModelSpec:
        """The model in the data type and with the steps."""
        return model_spec._replace(dtype=self.dtype, steps=self.steps)

    def memory_of(self, model: Model) -> Memory | None:
        """The memory of a model, if it is asked for; with the optimizer that the file names unless another is given."""
        if not self.memory and self.optimizer is None:
            return None
        return memory_of(model, self.activation_dtype, self.optimizer or optimizer_of(model))

    def lite_size_of(self, model: Model) -> LiteSize | None:
        """The size of a model in TensorFlow Lite, if it is asked for."""
        return lite_size(model) if self.tflite else None


SIZING_OPTIONS = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, (annotation, default) in OPTIONS.items()
)
"""The options as typer reads them."""


def sizing_of(values: dict[str, Any]) -> Sizing:
    """What these options mean together; they are taken out of `values`."""
    return read_sizing(**{name: values.pop(name) for name in OPTIONS})


def read_sizing(
    *,
    dtype: str | None,
    steps: str | None,
    memory: bool,
    optimizer: str | None,
    activation_dtype: str | None,
    tflite: bool,
    sweep: list[str] | None,
) -> Sizing:
    """What the texts of the options mean. Raises UsageError for anything that they cannot be."""
    if activation_dtype and not memory:
        raise UsageError(tr("--activation-dtype applies to --memory"), tip=tr("give --memory, too"))
    if sweep and (memory or optimizer or tflite):
        raise UsageError(
            tr("--sweep shows parameters, bytes and multiply-adds: give no --memory, --optimizer or --tflite")
        )
    return Sizing(
        checked_dtype(dtype) if dtype is not None else "",
        whole_number("--steps", steps) if steps is not None else None,
        memory,
        read_optimizer(optimizer) if optimizer is not None else None,
        checked_dtype(activation_dtype) if activation_dtype is not None else "",
        tflite,
        read_sweep(sweep or []),
    )


def read_sweep(texts: list[str]) -> dict[str, tuple[int, ...]]:
    """The values of each name.

    >>> read_sweep(["u=8:32:8", "v=1,2"])
    {'u': (8, 16, 24, 32), 'v': (1, 2)}

    Raises UsageError for what is no NAME=SIZES, and for a name given twice.
    """
    if not texts:
        return {}
    from paramcalc.cli.comparison import read_sizes

    values: dict[str, tuple[int, ...]] = {}
    for text in texts:
        name, sign, sizes = map(str.strip, text.partition("="))
        if not sign or not name:
            raise UsageError(
                tr("--sweep takes NAME=SIZES, got {text!r}", text=text), tip=tr("for example --sweep u=8:128:8")
            )
        if name in values:
            raise UsageError(tr("{name} is swept twice", name=name), tip=tr("give all its sizes at once, with commas"))
        values[name] = read_sizes(name, sizes, f"--sweep {name}=")
    return values


def show_sweep(source: str, sizing: Sizing, output: Output, given: Mapping[str, Any], alone: Mapping[str, Any]) -> None:
    """Show a model over many sizes, and exit with the code for its result.

    `given` are the values of names. `alone` are the other options: those that choose a model apply, and those that are
    about one model alone are refused.
    """
    from paramcalc.api.sweeping import sweep

    applied = {name: alone[name] for name in ("framework", "name")}
    refused = [name for name, value in alone.items() if name not in (*applied, "set") and value]
    if refused:
        named = joined(tr(" and "), (f"--{name.replace('_', '-')}" for name in refused))
        raise UsageError(tr("--sweep has a row for each size, not one model"), tip=tr("leave out {named}", named=named))
    result = sweep(source, sizing.sweep, **applied, set=given, dtype=sizing.dtype, steps=sizing.steps)
    show("model sweep", result, output)
    raise typer.Exit(ExitCode.INCOMPLETE if result.is_lower_bound else ExitCode.OK)
