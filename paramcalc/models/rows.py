"""The parameters of a model's layer one by one: by gate and role if it has gates, otherwise by tensor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.models.result import LayerResult, Weight

DIRECTIONS = {"forward_layer": "forward", "backward_layer": "backward"}


class ParameterRow(NamedTuple):
    """One parameter of a layer, or a tensor of a layer without gates."""

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
    trainable: bool
    dtype: str

    @property
    def formula(self) -> Polynomial:
        """Its count before the sizes are put in."""
        return polynomial(product(self.symbolic_shape))

    @property
    def count(self) -> Size:  # type: ignore[override]  # the field's word, above tuple.count
        """The number of its values."""
        return product(self.shape)


def keys_of(weights: Iterable[Weight]) -> set[Any]:
    """The keys of these tensors."""
    return {weight.key for weight in weights}


def parameter_rows(path: str, result: LayerResult, place: str = "", direction: str = "") -> Iterator[ParameterRow]:
    """The parameters of a call: of its gates, of the layers inside, or its tensors; `place` is a path in a wrapper."""
    if result.breakdown is not None:
        yield from _gate_rows(path, result, place, direction)
        return
    inside = keys_of(weight for sublayer in result.sublayers for weight in sublayer.weights)
    if not result.sublayers or inside != keys_of(result.weights):
        yield from tensor_rows(path, result, set(), place, direction)
        return
    seen: set[Any] = set()
    for sublayer in result.sublayers:
        if sublayer.results:
            name = sublayer.name
            # The layers of a model inside have paths of their own; those of a wrapper belong to the wrapper.
            where = (f"{path}/{name}", "") if result.spec.graph else (path, f"{place}{name}/")
            yield from rows_unseen(where[0], sublayer.results[0], seen, where[1], DIRECTIONS.get(name, direction))


def rows_unseen(
    path: str, result: LayerResult, seen: set[Any], place: str = "", direction: str = ""
) -> Iterator[ParameterRow]:
    """The parameters of a call without the tensors in `seen`, to which it adds its own.

    A call of which some tensors were seen has a row for each of the other tensors.
    """
    keys = keys_of(result.weights)
    if not keys & seen:
        yield from parameter_rows(path, result, place, direction)
    elif keys - seen:
        yield from tensor_rows(path, result, seen, place, direction)
    seen |= keys


def _gate_rows(path: str, result: LayerResult, place: str, direction: str) -> Iterator[ParameterRow]:
    assert result.breakdown is not None
    tensors = {weight.key[1]: weight for weight in result.weights}
    # The tensors can also be those of a file, which are not always the ones of the cell.
    known = sum(weight.count for weight in result.weights) == result.breakdown.total
    if not known or any(row.tensor not in tensors for row in result.breakdown.rows):
        yield from tensor_rows(path, result, set(), place, direction)
        return
    for row in result.breakdown.rows:
        weight = tensors[row.tensor]
        yield ParameterRow(
            path,
            result.spec.kind,
            direction or row.direction,
            row.gate,
            row.gate_name,
            row.role,
            f"{place}{row.tensor}",
            row.symbolic_shape,
            row.shape,
            weight.trainable,
            weight.dtype,
        )


def tensor_rows(
    path: str, result: LayerResult, seen: set[Any], place: str = "", direction: str = ""
) -> Iterator[ParameterRow]:
    """The tensors of a call without those in `seen`, a row for each."""
    for weight in result.weights:
        if weight.key not in seen:
            yield ParameterRow(
                path,
                result.spec.kind,
                direction,
                "",
                "",
                weight.name.rpartition("/")[2],
                f"{place}{weight.name}",
                weight.symbolic_shape,
                weight.shape,
                weight.trainable,
                weight.dtype,
            )
