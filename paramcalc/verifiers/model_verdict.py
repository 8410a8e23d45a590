"""What the verification of a whole model says, as values: layer by layer what was derived and what was built."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paramcalc.models.breakdown import Model

MODEL_LEVELS = ("count", "tensors")
"""What is compared of a model; its equations are those of its layers."""

REFUSED, OUTPUTS = "refused", "outputs"
"""What can be wrong of a model beside its levels: the framework builds no such layer, or gives out another shape."""

OutputShapes = tuple[tuple[int | None, ...] | None, ...]
"""The shapes that come out of a layer, the batch first; None for a length, or a shape, that is not known."""


class ModelTensor(NamedTuple):
    """A tensor of a layer of a model, by the name that it has within that layer: `forward_gru/kernel`."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


class WeightPair(NamedTuple):
    """A derived tensor beside the built one at its place; one of them may be missing."""

    derived: ModelTensor | None
    built: ModelTensor | None

    @property
    def ok(self) -> bool:
        """Whether they are the same: name, shape, dtype and trainable."""
        return self.derived == self.built


class LayerCheck(NamedTuple):
    """What came of one layer of a model."""

    path: str
    """Its name, with those of the models around it: `encoder/gru`."""
    kind: str
    derived: int
    built: int | None
    """The parameters of the real layer, by itself; None where it was not built, or not asked for."""
    tensors: tuple[WeightPair, ...] = ()
    derived_outputs: OutputShapes = ()
    built_outputs: OutputShapes = ()
    """Of the first call; both are empty where they were not compared."""
    left_out: str = ""
    """Why the layer was not built, or its tensors were not compared; empty where it was, and they were."""
    is_open: bool = False
    """Whether it has parameters, or may have, that were held against nothing."""
    refused: str = ""
    """What the framework says against building it; empty where it does not."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What disagrees: levels, OUTPUTS, REFUSED."""
        wrong = {
            "count": self.built is not None and self.built != self.derived,
            "tensors": not all(pair.ok for pair in self.tensors),
            OUTPUTS: self.derived_outputs != self.built_outputs,
            REFUSED: bool(self.refused),
        }
        return tuple(name for name, is_wrong in wrong.items() if is_wrong)

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees."""
        return not self.problems


class ModelCase(NamedTuple):
    """A model to be verified."""

    family: str
    model: Model

    @property
    def label(self) -> str:
        """The text or the file that it was written in; what `--select` looks into."""
        return self.model.spec.origin


class ModelVerdict(NamedTuple):
    """What came of a model. It has what a layer's verdict has, and its layers one by one."""

    case: ModelCase
    levels: tuple[str, ...]
    layers: tuple[LayerCheck, ...]
    derived: int
    """The parameters of those layers that were built, shared ones once."""
    built: int | None
    """What the real model says; None where it was not asked for."""
    derived_trainable: int
    built_trainable: int | None
    method: str
    """Where it was built: without memory in the scope named here."""
    hint: str = ""

    @property
    def forward_error(self) -> None:
        """A model is not run."""
        return None

    @property
    def left_out(self) -> str:
        """The layers that were left out, each with the reason; empty where there are none."""
        return "; ".join(f"{each.path}: {each.left_out}" for each in self.layers if each.left_out)

    @property
    def is_complete(self) -> bool:
        """Whether all that has parameters was held against something real."""
        return not any(each.is_open for each in self.layers)

    @property
    def problems(self) -> tuple[str, ...]:
        """What disagrees in the whole or in a layer: levels, OUTPUTS, REFUSED."""
        found = [problem for each in self.layers for problem in each.problems]
        whole = (self.derived, self.derived_trainable) != (self.built, self.built_trainable)
        return tuple(dict.fromkeys([*(["count"] if whole and self.built is not None else []), *found]))

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees."""
        return not self.problems
