"""A cell: its equations, and everything that follows from them about its parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from paramcalc.algebra.polynomial import Polynomial, polynomial, sum_of
from paramcalc.equations import syntax
from paramcalc.equations.reader import TOO_DEEP, parse
from paramcalc.equations.sizes import InferredSizes, infer
from paramcalc.equations.uses import BIASES, LONGEST_OPERAND, Use, merged_with, roles_of, uses_in
from paramcalc.errors import shorten
from paramcalc.phrases import tr

KERNEL = "kernel"
"""The number of positions of a convolution's kernel, as a size in the multiply-adds of a cell."""

CANDIDATE = "_tilde"
"""The accent that marks a candidate: `h_tilde` is the gate h, in LaTeX h with a tilde."""


class Parameter(NamedTuple):
    """A named matrix (with `columns`) or vector of a cell, and what follows from its use."""

    name: str
    gate: str
    role: str
    rows: Polynomial
    columns: Polynomial | None
    convolved: bool
    """Whether a convolution's kernel has such a matrix at every position."""
    operand: str
    """What it multiplies, as text, a long one cut: `x`, `h`, `r * h`; empty for a bias."""
    merges_with: str | None
    """The parameter to which this one is always added, so that one of the two would do; None for most."""
    context: str
    """The expression around its sum, a long one cut: `r * (U_h @ h + c_h)`."""

    @property
    def redundant(self) -> bool:
        """Whether the equations would give the same outputs without it."""
        return self.merges_with is not None


Pairs: TypeAlias = "tuple[tuple[str, str], ...]"


def redundancy(parameters: Iterable[Parameter]) -> tuple[Pairs, Pairs]:
    r"""The redundant ones of some parameters, each with the parameter to which it is always added; and the recurrent
    biases that are not redundant, each with the expression around its sum.

    >>> redundancy(read("h: units\nh = tanh(W @ x + b + U @ h + c)").parameters)
    ((('c', 'b'),), ())
    """
    parameters = tuple(parameters)
    biases = (parameter for parameter in parameters if parameter.role == "recurrent_bias" and not parameter.redundant)
    return (
        tuple((parameter.name, parameter.merges_with) for parameter in parameters if parameter.merges_with),
        tuple((bias.name, bias.context) for bias in biases),
    )


class Cell(NamedTuple):
    r"""A recurrent cell, derived from its equations.

    >>> cell = read("h: units\nh = tanh(W @ x + b + U @ h)")
    >>> [(parameter.name, parameter.role) for parameter in cell.parameters]
    [('W', 'kernel'), ('b', 'bias'), ('U', 'recurrent_kernel')]
    >>> print(cell.macs)
    input·units + units²
    """

    program: syntax.Program
    input: str
    """The name of the size of x."""
    states: Mapping[str, str]
    """Each state with the name of its size; the first is the cell's output."""
    parameters: tuple[Parameter, ...]
    macs: Polynomial
    """Multiply-adds of one step: the weights of every matrix product; those of a convolution at one position."""

    @property
    def output(self) -> Polynomial:
        """The size of the cell's output at each step."""
        return Polynomial.symbol(next(iter(self.states.values())))


def read(text: str, bias: bool = True) -> Cell:
    """The cell that a text of the equation language describes, without its biases if `bias` is false.

    Raises EquationError for a text that cannot be read or whose sizes do not fit.
    """
    return _read(text, bias)


@lru_cache(maxsize=256)
def _read(text: str, bias: bool) -> Cell:
    program = parse(text)
    try:
        sizes = infer(program)
        return derive(program, sizes) if bias else derive(without_biases(_read(text, True)), sizes)
    except RecursionError:
        syntax.fail(TOO_DEEP, syntax.Position(1, 1))


def derive(program: syntax.Program, sizes: InferredSizes) -> Cell:
    """Everything that follows from the equations and their sizes: roles, redundancy, multiply-adds."""
    shapes = {name: tuple(map(Polynomial.symbol, shape)) for name, shape in sizes.parameters.items()}
    uses: dict[str, list[Use]] = defaultdict(list)
    for equation in program.equations:
        for name, use in uses_in(equation, shapes):
            uses[name].append(use)
    if not uses:
        tip = tr("a parameter is any name not assigned")
        syntax.fail(tr("the equations have no parameter"), program.equations[0].position, tip=tip)
    merges, roles = merged_with(uses), roles_of(uses, program)
    contexts = {id(first.context): first.context for first, *_ in uses.values()}
    context_texts = {key: shorten(syntax.show(context), LONGEST_OPERAND) for key, context in contexts.items()}
    parameters = tuple(
        Parameter(
            name,
            first.gate,
            roles[name],
            rows=shapes[name][0],
            columns=shapes[name][1] if len(shapes[name]) > 1 else None,
            convolved=name in sizes.convolved,
            operand=first.multiplier.text.removeprefix("@ "),
            merges_with=merges.get(name),
            context=context_texts[id(first.context)],
        )
        for name, (first, *_) in uses.items()
    )
    return Cell(program, program.input, program.states, parameters, _macs(program, shapes))


def without_biases(cell: Cell) -> syntax.Program:
    r"""The same equations with every bias removed from its sum: what `use_bias=False` computes.

    >>> print(without_biases(read("h: units\nh = tanh(W @ x + b + U @ h)")))
    h: units
    h = tanh(W @ x + U @ h)
    """
    biases = {parameter.name for parameter in cell.parameters if parameter.role in BIASES}

    def change(expression: syntax.Expression) -> syntax.Expression:
        match expression:
            case syntax.Name(name, position) if name in biases:
                return syntax.Number(0, position)
            case syntax.Sum(terms, position):
                return syntax.add_nonzero(terms, position)
        return expression

    equations = cell.program.equations
    changed = (equation._replace(expression=syntax.rewrite(equation.expression, change)) for equation in equations)
    return cell.program._replace(equations=tuple(changed))


def canonical(program: syntax.Program, names: Mapping[str, str], zero: Collection[str]) -> dict[str, str]:
    """The canonical form of equations: two cells with equal forms compute the same up to weights and activations.

    The form is every equation as text, by its target. Names are replaced by `names`, those in `zero` are left out, all
    functions are treated as one, and the parts of sums and products are sorted.

    >>> canonical(parse("h = tanh(W @ x + b) + p * h"), {"W": "kernel"}, {"b", "p"})
    {'h': 'f(kernel @ x)'}
    """

    def renamed(name: syntax.Name) -> syntax.Name:
        return name._replace(name=names.get(name.name, name.name))

    def change(expression: syntax.Expression) -> syntax.Expression:
        match expression:
            case syntax.Name(name, position) | syntax.MatrixProduct(syntax.Name(name), _, position) if name in zero:
                return syntax.Number(0, position)
            case syntax.Name():
                return renamed(expression)
            case syntax.FunctionCall():
                return expression._replace(function="f")
            case syntax.MatrixProduct(matrix):
                return expression._replace(matrix=renamed(matrix))
            case syntax.ElementwiseProduct(factors, position):
                if any(map(syntax.is_zero, factors)):
                    return syntax.Number(0, position)
                return expression._replace(factors=tuple(sorted(factors, key=syntax.show)))
            case syntax.Sum(terms, position):
                return syntax.add_nonzero(sorted(terms, key=lambda term: (term[0], syntax.show(term[1]))), position)
        return expression

    return {
        names.get(target, target): syntax.show(syntax.rewrite(expression, change))
        for target, expression, _ in program.equations
    }


def gate_symbol(equation: str) -> str:
    """The symbol of the gate that an equation computes.

    >>> gate_symbol("h_tilde")
    'h'
    """
    return equation.removesuffix(CANDIDATE)


def _macs(program: syntax.Program, shapes: Mapping[str, tuple[Polynomial, ...]]) -> Polynomial:
    def steps() -> Iterator[Polynomial]:
        for equation in program.equations:
            for expression in syntax.walk(equation.expression):
                if isinstance(expression, syntax.MatrixProduct):
                    rows, columns = shapes[expression.matrix.name]
                    yield rows * columns * (Polynomial.symbol(KERNEL) if expression.convolved else 1)

    return polynomial(sum_of(steps()))
