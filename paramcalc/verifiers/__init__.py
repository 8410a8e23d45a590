"""The answer held against the real framework's layer: a breakdown in, a verdict out. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from paramcalc.errors import UsageError, unknown

if TYPE_CHECKING:
    from paramcalc.verifiers.verdict import Case, Verdict

LEVELS = ("count", "tensors", "equations")
"""What is proved, each harder to fake than the one before."""

VERIFIERS: dict[str, str] = {"keras": "paramcalc.verifiers.keras"}
"""Each framework that can be verified, and the module that builds its layers."""


class Verifier(Protocol):
    """What the module of a framework holds."""

    def check(self, case: Case, levels: tuple[str, ...]) -> Verdict:
        """One layer, built and compared."""

    def versions(self) -> dict[str, str]:
        """What the layers were built with."""


def verifier_of(framework: str) -> Verifier:
    """The verifier of a framework, its library loaded.

    Raises UsageError for one that has none, MissingDependencyError where the library is not installed.
    """
    if framework not in VERIFIERS:
        raise unknown("verifier for", framework, VERIFIERS)
    module = import_module(VERIFIERS[framework])
    module.load()
    verifier: Verifier = module
    return verifier


def chosen_levels(names: Iterable[str]) -> tuple[str, ...]:
    """The levels of these names, in their order. Raises UsageError for an unknown one, or none."""
    wanted = set(names)
    for name in wanted:
        if name not in LEVELS:
            raise unknown("level", name, LEVELS)
    if not wanted:
        raise UsageError("no level to verify", tip=f"allowed: {', '.join(LEVELS)}")
    return tuple(level for level in LEVELS if level in wanted)
