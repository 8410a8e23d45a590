"""What a verification says, as values: what was derived, what was built, and where they part."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from paramcalc.layers.breakdown import Breakdown
from paramcalc.verifiers.model_verdict import ModelCase, ModelVerdict

STEPS, BATCH = 3, 2
"""Of a forward pass: three steps let the state act on the gates twice, two samples keep the batch axis honest."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """A layer to be verified: its breakdown, and how the real one is to be built."""

    family: str
    breakdown: Breakdown
    arguments: Mapping[str, Any] = NOTHING
    """Further arguments of the real layer, which must change no count: `dropout=0.2`."""
    merge_mode: str | None = "concat"
    """How the real layer joins two directions; for a stack it must be `concat`."""

    @property
    def label(self) -> str:
        """What it is, in words, unique in a suite; what `--select` looks into."""
        b = self.breakdown
        parts = [f"{name}={b.sizes[name]}" for name in b.layer.sizes]
        switches = [option.name for option in b.layer.entry.options if not option.is_size]
        parts += [f"{name}={b.layer.options[name]}" for name in switches]
        parts += [] if b.layer.bias else ["bias=False"]
        parts += [f"bidirectional={self.merge_mode}"] if b.layer.bidirectional else []
        parts += [f"layers={b.layer.layers}"] if b.layer.layers > 1 else []
        parts += [f"dtype={b.dtype}"] if b.dtype != "float32" else []
        parts += [f"{name}={value}" for name, value in self.arguments.items()]
        return f"{b.layer.name} {' '.join(parts)}"


def kernel_of(case: Case) -> tuple[int, ...]:
    """The sizes of a convolution's kernel; none for other cells."""
    dimensions = case.breakdown.layer.entry.spatial
    return tuple(case.breakdown.sizes[f"kernel_{number}"] for number in range(1, dimensions + 1))


def field(case: Case) -> tuple[int, ...]:
    """How large a field a convolution is built for and run on: a little larger than its kernel; () for other cells."""
    return tuple(size + 1 for size in kernel_of(case))


class BuiltTensor(NamedTuple):
    """A tensor as the real layer has it."""

    layer: int
    direction: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


class TensorPair(NamedTuple):
    """A derived tensor beside the built one at its place; one of them may be missing."""

    derived: BuiltTensor | None
    built: BuiltTensor | None

    @property
    def ok(self) -> bool:
        """Whether they are the same: place, name, shape, dtype and trainable."""
        return self.derived == self.built


class Verdict(NamedTuple):
    """What came of one layer. A level that was not asked for, or could not be, is None and says why in `left_out`."""

    case: Case
    levels: tuple[str, ...]
    derived: int
    built: int | None
    tensors: tuple[TensorPair, ...]
    forward_error: float | None
    """The largest difference of an output from the derived one, relative to the largest output."""
    tolerance: float
    left_out: str
    """Why the forward pass was left out; empty where it was run or not asked for."""
    method: str
    """Where the layer was built: in `memory`, or without any in the scope named here."""
    hint: str = ""
    """What would explain a difference of the forward pass: another order of the gates."""

    @property
    def problems(self) -> tuple[str, ...]:
        """The levels that disagree."""
        wrong = {
            "count": self.built is not None and self.built != self.derived,
            "tensors": not all(pair.ok for pair in self.tensors),
            "equations": self.forward_error is not None and not self.forward_error <= self.tolerance,
        }
        return tuple(level for level in self.levels if wrong[level])

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees."""
        return not self.problems


AnyCase: TypeAlias = Case | ModelCase
"""What can be verified; each has a family and a label."""

AnyVerdict: TypeAlias = Verdict | ModelVerdict
"""What comes of it."""


class Report(NamedTuple):
    """What came of many layers and models."""

    verdicts: tuple[AnyVerdict, ...]
    versions: Mapping[str, str]
    seconds: float

    @property
    def mismatches(self) -> tuple[AnyVerdict, ...]:
        """The layers and models that disagree."""
        return tuple(verdict for verdict in self.verdicts if not verdict.ok)

    @property
    def is_complete(self) -> bool:
        """Whether all that has parameters was held against something real."""
        return all(each.is_complete for each in self.verdicts if isinstance(each, ModelVerdict))

    @property
    def largest_error(self) -> float | None:
        """The largest forward error of all, or None where no forward pass was run."""
        return max((each.forward_error for each in self.verdicts if each.forward_error is not None), default=None)
