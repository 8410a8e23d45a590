"""A cell: its equations, and what follows from them about every parameter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.equations.reader import TOO_DEEP, parse
from paramcalc.equations.sizes import Inferred, infer
from paramcalc.equations.syntax import (
    ElementwiseProduct,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Position,
    Program,
    Sum,
    add,
    fail,
    multiply,
    show,
    walk,
)
from paramcalc.equations.uses import BIASES, Use, merged_with, roles_of, uses_in

KERNEL = "kernel"
"""In a cell's multiply-adds the number of positions of a convolution's kernel."""

CANDIDATE = "_tilde"
"""The accent that marks a candidate: `h_tilde` is the gate h, in LaTeX h with a tilde."""


class Parameter(NamedTuple):
    """A named matrix (`columns` given) or vector of a cell, with what its use says about it."""

    name: str
    gate: str
    role: str
    rows: Polynomial
    columns: Polynomial | None
    convolved: bool
    """Whether it is such a matrix at every position of a kernel."""
    operand: str
    """What it multiplies, as text: `x`, `h`, `r * h`; empty for a bias."""
    merges_with: str | None
    """The parameter that this one is only ever added to: one of the two would do. None for most."""
    context: str
    """The expression in which its sum stands: `r * (U_h @ h + c_h)`."""

    @property
    def redundant(self) -> bool:
        """Whether the equations would give the same outputs without it."""
        return self.merges_with is not None


class Cell(NamedTuple):
    r"""A recurrent cell as its equations say it is.

    >>> cell = read("h: units\nh = tanh(W @ x + b + U @ h)")
    >>> [(parameter.name, parameter.role) for parameter in cell.parameters]
    [('W', 'kernel'), ('b', 'bias'), ('U', 'recurrent_kernel')]
    >>> print(cell.macs)
    input·units + units²
    """

    program: Program
    input: str
    """The name of the size of x."""
    states: Mapping[str, str]
    """Each state with the name of its size; the first is the cell's output."""
    parameters: tuple[Parameter, ...]
    macs: Polynomial
    """Multiply-adds of one step: the weights of every matrix product, each time it is computed; of a convolution at one
    position of its output.
    """

    @property
    def output(self) -> Polynomial:
        """The size of what the cell gives out at each step."""
        return Polynomial.symbol(next(iter(self.states.values())))


@lru_cache(maxsize=256)
def read(text: str, bias: bool = True) -> Cell:
    """The cell that a text of the equation language describes, without its biases if `bias` is false.

    Raises EquationError for a text that cannot be read or whose sizes do not fit.
    """
    program = parse(text)
    try:
        sizes = infer(program)
        cell = derive(program, sizes)
        return cell if bias else derive(without_biases(cell), sizes)
    except RecursionError:
        fail(TOO_DEEP, Position(1, 1))


def derive(program: Program, sizes: Inferred) -> Cell:
    """Everything that follows from the equations and their sizes: roles, redundancy, multiply-adds."""
    shapes = {name: tuple(map(Polynomial.symbol, shape)) for name, shape in sizes.parameters.items()}
    uses: dict[str, list[Use]] = defaultdict(list)
    for equation in program.equations:
        for name, use in uses_in(equation, shapes):
            uses[name].append(use)
    if not uses:
        fail("the equations have no parameter", program.equations[0].place, tip="a parameter is any name not assigned")
    merges = merged_with(uses)
    roles = roles_of(uses, program, sizes.states)
    parameters = []
    for name, (first, *_) in uses.items():
        rows, *columns = shapes[name]
        operand = show(first.term.vector) if isinstance(first.term, MatrixProduct) else first.multiplier
        parameters.append(
            Parameter(
                name,
                first.gate,
                roles[name],
                rows,
                columns[0] if columns else None,
                name in sizes.convolved,
                operand,
                merges.get(name),
                show(first.context),
            )
        )
    return Cell(program, sizes.input, sizes.states, tuple(parameters), _macs(program, shapes))


def without_biases(cell: Cell) -> Program:
    r"""The same equations with every bias taken out of the sum it stands in: what `use_bias=False` computes.

    >>> print(without_biases(read("h: units\nh = tanh(W @ x + b + U @ h)")))
    h: units
    h = tanh(W @ x + U @ h)
    """
    names = {parameter.name for parameter in cell.parameters if parameter.role in BIASES}

    def drop(expression: Expression) -> Expression | None:
        if isinstance(expression, Name):
            return None if expression.name in names else expression
        if isinstance(expression, Sum):
            kept = [(sign, left) for sign, term in expression.terms if (left := drop(term)) is not None]
            return add(kept, expression.place) if kept else None
        if isinstance(expression, FunctionCall):
            return expression._replace(argument=drop_or_zero(expression.argument))
        if isinstance(expression, MatrixProduct):
            return expression._replace(vector=drop_or_zero(expression.vector))
        if isinstance(expression, ElementwiseProduct):
            return multiply(map(drop_or_zero, expression.factors), expression.place)
        return expression

    def drop_or_zero(expression: Expression) -> Expression:
        return drop(expression) or Number(0, expression.place)

    equations = tuple(
        equation._replace(expression=drop_or_zero(equation.expression)) for equation in cell.program.equations
    )
    return cell.program._replace(equations=equations)


def gate_symbol(equation: str) -> str:
    """The symbol of the gate that an equation computes.

    >>> gate_symbol("h_tilde")
    'h'
    """
    return equation.removesuffix(CANDIDATE)


def _macs(program: Program, shapes: Mapping[str, tuple[Polynomial, ...]]) -> Polynomial:
    total = Polynomial({})
    for equation in program.equations:
        for part in walk(equation.expression):
            if isinstance(part, MatrixProduct):
                rows, columns = shapes[part.matrix.name]
                total += rows * columns * (Polynomial.symbol(KERNEL) if part.convolved else 1)
    return total
