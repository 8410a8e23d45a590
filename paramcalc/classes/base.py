"""What a layer class is to paramcalc: its arguments, its weights with symbolic shapes, its multiply-adds, and a rule
for the shape of its output. Only data; the rules are in `rules`.

Weights are written one a line, as in `kernel (input, units)` or `bias (units) if use_bias`. A word is a size: the
argument of that name, or what the entry's `sizes` gives; `input` is the last axis of what the layer reads. `*kernel`
stands for as many axes as there are; `not`, `and` join the switches behind `if`; `frozen` marks what is not trained,
`unsaved` what a file does not hold, `as int8` what is stored in a type of its own.
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
from paramcalc.algebra.polynomial import Size
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks.base import CellEntry

Shape: TypeAlias = "tuple[Size, ...]"
"""The sizes of a tensor, the batch first; an axis of unknown length is a symbol."""

Sizes: TypeAlias = "Mapping[str, Size | tuple[Size, ...] | bool]"
"""Sizes by name; several under one name are several axes; a truth value is a switch."""

Outputs: TypeAlias = "Shape | list[Shape] | None"
"""What comes out: one tensor, several, or None where it cannot be told."""


whole = whole_number


class UncountedError(UsageError):
    """A layer that is known, but not how its weights lie: it is counted from the file, or not at all."""


class WeightLine(NamedTuple):
    """One line of an entry's `weights`, read."""

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
    """The cell with a storage of its own, where it is not the framework's."""


class LayerEntry(NamedTuple):
    """A layer class as its framework has it."""

    arguments: str
    """As in the signature: `units, activation=None, use_bias=True`."""
    output: Callable[[LayerCall], Outputs]
    """The shape of what comes out; a dimension that cannot be told is None, for which a new symbol is put."""
    weights: str = ""
    macs: str = ""
    """Multiply-adds of one sample, an expression in the sizes and `positions`; of several axes their product counts."""
    sizes: Callable[[LayerCall], Sizes] | None = None
    rank: int = 0
    """How many axes it reads, the batch among them; 0 for any number."""
    inputs: int | None = 1
    """How many tensors it reads; None for two or more."""
    unknown: tuple[str, ...] = ()
    """The axes that it is taken to read where nothing is known of them; by its rank unless given."""
    cell: Callable[[LayerCall], CellChoice] | None = None
    """Of a recurrent layer: the cell whose equations it computes."""
    composite: str = ""
    """How it is built of other layers, a name of `model.composites.COMPOSITES`; empty for a layer by itself."""
    reads_numbers: bool = False
    """Whether it reads whole numbers, which need no axis of features."""
    aliases: tuple[str, ...] = ()
    trainable_reaches_weights: bool = True
    """Whether `trainable=False` in its configuration reaches its weights; in Keras 3 for some it does not."""
    variant: Callable[[LayerCall], LayerEntry | None] | None = None
    """Another entry that holds for this configuration (quantized, with LoRA); None where this one does."""
    note: Callable[[LayerCall], str] | None = None
    """What is worth saying of this configuration; empty where nothing is."""
    channels_first: bool = False
    """Whether the channels stand before the positions, whatever the configuration says."""


class LayerCall:
    """A layer at work: its configuration and the shapes that it reads.

    What it gives out is checked: anything may stand in a saved file.
    """

    __slots__ = ("config", "entry", "shapes", "title", "version")

    def __init__(
        self,
        title: str,
        entry: LayerEntry,
        config: Mapping[str, Any],
        shapes: Sequence[Shape],
        version: tuple[int, ...] = (3,),
    ) -> None:
        self.title = title
        self.entry = entry
        self.config = config
        self.shapes = tuple(shapes)
        self.version = version

    @property
    def shape(self) -> Shape:
        """The shape of the first tensor that it reads."""
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

    def several(self, name: str, count: int, least: int = 1) -> tuple[int, ...]:
        """One number for each of `count` dimensions; a single one holds for all."""
        value = self.get(name)
        values = list(value) if isinstance(value, (list, tuple)) else [value] * count
        if len(values) != count:
            raise UsageError(f"{name} takes 1 or {count} numbers, got {shown(value)}")
        return tuple(whole(name, each, least) for each in values)

    def number(self, name: str, least: int = 0) -> int:
        """A whole number from `least`."""
        return whole(name, self.get(name), least)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of several words, in any case."""
        value = self.get(name)
        word = value.lower() if isinstance(value, str) else value
        if word not in choices:
            raise unknown(name, value, choices)
        return str(word)

    @property
    def channels_first(self) -> bool:
        """Whether the channels stand before the positions."""
        if self.entry.channels_first or self.get("data_format") is None:
            return self.entry.channels_first
        return self.choice("data_format", ("channels_last", "channels_first")) == "channels_first"


@lru_cache(maxsize=1024)
def signature(arguments: str) -> Mapping[str, Any]:
    """The arguments of an entry with their defaults, in order; those without one give None.

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
    names = [each.arg for each in declared.args.args]
    defaults = [ast.literal_eval(each) for each in declared.args.defaults]
    needed = len(names) - len(defaults)
    values = [(None, True)] * needed + [(default, False) for default in defaults]
    return MappingProxyType(dict(zip(names, values, strict=True)))


LINE = re.compile(
    r"(?P<name>\S+) \((?P<axes>[^)]*)\)(?: if (?P<when>[\w ]+?))?"
    r"(?: (?P<frozen>frozen))?(?: (?P<unsaved>unsaved))?(?: as (?P<as>\w+))?"
)


@lru_cache(maxsize=1024)
def weight_lines(text: str) -> tuple[WeightLine, ...]:
    r"""The weights of an entry, read.

    >>> weight_lines("kernel (input, units)\nbias (units) if use_bias")[1]
    WeightLine(name='bias', axes=('units',), switches=(('use_bias', True),), trainable=True, saved=True, dtype='')

    Raises ValueError for a line that cannot be read.
    """
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = LINE.fullmatch(line)
        if not found:
            raise ValueError(f"not a weight: {line!r}")
        words = [word.split() for word in (found["when"] or "").split(" and ") if word]
        switches = tuple((word[-1], word[0] != "not") for word in words)
        axes = tuple(filter(None, (axis.strip() for axis in found["axes"].split(","))))
        lines.append(
            WeightLine(found["name"], axes, switches, not found["frozen"], not found["unsaved"], found["as"] or "")
        )
    return tuple(lines)


@dataclass(frozen=True)
class Unknown:
    """A value of a Python source that cannot be known without running it."""

    text: str
    """As it is model_spec."""
    line: int
    why: str
    """Where it comes from: a call, an argument, a branch."""

    def error(self) -> UsageError:
        """What is said where it would be needed."""
        return UsageError(
            f"line {self.line}: {self.text} cannot be known without running the program: {self.why}",
            tip=f"give it: --set {self.flag}=N",
        )

    @property
    def flag(self) -> str:
        """What stands before `=N` in `--set`, quoted where a shell would read it otherwise."""
        return self.text if self.text.isidentifier() else f"'{self.text}'"
