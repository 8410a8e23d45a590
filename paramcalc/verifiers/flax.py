"""The real cells of `flax.linen` and `flax.nnx` in an RNN, built by their `eval_shape`, which takes no memory.

A layer's parameters are a tree: a mapping from path to leaf, without an order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any, TypeAlias

from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.verdict import BATCH, STEPS, Array, BuiltTensor, Case

Tree: TypeAlias = Mapping[tuple[str, ...], Any]

FlaxLayer: TypeAlias = tuple[Tree, Callable[[Tree, Any], Any]]
"""A layer of a stack: its parameters, and a function for its output with other parameters, for an input."""

Build: TypeAlias = Callable[[Case, bool], Iterator[FlaxLayer]]


def _linen(case: Case, allocate: bool) -> Iterator[FlaxLayer]:
    """Layers of flax.linen. Flax builds each for the output of the layer before it."""
    import jax
    from flax import linen, traverse_util

    def call(module: Any, tree: Tree, x: Any) -> Any:
        return module.apply({"params": traverse_util.unflatten_dict(tree)}, x)

    layer = case.breakdown.layer
    cell = partial(getattr(linen, layer.entry.title), features=case.breakdown.sizes["units"], **layer.options)
    x = jax.ShapeDtypeStruct((BATCH, STEPS, case.input_features), "float32")
    for _ in range(layer.layers):
        module = _recurrent(linen, cell, layer.bidirectional)
        x, variables = jax.eval_shape(module.init_with_output, jax.random.key(0), x)
        yield traverse_util.flatten_dict(variables["params"]), partial(call, module)


def _nnx(case: Case, allocate: bool) -> Iterator[FlaxLayer]:
    """Layers of flax.nnx. A cell is built for a given number of inputs: the outputs of the layer before it."""
    import jax.numpy as jnp
    from flax import nnx

    def leaves(state: Any) -> dict[tuple[str, ...], Any]:
        return {tuple(map(str, path)): leaf for path, leaf in nnx.to_flat_state(state)}

    def call(module: Any, tree: Tree, x: Any) -> Any:
        state = nnx.state(module, nnx.Param)
        for path, leaf in leaves(state).items():
            leaf.set_value(jnp.asarray(tree[path]))
        nnx.update(module, state)
        return module(jnp.asarray(x))

    layer, units, features = case.breakdown.layer, case.breakdown.sizes["units"], case.input_features

    def cell(features: int) -> Any:
        return getattr(nnx, layer.entry.title)(features, units, rngs=nnx.Rngs(0))

    for _ in range(layer.layers):
        build = partial(_recurrent, nnx, partial(cell, features), layer.bidirectional)
        module = build() if allocate else nnx.eval_shape(build)
        yield leaves(nnx.state(module, nnx.Param)), partial(call, module)
        features = units * (2 if layer.bidirectional else 1)


def _recurrent(flax: Any, cell: Callable[[], Any], bidirectional: bool) -> Any:
    """A cell in an RNN of `flax.linen` or `flax.nnx`, or two in a Bidirectional."""
    return flax.Bidirectional(flax.RNN(cell()), flax.RNN(cell())) if bidirectional else flax.RNN(cell())


def _built(build: Build, scope: str, case: Case, allocate: bool) -> Iterator[RealLayer]:
    """The real layers of a case; their leaves in the order of the derived tensors of these names, other leaves last."""
    layers = list(build(case, allocate))
    derived = [(tensor.layer, tensor.direction, tensor.name) for tensor in case.breakdown.tensors]
    leaves = []
    for index, (parameters, _) in enumerate(layers):
        for path, leaf in parameters.items():
            direction = "backward" if any(name.startswith("backward") for name in path) else "forward"
            shape, dtype = tuple(leaf.shape), str(leaf.dtype)
            tensor = BuiltTensor(index + 1, direction, "/".join(path[-2:]), shape, dtype, True)
            rank = derived.index(tensor[:3]) if tensor[:3] in derived else len(derived)
            leaves.append((rank, tensor.name, index, path, tensor))
    leaves.sort(key=lambda leaf: leaf[:2])

    def run(arrays: Sequence[Array], x: Array) -> list[Array]:
        import jax
        import numpy as np

        trees: list[dict[tuple[str, ...], Array]] = [{} for _ in layers]
        for (_, _, index, path, _), array in zip(leaves, arrays, strict=True):
            trees[index][path] = array
        value: Any = x
        with jax.disable_jit():
            for (_, call), tree in zip(layers, trees, strict=True):
                value = call(tree, value)
        return [np.asarray(value)]

    tensors = [tensor for *_, tensor in leaves]
    yield RealLayer("memory" if allocate else scope, sum(prod(tensor.shape) for tensor in tensors), tensors, run)


def _verifier(build: Build, scope: str) -> Verifier:
    # The cells keep their parameters in float32 unless a param_dtype is given, on which no count depends.
    built = contextmanager(partial(_built, build, scope))
    return Verifier(("flax", "jax"), "flax", ("float32",), built, largest_bytes=2**63 - 1)


LINEN, NNX = _verifier(_linen, "jax.eval_shape"), _verifier(_nnx, "nnx.eval_shape")
