"""A cell run on numbers: its equations evaluated by NumPy, step by step. The judge of what the equations mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.equations.sizes import INPUT
from paramcalc.equations.syntax import (
    FUNCTIONS,
    ElementwiseProduct,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
)
from paramcalc.errors import MissingDependencyError, UsageError, unknown

try:
    import numpy as np
except ImportError as error:
    raise MissingDependencyError("running a cell needs NumPy, not installed here", tip="pip install numpy") from error

try:
    import numpy as np
except ImportError as error:
    raise MissingDependencyError("running a cell needs NumPy, not installed here", tip="pip install numpy") from error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paramcalc.equations.cell import Cell

    Array: TypeAlias = NDArray[Any]

COMPUTE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda value: 0.5 * (1 + np.tanh(0.5 * value)),
    "hard_sigmoid": lambda value: np.clip(0.2 * value + 0.5, 0, 1),
    "tanh": np.tanh,
    "relu": lambda value: np.maximum(value, 0),
    "softplus": lambda value: np.logaddexp(value, 0),
    "softsign": lambda value: value / (1 + np.abs(value)),
    "elu": lambda value: np.where(value > 0, value, np.expm1(np.minimum(value, 0))),
    "silu": lambda value: value * 0.5 * (1 + np.tanh(0.5 * value)),
    "exp": np.exp,
}
"""Each of syntax.FUNCTIONS in NumPy; forms that neither overflow nor lose digits far from 0."""

assert COMPUTE.keys() == FUNCTIONS.keys()


def step(
    cell: Cell, parameters: Mapping[str, Array], x: Array, states: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    r"""One step: the new states, and the value of every equation, by name.

    `x` has shape (..., input), each state (..., size), a matrix (rows, columns) and a vector (size,). States that are
    not given start at 0.

    >>> from paramcalc.equations.cell import read
    >>> values = step(read("h: units\nh = W @ x + U @ h"), {"W": np.eye(2), "U": np.eye(2)}, np.array([1.0, 2.0]))
    >>> values["h"]
    array([1., 2.])

    Raises UsageError for parameters that are missing or have another shape than the equations give them.
    """
    values: dict[str, Any] = {name: np.asarray(array) for name, array in {INPUT: x, **parameters}.items()}
    sizes = _check(cell, values)
    shapes = {name: _state_shape(cell, name, sizes, values[INPUT], states or {}) for name in cell.states}
    for name, shape in shapes.items():
        given = (states or {}).get(name)
        values[name] = np.zeros(shape, values[INPUT].dtype) if given is None else np.asarray(given)
    for equation in cell.program.equations:
        value = _evaluate(equation.expression, values)
        # A state made of parameters alone is the same for the whole batch, and has the batch's shape all the same.
        state = equation.target in shapes
        values[equation.target] = np.broadcast_to(value, shapes[equation.target]) if state else value
    return {equation.target: values[equation.target] for equation in cell.program.equations}


def run(
    cell: Cell, parameters: Mapping[str, Array], sequence: Array, states: Mapping[str, Array] | None = None
) -> Array:
    """The cell's output at every step of a sequence of shape (..., steps, input): shape (..., steps, units)."""
    sequence = np.asarray(sequence)
    # A convolution reads a field at each step, whose positions stand between the steps and the channels.
    kernels = [np.ndim(parameters[each.name]) - 2 for each in cell.parameters if each.convolved]
    axis = -2 - max(kernels, default=0)
    if sequence.ndim < -axis or not sequence.shape[axis]:
        raise UsageError(f"a sequence has shape (..., steps, input) and at least one step, got {sequence.shape}")
    output = next(iter(cell.states))
    outputs = []
    for position in range(sequence.shape[axis]):
        states = step(cell, parameters, np.take(sequence, position, axis), states)
        outputs.append(states[output])
    return np.stack(outputs, axis=axis)


def _check(cell: Cell, values: Mapping[str, Array]) -> dict[str, int]:
    """The number behind every size, read off the arrays; each must agree with all others."""
    for name in values.keys() - {INPUT, *(parameter.name for parameter in cell.parameters)}:
        raise unknown("parameter", name, [parameter.name for parameter in cell.parameters])
    if not values[INPUT].ndim:
        raise UsageError("x is a vector, got a single number")
    sizes = {cell.input: values[INPUT].shape[-1]}
    for parameter in cell.parameters:
        if parameter.name not in values:
            raise UsageError(f"no array for the parameter {parameter.name!r}")
        wanted = (parameter.rows,) if parameter.columns is None else (parameter.rows, parameter.columns)
        found = np.shape(values[parameter.name])[-2:] if parameter.convolved else np.shape(values[parameter.name])
        symbols = [str(size) for size in wanted]
        known = [sizes.setdefault(symbol, number) for symbol, number in zip(symbols, found, strict=False)]
        if len(found) != len(wanted) or known != list(found):
            wanted_text = ", ".join(f"{symbol}={sizes.get(symbol)}" for symbol in symbols)
            raise UsageError(f"{parameter.name} has shape {found}; the equations give it ({wanted_text})")
    return sizes


def _convolve(kernel: Array, field: Array) -> Array:
    """A kernel (sizes…, rows, columns) over a field (…, positions…, columns), padded so that it keeps its positions."""
    sizes = kernel.shape[:-2]
    before = [(size - 1) // 2 for size in sizes]
    leading = field.ndim - len(sizes) - 1
    padding = (
        [(0, 0)] * leading + [(left, size - 1 - left) for size, left in zip(sizes, before, strict=True)] + [(0, 0)]
    )
    padded = np.pad(field, padding)
    positions = field.shape[leading:-1]
    total = np.zeros((*field.shape[:-1], kernel.shape[-2]), field.dtype)
    for offset in np.ndindex(*sizes):
        window: list[Any] = [slice(start, start + length) for start, length in zip(offset, positions, strict=True)]
        total = total + padded[(Ellipsis, *window, slice(None))] @ kernel[offset].T
    return total


def _state_shape(
    cell: Cell, name: str, sizes: Mapping[str, int], x: Array, states: Mapping[str, Array]
) -> tuple[int, ...]:
    size = cell.states[name]
    given = np.shape(states[name]) if states.get(name) is not None else None
    number = sizes.get(size, given[-1] if given else None)
    if number is None:
        raise UsageError(f"nothing says how large {size} is", tip=f"give the state {name!r}")
    if given and given[-1] != number:
        raise UsageError(f"the state {name} has shape {given}; the equations give it ({size}={number})")
    return (*x.shape[:-1], number)


def _evaluate(expression: Expression, values: Mapping[str, Any]) -> Any:
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return values[expression.name]
    if isinstance(expression, MatrixProduct):
        matrix, vector = values[expression.matrix.name], _evaluate(expression.vector, values)
        if expression.convolved:
            return _convolve(matrix, vector)
        # Without biases a vector can be down to a number: the same for every column.
        return (vector if np.ndim(vector) else np.full(matrix.shape[1], vector)) @ matrix.T
    if isinstance(expression, FunctionCall):
        return COMPUTE[expression.function](_evaluate(expression.argument, values))
    if isinstance(expression, ElementwiseProduct):
        result = _evaluate(expression.factors[0], values)
        for factor in expression.factors[1:]:
            result = result * _evaluate(factor, values)
        return result
    return sum(sign * _evaluate(term, values) for sign, term in expression.terms)
