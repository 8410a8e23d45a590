"""The mutants of a Python file: copies with one small fault each, which some test should notice.

A constant is changed, an operator is replaced by another, two arguments or the two branches of a condition are swapped,
a statement or a `not` is dropped. What a program can do without is left alone: annotations, docstrings, assertions,
decorators and the text of errors.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.MatMult: ast.Mult,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
"""The operator that takes another one's place."""

WRITTEN_OPERATORS = {" + ": " - ", " - ": " + ", " * ": " + ", " @ ": " * "}
"""The same in a text that holds equations or formulas."""

DROPPED = (ast.AugAssign, ast.Raise, ast.Return, ast.Continue, ast.Break, ast.Delete)
"""The statements that can be missing; and further ones, see `is_dropped`."""

EQUIVALENT_KEYWORDS = {"strict", "maxsize", "tip", "source", "verified_with"}
"""Keyword arguments that check, speed up or explain a program and do not change what it computes."""

CHECKS = ("isinstance", "issubclass", "hasattr", "getattr", "setattr")
"""Functions whose arguments cannot be swapped without a TypeError, which every test would notice."""

MESSAGES = {"fail", "refuse", "unknown", "UsageError", "Remedy", "Option", "catch_warnings", "simplefilter"}
"""Functions whose texts a person reads, and those that keep a warning from him; the texts are left alone."""

PROSE = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}|\.py\b|\w \d+\.\d+|^\\")
"""Texts in which an added letter is no fault: sentences, sources, versions, LaTeX."""

LONGEST = 60


class Mutant(NamedTuple):
    """One small fault in a file."""

    line: int
    lines: range
    """The lines of the statement around it: a test that runs one of them may notice the fault."""
    change: str
    """What is changed, as Python: `a + b -> a - b`."""
    number: int
    """Its number among the mutants of its file."""


class _Change(NamedTuple):
    node: ast.AST
    replacement: ast.AST
    lines: range


def mutants(text: str) -> list[Mutant]:
    """The mutants of a source.

    >>> [mutant.change for mutant in mutants("def area(a, b):\\n    return a * b\\n")]
    ['return a * b -> pass', 'a * b -> a + b']
    """
    return [
        Mutant(getattr(node, "lineno", lines.start), lines, f"{_shown(node)} -> {_shown(replacement)}", number)
        for number, (node, replacement, lines) in enumerate(_changes(ast.parse(text)))
    ]


def mutated(path: Path, number: int) -> Any:
    """The compiled code of a file with one of its mutants in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    changed, replacement, _ = list(_changes(tree))[number]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is changed:
                setattr(parent, name, replacement)
            elif isinstance(value, list):
                value[:] = [replacement if item is changed else item for item in value]
    return compile(ast.fix_missing_locations(tree), str(path), "exec")


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _changes(tree: ast.Module) -> Iterator[_Change]:
    for statement in _statements(tree.body):
        lines = _own_lines(statement)
        for node in _own_nodes(statement):
            for replacement in _replacements(node):
                yield _Change(node, ast.copy_location(replacement, node), lines)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that a program runs, each before those inside it."""
    for statement in body:
        if _is_left_alone(statement):
            continue
        yield statement
        for part in (getattr(statement, name, []) for name in ("body", "orelse", "finalbody")):
            yield from _statements(part)
        for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
            yield from _statements(part.body)


def _is_left_alone(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Pass():
            return True
        case ast.If(ast.Name("TYPE_CHECKING")) | ast.AnnAssign(annotation=ast.Name("TypeAlias")):
            return True
    return False


def _own_lines(statement: ast.stmt) -> range:
    """The lines of a statement without those of the statements inside it."""
    inner = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not inner:
        return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    first = getattr(inner[0], "lineno", None) or inner[0].pattern.lineno
    return range(statement.lineno, max(first, statement.lineno + 1))


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """A statement, and the expressions in it that can be changed; not the statements inside it."""
    yield statement
    if isinstance(statement, ast.Raise):
        return
    for name, value in ast.iter_fields(statement):
        if name in ("annotation", "returns", "decorator_list", "bases", "targets", "target", "type_params"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.match_case):
                yield from _nodes(part.guard)
            elif isinstance(part, ast.withitem):
                yield from _nodes(part.context_expr)
            elif not isinstance(part, (ast.stmt, ast.ExceptHandler)):
                yield from _nodes(part)


def _nodes(node: Any) -> Iterator[ast.AST]:
    """The expressions in an expression; of a function's arguments only the defaults."""
    match node:
        case ast.arguments():
            for default in (*node.defaults, *filter(None, node.kw_defaults)):
                yield from _nodes(default)
        case ast.keyword():
            if node.arg not in EQUIVALENT_KEYWORDS:
                yield from _nodes(node.value)
        case ast.JoinedStr():
            for value in node.values:
                yield from _nodes(value.value) if isinstance(value, ast.FormattedValue) else ()
        case ast.Call(ast.Name(name) | ast.Attribute(attr=name)) if name in MESSAGES:
            yield node
        case ast.AST():
            yield node
            for child in ast.iter_child_nodes(node):
                yield from _nodes(child)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value):
            yield from map(ast.Constant, _texts(value))
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OPERATORS[type(operator)](), values)
        case ast.Compare(left, operators, values):
            for position, operator in enumerate(operators):
                other = OPERATORS[type(operator)]()
                yield ast.Compare(left, [*operators[:position], other, *operators[position + 1 :]], values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Call(ast.Name(name)) if name in CHECKS:
            pass
        case ast.Call(function, arguments, keywords):
            for swapped in _swapped(arguments):
                yield ast.Call(function, swapped, keywords)
        case ast.If(ast.Compare() | ast.UnaryOp(ast.Not())) | ast.While(ast.Compare() | ast.UnaryOp(ast.Not())):
            # The same fault as that of the operator.
            pass
        case ast.If(test) | ast.While(test):
            yield type(node)(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
        case ast.stmt() if is_dropped(node):
            yield ast.Pass()


def _texts(value: str) -> Iterator[str]:
    """A text with one of its written operators replaced; a text without any, made longer."""
    places = [match for match in re.finditer(r" [-+*@] ", value) if match[0] in WRITTEN_OPERATORS]
    for place in places:
        yield f"{value[: place.start()]}{WRITTEN_OPERATORS[place[0]]}{value[place.end() :]}"
    if not places and not PROSE.search(value):
        yield value + "x"


def _swapped(arguments: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for position in range(len(arguments) - 1):
        one, two = arguments[position : position + 2]
        if not isinstance(one, ast.Starred) and not isinstance(two, ast.Starred) and ast.dump(one) != ast.dump(two):
            yield [*arguments[:position], two, one, *arguments[position + 2 :]]


def is_dropped(statement: ast.stmt) -> bool:
    """Whether a program without this statement could still run: it does not give a name its first value."""
    match statement:
        case ast.Assign([ast.Name(name)], value):
            return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value))
        case ast.Assign([ast.Attribute() | ast.Subscript()]) | ast.Expr():
            return True
        case ast.Return(value):
            return value is not None
    return isinstance(statement, DROPPED)
