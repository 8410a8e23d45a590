"""The description of a layer class: its arguments, its weights with symbolic shapes, its multiply-adds, and a rule
for the shape of its output. Only data; the rules are in `rules` and `windows`.

Each line of an entry's `weights` describes one tensor: `kernel (input, units)` or `bias (units) if use_bias`. A word in
the parentheses is a size: the argument of that name, or a value of the entry's `sizes`; `input` is the last axis that
the layer reads. `*kernel` stands for several axes. The switches after `if` are joined by `and`, and negated by `not`;
`frozen` marks a tensor that is not trained, `unsaved` one that files leave out, `as int8` one with a dtype of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.classes.generation import Generation
from paramcalc.errors import Remedy, SourceError, UsageError, shown, unknown
from paramcalc.frameworks.base import CellEntry
from paramcalc.phrases import tr

Shape: TypeAlias = "tuple[Size, ...]"
"""The sizes of a tensor, the batch first; an axis of unknown length is a symbol."""

OpenShape: TypeAlias = "tuple[Size | None, ...]"
"""A shape in which None stands for an unknown length, which the caller of a rule replaces by a symbol."""

Sizes: TypeAlias = "Mapping[str, Size | tuple[Size, ...] | bool]"
"""Sizes by name: one axis, several axes, or a switch."""

Outputs: TypeAlias = "OpenShape | list[OpenShape] | None"
"""The shapes of a layer's output: of one tensor, of several, or None if nothing is known."""


whole = whole_number

UNKNOWN_MACS = "?"
"""The multiply-adds of an entry that states none, where they are not 0 either."""


class UncountedError(UsageError):
    """The layer is known, but not its weights: it is counted from the tensors in the file, or not at all."""


class WeightLine(NamedTuple):
    """One line of an entry's `weights`, parsed."""

    name: str
    axes: tuple[str, ...]
    switches: tuple[tuple[str, bool], ...]
    trainable: bool
    saved: bool
    dtype: str


class CellChoice(NamedTuple):
    """The cell of a recurrent layer, chosen by its configuration, and its sizes."""

    framework: str
    cell: str
    sizes: Mapping[str, Size]
    options: Mapping[str, bool]
    bias: bool = True
    bidirectional: bool = False
    layers: int = 1
    entry: CellEntry | None = None
    """The cell, if it is stored in another way than the framework's own."""


class LayerEntry(NamedTuple):
    """A layer class of a framework."""

    arguments: str
    """As in the signature: `units, activation=None, use_bias=True`."""
    output: Callable[[LayerCall], Outputs]
    """The shape of the output; None for an unknown length."""
    weights: str = ""
    macs: str = ""
    """Multiply-adds of one sample: an expression in the sizes and `positions`. Several axes count as their product."""
    sizes: Callable[[LayerCall], Sizes] | None = None
    rank: int = 0
    """The number of axes that it reads, the batch included; 0 for any number."""
    inputs: int | None = 1
    """The number of tensors that it reads; None for two or more."""
    unknown: tuple[str, ...] = ()
    """The axes of an unknown input; they follow from the rank if not given."""
    cell: Callable[[LayerCall], CellChoice] | None = None
    """For a recurrent layer: the cell whose equations it computes."""
    composite: str = ""
    """How it is composed of other layers: a key of `models.composites.COMPOSITES`; empty for a layer without others."""
    reads_numbers: bool = False
    """Whether it reads whole numbers, which need no axis of features."""
    aliases: tuple[str, ...] = ()
    trainable_reaches_weights: bool = True
    """Whether `trainable=False` in its configuration reaches its weights; in Keras 3 it does not for some."""
    variant: Callable[[LayerCall], LayerEntry | None] | None = None
    """The entry to use instead for this configuration (quantized, with LoRA); None to use this one."""
    channels_first: bool = False
    """Whether the channels always come before the positions."""
    is_defined: bool = False
    """Whether it is a class of one's own, given by a definition."""


class LayerCall(NamedTuple):
    """A layer with its configuration and the shapes of its inputs.

    Its methods check every value, since a saved file can hold anything.
    """

    entry: LayerEntry
    config: Mapping[str, Any]
    shapes: tuple[Shape, ...]
    generation: Generation = Generation()

    @property
    def shape(self) -> Shape:
        """The shape of the first input."""
        return self.shapes[0]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument as it was given, or its default."""
        if name in self.config:
            value = self.config[name]
            if isinstance(value, Unknown):
                raise value.error()
            return value
        return signature(self.entry.arguments).get(name, default)

    def flag(self, name: str) -> bool:
        """A switch; Keras takes the truth of any value."""
        return bool(self.get(name))

    def size(self, name: str) -> int:
        """A whole number from 1."""
        return whole(name, self.get(name), 1)

    def free_size(self, name: str) -> Size:
        """A whole number from 1, or the formula of a free size."""
        value = self.get(name)
        return value if isinstance(value, Polynomial) else self.size(name)

    def size_or(self, name: str, default: int) -> int:
        """A whole number from 1; the default if the argument is None."""
        return default if self.get(name) is None else self.size(name)

    def values(self, name: str, count: int, of: str = tr("values")) -> list[Any]:
        """One value for each of `count` dimensions; a single value holds for all."""
        value = self.get(name)
        values = list(value) if isinstance(value, (list, tuple)) else [value] * count
        if len(values) != count:
            raise UsageError(
                tr("{name} takes 1 or {count} {of}, got {value}", name=name, count=count, of=of, value=shown(value))
            )
        return values

    def several(self, name: str, count: int, least: int = 1) -> tuple[int, ...]:
        """One whole number for each of `count` dimensions; a single number holds for all."""
        return tuple(whole(name, value, least) for value in self.values(name, count, tr("numbers")))

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of several words, in any case."""
        value = self.get(name)
        word = value.lower() if isinstance(value, str) else value
        if word not in choices:
            raise unknown(name, value, choices)
        return str(word)

    @property
    def channels_first(self) -> bool:
        """Whether the channels come before the positions."""
        if self.entry.channels_first or self.get("data_format") is None:
            return self.entry.channels_first
        return self.choice("data_format", ("channels_last", "channels_first")) == "channels_first"


def listed(value: Any) -> list[Any]:
    """The values of a list or tuple; any other value as a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


@lru_cache(maxsize=1024)
def signature(arguments: str) -> Mapping[str, Any]:
    """The arguments of an entry with their defaults, in order; None for an argument without one.

    >>> dict(signature("units, activation=None, use_bias=True"))
    {'units': None, 'activation': None, 'use_bias': True}
    """
    return MappingProxyType({name: default for name, (default, _) in parameters(arguments).items()})


@lru_cache(maxsize=1024)
def parameters(arguments: str) -> Mapping[str, tuple[Any, bool]]:
    """The arguments of an entry: default, and whether it must be given.

    >>> dict(parameters("units, use_bias=True"))
    {'units': (None, True), 'use_bias': (True, False)}
    """
    declared = ast.parse(f"def f({arguments}): 0").body[0]
    assert isinstance(declared, ast.FunctionDef)
    names = [argument.arg for argument in declared.args.args]
    defaults = [ast.literal_eval(default) for default in declared.args.defaults]
    needed = len(names) - len(defaults)
    values = [(None, True)] * needed + [(default, False) for default in defaults]
    return MappingProxyType(dict(zip(names, values, strict=True)))


LINE = re.compile(
    r"(?P<name>\S+) \((?P<axes>[^)]*)\)(?: if (?P<when>[\w ]+?))?"
    r"(?: (?P<frozen>frozen))?(?: (?P<unsaved>unsaved))?(?: as (?P<as>\w+))?"
)


@lru_cache(maxsize=1024)
def weight_lines(text: str) -> tuple[WeightLine, ...]:
    r"""The weights of an entry, parsed.

    >>> weight_lines("kernel (input, units)\nbias (units) if use_bias")[1]
    WeightLine(name='bias', axes=('units',), switches=(('use_bias', True),), trainable=True, saved=True, dtype='')

    Raises ValueError for a line that cannot be parsed.
    """
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"not a weight: {line!r}")
        words = [word.split() for word in (match["when"] or "").split(" and ") if word]
        switches = tuple((word[-1], word[0] != "not") for word in words)
        axes = tuple(filter(None, map(str.strip, match["axes"].split(","))))
        trainable, saved = not match["frozen"], not match["unsaved"]
        lines.append(WeightLine(match["name"], axes, switches, trainable, saved, match["as"] or ""))
    return tuple(lines)


@dataclass(frozen=True)
class Unknown:
    """Something about a Python source that only running the program would tell."""

    text: str
    """The expression as it is written in the source, or a fact: `whether config.BIG is true`."""
    line: int
    why: str = ""
    """Where the value comes from: a call, an argument, a module that is not read."""
    setting: str | None = None
    """The expression whose value settles it: the text itself by default, empty if there is none."""
    example: str = "N"
    """A value for the setting: `N` for any value."""
    is_fact: bool = False
    """Whether the text is a fact: a condition or the turns of a loop, on which layers may depend."""

    @property
    def settable(self) -> str:
        """The expression that a user can set; empty if none settles it."""
        return self.text if self.setting is None else self.setting

    def error(self, *, is_value: bool = True) -> SourceError:
        """The error to raise where the value is needed; with `is_value=False`, where a layer or model is needed.

        A layer cannot be set, but a fact that it depends on can be.
        """
        why = tr(": {why}", why=self.why) if self.why else ""
        can_be_set = self.settable and (is_value or self.is_fact)
        return SourceError(
            tr("{text} cannot be known without running the program{why}", text=self.text, why=why),
            line=self.line,
            remedy=Remedy("set", f"{self.settable}={self.example}") if can_be_set else None,
        )
