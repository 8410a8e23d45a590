"""What the two Flax verifiers share: parameters are a tree, and a tree has no order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.verifiers.quiet import imported
from paramcalc.verifiers.verdict import BuiltTensor, Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

DTYPES = ("float32",)
"""The cells keep their parameters in float32 unless a param_dtype says otherwise, which no count depends on."""

LARGEST_BYTES = 2**63 - 1

Path: TypeAlias = "tuple[str, ...]"


def load() -> Any:
    """Flax. Raises MissingDependencyError, with the command that installs it, where it cannot be imported."""
    imported("jax", "flax")
    return imported("flax", "flax")


def versions() -> dict[str, str]:
    """The versions of Python, Flax and JAX."""
    import sys

    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "flax": load().__version__,
        "jax": imported("jax", "flax").__version__,
    }


class FlaxStack:
    """A chain of layers, each with the tree of its parameters as a mapping from path to leaf."""

    def __init__(self, case: Case, trees: Sequence[Mapping[Path, Any]], method: str) -> None:
        self.trees = trees
        self.method = method
        self.wanted = [(tensor.layer, tensor.direction, tensor.name) for tensor in case.breakdown.tensors]

    def count(self) -> int:
        """The elements of all leaves."""
        return sum(prod(leaf.shape) for tree in self.trees for leaf in tree.values())

    def tensors(self) -> list[BuiltTensor]:
        """The leaves, in the order of the derived tensors where they have the same names, the others last."""
        return [tensor for tensor, _, _ in self.leaves()]

    def leaves(self) -> list[tuple[BuiltTensor, int, Path]]:
        """Each leaf as a tensor, with its layer's index and its path."""
        found = []
        for index, tree in enumerate(self.trees):
            for path, leaf in tree.items():
                direction = "backward" if any(part.startswith("backward") for part in path) else "forward"
                name = "/".join(path[-2:])
                tensor = BuiltTensor(index + 1, direction, name, tuple(leaf.shape), str(leaf.dtype), True)
                found.append((tensor, index, path))
        return sorted(found, key=lambda each: self._rank(each[0]))

    def _rank(self, tensor: BuiltTensor) -> tuple[int, str]:
        key = (tensor.layer, tensor.direction, tensor.name)
        return (self.wanted.index(key) if key in self.wanted else len(self.wanted), tensor.name)

    def filled(self, arrays: Sequence[Array]) -> list[dict[Path, Array]]:
        """The arrays, given in the order of `tensors`, at their paths."""
        trees: list[dict[Path, Array]] = [{} for _ in self.trees]
        for (_, index, path), array in zip(self.leaves(), arrays, strict=True):
            trees[index][path] = array
        return trees
