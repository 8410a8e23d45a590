"""The expressions of `--select`: words, `and`, `or`, `not`, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from paramcalc.errors import UsageError

Matcher: TypeAlias = Callable[[str], bool]

TOKEN = re.compile(r"\s*([()]|[^\s()]+)")

DEEPEST = 50


def matcher(expression: str) -> Matcher:
    """Whether a text matches an expression.

    >>> matcher("gru and not bias=False")("sizes gru units=3")
    True

    Raises UsageError for an expression that cannot be read.
    """
    parser = _Parser(expression)
    found = parser.either(0)
    if parser.tokens:
        parser.fail()
    return found


class _Parser:
    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.tokens = TOKEN.findall(expression)

    def fail(self) -> NoReturn:
        at = f"at {self.tokens[0]!r}" if self.tokens else "at its end"
        tip = "words joined by and, or, not and parentheses, for example 'gru and not bias=False'"
        raise UsageError(f"cannot read {self.expression!r}: {at}", tip=tip)

    def take(self, *words: str) -> bool:
        if self.tokens and self.tokens[0].lower() in words:
            self.tokens.pop(0)
            return True
        return False

    def either(self, depth: int) -> Matcher:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return lambda text: any(part(text) for part in parts)

    def both(self, depth: int) -> Matcher:
        parts = [self.one(depth)]
        while self.take("and"):
            parts.append(self.one(depth))
        return lambda text: all(part(text) for part in parts)

    def one(self, depth: int) -> Matcher:
        if depth > DEEPEST or not self.tokens or self.tokens[0].lower() in ("and", "or", ")"):
            self.fail()
        if self.take("not"):
            inner = self.one(depth + 1)
            return lambda text: not inner(text)
        if self.take("("):
            inner = self.either(depth + 1)
            if not self.take(")"):
                self.fail()
            return inner
        word = self.tokens.pop(0).lower()
        return lambda text: word in text.lower()
