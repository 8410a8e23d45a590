"""The real cells of `flax.linen` in an RNN, built by `jax.eval_shape`, which takes no memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.verifiers.flax_tree import DTYPES, LARGEST_BYTES, FlaxStack, load, versions
from paramcalc.verifiers.verdict import BATCH, STEPS, Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

__all__ = ["DTYPES", "LARGEST_BYTES", "built", "load", "versions"]


@contextmanager
def built(case: Case, *, allocate: bool) -> Iterator[LinenStack]:
    """The real layers of a case."""
    yield LinenStack(case, allocate)


class LinenStack(FlaxStack):
    """Layers of flax.linen, each built for what the one below says it gives out."""

    def __init__(self, case: Case, allocate: bool) -> None:
        load()
        import jax
        from flax import traverse_util

        layer, sizes = case.breakdown.layer, case.breakdown.sizes
        self.modules = [_module(case) for _ in range(layer.layers)]
        x = jax.ShapeDtypeStruct((BATCH, STEPS, sizes[layer.structure.cell.input]), "float32")
        trees = []
        for module in self.modules:
            x, variables = jax.eval_shape(module.init_with_output, jax.random.key(0), x)
            trees.append(traverse_util.flatten_dict(variables["params"]))
        super().__init__(case, trees, "memory" if allocate else "jax.eval_shape")

    def run(self, arrays: Sequence[Array], x: Array) -> list[Array]:
        """The output sequence of the last layer."""
        import jax
        import numpy as np
        from flax import traverse_util

        value: Any = x
        with jax.disable_jit():
            for module, tree in zip(self.modules, self.filled(arrays), strict=True):
                value = module.apply({"params": traverse_util.unflatten_dict(tree)}, value)
        return [np.asarray(value)]


def _module(case: Case) -> Any:
    from flax import linen

    layer = case.breakdown.layer
    cell = getattr(linen, layer.entry.title)

    def one() -> Any:
        return linen.RNN(cell(features=case.breakdown.sizes["units"], **layer.options))

    return linen.Bidirectional(one(), one()) if layer.bidirectional else one()
