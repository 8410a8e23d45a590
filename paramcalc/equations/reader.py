"""The equation language read: text in, immutable equations out. Nothing of the text is ever executed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

from paramcalc.equations.syntax import (
    CONVOLUTION,
    FUNCTIONS,
    Declaration,
    Equation,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Position,
    Program,
    add,
    fail,
    multiply,
)
from paramcalc.errors import EquationError, nearest

LONGEST_TEXT = 20_000
"""Characters: far above any cell, and below what makes Python's own parser slow or deep."""

LARGEST_NUMBER = 1e300
"""Beyond it a constant is a slip, and floating point nearly at its end."""

DEEPEST = 100
"""Levels of one expression inside another: far above any cell, and below where Python's stack ends."""

TOO_DEEP = "the equations are nested too deeply to be read"


def parse(text: str) -> Program:
    r"""The declarations and equations of a text.

    >>> print(parse("h: units\nh = tanh(W@x + b+U @ h)"))
    h: units
    h = tanh(W @ x + b + U @ h)

    Raises EquationError, with line and column, for whatever is not of the language.
    """
    if len(text) > LONGEST_TEXT:
        fail(f"the text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read", Position(1, 1))
    reader = _Reader(text.removeprefix("\ufeff"))
    try:
        return reader.program()
    except SyntaxError as error:
        fail(f"not an equation: {error.msg}", Position(error.lineno or 1, reader.indent + max(error.offset or 1, 1)))
    except (RecursionError, MemoryError):
        fail(TOO_DEEP, Position(1, 1))
    except (ValueError, UnicodeError) as error:
        if isinstance(error, EquationError):
            raise
        fail(f"not a text that can be read: {error}", Position(1, 1))


class _Reader:
    """Python's syntax tree turned into ours, node by node; what has no entry in the tables is refused."""

    def __init__(self, text: str) -> None:
        lines = re.split("\r\n|\r|\n", text)
        code = {line for line in lines if line.strip() and not line.lstrip().startswith("#")}
        self.indent = min((len(line) - len(line.lstrip()) for line in code), default=0)
        self.lines = [line[self.indent :] if line in code else "" for line in lines]
        self.depth = 0
        self.read_expression: dict[type[ast.AST], Callable[[Any], Expression]] = {
            ast.Name: self.name,
            ast.Constant: self.constant,
            ast.BinOp: self.binary,
            ast.UnaryOp: self.unary,
            ast.Call: self.call,
        }

    def program(self) -> Program:
        declarations: list[Declaration] = []
        equations: list[Equation] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on a text that is not for Python
            body = ast.parse("\n".join(self.lines)).body
        for node in body:
            if isinstance(node, ast.AnnAssign):
                declarations.append(self.declaration(node))
            else:
                equations.append(self.equation(node))
        if not equations:
            fail("there is no equation", Position(1, 1), tip="write `name = expression`, one a line")
        return Program(tuple(declarations), tuple(equations))

    def place(self, node: Any) -> Position:
        """Python counts a column in UTF-8 bytes, from 0, after the common indent."""
        line = self.lines[node.lineno - 1].encode()
        return Position(node.lineno, self.indent + len(line[: node.col_offset].decode(errors="ignore")) + 1)

    def refuse(self, node: ast.AST, why: str, tip: str | None = None) -> NoReturn:
        fail(f"`{_shorten(ast.unparse(node))}`: {why}", self.place(node), tip=tip)

    def declaration(self, node: ast.AnnAssign) -> Declaration:
        if node.value is not None or not isinstance(node.target, ast.Name) or not isinstance(node.annotation, ast.Name):
            self.refuse(node, "a declaration is `name: size`", tip="for example `h: units`")
        self.name(node.target)
        return Declaration(node.target.id, node.annotation.id, self.place(node))

    def equation(self, node: ast.stmt) -> Equation:
        if not isinstance(node, ast.Assign):
            self.refuse(node, "neither an equation (`name = expression`) nor a declaration (`name: size`)")
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, ast.Name):
            self.refuse(node, "an equation has one name on its left")
        self.name(target)
        return Equation(target.id, self.expression(node.value), self.place(node))

    def expression(self, node: ast.AST) -> Expression:
        reader = self.read_expression.get(type(node))
        if reader is None:
            self.refuse(node, "not of the equation language", tip="allowed: names, numbers, + - * @ and functions")
        self.depth += 1
        if self.depth > DEEPEST:
            fail(TOO_DEEP, self.place(node), tip=f"at most {DEEPEST} levels; a line of its own for a part makes it two")
        expression = reader(node)
        self.depth -= 1
        return expression

    def constant(self, node: ast.Constant) -> Expression:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(node, "only plain numbers are allowed here")
        if not -LARGEST_NUMBER < value < LARGEST_NUMBER:
            fail("only plain numbers are allowed here, none this large", self.place(node))
        return Number(value, self.place(node))

    def name(self, node: ast.Name) -> Expression:
        if node.id in FUNCTIONS or node.id == CONVOLUTION:
            fail(f"{node.id!r} is a function and needs an argument", self.place(node), tip=f"write {node.id}(…)")
        return Name(node.id, self.place(node))

    def binary(self, node: ast.BinOp) -> Expression:
        place = self.place(node)
        if isinstance(node.op, ast.MatMult):
            matrix = self.expression(node.left)
            if not isinstance(matrix, Name):
                self.refuse(
                    node.left, "left of @ stands one parameter's name", tip="write `a * (W @ x)`, `U @ (r * h)`"
                )
            return MatrixProduct(matrix, self.expression(node.right), place)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            terms = _chain(node, (ast.Add, ast.Sub))
            signs = [-1 if isinstance(operator, ast.Sub) else 1 for operator, _ in terms]
            return add(zip(signs, [self.expression(term) for _, term in terms], strict=True), place)
        if isinstance(node.op, ast.Mult):
            return multiply([self.expression(factor) for _, factor in _chain(node, (ast.Mult,))], place)
        return self.refuse(node, "this operator is not of the equation language", tip="allowed: + - * and @")

    def unary(self, node: ast.UnaryOp) -> Expression:
        if not isinstance(node.op, ast.USub):
            self.refuse(node, "this operator is not of the equation language", tip="allowed: + - * and @")
        return add([(-1, self.expression(node.operand))], self.place(node))

    def call(self, node: ast.Call) -> Expression:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name == CONVOLUTION:
            return self.convolution(node)
        if name not in FUNCTIONS:
            match = nearest(name, FUNCTIONS)
            meant = f"did you mean {match!r}? " if match else ""
            allowed = ", ".join((*FUNCTIONS, CONVOLUTION))
            fail(f"unknown function {name!r}", self.place(node), tip=f"{meant}allowed: {allowed}")
        if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
            self.refuse(node, f"{name} takes exactly one argument")
        return FunctionCall(name, self.expression(node.args[0]), self.place(node))

    def convolution(self, node: ast.Call) -> Expression:
        if len(node.args) != 2 or node.keywords or not isinstance(node.args[0], ast.Name):
            self.refuse(node, "conv takes a parameter's name and what it convolves", tip="write `conv(W, x)`")
        matrix = Name(node.args[0].id, self.place(node.args[0]))
        return MatrixProduct(matrix, self.expression(node.args[1]), self.place(node), convolved=True)


def _shorten(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _chain(node: ast.BinOp, operators: tuple[type[ast.operator], ...]) -> list[tuple[ast.operator | None, ast.expr]]:
    """What a chain such as a + b - c joins, first to last, each with the operator before it."""
    parts: list[tuple[ast.operator | None, ast.expr]] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, operators):
        parts.append((left.op, left.right))
        left = left.left
    return [(None, left), *reversed(parts)]
