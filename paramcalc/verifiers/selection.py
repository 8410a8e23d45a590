"""Selects cases by an expression: words, `and`, `or`, `not`, parentheses."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import TypeAlias

from paramcalc.errors import UsageError

Matcher: TypeAlias = Callable[[str], bool]

TOKEN = re.compile(r"[()]|[^\s()]+")

OPERATORS = ("and", "or", "not", "(", ")")

MAX_NESTING = 50

EXAMPLE = "words joined by and, or, not and parentheses, for example 'gru and not bias=False'"


def matcher(expression: str) -> Matcher:
    """A function that tells whether a text matches an expression; a word matches anywhere in the text, in any case.

    >>> matcher("gru and not bias=False")("sizes gru units=3")
    True

    Raises UsageError for an expression that cannot be read.
    """
    text = " ".join(TOKEN.findall(expression.lower()))
    # Python's parser sees the operators, and a name of the same length in place of each word.
    names = TOKEN.sub(lambda token: token[0] if token[0] in OPERATORS else "_" * len(token[0]), text)
    try:
        return _compiled(ast.parse(names, mode="eval").body, text)
    except (SyntaxError, RecursionError, MemoryError):
        raise UsageError(f"cannot read {expression!r}", tip=EXAMPLE) from None


def _compiled(node: ast.expr, text: str, depth: int = 0) -> Matcher:
    match node:
        case _ if depth > MAX_NESTING:
            pass
        case ast.Name():
            word = text[node.col_offset : node.end_col_offset]
            return lambda label: word in label.lower()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _compiled(operand, text, depth + 1)
            return lambda label: not inner(label)
        case ast.BoolOp(op=operator, values=values):
            holds = all if isinstance(operator, ast.And) else any
            matchers = [_compiled(value, text, depth + 1) for value in values]
            return lambda label: holds(inner(label) for inner in matchers)
    raise SyntaxError
