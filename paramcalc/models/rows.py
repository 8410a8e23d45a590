"""The parameters of a model's layer one by one: by gate and role where it has gates, else by tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.models.result import LayerResult

DIRECTIONS = {"forward_layer": "forward", "backward_layer": "backward"}


class ParameterRow(NamedTuple):
    """One parameter of a layer, or a tensor of one that has no gates."""

    layer: str
    """The layer's path: `encoder/gru`."""
    kind: str
    direction: str
    gate: str
    gate_name: str
    role: str
    tensor: str
    symbolic_shape: tuple[Polynomial, ...]
    shape: tuple[Size, ...]
    formula: Polynomial
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count
    trainable: bool
    dtype: str


def parameter_rows(path: str, node: LayerResult, place: str = "", direction: str = "") -> Iterator[ParameterRow]:
    """The parameters of a call: of its gates, of what is inside, or its tensors; `place` is where inside a wrapper."""
    if node.breakdown is not None:
        yield from _gate_rows(path, node, place, direction)
        return
    inside = {weight.key for part in node.sublayers if part.results for weight in part.results[0].weights}
    if not node.sublayers or inside != {weight.key for weight in node.weights}:
        yield from tensor_rows(path, node, set(), place, direction)
        return
    seen: set[Any] = set()
    for part in node.sublayers:
        if not part.results:
            continue
        keys = {weight.key for weight in part.results[0].weights}
        way = DIRECTIONS.get(part.name, direction)
        # A model inside has layers of its own; what a wrapper holds belongs to the wrapper.
        where = (f"{path}/{part.name}", "") if node.spec.graph else (path, f"{place}{part.name}/")
        if not keys & seen:
            yield from parameter_rows(where[0], part.results[0], where[1], way)
        elif keys - seen:
            yield from tensor_rows(where[0], part.results[0], seen, where[1], way)
        seen |= keys


def _gate_rows(path: str, node: LayerResult, place: str, direction: str) -> Iterator[ParameterRow]:
    assert node.breakdown is not None
    tensors = {weight.key[1]: weight for weight in node.weights}
    known = all(isinstance(weight.count, int) for weight in node.weights)
    if not known or any(row.tensor not in tensors for row in node.breakdown.rows):
        yield from tensor_rows(path, node, set(), place, direction)
        return
    for row in node.breakdown.rows:
        weight = tensors[row.tensor]
        yield ParameterRow(
            path,
            node.spec.kind,
            direction or row.direction,
            row.gate,
            row.gate_name,
            row.role,
            f"{place}{row.tensor}",
            row.symbolic_shape,
            row.shape,
            row.formula,
            row.count,
            weight.trainable,
            weight.dtype,
        )


def tensor_rows(
    path: str, node: LayerResult, seen: set[Any], place: str = "", direction: str = ""
) -> Iterator[ParameterRow]:
    """The tensors of a call but for those that were `seen`, a row each."""
    for weight in node.weights:
        if weight.key not in seen:
            yield ParameterRow(
                path,
                node.spec.kind,
                direction,
                "",
                "",
                weight.name.rpartition("/")[2],
                f"{place}{weight.name}",
                weight.symbolic_shape,
                weight.shape,
                weight.formula,
                weight.count,
                weight.trainable,
                weight.dtype,
            )
