"""The parser of the equation language: a text becomes immutable equations. Nothing of the text is executed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Any, NoReturn

from paramcalc.equations import syntax
from paramcalc.errors import EquationError, parser_reason, shorten, unknown
from paramcalc.phrases import tr

LONGEST_TEXT = 20_000
"""Characters of a text: more than any cell needs, few enough for Python's own parser to be fast."""

LARGEST_NUMBER = 1e300
"""A larger constant is a slip, and close to the largest float."""

MAX_NESTING = 100
"""Levels of nested expressions: more than any cell needs, few enough for Python's stack."""

TOO_DEEP = tr("the equations are nested too deeply")


def parse(text: str) -> syntax.Program:
    r"""The declarations and equations of a text.

    >>> print(parse("h: units\nh = tanh(W@x + b+U @ h)"))
    h: units
    h = tanh(W @ x + b + U @ h)

    Raises EquationError, with line and column, for a text that is not of the language.
    """
    if len(text) > LONGEST_TEXT:
        syntax.fail(
            tr(
                "the text has {count:,} characters; at most {longest_text:,} are read",
                count=len(text),
                longest_text=LONGEST_TEXT,
            ),
            syntax.Position(1, 1),
        )
    reader = _Reader(text.removeprefix("\ufeff"))
    try:
        return reader.program()
    except SyntaxError as error:
        position = syntax.Position(error.lineno or 1, reader.indent + max(error.offset or 1, 1))
        syntax.fail(tr("not an equation: {error}", error=parser_reason(error)), position)
    except (RecursionError, MemoryError):
        syntax.fail(TOO_DEEP, syntax.Position(1, 1))
    except EquationError:
        raise
    except ValueError as error:
        syntax.fail(tr("the text cannot be read: {error}", error=parser_reason(error)), syntax.Position(1, 1))


class _Reader:
    """Turns Python's syntax tree into ours, node by node; any other node is refused."""

    def __init__(self, text: str) -> None:
        lines = re.split("\r\n|\r|\n", text)
        code = {line for line in lines if line.strip() and not line.lstrip().startswith("#")}
        self.indent = min((len(line) - len(line.lstrip()) for line in code), default=0)
        self.lines = [line[self.indent :] if line in code else "" for line in lines]
        self.depth = 0

    def program(self) -> syntax.Program:
        declarations: list[syntax.Declaration] = []
        equations: list[syntax.Equation] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on a text that is not for Python
            body = ast.parse("\n".join(self.lines)).body
        for node in body:
            match node:
                case ast.AnnAssign(target=ast.Name() as target, annotation=ast.Name(id=size), value=None):
                    declarations.append(syntax.Declaration(self.name(target).name, size, self.position(node)))
                case ast.AnnAssign():
                    self.refuse(node, tr("a declaration is `name: size`"), tip=tr("for example `h: units`"))
                case ast.Assign(targets=[ast.Name() as target], value=value):
                    name, position = self.name(target).name, self.position(node)
                    equations.append(syntax.Equation(name, self.expression(value), position))
                case ast.Assign():
                    self.refuse(node, tr("an equation has one name on its left side"))
                case _:
                    self.refuse(node, tr("neither an equation (`name = expression`) nor a declaration (`name: size`)"))
        if not equations:
            tip = tr("write `name = expression`, each on a line of its own")
            syntax.fail(tr("there is no equation"), syntax.Position(1, 1), tip=tip)
        return syntax.Program(tuple(declarations), tuple(equations))

    def position(self, node: Any) -> syntax.Position:
        """Python counts a column in UTF-8 bytes, from 0, after the common indent."""
        line = self.lines[node.lineno - 1].encode()
        return syntax.Position(node.lineno, self.indent + len(line[: node.col_offset].decode(errors="ignore")) + 1)

    def refuse(self, node: ast.AST, why: str, tip: str | None = None) -> NoReturn:
        syntax.fail(f"`{shorten(ast.unparse(node))}`: {why}", self.position(node), tip=tip)

    def expression(self, node: ast.expr) -> syntax.Expression:
        self.depth += 1
        if self.depth > MAX_NESTING:
            tip = tr("at most {most} levels; move a part into an equation of its own", most=MAX_NESTING)
            syntax.fail(TOO_DEEP, self.position(node), tip=tip)
        expression = self.node(node)
        self.depth -= 1
        return expression

    def node(self, node: ast.expr) -> syntax.Expression:
        match node:
            case ast.Name():
                return self.name(node)
            case ast.Constant(value=value):
                return self.number(node, value)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                matrix = self.expression(left)
                if not isinstance(matrix, syntax.Name):
                    tip = tr("write `a * (W @ x)`, `U @ (r * h)`")
                    self.refuse(left, tr("the left side of @ must be the name of a parameter"), tip=tip)
                return syntax.MatrixProduct(matrix, self.expression(right), self.position(node))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                terms = [(sign, self.expression(term)) for sign, term in _chain(node, ast.Add, ast.Sub)]
                return syntax.add(terms, self.position(node))
            case ast.BinOp(op=ast.Mult()):
                factors = [self.expression(factor) for _, factor in _chain(node, ast.Mult)]
                return syntax.multiply(factors, self.position(node))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return syntax.add([(-1, self.expression(operand))], self.position(node))
            case ast.BinOp() | ast.UnaryOp():
                self.refuse(node, tr("the equation language does not have this operator"), tip="allowed: + - * and @")
            case ast.Call():
                return self.call(node)
        return self.refuse(
            node, tr("not of the equation language"), tip=tr("allowed: names, numbers, + - * @ and functions")
        )

    def number(self, node: ast.Constant, value: object) -> syntax.Number:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(node, tr("only plain numbers are allowed here"))
        if not -LARGEST_NUMBER < value < LARGEST_NUMBER:
            syntax.fail(tr("only plain numbers are allowed here, none this large"), self.position(node))
        return syntax.Number(value, self.position(node))

    def name(self, node: ast.Name) -> syntax.Name:
        if node.id in (*syntax.FUNCTIONS, syntax.CONVOLUTION):
            why, tip = tr("{id!r} is a function and needs an argument", id=node.id), tr("write {id}(…)", id=node.id)
            syntax.fail(why, self.position(node), tip=tip)
        return syntax.Name(node.id, self.position(node))

    def call(self, node: ast.Call) -> syntax.Expression:
        function, position = ast.unparse(node.func), self.position(node)
        match node:
            case ast.Call(args=[ast.Starred()]):
                pass
            case ast.Call(args=[argument], keywords=[]) if function in syntax.FUNCTIONS:
                return syntax.FunctionCall(function, self.expression(argument), position)
            case ast.Call(args=[ast.Name(id=name) as kernel, field], keywords=[]) if function == syntax.CONVOLUTION:
                matrix = syntax.Name(name, self.position(kernel))
                return syntax.MatrixProduct(matrix, self.expression(field), position, convolved=True)
        if function == syntax.CONVOLUTION:
            self.refuse(
                node, tr("conv takes the name of a parameter and what it convolves"), tip=tr("write `conv(W, x)`")
            )
        if function in syntax.FUNCTIONS:
            self.refuse(node, tr("{function} takes exactly one argument", function=function))
        error = unknown(tr("function"), function, (*syntax.FUNCTIONS, syntax.CONVOLUTION))
        return syntax.fail(tr("unknown function {function!r}", function=function), position, tip=error.tip)


def _chain(node: ast.expr, *operators: type[ast.operator]) -> Iterator[tuple[int, ast.expr]]:
    """The operands of a chain such as a + b - c, first to last, each with its sign; no recursion, chains are long."""
    operands: list[tuple[int, ast.expr]] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, operators):
        operands.append((-1 if isinstance(node.op, ast.Sub) else 1, node.right))
        node = node.left
    return reversed([*operands, (1, node)])
