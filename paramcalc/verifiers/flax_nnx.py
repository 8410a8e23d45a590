"""The real cells of `flax.nnx` in an RNN, built by `nnx.eval_shape`, which takes no memory, or to be run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.verifiers.flax_tree import DTYPES, LARGEST_BYTES, FlaxStack, Path, load, versions
from paramcalc.verifiers.verdict import Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

__all__ = ["DTYPES", "LARGEST_BYTES", "built", "load", "versions"]


@contextmanager
def built(case: Case, *, allocate: bool) -> Iterator[NnxStack]:
    """The real layers of a case."""
    yield NnxStack(case, allocate)


class NnxStack(FlaxStack):
    """Layers of flax.nnx; a cell is told what it reads, so each is given the width that the one below gives out."""

    def __init__(self, case: Case, allocate: bool) -> None:
        load()
        from flax import nnx

        layer, sizes = case.breakdown.layer, case.breakdown.sizes
        features = sizes[layer.structure.cell.input]
        self.modules = []
        for _ in range(layer.layers):
            make = partial(_module, case, features)
            self.modules.append(make() if allocate else nnx.eval_shape(make))
            features = sizes["units"] * (2 if layer.bidirectional else 1)
        trees = [dict(_flat(module)) for module in self.modules]
        super().__init__(case, trees, "memory" if allocate else "nnx.eval_shape")

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """The output sequence of the last layer."""
        import jax
        import jax.numpy as jnp
        import numpy as np
        from flax import nnx

        value: Any = jnp.asarray(x)
        with jax.disable_jit():
            for module, tree in zip(self.modules, self.filled(arrays), strict=True):
                state = nnx.state(module, nnx.Param)
                for path, leaf in nnx.to_flat_state(state):
                    leaf.set_value(jnp.asarray(tree[tuple(map(str, path))]))
                nnx.update(module, state)
                value = module(value)
        return [np.asarray(value)]


def _flat(module: Any) -> list[tuple[Path, Any]]:
    from flax import nnx

    return [(tuple(map(str, path)), leaf) for path, leaf in nnx.to_flat_state(nnx.state(module, nnx.Param))]


def _module(case: Case, features: int) -> Any:
    from flax import nnx

    layer = case.breakdown.layer
    cell = getattr(nnx, layer.entry.title)

    def one() -> Any:
        return nnx.RNN(cell(features, case.breakdown.sizes["units"], rngs=nnx.Rngs(0)))

    return nnx.Bidirectional(one(), one()) if layer.bidirectional else one()
