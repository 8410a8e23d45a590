"""A cell run on numbers: NumPy evaluates its equations step by step. Tests compare the result with the frameworks."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from paramcalc.equations import syntax
from paramcalc.equations.syntax import INPUT
from paramcalc.errors import MissingDependencyError, UsageError, unknown
from paramcalc.phrases import tr

try:
    import numpy as np
except ImportError as error:
    raise MissingDependencyError(
        tr("running a cell needs NumPy, which is not installed"), tip="pip install numpy"
    ) from error

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
"""Each of syntax.FUNCTIONS in NumPy, in a form that neither overflows nor loses digits far from 0."""

assert COMPUTE.keys() == syntax.FUNCTIONS.keys()


def step(
    cell: Cell, parameters: Mapping[str, Array], x: Array, states: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    r"""One step: the value of every equation by its name, the new states among them.

    `x` has shape (..., input), each state (..., size), a matrix (rows, columns) and a vector (size,). A state that is
    not given starts at 0.

    >>> from paramcalc.equations.cell import read
    >>> values = step(read("h: units\nh = W @ x + U @ h"), {"W": np.eye(2), "U": np.eye(2)}, np.array([1.0, 2.0]))
    >>> values["h"]
    array([1., 2.])

    Raises UsageError for a parameter that is missing or does not have the shape that the equations give it.
    """
    values: dict[str, Any] = {name: np.asarray(array) for name, array in {INPUT: x, **parameters}.items()}
    sizes, batch = _check(cell, values), values[INPUT].shape[:-1]
    shapes: dict[str, tuple[int, ...]] = {}
    for name, size in cell.states.items():
        given: Any = (states or {}).get(name)
        shape = np.shape(given)
        number = shape[-1] if shape else sizes.get(size)
        if number is None:
            raise UsageError(
                tr("the size {size} is not known", size=size), tip=tr("give the state {name!r}", name=name)
            )
        if number != sizes.get(size, number):
            raise UsageError(
                tr(
                    "the state {name} has shape {shape}; the equations give it ({size}={sizes})",
                    name=name,
                    shape=shape,
                    size=size,
                    sizes=sizes[size],
                )
            )
        shapes[name] = (*batch, number)
        values[name] = np.zeros(shapes[name], values[INPUT].dtype) if given is None else np.asarray(given)
    for equation in cell.program.equations:
        value = _evaluate(equation.expression, values)
        # A state that depends only on parameters is computed once; it needs the shape of the batch.
        state = equation.target in shapes
        values[equation.target] = np.broadcast_to(value, shapes[equation.target]) if state else value
    return {equation.target: values[equation.target] for equation in cell.program.equations}


def run(
    cell: Cell, parameters: Mapping[str, Array], sequence: Array, states: Mapping[str, Array] | None = None
) -> Array:
    """The cell's output at every step of a sequence of shape (..., steps, input): shape (..., steps, units)."""
    sequence = np.asarray(sequence)
    # A convolution reads a field at each step; the axes of its positions lie between the steps and the channels.
    kernels = [np.ndim(parameters[parameter.name]) - 2 for parameter in cell.parameters if parameter.convolved]
    axis = -2 - max(kernels, default=0)
    if sequence.ndim < -axis or not sequence.shape[axis]:
        raise UsageError(
            tr("a sequence has shape (..., steps, input) and at least one step, got {shape}", shape=sequence.shape)
        )
    output = next(iter(cell.states))
    outputs = []
    for position in range(sequence.shape[axis]):
        states = step(cell, parameters, np.take(sequence, position, axis), states)
        outputs.append(states[output])
    return np.stack(outputs, axis=axis)


def _check(cell: Cell, values: Mapping[str, Array]) -> dict[str, int]:
    """The number of every size, taken from the shapes of the arrays, which must agree."""
    for name in values.keys() - {INPUT, *(parameter.name for parameter in cell.parameters)}:
        raise unknown(tr("parameter"), name, [parameter.name for parameter in cell.parameters])
    if not values[INPUT].ndim:
        raise UsageError(tr("x is a vector, got a single number"))
    sizes = {cell.input: values[INPUT].shape[-1]}
    for parameter in cell.parameters:
        if parameter.name not in values:
            raise UsageError(tr("no array for the parameter {name!r}", name=parameter.name))
        symbols = [str(size) for size in (parameter.rows, parameter.columns) if size is not None]
        shape = np.shape(values[parameter.name])[-2 if parameter.convolved else 0 :]
        expected = [sizes.setdefault(symbol, number) for symbol, number in zip(symbols, shape, strict=False)]
        if len(shape) != len(symbols) or expected != list(shape):
            expected_text = ", ".join(f"{symbol}={sizes.get(symbol)}" for symbol in symbols)
            raise UsageError(
                tr(
                    "{name} has shape {shape}; the equations give it ({expected_text})",
                    name=parameter.name,
                    shape=shape,
                    expected_text=expected_text,
                )
            )
    return sizes


def _convolve(kernel: Array, field: Array) -> Array:
    """A kernel (sizes…, rows, columns) over a field (…, positions…, columns), padded so that the positions stay."""
    sizes = kernel.shape[:-2]
    leading = field.ndim - len(sizes) - 1
    padding = [((size - 1) // 2, size // 2) for size in sizes]
    padded = np.pad(field, [(0, 0)] * leading + padding + [(0, 0)])
    positions = field.shape[leading:-1]
    total = np.zeros((*field.shape[:-1], kernel.shape[-2]), field.dtype)
    for offset in np.ndindex(*sizes):
        window: list[Any] = [slice(start, start + length) for start, length in zip(offset, positions, strict=True)]
        total = total + padded[(Ellipsis, *window, slice(None))] @ kernel[offset].T
    return total


def _evaluate(expression: syntax.Expression, values: Mapping[str, Any]) -> Any:
    match expression:
        case syntax.Number(value):
            return value
        case syntax.Name(name):
            return values[name]
        case syntax.MatrixProduct(syntax.Name(name), vector, convolved=True):
            return _convolve(values[name], _evaluate(vector, values))
        case syntax.MatrixProduct(syntax.Name(name), vector):
            matrix, value = values[name], _evaluate(vector, values)
            # Without biases a vector can be reduced to a number, the same for every column.
            return (value if np.ndim(value) else np.full(matrix.shape[1], value)) @ matrix.T
        case syntax.FunctionCall(function, argument):
            return COMPUTE[function](_evaluate(argument, values))
        case syntax.ElementwiseProduct(factors):
            return reduce(operator.mul, (_evaluate(factor, values) for factor in factors))
    return sum(sign * _evaluate(term, values) for sign, term in expression.terms)
