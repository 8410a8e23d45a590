"""The equation language: its immutable parts, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple, NoReturn, TypeAlias

from paramcalc.errors import EquationError

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
"""The functions an equation may call, each elementwise on one vector, with its LaTeX."""


CONVOLUTION = "conv"
"""`conv(W, x)`: W is a matrix at every position of a kernel, and x is a field of vectors."""


class Position(NamedTuple):
    """Where something stands in the text: line and column, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class Number(NamedTuple):
    """A constant, the same for every element."""

    value: int | float
    place: Position


class Name(NamedTuple):
    """The input, a state, an earlier equation's value, or a parameter that is a vector."""

    name: str
    place: Position


class MatrixProduct(NamedTuple):
    """`matrix @ vector`, the only place where a parameter is a matrix; or `conv(matrix, vector)`, a matrix at every
    position of a kernel.
    """

    matrix: Name
    vector: Expression
    place: Position
    convolved: bool = False


class Sum(NamedTuple):
    """Signed terms added elementwise, flattened: a + (b - c) has three terms."""

    terms: tuple[tuple[int, Expression], ...]
    place: Position


class ElementwiseProduct(NamedTuple):
    """Factors multiplied elementwise, flattened."""

    factors: tuple[Expression, ...]
    place: Position


class FunctionCall(NamedTuple):
    """One of FUNCTIONS applied to every element."""

    function: str
    argument: Expression
    place: Position


Expression: TypeAlias = "Number | Name | MatrixProduct | Sum | ElementwiseProduct | FunctionCall"


class Equation(NamedTuple):
    """`target = expression`."""

    target: str
    expression: Expression
    place: Position

    def __str__(self) -> str:
        return f"{self.target} = {show(self.expression)}"


class Declaration(NamedTuple):
    """`name: size`, which makes `name` the input (`x`) or a state and gives the name of its size."""

    name: str
    size: str
    place: Position

    def __str__(self) -> str:
        return f"{self.name}: {self.size}"


class Program(NamedTuple):
    """What a text says: its declarations and its equations, in their order."""

    declarations: tuple[Declaration, ...]
    equations: tuple[Equation, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.declarations + self.equations))


def fail(message: str, place: Position, *, tip: str | None = None) -> NoReturn:
    """Raise the EquationError for this place."""
    raise EquationError(message, line=place.line, column=place.column, tip=tip)


def signed_terms(expression: Expression, sign: int = 1) -> tuple[tuple[int, Expression], ...]:
    """The terms of an expression read as a sum, all signs times `sign`."""
    terms = expression.terms if isinstance(expression, Sum) else ((1, expression),)
    return tuple((sign * its, term) for its, term in terms)


def add(terms: Iterable[tuple[int, Expression]], place: Position) -> Expression:
    """A sum of signed terms, sums among them taken apart; just the term where only one is left and is not negated."""
    flat = tuple(part for sign, term in terms for part in signed_terms(term, sign))
    return flat[0][1] if len(flat) == 1 and flat[0][0] > 0 else Sum(flat, place)


def multiply(factors: Iterable[Expression], place: Position) -> Expression:
    """An elementwise product, products among its factors taken apart."""
    flat = tuple(
        part for factor in factors for part in (factor.factors if isinstance(factor, ElementwiseProduct) else (factor,))
    )
    return ElementwiseProduct(flat, place)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside this one; the matrix of a product is not one of them."""
    if isinstance(expression, MatrixProduct):
        return (expression.vector,)
    if isinstance(expression, Sum):
        return tuple(term for _, term in expression.terms)
    if isinstance(expression, ElementwiseProduct):
        return expression.factors
    if isinstance(expression, FunctionCall):
        return (expression.argument,)
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all inside it, in the order of the text."""
    return chain((expression,), *map(walk, children(expression)))


def show(expression: Expression) -> str:
    """An expression in the language's own words; parsing it again gives the same expression.

    >>> from paramcalc.equations.reader import parse
    >>> show(parse("n = a*(b+c) - (d - e)").equations[0].expression)
    'a * (b + c) - d + e'
    """
    if isinstance(expression, Number):
        return repr(expression.value)
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, FunctionCall):
        return f"{expression.function}({show(expression.argument)})"
    if isinstance(expression, MatrixProduct):
        if expression.convolved:
            return f"{CONVOLUTION}({expression.matrix.name}, {show(expression.vector)})"
        return f"{expression.matrix.name} @ {show_inside(expression.vector)}"
    if isinstance(expression, ElementwiseProduct):
        return " * ".join(map(show_inside, expression.factors))
    (first_sign, first), *others = expression.terms
    # A minus binds closer than @ and *, so what it negates stands in parentheses.
    leading = (first_sign, show(first) if first_sign > 0 else show_inside(first))
    return join_terms([leading, *((sign, show(term)) for sign, term in others)])


def show_inside(expression: Expression) -> str:
    """An expression as it stands inside a product: in parentheses unless it is one word or a call."""
    text = show(expression)
    whole = isinstance(expression, (Number, Name, FunctionCall)) or (
        isinstance(expression, MatrixProduct) and expression.convolved
    )
    return text if whole else f"({text})"


def join_terms(terms: list[tuple[int, str]]) -> str:
    """Signed texts as a sum: `- a + b - c`."""
    first_sign, first = terms[0]
    rest = "".join(f" {'-' if sign < 0 else '+'} {text}" for sign, text in terms[1:])
    return f"{'-' if first_sign < 0 else ''}{first}{rest}"
