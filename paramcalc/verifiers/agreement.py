"""What the verdicts on layers and on models have in common: pairs of tensors, and what disagrees."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

TensorType = TypeVar("TensorType")


@dataclass(frozen=True)
class Pair(Generic[TensorType]):
    """A derived tensor and the built one at the same position; one of them may be missing."""

    derived: TensorType | None
    built: TensorType | None

    @property
    def ok(self) -> bool:
        """Whether the two are equal in every attribute."""
        return self.derived == self.built


class Agreement(ABC):
    """The result of a comparison."""

    @property
    @abstractmethod
    def differs(self) -> Mapping[str, bool]:
        """Whether each thing that can be compared differs; False for one that was not compared."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What disagrees."""
        return tuple(name for name, is_wrong in self.differs.items() if is_wrong)

    @property
    def ok(self) -> bool:
        """Whether nothing disagrees."""
        return not self.problems
