"""Carrying weights from one framework's layer to another's: which slice of which tensor goes where, from the two
storages and the two sets of equations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from paramcalc.algebra.polynomial import Size
from paramcalc.equations.canonical import canonical
from paramcalc.equations.syntax import FunctionCall
from paramcalc.equations.uses import BIASES
from paramcalc.errors import UsageError
from paramcalc.layers.breakdown import Breakdown, Row, Tensor


class Slice(NamedTuple):
    """A block of a tensor: an index or a range for each axis; None stands for the whole axis."""

    tensor: str
    axes: tuple[Size | tuple[Size, Size] | None, ...]


class Move(NamedTuple):
    """What one parameter of the target is made of: the sum of these blocks, or zero if there is none."""

    layer: int
    direction: str
    gate: str
    gate_name: str
    role: str
    parameter: str
    into: Slice
    sources: tuple[Slice, ...]
    names: tuple[str, ...]
    """The source's parameters, by their names in its equations."""
    transposed: bool


class Porting(NamedTuple):
    """All moves, in the order of the target's tensors, and what has to be minded."""

    moves: tuple[Move, ...]
    notes: tuple[str, ...]


def port(source: Breakdown, target: Breakdown) -> Porting:
    """How the weights of one layer become those of another.

    >>> from paramcalc import gru
    >>> first = port(gru(3, 5), gru(3, 5, framework="pytorch")).moves[0]
    >>> first.parameter, first.names, first.transposed
    ('W_ir', ('W_r',), True)

    Raises UsageError where no weights make the target compute what the source does, and says why.
    """
    try:
        return _port(source, target)
    except UsageError as error:
        raise UsageError(error.message, tip=_what_would_do(source, target)) from None


def _port(source: Breakdown, target: Breakdown) -> Porting:
    _refuse_other_shapes(source, target)
    mine = {_place(row): row for row in source.rows}
    wanted = {_place(row): row for row in target.rows}
    moves = tuple(_move(row, mine, wanted, source, target) for row in target.rows)
    used = {name for move in moves for name in move.names}
    for row in source.rows:
        if row.parameter not in used:
            where = f": it stands in {row.symbolic.parameter.context}" if row.role == "recurrent_bias" else ""
            raise UsageError(
                f"{row.parameter} of {source.layer.framework} has no place in {target.layer.framework}{where}"
            )
    _refuse_other_functions(moves, source, target)
    return Porting(moves, tuple(_notes(source, target)))


def _what_would_do(source: Breakdown, target: Breakdown) -> str | None:
    """The switch of either side with which the weights can be carried, tried."""
    for end, flag in ((target, "--to-option"), (source, "--from-option")):
        for option in end.layer.entry.options:
            if option.is_size:
                continue
            value = not end.layer.options[option.name]
            other = Breakdown(end.layer.with_options(**{option.name: value}), end.sizes, end.dtype)
            try:
                _port(other if end is source else source, other if end is target else target)
            except UsageError:
                continue
            setting = f"{option.name}={value} of {end.layer.framework}"
            return f"with {setting} it can be ({flag} {option.name}={str(value).lower()})"
    return None


def _place(row: Row) -> tuple[int, str, str, str]:
    return row.layer, row.direction, row.gate_name, row.role


def _refuse_other_shapes(source: Breakdown, target: Breakdown) -> None:
    for name in ("bidirectional", "layers"):
        if getattr(source.layer, name) != getattr(target.layer, name):
            raise UsageError(f"the two layers differ in {name}")
    if source.layer.name != target.layer.name:
        raise UsageError(f"a {source.layer.name} does not become a {target.layer.name}")
    for name in source.sizes.keys() & target.sizes.keys():
        if source.sizes[name] != target.sizes[name]:
            raise UsageError(f"the two layers differ in {name}: {source.sizes[name]} and {target.sizes[name]}")
    for end in (source, target):
        if end.layer.entry.not_sliceable:
            raise UsageError(
                f"{end.layer.framework}'s weights cannot be carried slice by slice: {end.layer.entry.not_sliceable}"
            )


def _move(
    row: Row,
    mine: Mapping[tuple[int, str, str, str], Row],
    wanted: Mapping[tuple[int, str, str, str], Row],
    source: Breakdown,
    target: Breakdown,
) -> Move:
    layer, direction, gate_name, role = _place(row)
    parts = [mine[_place(row)]] if _place(row) in mine else []
    other = (layer, direction, gate_name, "recurrent_bias")
    if role == "bias" and other in mine and other not in wanted and mine[other].redundant:
        parts.append(mine[other])
    if not parts and role not in (*BIASES, "peephole"):
        raise UsageError(f"{target.layer.framework} needs {row.parameter}, and {source.layer.framework} has none")
    return Move(
        layer,
        direction,
        row.gate,
        gate_name,
        role,
        row.parameter,
        slice_of(target, row),
        tuple(slice_of(source, part) for part in parts),
        tuple(part.parameter for part in parts),
        bool(parts) and parts[0].symbolic.axes != row.symbolic.axes,
    )


def _refuse_other_functions(moves: Sequence[Move], source: Breakdown, target: Breakdown) -> None:
    """Without biases, and with peepholes that stay zero left out, both must be the same equations."""
    zero = {move.parameter for move in moves if not move.sources}
    theirs = canonical(target.layer.structure.cell.program, _names(target), zero | _biases(target))
    mine = canonical(source.layer.structure.cell.program, _names(source), _biases(source))
    for equation in (set(mine) | set(theirs)) - {name for name in mine if mine[name] == theirs.get(name)}:
        one, two = (_equation(equation, each) for each in (source, target))
        raise UsageError(f"no weights make {two} compute what {one} does")


def _biases(breakdown: Breakdown) -> set[str]:
    return {row.parameter for row in breakdown.rows if row.role in BIASES}


def _names(breakdown: Breakdown) -> dict[str, str]:
    """Gates and parameters by what they are, since frameworks call them by different letters."""
    gates = {equation: f"gate {name}" for equation, name in breakdown.layer.entry.gates.items()}
    states = breakdown.layer.structure.cell.states
    names = {equation: name for equation, name in gates.items() if equation not in states}
    return {**names, **{row.parameter: f"{row.gate_name} {row.role}" for row in breakdown.rows}}


def _equation(name: str, breakdown: Breakdown) -> str:
    """The equation of this gate or state as the framework has it."""
    names = _names(breakdown)
    for equation in breakdown.layer.structure.cell.program.equations:
        if names.get(equation.target, equation.target) == name:
            return f"{breakdown.layer.framework}'s `{equation}`"
    return breakdown.layer.framework


def _notes(source: Breakdown, target: Breakdown) -> list[str]:
    mine, theirs = _activations(source), _activations(target)
    return [
        f"{gate}: {mine[gate]} in {source.layer.framework}, {theirs[gate]} in {target.layer.framework}: set it so"
        for gate in mine
        if gate in theirs and mine[gate] != theirs[gate]
    ]


def _activations(breakdown: Breakdown) -> dict[str, str]:
    """The function around each gate, by the gate's name."""
    gates = breakdown.layer.entry.gates
    return {
        gates[equation.target]: equation.expression.function
        for equation in breakdown.layer.structure.cell.program.equations
        if equation.target in gates and isinstance(equation.expression, FunctionCall)
    }


def slice_of(breakdown: Breakdown, row: Row) -> Slice:
    """The block of its tensor that a parameter is."""
    (tensor,) = (each for each in breakdown.tensors if _holds(each, row))
    slot = tensor.symbolic
    directions = list(dict.fromkeys(direction for direction, _ in slot.parameters))
    at = {
        "direction": directions.index(row.direction),
        "gate": slot.gates.index(row.gate),
        "role": slot.roles.index(row.role),
    }
    counts = {"direction": len(directions), "gate": len(slot.gates), "role": len(slot.roles)}
    own = dict(zip(row.symbolic.axes, row.shape, strict=True))
    return Slice(tensor.name, tuple(_axis(axis, at, counts, own) for axis in slot.axes))


def _axis(
    words: tuple[str, ...], at: Mapping[str, int], counts: Mapping[str, int], own: Mapping[str, Size]
) -> Size | tuple[Size, Size] | None:
    block = 0
    for word in words:
        if word in counts:
            block = block * counts[word] + at[word]
    sizes = [own[word] for word in words if word in own]
    if not sizes:
        return block
    if len(words) == 1:
        return None
    (size,) = sizes
    return size * block, size * (block + 1)


def _holds(tensor: Tensor, row: Row) -> bool:
    return (
        tensor.layer == row.layer
        and tensor.name == row.tensor
        and (row.direction, row.parameter) in tensor.symbolic.parameters
    )
