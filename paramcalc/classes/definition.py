"""A layer class of one's own, described in the words of the registry: from a table of texts to a `LayerEntry`.

Only data is read: nothing of a definition is imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Size
from paramcalc.classes.axes import length, names_in
from paramcalc.classes.base import (
    UNKNOWN_MACS,
    LayerCall,
    LayerEntry,
    OpenShape,
    Outputs,
    Sizes,
    WeightLine,
    listed,
    parameters,
    weight_lines,
    whole,
)
from paramcalc.classes.messages import shape_text
from paramcalc.classes.recurrent_definition import recurrent_entry
from paramcalc.classes.rules import same, unknown_output
from paramcalc.errors import UsageError, nearest, shown, unknown
from paramcalc.phrases import tr

KEYS = ("framework", "arguments", "weights", "input", "output", "macs", "inputs", "equations", "gates", "storage")
"""What a definition may state."""

RECURRENT_KEYS = ("equations", "gates", "storage")

REST = "..."
"""The axes of the input between those that a pattern names, in the output's pattern, too."""

ANY_LENGTH, SAME = "?", "same"

DERIVED = ("input", "positions", "inputs")
"""Sizes that every definition has: the last axis, and the positions of the output and the input."""

ANY_INPUT = ("batch", REST, "input")

EXAMPLE = tr("for example (batch, steps, units)")


class Pattern(NamedTuple):
    """The axes of a shape by name; `...` stands for several."""

    axes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it stands for shapes of any rank."""
        return REST in self.axes

    def named(self, shape: OpenShape) -> dict[str, Any]:
        """The length of each named axis, and of `...` the lengths together. Raises UsageError for another rank."""
        before = self.axes.index(REST) if self.is_open else len(self.axes)
        behind = len(self.axes) - before - 1 if self.is_open else 0
        if len(shape) < before + behind or (not self.is_open and len(shape) != before):
            raise UsageError(
                tr(
                    "it reads ({axes}), got {shape}",
                    axes=", ".join(self.axes),
                    shape=shape_text(tuple(s or 0 for s in shape)),
                )
            )
        end = len(shape) - behind
        lengths: dict[str, Any] = dict(zip(self.axes[:before], shape[:before], strict=True))
        lengths.update(zip(self.axes[before + 1 :], shape[end:], strict=True))
        return {**lengths, REST: tuple(shape[before:end])}


def definition(name: str, table: Mapping[str, Any]) -> tuple[str, LayerEntry]:
    """The framework and the entry of a class.

    >>> framework, entry = definition("Scale", {"arguments": "center=True", "weights": "gamma (input)"})
    >>> framework, entry.weights
    ('keras', 'gamma (input)')

    Raises UsageError, naming the class and the key, for anything that a definition cannot be.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise UsageError(tr("a layer class is called as in Python, got {name}", name=shown(name)))
    if not isinstance(table, Mapping):
        raise UsageError(
            tr(
                "{name}: a definition is a table of {keys}, got {table}",
                name=name,
                keys=", ".join(KEYS),
                table=shown(table),
            )
        )
    try:
        return str(table.get("framework", "keras")), _entry(name, table)
    except UsageError as error:
        raise UsageError(
            tr("the definition of {name}: {message}", name=name, message=error.message), tip=error.tip
        ) from error


def _entry(name: str, table: Mapping[str, Any]) -> LayerEntry:
    for key in table:
        if key not in KEYS:
            raise unknown(tr("word"), key, KEYS)
    arguments = checked_arguments(_text(table, "arguments"))
    if "equations" in table:
        others = [key for key in ("weights", "output", "macs", "inputs") if key in table]
        if others:
            raise UsageError(
                tr("{others} follow from the equations", others=", ".join(others)),
                tip=tr("leave out {others}", others=", ".join(others)),
            )
        axes = _pattern(_text(table, "input"), "input").axes if "input" in table else ()
        return recurrent_entry(name, table, arguments, axes)
    alone = [key for key in RECURRENT_KEYS if key in table]
    if alone:
        raise UsageError(tr("{names} belong to equations, which are missing", names=", ".join(alone)))
    return _plain_entry(table, arguments)


def _plain_entry(table: Mapping[str, Any], arguments: str) -> LayerEntry:
    """The entry of a class with weights that are stated line by line."""
    source = _pattern(_text(table, "input"), "input") if "input" in table else Pattern(ANY_INPUT)
    names = {*parameters(arguments), *source.axes, *DERIVED} - {REST, "batch"}
    both = sorted(parameters(arguments).keys() & {*source.axes, *DERIVED})
    if both:
        raise UsageError(
            tr("{names} is both an argument and a size of the input", names=", ".join(both)),
            tip=tr("rename one of the two"),
        )
    text = _text(table, "weights")
    lines = _lines(text, names, parameters(arguments))
    macs = _macs(table, names)
    return LayerEntry(
        arguments,
        _output(_text(table, "output", ANY_LENGTH), source, names),
        text,
        macs=macs,
        sizes=_sizes(source, lines),
        rank=0 if source.is_open else len(source.axes),
        inputs=1 if _count_of_inputs(table) == 1 else None,
        unknown=() if source.is_open else source.axes,
        is_defined=True,
    )


def _text(table: Mapping[str, Any], key: str, default: str = "") -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise UsageError(tr("{key} is a text, got {value}", key=key, value=shown(value)))
    return value


def _count_of_inputs(table: Mapping[str, Any]) -> int:
    return whole("inputs", table.get("inputs", 1), 1)


def checked_arguments(text: str) -> str:
    """The arguments of a definition. Raises UsageError for what is no list of names, with or without plain defaults.

    >>> checked_arguments("units, use_bias=True")
    'units, use_bias=True'
    """
    text = " ".join(text.split())
    tip = tr('for example "units, use_bias=True"')
    try:
        tree = ast.parse(f"def f({text}): 0")
        (function,) = tree.body
        given = (
            function.args if isinstance(function, ast.FunctionDef) else ast.arguments([], [], None, [], [], None, [])
        )
        is_plain = isinstance(function, ast.FunctionDef) and len(function.body) == 1 and function.returns is None
        if not is_plain or ast.unparse(given) != ast.unparse(
            ast.arguments([], given.args, None, [], [], None, given.defaults)
        ):
            raise ValueError
        if any(argument.annotation is not None for argument in given.args):
            raise ValueError
        if len(parameters(text)) < len(given.args):
            raise ValueError
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            tr("arguments are names with or without plain defaults, got {text}", text=shown(text)), tip=tip
        ) from error
    return text


def _pattern(text: str, what: str) -> Pattern:
    """The axes of a shape as a definition writes it: `(batch, ..., channels)`."""
    inside = text.strip().removeprefix("(").removesuffix(")").rstrip(", ")
    axes = tuple(axis.strip() for axis in inside.split(","))
    if axes[0] != "batch" or len(axes) < 2 or axes.count(REST) > 1 or not all(axes):
        raise UsageError(
            tr("{what} is a shape that begins with the batch, got {text}", what=what, text=shown(text)), tip=EXAMPLE
        )
    if what == "input":
        names = [axis for axis in axes if axis != REST]
        if len(set(names)) < len(names) or not all(name.isidentifier() for name in names):
            raise UsageError(
                tr("each axis of the input has a name of its own, got {text}", text=shown(text)), tip=EXAMPLE
            )
    return Pattern(axes)


def refuse_unknown_names(what: str, names: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise UsageError for a name that is neither an argument nor a size of the input."""
    choices = sorted(allowed)
    for name in names:
        if name not in choices:
            match = nearest(name, choices)
            meant = tr("did you mean {match}? ", match=match) if match else ""
            message = tr(
                "{what} names {name}, which is neither an argument nor an axis of the input", what=what, name=name
            )
            raise UsageError(message, tip=tr("{meant}allowed: {choices}", meant=meant, choices=", ".join(choices)))


def _lines(text: str, names: Iterable[str], arguments: Iterable[str]) -> tuple[WeightLine, ...]:
    """The lines of the weights, whose names are checked."""
    try:
        lines = weight_lines(text)
    except ValueError as error:
        tip = tr("for example gamma (input) if scale")
        raise UsageError(tr("weights has a line that is {error}", error=error), tip=tip) from error
    seen: set[str] = set()
    for line in lines:
        if line.name in seen:
            raise UsageError(tr("weights has {name} twice", name=line.name))
        seen.add(line.name)
        for axis in line.axes:
            refuse_unknown_names(tr("the weight {name}", name=line.name), names_in(axis.removeprefix("*")), names)
        refuse_unknown_names(
            tr("the weight {name}", name=line.name), (switch for switch, _ in line.switches), arguments
        )
    return lines


def _macs(table: Mapping[str, Any], names: Iterable[str]) -> str:
    """The multiply-adds: an expression, 0, or unknown if the definition does not state them."""
    value = table.get("macs", UNKNOWN_MACS)
    text = str(value) if type(value) is int else value
    if not isinstance(text, str):
        raise UsageError(tr("macs is a formula, got {value}", value=shown(value)))
    text = " ".join(text.split())
    if text != UNKNOWN_MACS:
        refuse_unknown_names("macs", names_in(text), names)
    return text


def _sizes(source: Pattern, lines: Iterable[WeightLine]) -> Any:
    """The rule that gives the named axes of the input, and the arguments that stand for several axes."""
    several = tuple(axis[1:] for line in lines for axis in line.axes if axis.startswith("*"))

    def sizes(call: LayerCall) -> Sizes:
        lengths = source.named(call.shape)
        own: dict[str, Size | tuple[Size, ...]] = {name: size for name, size in lengths.items() if name != REST}
        for name in several:
            if name not in own:
                own[name] = tuple(whole(name, size, 1) for size in listed(call.get(name)))
        return own

    return sizes


def _output(text: str, source: Pattern, names: Iterable[str]) -> Any:
    """The rule for the shape of the output: `same`, `?`, or a pattern whose axes are expressions."""
    if text.strip() == SAME:
        return same
    if text.strip() == ANY_LENGTH:
        return unknown_output
    pattern = _pattern(text, "output")
    if pattern.is_open and not source.is_open:
        raise UsageError(tr("output has ..., but the input names all its axes"), tip=tr("name them in the output, too"))
    for axis in pattern.axes[1:]:
        if axis not in (REST, ANY_LENGTH):
            refuse_unknown_names("output", names_in(axis), {*names} - {"positions", "inputs"})

    def output(call: LayerCall) -> Outputs:
        lengths = source.named(call.shape)

        def size(name: str) -> Size:
            if name in lengths:
                axis: Size = lengths[name]
                return axis
            return call.shape[-1] if name == "input" else call.free_size(name)

        shape: list[Size | None] = [call.shape[0]]
        for axis in pattern.axes[1:]:
            shape += lengths[REST] if axis == REST else [None if axis == ANY_LENGTH else length(axis, size)]
        return tuple(shape)

    return output
