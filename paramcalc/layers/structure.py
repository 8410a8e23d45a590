"""The structure of a layer or stack in symbols: the rows, tensors and widths that follow from its cell and storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product, sum_of
from paramcalc.equations.cell import KERNEL, Cell, Parameter, gate_symbol, read
from paramcalc.errors import UsageError
from paramcalc.frameworks.base import Variant
from paramcalc.frameworks.storage import TensorLayout
from paramcalc.phrases import tr

DIRECTIONS = ("forward", "backward")

_Sizes: TypeAlias = "Mapping[str, Polynomial]"
_Placed: TypeAlias = "Sequence[tuple[Parameter, TensorLayout]]"


class Row(NamedTuple):
    """One parameter of the layer: what it is, where it is stored, and how many weights it has.

    In a `Structure` its shape and count are in symbols, in a `Breakdown` at the given sizes.
    """

    layer: int
    """Its layer of the stack, from 1."""
    direction: str
    """`forward` or `backward`."""
    gate: str
    """The gate's symbol: `z`."""
    gate_name: str
    """The gate's name: `update`."""
    role: str
    """`kernel`, `recurrent_kernel`, `bias`, `recurrent_bias`, `peephole`, `projection` or `scale`."""
    parameter: str
    """Its name in the equations: `W_z`."""
    tensor: str
    """The framework's tensor that stores it."""
    redundant: bool
    """Whether the equations do not need it: it is always added to another parameter of the same shape."""
    definition: Parameter
    """The parameter as its cell defines it."""
    layout: TensorLayout
    """The layout of the tensor."""
    axes: tuple[str, ...]
    """Its axes in the tensor's order: `rows` and `columns` as in `W @ x`, `kernel_1` and so on."""
    symbolic_shape: tuple[Polynomial, ...]
    """The size of each axis in symbols."""
    shape: tuple[Size, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count

    @property
    def formula(self) -> Polynomial:
        """Its count in symbols."""
        return polynomial(product(self.symbolic_shape))


class Tensor(NamedTuple):
    """A tensor as the framework stores it."""

    layer: int
    """Its layer of the stack, from 1."""
    direction: str
    """`forward`, `backward`, or `both` if it holds both."""
    name: str
    """The framework's name for it."""
    gates: tuple[str, ...]
    """The gates that it holds, in the order of storage."""
    roles: tuple[str, ...]
    """The roles of the parameters that it holds."""
    blocks: Mapping[str, int]
    """The number of directions, gates and roles that it holds."""
    parameters: tuple[tuple[str, str], ...]
    """The direction and the name of each parameter that it holds: by direction, then by gate, then by role."""
    axes: tuple[tuple[str, ...], ...]
    """The words of the storage pattern for each axis, with an axis for each size of a kernel."""
    memory_order: tuple[str, ...]
    """The order of the axes in which a block's numbers follow each other; empty if it is that of the shape."""
    symbolic_shape: tuple[Polynomial, ...]
    """The size of each axis in symbols."""
    shape: tuple[Size, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count


class Width(NamedTuple):
    """The number of features that one layer of a stack reads and gives out at each step, both directions together."""

    input: Polynomial
    output: Polynomial


class Structure(NamedTuple):
    """What follows from a cell's equations and storage for a whole stack, in symbols."""

    cell: Cell
    rows: tuple[Row, ...]
    tensors: tuple[Tensor, ...]
    widths: tuple[Width, ...]
    formula: Polynomial
    macs: Polynomial


def structure_of(
    variant: Variant, gates: tuple[tuple[str, str], ...], bias: bool, directions: int, layers: int, spatial: int
) -> Structure:
    """The structure of a stack: everything that does not depend on a number."""
    cell = read(variant.equations, bias)
    features, output = Polynomial.symbol(cell.input), cell.output * directions
    if layers > 1 and cell.input in cell.states.values() and output != features:
        raise UsageError(
            tr(
                "this cell cannot be stacked: its input has the size {input} of its state, but a second "
                "layer would read {output}",
                input=cell.input,
                output=output,
            )
        )
    ordered = _in_storage_order(cell.parameters, variant.storage, dict(gates))
    kernel = {name: Polynomial.symbol(name) for name in (f"{KERNEL}_{number + 1}" for number in range(spatial))}
    widths = [Width(features, output), *[Width(output, output)] * (layers - 1)]
    # The layers of a stack have two widths at most: the first one's and that of all others.
    sizes = {width: {cell.input: width.input} for width in widths}
    sized = {width: [_sized(*pair, sizes[width], kernel) for pair in ordered] for width in sizes}
    rows = [
        row
        for layer, width in enumerate(widths, 1)
        for direction in DIRECTIONS[:directions]
        for row in _rows(layer, direction, sized[width], dict(gates))
    ]
    steps = {width: cell.macs.evaluate({**sizes[width], KERNEL: product(kernel.values())}) for width in sizes}
    macs = polynomial(sum_of(directions * steps[width] for width in widths))
    formula = polynomial(sum_of(row.count for row in rows))
    return Structure(cell, tuple(rows), tuple(_tensors(rows, kernel)), tuple(widths), formula, macs)


single_layer_structure = lru_cache(maxsize=128)(structure_of)
"""`structure_of` for a single layer. Stacks are not cached: one of 1,000 layers takes tens of megabytes."""


def _in_storage_order(
    parameters: Iterable[Parameter], storage: Iterable[TensorLayout], gates: Iterable[str]
) -> _Placed:
    """Every parameter with the layout of its tensor: by gate, then by tensor and role."""
    layouts = {role: layout for layout in storage for role in layout.roles}
    roles = list(layouts)
    placed = [(parameter, layouts[parameter.role]) for parameter in parameters]
    in_order = dict.fromkeys((*gates, *(parameter.gate for parameter, _ in placed)))
    order = {gate: position for position, gate in enumerate(in_order)}
    return sorted(placed, key=lambda pair: (order[pair[0].gate], roles.index(pair[0].role)))


class _Sized(NamedTuple):
    """A parameter at one width of its layer's input."""

    parameter: Parameter
    layout: TensorLayout
    axes: tuple[str, ...]
    shape: tuple[Polynomial, ...]
    count: Size  # type: ignore[assignment]  # the field's word, above tuple.count


def _sized(parameter: Parameter, layout: TensorLayout, sizes: _Sizes, kernel: _Sizes) -> _Sized:
    own = {"rows": parameter.rows, "columns": parameter.columns, **(kernel if parameter.convolved else {})}
    words = [word for axis in layout.own_axes for word in (kernel if axis == KERNEL else (axis,))]
    shape = {word: polynomial(size.evaluate(sizes)) for word in words if (size := own.get(word)) is not None}
    return _Sized(parameter, layout, tuple(shape), tuple(shape.values()), product(shape.values()))


def _rows(layer: int, direction: str, parameters: Sequence[_Sized], gates: Mapping[str, str]) -> Iterator[Row]:
    """The rows of one layer and direction."""
    reverse = "_reverse" if direction == "backward" else ""
    for parameter, layout, axes, shape, count in parameters:
        gate, gate_name = gate_symbol(parameter.gate), gates.get(parameter.gate, "")
        tensor = layout.name.format(gate=gate, parameter=parameter.name, layer=layer - 1, reverse=reverse)
        names = (gate, gate_name, parameter.role, parameter.name, dict(layout.renamed).get(tensor, tensor))
        yield Row(layer, direction, *names, parameter.redundant, parameter, layout, axes, shape, shape, count)


def _tensors(rows: Sequence[Row], kernel: Iterable[str]) -> Iterator[Tensor]:
    """The tensors in the order of storage, each from the rows that it holds."""
    both = len({row.direction for row in rows}) > 1
    held: dict[tuple[int, str, str], list[Row]] = {}
    for row in rows:
        direction = "both" if both and "direction" in row.layout.words else row.direction
        held.setdefault((row.layer, direction, row.tensor), []).append(row)
    return (_tensor(*key, parts, kernel) for key, parts in held.items())


def _tensor(layer: int, direction: str, name: str, rows: Sequence[Row], kernel: Iterable[str]) -> Tensor:
    layout = rows[0].layout
    gates = tuple(dict.fromkeys(row.gate for row in rows))
    roles = tuple(dict.fromkeys(row.role for row in rows))
    blocks = {"direction": len({row.direction for row in rows}), "gate": len(gates), "role": len(roles)}
    count = product(blocks[word] for word in layout.words if word in blocks)
    if len({row.symbolic_shape for row in rows}) != 1 or len(rows) != count:
        names = [row.parameter for row in rows]
        raise ValueError(f"the pattern {layout.pattern!r} of {name!r} does not fit {names}")
    axes: list[tuple[str, ...]] = []
    for axis in layout.axes:
        axes += [(size,) for size in kernel] if axis == (KERNEL,) else [axis]
    sizes: dict[str, Size] = {**blocks, **dict(zip(rows[0].axes, rows[0].symbolic_shape, strict=True))}
    shape = tuple(polynomial(product(sizes[word] for word in axis)) for axis in axes)
    parameters = tuple((row.direction, row.parameter) for row in rows)
    stored = (MappingProxyType(blocks), parameters, tuple(axes), layout.memory_order)
    return Tensor(layer, direction, name, gates, roles, *stored, shape, shape, product(shape))
