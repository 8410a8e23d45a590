"""The syntax tree of the equation language: its immutable nodes, and how they are written as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple, NoReturn, TypeAlias

from paramcalc.errors import EquationError
from paramcalc.phrases import tr

FUNCTIONS: dict[str, str] = {
    "sigmoid": r"\sigma",
    "hard_sigmoid": r"\hat{\sigma}",
    "tanh": r"\tanh",
    "relu": r"\operatorname{relu}",
    "softplus": r"\operatorname{softplus}",
    "softsign": r"\operatorname{softsign}",
    "elu": r"\operatorname{elu}",
    "silu": r"\operatorname{silu}",
    "exp": r"\exp",
}
"""The functions an equation may call, each applied element by element to one vector, with its LaTeX."""

CONVOLUTION = "conv"
"""`conv(W, x)`: W has a matrix at every position of a kernel, and x is a field of vectors."""

INPUT = "x"
"""The name of the cell's input in every text; its size is INPUT_SIZE unless the text declares another."""

INPUT_SIZE = "input"


class Position(NamedTuple):
    """A position in the text: line and column, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return tr("line {line}, column {column}", line=self.line, column=self.column)


class Number(NamedTuple):
    """A constant, the same for every element."""

    value: int | float
    position: Position


class Name(NamedTuple):
    """The input, a state, the value of an earlier equation, or a parameter that is a vector."""

    name: str
    position: Position


class MatrixProduct(NamedTuple):
    """`matrix @ vector`, the only use of a parameter as a matrix; or `conv(matrix, vector)`."""

    matrix: Name
    vector: Expression
    position: Position
    convolved: bool = False


class Sum(NamedTuple):
    """Signed terms added element by element, flattened: a + (b - c) has three terms."""

    terms: tuple[tuple[int, Expression], ...]
    position: Position


class ElementwiseProduct(NamedTuple):
    """Factors multiplied element by element, flattened."""

    factors: tuple[Expression, ...]
    position: Position


class FunctionCall(NamedTuple):
    """One of FUNCTIONS applied to every element."""

    function: str
    argument: Expression
    position: Position


Expression: TypeAlias = "Number | Name | MatrixProduct | Sum | ElementwiseProduct | FunctionCall"


class Equation(NamedTuple):
    """`target = expression`."""

    target: str
    expression: Expression
    position: Position

    def __str__(self) -> str:
        return f"{self.target} = {show(self.expression)}"


class Declaration(NamedTuple):
    """`name: size`: declares the input (`x`) or a state, and names its size."""

    name: str
    size: str
    position: Position

    def __str__(self) -> str:
        return f"{self.name}: {self.size}"


class Program(NamedTuple):
    """The declarations and equations of a text, in their order."""

    declarations: tuple[Declaration, ...]
    equations: tuple[Equation, ...]

    @property
    def input(self) -> str:
        """The name of the size of x."""
        return {name: size for name, size, _ in self.declarations}.get(INPUT, INPUT_SIZE)

    @property
    def states(self) -> dict[str, str]:
        """Each state with the name of its size; the first is the cell's output."""
        return {name: size for name, size, _ in self.declarations if name != INPUT}

    def __str__(self) -> str:
        return "\n".join(map(str, self.declarations + self.equations))


def fail(message: str, position: Position, *, tip: str | None = None) -> NoReturn:
    """Raise the EquationError for this position."""
    raise EquationError(message, line=position.line, column=position.column, tip=tip)


def signed_terms(expression: Expression, sign: int = 1) -> tuple[tuple[int, Expression], ...]:
    """The terms of an expression read as a sum, each sign times `sign`."""
    terms = expression.terms if isinstance(expression, Sum) else ((1, expression),)
    return tuple((sign * inner, term) for inner, term in terms)


def add(terms: Iterable[tuple[int, Expression]], position: Position) -> Expression:
    """A sum of signed terms with nested sums flattened; a single term that is not negated is returned unchanged."""
    flat = tuple(part for sign, term in terms for part in signed_terms(term, sign))
    return flat[0][1] if len(flat) == 1 and flat[0][0] > 0 else Sum(flat, position)


def is_zero(expression: Expression) -> bool:
    """Whether an expression is the constant 0."""
    return isinstance(expression, Number) and not expression.value


def add_nonzero(terms: Iterable[tuple[int, Expression]], position: Position) -> Expression:
    """A sum of signed terms without those that are 0; the constant 0 if none is left."""
    kept = [(sign, term) for sign, term in terms if not is_zero(term)]
    return add(kept, position) if kept else Number(0, position)


def multiply(factors: Iterable[Expression], position: Position) -> Expression:
    """An elementwise product with nested products flattened."""
    nested = (factor.factors if isinstance(factor, ElementwiseProduct) else (factor,) for factor in factors)
    return ElementwiseProduct(tuple(chain.from_iterable(nested)), position)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside this one; the matrix of a product is not one of them."""
    match expression:
        case MatrixProduct(vector=child) | FunctionCall(argument=child):
            return (child,)
        case Sum(terms):
            return tuple(term for _, term in terms)
        case ElementwiseProduct(factors):
            return factors
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all expressions inside it, in the order of the text."""
    return chain((expression,), *map(walk, children(expression)))


def rewrite(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The expression with `change` applied to it and to all expressions inside it, innermost first."""
    match expression:
        case MatrixProduct(vector=vector):
            return change(expression._replace(vector=rewrite(vector, change)))
        case FunctionCall(argument=argument):
            return change(expression._replace(argument=rewrite(argument, change)))
        case Sum(terms, position):
            return change(Sum(tuple((sign, rewrite(term, change)) for sign, term in terms), position))
        case ElementwiseProduct(factors, position):
            return change(multiply((rewrite(factor, change) for factor in factors), position))
    return change(expression)


def show(expression: Expression) -> str:
    """An expression as text of the language; parsing the text gives the same expression.

    >>> from paramcalc.equations.reader import parse
    >>> show(parse("n = a*(b+c) - (d - e)").equations[0].expression)
    'a * (b + c) - d + e'
    """
    match expression:
        case Number(value):
            return repr(value)
        case Name(name):
            return name
        case FunctionCall(function, argument):
            return f"{function}({show(argument)})"
        case MatrixProduct(matrix, vector, convolved=True):
            return f"{CONVOLUTION}({matrix.name}, {show(vector)})"
        case MatrixProduct(matrix, vector):
            return f"{matrix.name} @ {show_inside(vector)}"
        case ElementwiseProduct(factors):
            return " * ".join(map(show_inside, factors))
    (first_sign, first), *others = expression.terms
    # A minus binds closer than @ and *, so a negated first term needs parentheses.
    leading = (first_sign, show(first) if first_sign > 0 else show_inside(first))
    return join_terms([leading, *((sign, show(term)) for sign, term in others)])


def show_inside(expression: Expression) -> str:
    """An expression as a factor of a product: in parentheses unless it is one word or a call."""
    match expression:
        case Number() | Name() | FunctionCall() | MatrixProduct(convolved=True):
            return show(expression)
    return f"({show(expression)})"


def join_terms(terms: list[tuple[int, str]]) -> str:
    """Signed texts as a sum: `- a + b - c`."""
    first_sign, first = terms[0]
    rest = "".join(f" {'-' if sign < 0 else '+'} {text}" for sign, text in terms[1:])
    return f"{'-' if first_sign < 0 else ''}{first}{rest}"
