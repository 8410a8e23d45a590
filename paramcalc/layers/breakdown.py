"""The breakdown: a layer at given sizes, row by row. The one place where a number is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import index
from typing import Any, NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, product
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.layers.layer import Layer
from paramcalc.layers.structure import SymbolicRow, SymbolicTensor

DTYPES: dict[str, int] = {
    "float64": 8,
    "float32": 4,
    "bfloat16": 2,
    "float16": 2,
    "mixed_float16": 4,
    "mixed_bfloat16": 4,
    "float8_e4m3fn": 1,
    "float8_e5m2": 1,
    "int64": 8,
    "int32": 4,
    "int16": 2,
    "int8": 1,
}
"""Bytes of one stored weight. The mixed policies compute in 16 bits and store in 32."""

DEFAULT_DTYPE = "float32"

LONGEST_SIZE = 1000
"""Digits of a size. Numbers are exact at any length; this only keeps a slip from printing for minutes."""

ROW_KEYS = ("layer", "direction", "gate", "gate_name", "role", "tensor", "parameter", "redundant")
"""What rows can be summed by."""


class Row(NamedTuple):
    """One parameter of the layer: where it is, its shape, how many numbers it holds."""

    symbolic: SymbolicRow
    shape: tuple[Size, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count

    @property
    def layer(self) -> int:
        """Its place in the stack, from 1."""
        return self.symbolic.layer

    @property
    def direction(self) -> str:
        """`forward` or `backward`."""
        return self.symbolic.direction

    @property
    def gate(self) -> str:
        """The gate's symbol: `z`."""
        return self.symbolic.gate

    @property
    def gate_name(self) -> str:
        """The gate's name: `update`."""
        return self.symbolic.gate_name

    @property
    def role(self) -> str:
        """`kernel`, `recurrent_kernel`, `bias`, `recurrent_bias`, `peephole` or `scale`."""
        return self.symbolic.parameter.role

    @property
    def parameter(self) -> str:
        """Its name in the equations: `W_z`."""
        return self.symbolic.parameter.name

    @property
    def tensor(self) -> str:
        """The framework's tensor that stores it."""
        return self.symbolic.tensor

    @property
    def symbolic_shape(self) -> tuple[Polynomial, ...]:
        """Its shape before the sizes are put in, the axes as the tensor has them."""
        return self.symbolic.shape

    @property
    def formula(self) -> Polynomial:
        """Its count before the sizes are put in."""
        return self.symbolic.formula

    @property
    def redundant(self) -> bool:
        """Whether the equations do not need it: it is only ever added to another of the same shape."""
        return self.symbolic.parameter.redundant


class Tensor(NamedTuple):
    """A tensor as the framework stores it."""

    symbolic: SymbolicTensor
    shape: tuple[Size, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count

    @property
    def layer(self) -> int:
        """Its place in the stack, from 1."""
        return self.symbolic.layer

    @property
    def direction(self) -> str:
        """`forward` or `backward`."""
        return self.symbolic.direction

    @property
    def name(self) -> str:
        """The framework's name for it."""
        return self.symbolic.name

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates it holds, in the order of storage."""
        return self.symbolic.gates


class Breakdown:
    """Every parameter of a layer: rows, tensors, total, formula, bytes, multiply-adds.

    Sizes that are not given stay free: counts are then polynomials in them.

    Raises UsageError for a size that is no whole number from 1, and for unknown sizes and dtypes.
    """

    layer: Layer
    dtype: str
    sizes: Mapping[str, int]
    """Those that were given."""

    def __init__(self, layer: Layer, sizes: Mapping[str, Any], dtype: str = DEFAULT_DTYPE) -> None:
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise unknown("dtype", dtype, DTYPES)
        for name in sizes:
            if name not in layer.sizes:
                raise unknown(f"size of {layer.name}", name, layer.sizes)
        given = {name: check_size(name, sizes[name]) for name in layer.sizes if sizes.get(name) is not None}
        for small, large in layer.entry.smaller_than.items():
            if small in given and large in given and given[small] >= given[large]:
                raise UsageError(f"{small} must be smaller than {large}, got {given[small]} and {given[large]}")
        self.__dict__.update(layer=layer, dtype=dtype, sizes=given)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    @property
    def free(self) -> tuple[str, ...]:
        """The names of the sizes that were not given."""
        return tuple(name for name in self.layer.sizes if name not in self.sizes)

    @property
    def formula(self) -> Polynomial:
        """The total before any size is put in."""
        return self.layer.structure.formula

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """One row a parameter: layer × direction × gate × role."""
        return tuple(Row(slot, *self._measure(slot.shape)) for slot in self.layer.structure.rows)

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors as the framework stores them, in its order."""
        return tuple(Tensor(slot, *self._measure(slot.shape)) for slot in self.layer.structure.tensors)

    @cached_property
    def total(self) -> Size:
        """The number of parameters: the sum of the rows."""
        return total(self.rows)

    @property
    def redundant(self) -> Size:
        """How many of them the equations do not need."""
        return total(row for row in self.rows if row.redundant)

    @property
    def bytes(self) -> Size:
        """What they take at this dtype."""
        return self.total * DTYPES[self.dtype]

    @property
    def macs(self) -> Size:
        """Multiply-adds of one step on one sample: the weights of every matrix product, nothing elementwise."""
        return self.layer.structure.macs.evaluate(self.sizes)

    @cached_property
    def widths(self) -> tuple[tuple[Size, Size], ...]:
        """For each layer of the stack the features it reads and the features it gives out."""
        return tuple(
            (width.input.evaluate(self.sizes), width.output.evaluate(self.sizes))
            for width in self.layer.structure.widths
        )

    @property
    def options(self) -> dict[str, bool | int | str]:
        """All choices that were made: the cell's own, `bias`, `bidirectional`, `layers`, `dtype`."""
        return {
            **self.layer.options,
            "bias": self.layer.bias,
            "bidirectional": self.layer.bidirectional,
            "layers": self.layer.layers,
            "dtype": self.dtype,
        }

    def by(self, *keys: str) -> dict[Any, Size]:
        """The counts summed by one or several of ROW_KEYS: layer, direction, gate, role, tensor, ….

        With several keys the result's keys are tuples. Raises UsageError for an unknown key, or none.
        """
        return summed(self.rows, keys, {key: key for key in ROW_KEYS})

    def _measure(self, shape: Iterable[Polynomial]) -> tuple[tuple[Size, ...], Size]:
        measured = tuple(size.evaluate(self.sizes) for size in shape)
        return measured, product(measured)


def summed(rows: Iterable[Any], keys: Sequence[str], known: Mapping[str, str]) -> dict[Any, Size]:
    """The counts of rows summed by some of the keys, `known` being what each is called in a row.

    Raises UsageError for an unknown key, or none.
    """
    if not keys:
        raise UsageError("nothing to sum by", tip=f"allowed: {', '.join(known)}")
    for key in keys:
        if key not in known:
            raise unknown("key to sum by", key, known)
    sums: dict[Any, Size] = {}
    for row in rows:
        values = tuple(getattr(row, known[key]) for key in keys)
        group = values if len(keys) > 1 else values[0]
        sums[group] = sums.get(group, 0) + row.count
    return sums


def total(rows: Iterable[Row | Tensor]) -> Size:
    """The sum of the counts of these rows or tensors."""
    result: Size = 0
    for row in rows:
        result = result + row.count
    return result


def check_size(name: str, value: Any) -> int:
    """A size as an int.

    >>> check_size("units", 75)
    75

    Raises UsageError for anything but a whole number from 1 of at most 1,000 digits.
    """
    try:
        size = 0 if isinstance(value, bool) else index(value)
    except TypeError:
        size = 0
    if size < 1:
        raise UsageError(f"{name} must be a whole number of at least 1, got {shown(value)}")
    if size >= 10**LONGEST_SIZE:
        raise UsageError(f"{name} has more than {LONGEST_SIZE:,} digits")
    return size
