"""The result of a verification, as values: what was derived, what was built, and what disagrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from paramcalc.frameworks.base import NOTHING
from paramcalc.layers.breakdown import Breakdown
from paramcalc.phrases import joined, labelled, tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.models.breakdown import Model

STEPS, BATCH = 3, 2
"""Of a forward pass: in three steps the state acts on the gates twice, and two samples would show a mixed-up batch."""

MODEL_LEVELS = ("count", "tensors")
"""What is compared of a model; its equations are those of its layers."""

REFUSED, OUTPUTS = "refused", "outputs"
"""Further problems of a layer of a model: the framework does not build it, or gives it another output shape."""

Array: TypeAlias = "NDArray[Any]"

OutputShapes = tuple[tuple[int | None, ...], ...]
"""The output shapes of a layer, the batch first; None for an unknown length."""


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


class ModelCase(NamedTuple):
    """A model to be verified."""

    family: str
    model: Model

    @property
    def label(self) -> str:
        """The text or the file that it was read from; a selection searches it."""
        return self.model.spec.origin


class BuiltTensor(NamedTuple):
    """A tensor of the real layer."""

    layer: int
    direction: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


class ModelTensor(NamedTuple):
    """A tensor of a layer of a model, with its name within that layer: `forward_gru/kernel`."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


class Pair(NamedTuple):
    """A derived tensor and the built one at the same position, of a layer or of a model; None for a missing one."""

    derived: Any
    built: Any

    @property
    def ok(self) -> bool:
        """Whether the two are equal in every attribute."""
        return bool(self.derived == self.built)


class Agreement:
    """The result of a comparison."""

    @property
    def differs(self) -> Mapping[str, bool]:
        """Whether each thing that can be compared differs; False for one that was not compared."""
        raise NotImplementedError

    @property
    def problems(self) -> tuple[str, ...]:
        """What disagrees."""
        return tuple(name for name, is_wrong in self.differs.items() if is_wrong)

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees."""
        return not self.problems


@dataclass(frozen=True, kw_only=True)
class Verdict(Agreement):
    """The result for one layer. A level that was not compared is None, or has no tensors."""

    case: Case
    levels: tuple[str, ...]
    derived: int
    built: int | None
    tensors: tuple[Pair, ...]
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


@dataclass(frozen=True, kw_only=True)
class LayerCheck(Agreement):
    """The result for one layer of a model."""

    path: str
    """Its name behind those of the models around it: `encoder/gru`."""
    kind: str
    derived: int = 0
    built: int | None = None
    """The parameters of the real layer by its own count; None if it was not built, or counts are not compared."""
    tensors: tuple[Pair, ...] = ()
    derived_outputs: OutputShapes = ()
    built_outputs: OutputShapes = ()
    """The output shapes of its first call; both are empty if they were not compared."""
    left_out: str = ""
    """Why the layer was not built, or its tensors were not compared; empty if neither happened."""
    is_open: bool = False
    """Whether it has, or may have, parameters that were not compared."""
    refused: str = ""
    """The framework's error when it had to build the layer; empty if there was none."""

    @property
    def differs(self) -> Mapping[str, bool]:
        """Whether each level, the outputs and the building failed."""
        return {
            "count": self.built is not None and self.built != self.derived,
            "tensors": not all(pair.ok for pair in self.tensors),
            OUTPUTS: self.derived_outputs != self.built_outputs,
            REFUSED: bool(self.refused),
        }


@dataclass(frozen=True, kw_only=True)
class ModelVerdict(Agreement):
    """The result for a model: what a layer's verdict has, and each layer's result."""

    case: ModelCase
    levels: tuple[str, ...]
    layers: tuple[LayerCheck, ...]
    derived: int
    """The parameters of the layers that were built, shared ones once."""
    built: int | None
    """The real model's own count; None if counts are not compared."""
    derived_trainable: int
    built_trainable: int | None
    method: str
    """The scope without memory in which it was built."""
    hint: str = ""
    forward_error: None = None
    """Always None: a model is not run."""

    @property
    def left_out(self) -> str:
        """The layers that were left out, each with the reason; empty if there are none."""
        return joined(tr("; "), (labelled(layer.path, layer.left_out) for layer in self.layers if layer.left_out))

    @property
    def is_complete(self) -> bool:
        """Whether everything that has parameters was compared."""
        return not any(layer.is_open for layer in self.layers)

    @property
    def differs(self) -> Mapping[str, bool]:
        """Whether the totals differ, then what differs in some layer."""
        totals = (self.derived, self.derived_trainable) != (self.built, self.built_trainable)
        whole = {"count": True} if totals and self.built is not None else {}
        return {**whole, **{problem: True for layer in self.layers for problem in layer.problems}}


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
