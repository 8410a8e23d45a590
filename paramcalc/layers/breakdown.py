"""The breakdown of a layer at given sizes, row by row. All counts of layers are computed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from paramcalc.algebra.integers import whole_number
from paramcalc.algebra.polynomial import Polynomial, Size, product, sum_of
from paramcalc.errors import UsageError, unknown
from paramcalc.layers.layer import Layer
from paramcalc.layers.structure import Row as Row
from paramcalc.layers.structure import Tensor as Tensor
from paramcalc.phrases import tr

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

PACKED: dict[str, int] = {"int4": 2}
"""The weights in one byte, of the data types that store several there. Every tensor begins with a new byte."""

DTYPE_NAMES = (*DTYPES, *PACKED)

DEFAULT_DTYPE = "float32"

DTYPE_MEANINGS: dict[str, str] = {
    **dict.fromkeys(("fp64", "f64", "double"), "float64"),
    **dict.fromkeys(("fp32", "f32", "float", "single"), "float32"),
    **dict.fromkeys(("fp16", "f16", "half"), "float16"),
    **dict.fromkeys(("bf16", "bfp16"), "bfloat16"),
    **dict.fromkeys(("fp8", "f8", "float8"), "float8_e4m3fn"),
    **dict.fromkeys(("i64", "long"), "int64"),
    **dict.fromkeys(("i32", "int"), "int32"),
    **dict.fromkeys(("i16", "short"), "int16"),
    **dict.fromkeys(("i8", "q8"), "int8"),
    **dict.fromkeys(("i4", "q4", "4bit"), "int4"),
    "amp": "mixed_float16",
}
"""Words that people type for a dtype, as other tools call it."""


def tensor_bytes(count: Size, dtype: str) -> Size:
    """The bytes of one tensor; those of an unknown data type are counted as float32.

    >>> tensor_bytes(75, "float16"), tensor_bytes(75, "int4")
    (150, 38)

    Raises UsageError for a formula whose value may be odd, in a data type that stores two weights in a byte.
    """
    if dtype not in PACKED:
        return count * DTYPES.get(dtype, DTYPES[DEFAULT_DTYPE])
    together = PACKED[dtype]
    if not isinstance(count, Polynomial):
        return -(-count // together)
    if any(factor % together for _, factor in count.terms):
        free = ", ".join(sorted(count.symbols))
        raise UsageError(tr("the bytes in {dtype} need every size as a number; free: {free}", dtype=dtype, free=free))
    return Polynomial({sizes: factor // together for sizes, factor in count.terms})


def checked_dtype(dtype: object) -> str:
    """The name of a data type. Raises UsageError, with the nearest match, for anything else."""
    if not isinstance(dtype, str) or dtype not in DTYPE_NAMES:
        raise unknown(tr("dtype"), dtype, DTYPE_NAMES, DTYPE_MEANINGS)
    return dtype


NO_SYMBOLS: Mapping[str, Polynomial] = MappingProxyType({})

ROW_KEYS = ("layer", "direction", "gate", "gate_name", "role", "tensor", "parameter", "redundant")
"""What rows can be summed by."""


class Breakdown:
    """Every parameter of a layer: rows, tensors, total, formula, bytes, multiply-adds.

    Sizes that are not given stay free: the counts are polynomials in them.

    Raises UsageError for a size that is not a whole number from 1, and for unknown sizes and dtypes.
    """

    layer: Layer
    dtype: str
    sizes: Mapping[str, int]
    """The sizes that were given."""
    symbols: Mapping[str, Polynomial]
    """Free sizes that have another name in the model around the layer: `units` may be `2*u` there."""

    def __init__(
        self,
        layer: Layer,
        sizes: Mapping[str, Any],
        dtype: str = DEFAULT_DTYPE,
        symbols: Mapping[str, Polynomial] = NO_SYMBOLS,
    ) -> None:
        checked_dtype(dtype)
        for name in sizes:
            if name not in layer.sizes:
                raise unknown(tr("size of {name}", name=layer.name), name, layer.sizes)
        given = {name: whole_number(name, sizes[name], least=1) for name in layer.sizes if sizes.get(name) is not None}
        for small, large in layer.entry.smaller_than.items():
            if small in given and large in given and given[small] >= given[large]:
                raise UsageError(
                    tr(
                        "{small} must be smaller than {large}, got {given} and {other}",
                        small=small,
                        large=large,
                        given=given[small],
                        other=given[large],
                    )
                )
        self.__dict__.update(layer=layer, dtype=dtype, sizes=given, symbols=symbols)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen")

    @property
    def free(self) -> tuple[str, ...]:
        """The names of the sizes that were not given."""
        return tuple(name for name in self.layer.sizes if name not in self.sizes)

    @property
    def formula(self) -> Polynomial:
        """The total in symbols."""
        return self.layer.structure.formula

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """A row for each parameter: layer × direction × gate × role."""
        return tuple(self._measured(self.layer.structure.rows))

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors as the framework stores them, in its order."""
        return tuple(self._measured(self.layer.structure.tensors))

    @cached_property
    def total(self) -> Size:
        """The number of parameters: the sum of the rows."""
        return total(self.rows)

    @property
    def redundant(self) -> Size:
        """How many parameters the equations do not need."""
        return total(row for row in self.rows if row.redundant)

    @property
    def bytes(self) -> Size:
        """The size of the parameters in this dtype."""
        if self.dtype not in PACKED:
            return self.total * DTYPES[self.dtype]
        return sum_of(tensor_bytes(tensor.count, self.dtype) for tensor in self.tensors)

    @property
    def macs(self) -> Size:
        """Multiply-adds of one step on one sample: the weights of every matrix product, no elementwise operations."""
        return self.layer.structure.macs.evaluate(self.size_values)

    @property
    def size_values(self) -> Mapping[str, Size]:
        """The sizes that were given, and the formulas of free ones that have another name in a model."""
        return {**self.sizes, **self.symbols}

    @cached_property
    def widths(self) -> tuple[tuple[Size, Size], ...]:
        """The features that each layer of the stack reads and those that it gives out."""
        widths = self.layer.structure.widths
        return tuple(
            (width.input.evaluate(self.size_values), width.output.evaluate(self.size_values)) for width in widths
        )

    @property
    def options(self) -> dict[str, bool | int | str]:
        """All options with their values: the cell's own, `bias`, `bidirectional`, `layers`, `dtype`."""
        layer = self.layer
        stack = {"bias": layer.bias, "bidirectional": layer.bidirectional, "layers": layer.layers}
        return {**layer.options, **stack, "dtype": self.dtype}

    def by(self, *keys: str) -> dict[Any, Size]:
        """The counts summed by one or several of ROW_KEYS: layer, direction, gate, role, tensor, ….

        With several keys the result's keys are tuples. Raises UsageError for an unknown key, and without any key.
        """
        return summed(self.rows, keys, {key: key for key in ROW_KEYS})

    def _measured(self, parts: Iterable[Any]) -> Iterator[Any]:
        """Rows or tensors of the structure at the given sizes; the layers of a stack share their shapes."""
        measured: dict[tuple[Polynomial, ...], tuple[tuple[Size, ...], Size]] = {}
        for part in parts:
            known = measured.get(part.symbolic_shape)
            if known is None:
                shape = tuple(size.evaluate(self.size_values) for size in part.symbolic_shape)
                known = measured[part.symbolic_shape] = (shape, product(shape))
            yield part._replace(shape=known[0], count=known[1])


def summed(rows: Iterable[Any], keys: Sequence[str], attributes: Mapping[str, str]) -> dict[Any, Size]:
    """The counts of rows summed by some of the keys; `attributes` maps each allowed key to the attribute of a row.

    Raises UsageError for an unknown key, and without any key.
    """
    if not keys:
        raise UsageError(tr("nothing to sum by"), tip=tr("allowed: {attributes}", attributes=", ".join(attributes)))
    for key in keys:
        if key not in attributes:
            raise unknown(tr("key to sum by"), key, attributes)
    sums: dict[Any, Size] = {}
    for row in rows:
        values = tuple(getattr(row, attributes[key]) for key in keys)
        group = values if len(keys) > 1 else values[0]
        sums[group] = sums.get(group, 0) + row.count
    return sums


def total(rows: Iterable[Any]) -> Size:
    """The sum of the counts of these rows, tensors or weights."""
    return sum_of(row.count for row in rows)
