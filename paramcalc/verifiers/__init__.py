"""The answer held against the real framework's layer: a breakdown in, a verdict out. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from paramcalc.errors import UsageError, unknown
from paramcalc.frameworks import FRAMEWORKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def verifier_of(framework: str) -> Verifier:
    """The verifier of a framework, its library loaded.

    Raises UsageError for one that has none, MissingDependencyError where the library is not installed.
    """
    if framework not in VERIFIERS:
        wrong = unknown("verifier for", framework, VERIFIERS)
        proved = FRAMEWORKS[framework].proved if framework in FRAMEWORKS else ""
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
