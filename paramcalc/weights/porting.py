"""Carrying weights from one framework's layer to another's: which slice of which tensor becomes which, derived from the
storage and the equations of both layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Size
from paramcalc.equations.cell import canonical
from paramcalc.equations.syntax import FunctionCall
from paramcalc.equations.uses import BIASES
from paramcalc.errors import Remedy, UsageError
from paramcalc.frameworks.storage import BLOCKS
from paramcalc.layers.breakdown import Breakdown, Row
from paramcalc.phrases import tr
from paramcalc.weights.names import tensor_names

Key: TypeAlias = "tuple[int, str, str, str]"
"""What a parameter is in every framework: its layer, direction, gate name and role."""


class Slice(NamedTuple):
    """A block of a tensor: an index or a range for each axis; None stands for the whole axis."""

    tensor: str
    """The framework's name for the tensor."""
    name: str
    """Its name among all tensors of the layer, see `tensor_names`."""
    axes: tuple[Size | tuple[Size, Size] | None, ...]


class Move(NamedTuple):
    """How one parameter of the target is made: as the sum of some blocks of the source, or as zero if there is none."""

    layer: int
    direction: str
    gate: str
    gate_name: str
    role: str
    parameter: str
    into: Slice
    sources: tuple[Slice, ...]
    names: tuple[str, ...]
    """The names of the source's parameters in its equations."""
    transposed: bool


class Porting(NamedTuple):
    """All moves, in the order of the target's tensors, and notes on what the weights do not carry over."""

    moves: tuple[Move, ...]
    notes: tuple[str, ...]
    source: Breakdown
    target: Breakdown


def port(source: Breakdown, target: Breakdown) -> Porting:
    """How the weights of one layer become those of another.

    >>> from paramcalc import gru
    >>> first = port(gru(3, 5), gru(3, 5, framework="pytorch")).moves[0]
    >>> first.parameter, first.names, first.transposed
    ('W_ir', ('W_r',), True)

    Raises UsageError if no weights make the target compute what the source computes, with the reason and, where one
    helps, the option to change.
    """
    try:
        return _port(source, target)
    except UsageError as error:
        remedy = _remedy(source, target)
        raise UsageError(error.message, remedy=remedy, tip=None if remedy else error.tip) from None


def _port(source: Breakdown, target: Breakdown) -> Porting:
    _refuse_other_layers(source, target)
    given, wanted = (
        {(row.layer, row.direction, row.gate_name, row.role): row for row in side.rows} for side in (source, target)
    )
    moves = []
    for key, row in wanted.items():
        parts = _parts(key, given, wanted)
        if not parts and row.role not in (*BIASES, "peephole"):
            one, two = source.layer.framework, target.layer.framework
            raise UsageError(
                tr("{two} needs {parameter}, which {one} does not have", two=two, parameter=row.parameter, one=one)
            )
        blocks, names = tuple(slice_of(source, part) for part in parts), tuple(part.parameter for part in parts)
        transposed = bool(parts) and parts[0].axes != row.axes
        into = slice_of(target, row)
        moves.append(Move(*key[:2], row.gate, *key[2:], row.parameter, into, blocks, names, transposed))
    _refuse_unused(moves, source, target)
    _refuse_other_functions(moves, source, target)
    return Porting(tuple(moves), _notes(source, target), source, target)


def _remedy(source: Breakdown, target: Breakdown) -> Remedy | None:
    """The option of either layer whose other value makes the weights portable, found by trying."""
    for side, argument in ((target, "target_option"), (source, "source_option")):
        opposite = source if side is target else target
        for option in side.layer.entry.options:
            value = not side.layer.options[option.name]
            size = opposite.sizes.get(option.name)
            if option.is_size and (size is None or not value):
                continue
            sizes = {**side.sizes, option.name: size} if option.is_size else side.sizes
            try:
                other = Breakdown(side.layer.with_options(**{option.name: value}), sizes, side.dtype)
                _port(other if side is source else source, other if side is target else target)
            except UsageError:
                continue
            return Remedy(argument, f"{option.name}={size if option.is_size else str(value).lower()}")
    return None


def _refuse_other_layers(source: Breakdown, target: Breakdown) -> None:
    if source.layer.name != target.layer.name:
        raise UsageError(
            tr("a {name} cannot be converted to a {other}", name=source.layer.name, other=target.layer.name)
        )
    for name in ("bidirectional", "layers"):
        if getattr(source.layer, name) != getattr(target.layer, name):
            raise UsageError(tr("the two layers differ in {name}", name=name))
    for name, size in source.sizes.items():
        if size != target.sizes.get(name, size):
            raise UsageError(
                tr(
                    "the two layers differ in {name}: {size} and {sizes}",
                    name=name,
                    size=size,
                    sizes=target.sizes[name],
                )
            )
    for side in (source, target):
        why = side.layer.entry.not_sliceable
        if why:
            raise UsageError(
                tr(
                    "{framework}'s weights cannot be converted slice by slice: {why}",
                    framework=side.layer.framework,
                    why=why,
                )
            )


def _parts(key: Key, given: Mapping[Key, Row], wanted: Mapping[Key, Row]) -> list[Row]:
    """The source's parameters whose sum is a parameter of the target: the same one, and a redundant second bias."""
    parts = [given[key]] if key in given else []
    second = (*key[:3], "recurrent_bias")
    if key[3] == "bias" and second in given and second not in wanted and given[second].redundant:
        parts.append(given[second])
    return parts


WITHOUT_A_PLACE = {
    "projection": (
        tr(
            "multiply it into the weights: a layer of {two} with every recurrent kernel times {name}, "
            "and a dense layer without bias behind it with the kernel {name}, compute the same"
        )
    ),
    "peephole": tr("where all peepholes are zero, convert the layer without them"),
}
"""What helps with the weights of a role that the target does not have."""


def _refuse_unused(moves: Sequence[Move], source: Breakdown, target: Breakdown) -> None:
    used = {name for move in moves for name in move.names}
    for row in source.rows:
        if row.parameter not in used:
            where = (
                tr(": it occurs in {context}", context=row.definition.context) if row.role == "recurrent_bias" else ""
            )
            one, two = source.layer.framework, target.layer.framework
            message = tr(
                "{parameter} of {one} has no place in {two}{where}",
                parameter=row.parameter,
                one=one,
                two=two,
                where=where,
            )
            raise UsageError(message, tip=WITHOUT_A_PLACE.get(row.role, "").format(name=row.parameter, two=two) or None)


def _refuse_other_functions(moves: Sequence[Move], source: Breakdown, target: Breakdown) -> None:
    """Without biases, and without parameters that stay zero, both layers must have the same equations."""
    zero = {move.parameter for move in moves if not move.sources}
    mine = canonical(source.layer.structure.cell.program, _names(source), _biases(source))
    theirs = canonical(target.layer.structure.cell.program, _names(target), zero | _biases(target))
    for name in {**mine, **theirs}:
        if name not in mine or mine[name] != theirs.get(name):
            raise UsageError(
                tr(
                    "no weights make {name} compute what {other} does",
                    name=_equation(name, target),
                    other=_equation(name, source),
                )
            )


def _biases(breakdown: Breakdown) -> set[str]:
    return {row.parameter for row in breakdown.rows if row.role in BIASES}


def _names(breakdown: Breakdown) -> dict[str, str]:
    """Common names for gates and parameters, since frameworks use different symbols for them."""
    states = breakdown.layer.structure.cell.states
    gates = breakdown.layer.entry.gates.items()
    names = {equation: tr("gate {name}", name=name) for equation, name in gates if equation not in states}
    return {**names, **{row.parameter: f"{row.gate_name} {row.role}" for row in breakdown.rows}}


def _equation(name: str, breakdown: Breakdown) -> str:
    """The framework's equation of this gate or state."""
    names = _names(breakdown)
    for equation in breakdown.layer.structure.cell.program.equations:
        if names.get(equation.target, equation.target) == name:
            return f"{breakdown.layer.framework}'s `{equation}`"
    return breakdown.layer.framework


def _notes(source: Breakdown, target: Breakdown) -> tuple[str, ...]:
    one, two = source.layer.framework, target.layer.framework
    mine, theirs = _activations(source), _activations(target)
    return tuple(
        tr(
            "{gate}: {mine} in {one}, {theirs} in {two}; set the activation of {two} to {mine}",
            gate=gate,
            mine=mine[gate],
            one=one,
            theirs=theirs[gate],
            two=two,
        )
        for gate in mine
        if mine[gate] != theirs.get(gate, mine[gate])
    )


def _activations(breakdown: Breakdown) -> dict[str, str]:
    """The activation function of each gate, by the gate's name."""
    gates = breakdown.layer.entry.gates
    return {
        gates[equation.target]: equation.expression.function
        for equation in breakdown.layer.structure.cell.program.equations
        if equation.target in gates and isinstance(equation.expression, FunctionCall)
    }


def slice_of(breakdown: Breakdown, row: Row) -> Slice:
    """The block of its tensor that is a parameter."""
    held = (row.direction, row.parameter)
    tensor, name = next(
        (tensor, name)
        for tensor, name in zip(breakdown.tensors, tensor_names(breakdown), strict=True)
        if tensor.layer == row.layer and tensor.name == row.tensor and held in tensor.parameters
    )
    index = tensor.parameters.index(held)
    at: dict[str, int] = {}
    for word in reversed(BLOCKS):
        index, at[word] = divmod(index, tensor.blocks[word])
    sizes = dict(zip(row.axes, row.shape, strict=True))
    return Slice(tensor.name, name, tuple(_axis(axis, at, tensor.blocks, sizes) for axis in tensor.axes))


def _axis(
    words: tuple[str, ...], at: Mapping[str, int], blocks: Mapping[str, int], sizes: Mapping[str, Size]
) -> Size | tuple[Size, Size] | None:
    """The index, the range or, as None, the whole of one axis."""
    block = 0
    for word in words:
        if word in blocks:
            block = block * blocks[word] + at[word]
    own = [sizes[word] for word in words if word in sizes]
    if not own:
        return block
    if len(words) == 1:
        return None
    (size,) = own
    return size * block, size * (block + 1)
