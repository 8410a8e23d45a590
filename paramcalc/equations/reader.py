"""The parser of the equation language: a text becomes immutable equations. Nothing of the text is executed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

from paramcalc.equations import syntax
from paramcalc.errors import EquationError, nearest, shorten

LONGEST_TEXT = 20_000
"""Characters of a text: more than any cell needs, few enough for Python's own parser to be fast."""

LARGEST_NUMBER = 1e300
"""A larger constant is a slip, and close to the largest float."""

MAX_NESTING = 100
"""Levels of nested expressions: more than any cell needs, few enough for Python's stack."""

OPERATORS = ("the equation language does not have this operator", "allowed: + - * and @")
"""Why an operator is refused, and the tip."""

TOO_DEEP = "the equations are nested too deeply"


def parse(text: str) -> syntax.Program:
    r"""The declarations and equations of a text.

    >>> print(parse("h: units\nh = tanh(W@x + b+U @ h)"))
    h: units
    h = tanh(W @ x + b + U @ h)

    Raises EquationError, with line and column, for a text that is not of the language.
    """
    if len(text) > LONGEST_TEXT:
        syntax.fail(f"the text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read", syntax.Position(1, 1))
    reader = _Reader(text.removeprefix("\ufeff"))
    try:
        return reader.program()
    except SyntaxError as error:
        position = syntax.Position(error.lineno or 1, reader.indent + max(error.offset or 1, 1))
        syntax.fail(f"not an equation: {error.msg}", position)
    except (RecursionError, MemoryError):
        syntax.fail(TOO_DEEP, syntax.Position(1, 1))
    except EquationError:
        raise
    except ValueError as error:
        syntax.fail(f"the text cannot be read: {error}", syntax.Position(1, 1))


class _Reader:
    """Turns Python's syntax tree into ours, node by node; a node without an entry in `read_expression` is refused."""

    def __init__(self, text: str) -> None:
        lines = re.split("\r\n|\r|\n", text)
        code = {line for line in lines if line.strip() and not line.lstrip().startswith("#")}
        self.indent = min((len(line) - len(line.lstrip()) for line in code), default=0)
        self.lines = [line[self.indent :] if line in code else "" for line in lines]
        self.depth = 0
        self.read_expression: dict[type[ast.AST], Callable[[Any], syntax.Expression]] = {
            ast.Name: self.name,
            ast.Constant: self.constant,
            ast.BinOp: self.binary,
            ast.UnaryOp: self.unary,
            ast.Call: self.call,
        }

    def program(self) -> syntax.Program:
        declarations: list[syntax.Declaration] = []
        equations: list[syntax.Equation] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on a text that is not for Python
            body = ast.parse("\n".join(self.lines)).body
        for node in body:
            if isinstance(node, ast.AnnAssign):
                declarations.append(self.declaration(node))
            else:
                equations.append(self.equation(node))
        if not equations:
            syntax.fail(
                "there is no equation",
                syntax.Position(1, 1),
                tip="write `name = expression`, each on a line of its own",
            )
        return syntax.Program(tuple(declarations), tuple(equations))

    def position(self, node: Any) -> syntax.Position:
        """Python counts a column in UTF-8 bytes, from 0, after the common indent."""
        line = self.lines[node.lineno - 1].encode()
        return syntax.Position(node.lineno, self.indent + len(line[: node.col_offset].decode(errors="ignore")) + 1)

    def refuse(self, node: ast.AST, why: str, tip: str | None = None) -> NoReturn:
        syntax.fail(f"`{shorten(ast.unparse(node))}`: {why}", self.position(node), tip=tip)

    def declaration(self, node: ast.AnnAssign) -> syntax.Declaration:
        if node.value is not None or not isinstance(node.target, ast.Name) or not isinstance(node.annotation, ast.Name):
            self.refuse(node, "a declaration is `name: size`", tip="for example `h: units`")
        self.name(node.target)
        return syntax.Declaration(node.target.id, node.annotation.id, self.position(node))

    def equation(self, node: ast.stmt) -> syntax.Equation:
        if not isinstance(node, ast.Assign):
            self.refuse(node, "neither an equation (`name = expression`) nor a declaration (`name: size`)")
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, ast.Name):
            self.refuse(node, "an equation has one name on its left side")
        self.name(target)
        return syntax.Equation(target.id, self.expression(node.value), self.position(node))

    def expression(self, node: ast.AST) -> syntax.Expression:
        reader = self.read_expression.get(type(node))
        if reader is None:
            self.refuse(node, "not of the equation language", tip="allowed: names, numbers, + - * @ and functions")
        self.depth += 1
        if self.depth > MAX_NESTING:
            tip = f"at most {MAX_NESTING} levels; move a part into an equation of its own"
            syntax.fail(TOO_DEEP, self.position(node), tip=tip)
        expression = reader(node)
        self.depth -= 1
        return expression

    def constant(self, node: ast.Constant) -> syntax.Expression:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(node, "only plain numbers are allowed here")
        if not -LARGEST_NUMBER < value < LARGEST_NUMBER:
            syntax.fail("only plain numbers are allowed here, none this large", self.position(node))
        return syntax.Number(value, self.position(node))

    def name(self, node: ast.Name) -> syntax.Expression:
        if node.id in syntax.FUNCTIONS or node.id == syntax.CONVOLUTION:
            syntax.fail(
                f"{node.id!r} is a function and needs an argument", self.position(node), tip=f"write {node.id}(…)"
            )
        return syntax.Name(node.id, self.position(node))

    def binary(self, node: ast.BinOp) -> syntax.Expression:
        position = self.position(node)
        if isinstance(node.op, ast.MatMult):
            matrix = self.expression(node.left)
            if not isinstance(matrix, syntax.Name):
                tip = "write `a * (W @ x)`, `U @ (r * h)`"
                self.refuse(node.left, "the left side of @ must be the name of a parameter", tip=tip)
            return syntax.MatrixProduct(matrix, self.expression(node.right), position)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            terms = _chain(node, (ast.Add, ast.Sub))
            signs = [-1 if isinstance(operator, ast.Sub) else 1 for operator, _ in terms]
            return syntax.add(zip(signs, [self.expression(term) for _, term in terms], strict=True), position)
        if isinstance(node.op, ast.Mult):
            return syntax.multiply([self.expression(factor) for _, factor in _chain(node, (ast.Mult,))], position)
        return self.refuse(node, *OPERATORS)

    def unary(self, node: ast.UnaryOp) -> syntax.Expression:
        if not isinstance(node.op, ast.USub):
            self.refuse(node, *OPERATORS)
        return syntax.add([(-1, self.expression(node.operand))], self.position(node))

    def call(self, node: ast.Call) -> syntax.Expression:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name == syntax.CONVOLUTION:
            return self.convolution(node)
        if name not in syntax.FUNCTIONS:
            match = nearest(name, syntax.FUNCTIONS)
            meant = f"did you mean {match!r}? " if match else ""
            allowed = ", ".join((*syntax.FUNCTIONS, syntax.CONVOLUTION))
            syntax.fail(f"unknown function {name!r}", self.position(node), tip=f"{meant}allowed: {allowed}")
        if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
            self.refuse(node, f"{name} takes exactly one argument")
        return syntax.FunctionCall(name, self.expression(node.args[0]), self.position(node))

    def convolution(self, node: ast.Call) -> syntax.Expression:
        if len(node.args) != 2 or node.keywords or not isinstance(node.args[0], ast.Name):
            self.refuse(node, "conv takes a parameter's name and what it convolves", tip="write `conv(W, x)`")
        matrix = syntax.Name(node.args[0].id, self.position(node.args[0]))
        return syntax.MatrixProduct(matrix, self.expression(node.args[1]), self.position(node), convolved=True)


def _chain(node: ast.BinOp, operators: tuple[type[ast.operator], ...]) -> list[tuple[ast.operator | None, ast.expr]]:
    """The operands of a chain such as a + b - c, first to last, each with the operator before it."""
    parts: list[tuple[ast.operator | None, ast.expr]] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, operators):
        parts.append((left.op, left.right))
        left = left.left
    return [(None, left), *reversed(parts)]
