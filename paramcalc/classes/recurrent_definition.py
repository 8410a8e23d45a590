"""A recurrent layer class of one's own, described by its equations and the way it stores its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.base import CellChoice, LayerCall, LayerEntry, Outputs, parameters
from paramcalc.classes.rules import steps_then
from paramcalc.equations.cell import Parameter, read
from paramcalc.equations.uses import ROLES
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks.base import Variant
from paramcalc.frameworks.custom import custom_cell
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.layers.layer import Layer, recurrent
from paramcalc.phrases import joined, tr

CUSTOM = "custom"
"""The framework name of a custom cell."""

LINE = re.compile(r"(?P<name>(?:\w|/|\{gate\}|\{parameter\})+)(?: \((?P<roles>[^)]*)\))?: (?P<pattern>.+)")

BIAS_SWITCHES = ("use_bias", "bias")
"""The arguments that say whether a recurrent layer has biases."""

SEQUENCE, STEP = ("batch", "steps", "input"), ("batch", "input")
"""The axes that a layer reads, and those that a cell reads."""


def recurrent_entry(name: str, table: Mapping[str, Any], arguments: str, axes: Sequence[str]) -> LayerEntry:
    """The entry of a recurrent layer or, if it reads (batch, input), of a cell.

    Raises UsageError for equations that cannot be read, for a storage that does not fit them, and for a size of the
    equations that is no argument.
    """
    layer = _layer(name, table)
    cell = layer.structure.cell
    declared = parameters(arguments)
    missing = [size for size in layer.sizes if size != cell.input and size not in declared]
    if missing:
        sizes = ", ".join(missing)
        raise UsageError(
            tr("its equations have the size {sizes}, which is no argument", sizes=sizes),
            tip=tr("arguments: {sizes}", sizes=sizes),
        )
    if len(axes) not in (0, 2, 3):
        raise UsageError(
            tr(
                "a recurrent layer reads (batch, steps, input), a cell (batch, input); got {count} axes",
                count=len(axes),
            )
        )
    is_step = len(axes) == len(STEP)
    choose = _choice(layer, tuple(declared))
    return LayerEntry(
        arguments,
        _step_output(layer) if is_step else _sequence_output(layer),
        rank=len(STEP) if is_step else len(SEQUENCE),
        unknown=STEP if is_step else SEQUENCE,
        cell=choose,
        is_defined=True,
    )


def _layer(name: str, table: Mapping[str, Any]) -> Layer:
    """The layer of the cell with its storage."""
    equations, gates = table["equations"], table.get("gates", {})
    entry = custom_cell(equations, name=name, gates=gates)
    if "storage" in table:
        layouts = storage_lines(table["storage"])
        _check_storage(layouts, read(equations).parameters)
        entry = entry._replace(variants={(): Variant(equations, layouts)})
    try:
        return recurrent(CUSTOM, name, entry, {})
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(tr("storage does not fit the equations: {error}", error=error)) from error


def storage_lines(text: Any) -> tuple[TensorLayout, ...]:
    """The layout of each tensor, from lines such as `bias (bias, recurrent_bias): role (gate rows)`.

    A tensor without roles holds the parameters of the role that it is called by.

    >>> storage_lines("kernel: columns (gate rows)")[0].roles
    ('kernel',)

    Raises UsageError for a line that cannot be read.
    """
    if not isinstance(text, str):
        raise UsageError(tr("storage is a text with a line for each tensor, got {text}", text=shown(text)))
    return tuple(_layout(line) for line in filter(None, map(str.strip, text.splitlines())))


def _layout(line: str) -> TensorLayout:
    match = LINE.fullmatch(line)
    if match is None:
        tip = tr("for example kernel: columns (gate rows)")
        raise UsageError(tr("storage has a line that is no tensor: {line}", line=shown(line)), tip=tip)
    roles = tuple(filter(None, map(str.strip, (match["roles"] or match["name"]).split(","))))
    for role in roles:
        if role not in ROLES:
            raise unknown(tr("role of parameters in the storage of {match}:", match=match["name"]), role, ROLES)
    layout = TensorLayout(match["name"], roles, match["pattern"].strip())
    try:
        # The pattern is read when its axes are asked for.
        _ = layout.axes
    except ValueError as error:
        raise UsageError(str(error)) from error
    return layout


def _check_storage(layouts: Sequence[TensorLayout], parameters: Sequence[Parameter]) -> None:
    """Refuse a storage in which a parameter has no tensor, or two, or a tensor without all its axes."""
    for parameter in parameters:
        own = [layout for layout in layouts if parameter.role in layout.roles]
        if len(own) != 1:
            raise UsageError(
                tr(
                    "storage has {count} tensors for the role {role}, which needs one",
                    count=len(own),
                    role=parameter.role,
                )
            )
        needed = {"rows", *(["columns"] if parameter.columns is not None else []), *(["kernel"] * parameter.convolved)}
        if needed != set(own[0].own_axes):
            axes = joined(tr(" and "), sorted(needed, reverse=True))
            message = tr(
                "the pattern {pattern!r} does not fit {name}, whose axes are {axes}",
                pattern=own[0].pattern,
                name=parameter.name,
                axes=axes,
            )
            raise UsageError(message, tip=tr("for example columns (gate rows)"))


def _choice(layer: Layer, declared: Sequence[str]) -> Callable[[LayerCall], CellChoice]:
    """The rule that takes the cell's sizes from the arguments and the input."""
    features = layer.structure.cell.input
    switch = next((name for name in BIAS_SWITCHES if name in declared), "")

    def choose(call: LayerCall) -> CellChoice:
        sizes: dict[str, Size] = {
            size: call.shape[-1] if size == features else call.free_size(size) for size in layer.sizes
        }
        bias = call.flag(switch) if switch else True
        return CellChoice(CUSTOM, layer.name, sizes, {}, bias, entry=layer.entry)

    return choose


def _state_sizes(layer: Layer, call: LayerCall) -> list[Size]:
    return [call.free_size(size) for size in layer.structure.cell.states.values()]


def _step_output(layer: Layer) -> Callable[[LayerCall], Outputs]:
    def output(call: LayerCall) -> Outputs:
        """The output of a step, and the new states."""
        sizes = _state_sizes(layer, call)
        return [(call.shape[0], size) for size in (sizes[0], *sizes)]

    return output


def _sequence_output(layer: Layer) -> Callable[[LayerCall], Outputs]:
    def output(call: LayerCall) -> Outputs:
        """Every step or the last one, and the states, as `return_sequences` and `return_state` say."""
        sizes = _state_sizes(layer, call)
        steps = steps_then(call, (call.shape[0], sizes[0]), len(sizes))
        if isinstance(steps, list):
            return [steps[0], *((call.shape[0], size) for size in sizes)]
        return steps

    return output
