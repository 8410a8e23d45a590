"""LaTeX: the equations, aligned (needs amsmath), and the table as a tabular."""

from __future__ import annotations

from paramcalc.algebra.notation import LATEX
from paramcalc.equations.cell import CANDIDATE, Cell
from paramcalc.equations.sizes import INPUT
from paramcalc.equations.syntax import (
    FUNCTIONS,
    ElementwiseProduct,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Sum,
    join_terms,
)
from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.facts import derivation, heading
from paramcalc.render.grid import Line, grid
from paramcalc.render.page import Glyphs, Page

GLYPHS = Glyphs(LATEX, r" \times ", "", "", "--")


def render(breakdown: Breakdown, page: Page) -> str:
    """The cell's equations, the table, and the formula worked out."""
    formula, *steps = derivation(breakdown, GLYPHS)
    parts = [
        f"% {heading(breakdown)}",
        equations(breakdown.layer.structure.cell),
        _tabular(breakdown),
        _aligned([f"& {formula}", *(f"& {step}" for step in steps)]),
    ]
    return "\n\n".join(parts) + "\n"


def equations(cell: Cell) -> str:
    r"""A cell's equations, aligned at the equals signs; a state is h_{t-1} until the line that updates it.

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
    return _aligned(lines)


def _aligned(lines: list[str]) -> str:
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


def _tabular(breakdown: Breakdown) -> str:
    table = grid(breakdown, GLYPHS)
    lines = [rf"\begin{{tabular}}{{l{'r' * (len(table.heads) - 1)}}}", r"\hline", _row(list(table.heads)), r"\hline"]
    for group in table.groups:
        if group.label:
            width, _, word = group.width.rpartition(" ")
            label = f"{group.place}: reads ${width}$ {word}"
            lines.append(rf"\multicolumn{{{len(table.heads)}}}{{l}}{{{label}}} \\")
        lines += [_line(line) for line in group.lines]
    return "\n".join([*lines, r"\hline", _line(table.total), r"\hline", r"\end{tabular}"])


def _line(line: Line) -> str:
    cells = (str(cell) if str(cell) == GLYPHS.dash else f"${cell}$" for cell in line.cells)
    return _row([line.label.replace("_", r"\_"), *cells, f"${line.total}$"])


def _row(texts: list[str]) -> str:
    return f"{' & '.join(texts)} \\\\"
