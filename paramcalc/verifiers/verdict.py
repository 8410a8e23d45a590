"""The result of a verification, as values: what was derived, what was built, and what disagrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from paramcalc.layers.breakdown import Breakdown
from paramcalc.verifiers.agreement import Agreement, Pair
from paramcalc.verifiers.model_verdict import ModelCase, ModelVerdict

STEPS, BATCH = 3, 2
"""Of a forward pass: in three steps the state acts on the gates twice, and two samples would show a mixed-up batch."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """A layer to be verified: its breakdown, and how to build the real one."""

    family: str
    breakdown: Breakdown
    arguments: Mapping[str, Any] = NOTHING
    """Further arguments of the real layer, which must not change a count: `dropout=0.2`."""
    merge_mode: str | None = "concat"
    """How the real layer merges two directions; for a stack it must be `concat`."""

    @property
    def label(self) -> str:
        """The layer in words, unique in a suite; a selection searches it."""
        breakdown, layer = self.breakdown, self.breakdown.layer
        switches = [option.name for option in layer.entry.options if not option.is_size]
        values: dict[str, Any] = {
            **{name: breakdown.sizes[name] for name in layer.sizes},
            **{name: layer.options[name] for name in switches},
            **({} if layer.bias else {"bias": False}),
            **({"bidirectional": self.merge_mode} if layer.bidirectional else {}),
            **({"layers": layer.layers} if layer.layers > 1 else {}),
            **({"dtype": breakdown.dtype} if breakdown.dtype != "float32" else {}),
            **self.arguments,
        }
        return " ".join([layer.name, *(f"{name}={value}" for name, value in values.items())])

    @property
    def input_features(self) -> int:
        """The features of one step that the first layer reads."""
        return self.breakdown.sizes[self.breakdown.layer.structure.cell.input]

    @property
    def kernel_sizes(self) -> tuple[int, ...]:
        """The sizes of a convolution's kernel; empty for other cells."""
        dimensions = self.breakdown.layer.entry.spatial
        return tuple(self.breakdown.sizes[f"kernel_{number}"] for number in range(1, dimensions + 1))

    @property
    def field(self) -> tuple[int, ...]:
        """The positions that a convolution is built for and run on, one more than its kernel; empty for other cells."""
        return tuple(size + 1 for size in self.kernel_sizes)


class BuiltTensor(NamedTuple):
    """A tensor of the real layer."""

    layer: int
    direction: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


TensorPair = Pair[BuiltTensor]


@dataclass(frozen=True, kw_only=True)
class Verdict(Agreement):
    """The result for one layer. A level that was not compared is None, or has no tensors."""

    case: Case
    levels: tuple[str, ...]
    derived: int
    built: int | None
    tensors: tuple[TensorPair, ...]
    forward_error: float | None
    """The largest difference between a real and a derived output, relative to the largest output."""
    tolerance: float
    left_out: str
    """Why the forward pass was left out; empty if it was run or not asked for."""
    method: str
    """Where the layer was built: `memory`, or the scope that takes no memory."""
    hint: str = ""
    """An order of the gates that would explain a difference of the forward pass."""

    @property
    def differs(self) -> Mapping[str, bool]:
        """Whether each level differs."""
        return {
            "count": self.built is not None and self.built != self.derived,
            "tensors": not all(pair.ok for pair in self.tensors),
            "equations": self.forward_error is not None and not self.forward_error <= self.tolerance,
        }


AnyCase: TypeAlias = Case | ModelCase
"""A layer or a model to be verified; each has a family and a label."""

AnyVerdict: TypeAlias = Verdict | ModelVerdict
"""The result for a layer or a model."""


class Report(NamedTuple):
    """The results for many layers and models."""

    verdicts: tuple[AnyVerdict, ...]
    versions: Mapping[str, str]
    seconds: float

    @property
    def mismatches(self) -> tuple[AnyVerdict, ...]:
        """The layers and models that disagree."""
        return tuple(verdict for verdict in self.verdicts if not verdict.ok)

    @property
    def is_complete(self) -> bool:
        """Whether everything that has parameters was compared."""
        return all(verdict.is_complete for verdict in self.verdicts if isinstance(verdict, ModelVerdict))

    @property
    def largest_error(self) -> float | None:
        """The largest forward error, or None if no forward pass was run."""
        errors = [verdict.forward_error for verdict in self.verdicts if verdict.forward_error is not None]
        return max(errors, default=None)
