"""The result of verifying a whole model, as values: layer by layer what was derived and what was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from paramcalc.verifiers.agreement import Agreement, Pair

if TYPE_CHECKING:
    from paramcalc.models.breakdown import Model

MODEL_LEVELS = ("count", "tensors")
"""What is compared of a model; its equations are those of its layers."""

REFUSED, OUTPUTS = "refused", "outputs"
"""Further problems of a layer: the framework does not build it, or gives it another output shape."""

OutputShapes = tuple[tuple[int | None, ...], ...]
"""The output shapes of a layer, the batch first; None for an unknown length."""


class ModelTensor(NamedTuple):
    """A tensor of a layer of a model, with its name within that layer: `forward_gru/kernel`."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


WeightPair = Pair[ModelTensor]


@dataclass(frozen=True, kw_only=True)
class LayerCheck(Agreement):
    """The result for one layer of a model."""

    path: str
    """Its name behind those of the models around it: `encoder/gru`."""
    kind: str
    derived: int = 0
    built: int | None = None
    """The parameters of the real layer by its own count; None if it was not built, or counts are not compared."""
    tensors: tuple[WeightPair, ...] = ()
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


class ModelCase(NamedTuple):
    """A model to be verified."""

    family: str
    model: Model

    @property
    def label(self) -> str:
        """The text or the file that it was read from; a selection searches it."""
        return self.model.spec.origin


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
        return "; ".join(f"{layer.path}: {layer.left_out}" for layer in self.layers if layer.left_out)

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
