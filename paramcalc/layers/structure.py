"""What follows from a cell and its storage for a whole stack, in symbols: slots, tensors, widths. No numbers yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial, Size, polynomial, product
from paramcalc.equations.cell import Cell, Parameter, gate_symbol, read
from paramcalc.errors import UsageError
from paramcalc.frameworks.base import Variant
from paramcalc.frameworks.storage import TensorLayout

DIRECTIONS = ("forward", "backward")

KERNEL = ("kernel",)
"""The axis of a pattern that stands for as many as the kernel has sizes."""

Shape = tuple[Polynomial, ...]


class SymbolicRow(NamedTuple):
    """One parameter at its place: in a layer of the stack, a direction, a gate, and the tensor that stores it."""

    layer: int
    direction: str
    gate: str
    gate_name: str
    parameter: Parameter
    tensor: str
    shape: Shape
    """The block of the tensor that is this parameter, the axes in the tensor's order."""
    axes: tuple[str, ...]
    """Which axis is which: `rows` and `columns` as in the equation `W @ x`."""
    formula: Polynomial


class SymbolicTensor(NamedTuple):
    """One tensor as the framework stores it, and the gates and parameters it holds, in the order of storage.

    The direction is `both` where one tensor holds both.
    """

    layer: int
    direction: str
    name: str
    shape: Shape
    axes: tuple[tuple[str, ...], ...]
    """The words of the storage pattern for each axis, a kernel's sizes an axis each."""
    gates: tuple[str, ...]
    roles: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    """Direction and name: by direction, inside one by gate, inside a gate by role."""


class Width(NamedTuple):
    """What one layer of a stack reads and gives out at each step, both directions together."""

    input: Polynomial
    output: Polynomial


class Structure(NamedTuple):
    """What follows from a cell's equations and storage for a whole stack, in symbols."""

    cell: Cell
    rows: tuple[SymbolicRow, ...]
    tensors: tuple[SymbolicTensor, ...]
    widths: tuple[Width, ...]
    formula: Polynomial
    macs: Polynomial


@lru_cache(maxsize=256)
def structure_of(
    variant: Variant,
    gates: tuple[tuple[str, str], ...],
    bias: bool,
    directions: Sequence[str],
    layers: int,
    spatial: int,
) -> Structure:
    """The structure of a stack: everything that does not depend on a number."""
    cell = read(variant.equations, bias)
    ordered = _in_storage_order(cell.parameters, variant.storage, [equation for equation, _ in gates])
    output = cell.output * len(directions)
    if layers > 1 and cell.input in cell.states.values() and output != Polynomial.symbol(cell.input):
        raise UsageError(
            f"this cell cannot be stacked so: its input has size {cell.input}, as its state has, "
            f"but a second layer would read {output}"
        )
    slots: list[SymbolicRow] = []
    tensors: list[SymbolicTensor] = []
    widths: list[Width] = []
    macs = Polynomial({})
    kernel = tuple(f"kernel_{number + 1}" for number in range(spatial))
    width = Polynomial.symbol(cell.input)
    for layer in range(1, layers + 1):
        here = {cell.input: width}
        for direction in directions:
            slots += [_slot(layer, direction, *place, dict(gates), here, kernel) for place in ordered]
        tensors += _tensors(layer, directions, ordered, here, kernel)
        volume = product(map(Polynomial.symbol, kernel))
        macs += len(directions) * _at(cell.macs, {**here, "kernel": volume})
        widths.append(Width(width, output))
        width = output
    formula = sum((slot.formula for slot in slots), Polynomial({}))
    return Structure(cell, tuple(slots), tuple(tensors), tuple(widths), formula, macs)


def _in_storage_order(
    parameters: Iterable[Parameter], storage: Sequence[TensorLayout], gates: Sequence[str]
) -> list[tuple[Parameter, TensorLayout]]:
    """Every parameter with the tensor that stores it: by gate, inside a gate by tensor and role."""
    home = {role: stored for stored in storage for role in stored.roles}
    roles = list(home)
    placed = [(parameter, home[parameter.role]) for parameter in parameters]
    order = list(dict.fromkeys((*gates, *(parameter.gate for parameter, _ in placed))))
    return sorted(placed, key=lambda place: (order.index(place[0].gate), roles.index(place[0].role)))


def _slot(
    layer: int,
    direction: str,
    parameter: Parameter,
    stored: TensorLayout,
    gates: Mapping[str, str],
    here: Mapping[str, Size],
    kernel: tuple[str, ...],
) -> SymbolicRow:
    gate = gate_symbol(parameter.gate)
    shape = _block(parameter, stored, here, kernel)
    own = stored.own_axes if parameter.columns is not None else ("rows",)
    axes = tuple(word for axis in own for word in (kernel if axis == "kernel" else (axis,)))
    tensor = tensor_name(stored, layer, direction, parameter)
    formula = polynomial(product(shape))
    return SymbolicRow(layer, direction, gate, gates.get(parameter.gate, ""), parameter, tensor, shape, axes, formula)


def _block(parameter: Parameter, stored: TensorLayout, here: Mapping[str, Size], kernel: tuple[str, ...]) -> Shape:
    positions = tuple(map(Polynomial.symbol, kernel)) if parameter.convolved else ()
    sizes = {"rows": (parameter.rows,), "columns": (parameter.columns,), "kernel": positions}
    shape = (size for axis in stored.own_axes for size in sizes[axis])
    return tuple(_at(size, here) for size in shape if size is not None)


def _at(size: Polynomial, here: Mapping[str, Size]) -> Polynomial:
    return polynomial(size.evaluate(here))


def tensor_name(stored: TensorLayout, layer: int, direction: str, parameter: Parameter) -> str:
    """The name of the tensor that stores a parameter at its place."""
    name = stored.name.format(
        gate=gate_symbol(parameter.gate),
        parameter=parameter.name,
        layer=layer - 1,
        reverse="_reverse" if direction == "backward" else "",
    )
    return dict(stored.renamed).get(name, name)


def _tensors(
    layer: int,
    directions: Sequence[str],
    ordered: Sequence[tuple[Parameter, TensorLayout]],
    here: Mapping[str, Size],
    kernel: tuple[str, ...],
) -> list[SymbolicTensor]:
    """The tensors in the order of storage, each from all the parameters it holds."""
    families: dict[tuple[str, str, TensorLayout], list[tuple[str, Parameter]]] = {}
    for direction in directions:
        for parameter, stored in ordered:
            place = "both" if "direction" in stored.words and len(directions) > 1 else direction
            name = tensor_name(stored, layer, direction, parameter)
            families.setdefault((place, name, stored), []).append((direction, parameter))
    return [_tensor(layer, *family, held, here, kernel) for family, held in families.items()]


def _tensor(
    layer: int,
    direction: str,
    name: str,
    stored: TensorLayout,
    held: Sequence[tuple[str, Parameter]],
    here: Mapping[str, Size],
    kernel: tuple[str, ...],
) -> SymbolicTensor:
    blocks = {_block(parameter, stored, here, kernel) for _, parameter in held}
    gates = tuple(dict.fromkeys(gate_symbol(parameter.gate) for _, parameter in held))
    roles = tuple(dict.fromkeys(parameter.role for _, parameter in held))
    counts = {"direction": len({place for place, _ in held}), "gate": len(gates), "role": len(roles)}
    if len(blocks) != 1 or len(held) != product(counts[word] for word in stored.words if word in counts):
        names = [parameter.name for _, parameter in held]
        raise ValueError(f"the pattern {stored.pattern!r} of {name!r} does not fit {names}")
    axes = tuple(part for axis in stored.axes for part in ([(name,) for name in kernel] if axis == KERNEL else [axis]))
    own = [word for axis in axes for word in axis if word not in counts]
    sizes: dict[str, Size] = {**counts, **dict(zip(own, blocks.pop(), strict=False))}
    shape = tuple(polynomial(product(sizes[word] for word in axis)) for axis in axes)
    parameters = tuple((place, parameter.name) for place, parameter in held)
    return SymbolicTensor(layer, direction, name, shape, axes, gates, roles, parameters)
