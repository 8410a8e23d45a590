"""A cell's equations in LaTeX, aligned at the equals signs; needs amsmath."""

from __future__ import annotations

from paramcalc.equations.cell import CANDIDATE, Cell
from paramcalc.equations.syntax import (
    FUNCTIONS,
    INPUT,
    ElementwiseProduct,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Sum,
    join_terms,
)


def equations(cell: Cell) -> str:
    r"""A cell's equations. A state is written h_{t-1} until its own equation, and h_t after it.

    >>> from paramcalc.equations.cell import read
    >>> print(equations(read("h: units\nh = tanh(W @ x + U @ h)")))
    \begin{align*}
      h_t &= \tanh\left(W x_t + U h_{t-1}\right)
    \end{align*}
    """
    known: dict[str, str] = {INPUT: f"{INPUT}_t", **{state: f"{_accented(state)}_{{t-1}}" for state in cell.states}}
    lines = []
    for equation in cell.program.equations:
        right = _expression(equation.expression, known)
        known[equation.target] = f"{_accented(equation.target)}_t"
        lines.append(f"{known[equation.target]} &= {right}")
    return aligned(lines)


def aligned(lines: list[str]) -> str:
    """Lines of mathematics below each other."""
    body = " \\\\\n".join(f"  {line}" for line in lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _accented(name: str) -> str:
    if name.endswith(CANDIDATE):
        return rf"\tilde{{{_letters(name.removesuffix(CANDIDATE))}}}"
    return _letters(name)


def _letters(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return escaped if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def _name(name: str, known: dict[str, str]) -> str:
    if name in known:
        return known[name]
    head, _, index = name.partition("_")
    return f"{_letters(head)}_{{{_letters(index)}}}" if index else _letters(head)


def _expression(expression: Expression, known: dict[str, str]) -> str:
    if isinstance(expression, Number):
        return _number(expression.value)
    if isinstance(expression, Name):
        return _name(expression.name, known)
    if isinstance(expression, FunctionCall):
        return rf"{FUNCTIONS[expression.function]}\left({_expression(expression.argument, known)}\right)"
    if isinstance(expression, MatrixProduct):
        between = r" \ast " if expression.convolved else " "
        return f"{_name(expression.matrix.name, known)}{between}{_inside(expression.vector, known)}"
    if isinstance(expression, ElementwiseProduct):
        numbers = [_inside(factor, known) for factor in expression.factors if isinstance(factor, Number)]
        vectors = [_inside(factor, known) for factor in expression.factors if not isinstance(factor, Number)]
        return r" \, ".join([*numbers, *filter(None, [r" \odot ".join(vectors)])])
    return join_terms([(sign, _expression(term, known)) for sign, term in expression.terms])


def _number(value: int | float) -> str:
    """A constant, with its power of ten as one: 1e-05 is 10^{-5}."""
    digits, _, power = repr(value).partition("e")
    if not power:
        return digits
    return rf"{digits} \cdot 10^{{{int(power)}}}" if digits != "1" else f"10^{{{int(power)}}}"


def _inside(expression: Expression, known: dict[str, str]) -> str:
    text = _expression(expression, known)
    compound = isinstance(expression, (Sum, ElementwiseProduct, MatrixProduct))
    return rf"\left({text}\right)" if compound else text
