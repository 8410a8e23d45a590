"""The answer held against the real framework's layer: a breakdown in, a verdict out. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import FRAMEWORKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.models.breakdown import Model
    from paramcalc.models.result import Weight
    from paramcalc.models.spec import LayerSpec
    from paramcalc.verifiers.model_verdict import ModelTensor, OutputShapes
    from paramcalc.verifiers.verdict import BuiltTensor, Case

    Array: TypeAlias = NDArray[Any]

LEVELS = ("count", "tensors", "equations")
"""What is proved, each harder to fake than the one before."""

VERIFIERS: dict[str, str] = {
    "keras": "paramcalc.verifiers.keras",
    "pytorch": "paramcalc.verifiers.pytorch",
    "onnx": "paramcalc.verifiers.onnx",
    "flax-linen": "paramcalc.verifiers.flax_linen",
    "flax-nnx": "paramcalc.verifiers.flax_nnx",
}
"""Each framework that can be verified, and the module that builds its layers."""

MODEL_VERIFIERS: dict[str, str] = {
    "keras": "paramcalc.verifiers.keras_model",
    "pytorch": "paramcalc.verifiers.torch_model",
}
"""The same for whole models."""


class Real(Protocol):
    """A real layer, or a stack of them, built."""

    method: str

    def count(self) -> int:
        """The number of parameters as the framework itself gives it."""

    def tensors(self) -> list[BuiltTensor]:
        """The tensors, read off what was built, in its order."""

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """The outputs for these weights, one array a tensor, and an input (batch, steps, features)."""


class Verifier(Protocol):
    """What the module of a framework holds."""

    DTYPES: tuple[str, ...]
    LARGEST_BYTES: int | None
    """What its tensors can address; None for any."""

    def built(self, case: Case, *, allocate: bool) -> AbstractContextManager[Real]:
        """The real layer of a case; unless it is to be run, without memory where that can be."""

    def versions(self) -> dict[str, str]:
        """What the layers were built with."""


class BuiltLayer(NamedTuple):
    """A real layer of a model, read."""

    total: int
    tensors: tuple[ModelTensor, ...]
    outputs: OutputShapes | None
    """What comes out of its first call; None where that is not looked at."""
    may_differ: str = ""
    """Why its tensors may be others, though as many numbers; empty where they must be the same."""


class RealModel(Protocol):
    """A real model, built as far as it can be."""

    method: str
    layers: Mapping[LayerSpec, BuiltLayer]
    """Those that were built, the ones of the models inside among them."""
    left_out: Mapping[LayerSpec, str]
    """Those that were not, and why."""
    refused: Mapping[LayerSpec, str]
    """Those that the framework has and yet does not build, and what it says."""

    def count(self) -> int:
        """The number of parameters as the framework itself gives it, shared ones once."""

    def trainable(self) -> int:
        """How many of them are trained."""


class ModelVerifier(Protocol):
    """What the module of a framework's models holds."""

    def built_model(self, model: Model) -> AbstractContextManager[RealModel]:
        """The real model."""

    def name_of(self, spec: LayerSpec, weight: Weight) -> str:
        """A derived tensor of a layer by the name that the real one has."""

    def versions(self) -> dict[str, str]:
        """What it was built with."""


def model_verifier_of(framework: str) -> ModelVerifier:
    """The verifier of a framework's models, its library loaded.

    Raises UsageError for one that has none, MissingDependencyError where the library is not installed.
    """
    if framework not in MODEL_VERIFIERS:
        raise unknown("verifier for models of", framework, MODEL_VERIFIERS)
    module = import_module(MODEL_VERIFIERS[framework])
    module.load()
    verifier: ModelVerifier = module
    return verifier


def verifier_of(framework: str) -> Verifier:
    """The verifier of a framework, its library loaded.

    Raises UsageError for one that has none, MissingDependencyError where the library is not installed.
    """
    if framework not in VERIFIERS:
        wrong = unknown("verifier for", framework, VERIFIERS)
        proved = FRAMEWORKS[framework].verified_with if framework in FRAMEWORKS else ""
        raise UsageError(f"{wrong.message}: proved by {proved}", tip=wrong.tip) if proved else wrong
    module = import_module(VERIFIERS[framework])
    module.load()
    verifier: Verifier = module
    return verifier


def chosen_levels(names: Iterable[str]) -> tuple[str, ...]:
    """The levels of these names, in their order. Raises UsageError for an unknown one, or none."""
    wanted = set(names.split(",") if isinstance(names, str) else names)
    for name in wanted:
        if name not in LEVELS:
            raise unknown("level", name, LEVELS)
    if not wanted:
        raise UsageError("no level to verify", tip=f"allowed: {', '.join(LEVELS)}")
    return tuple(level for level in LEVELS if level in wanted)
