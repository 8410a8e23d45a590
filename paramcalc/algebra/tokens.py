"""The tokens of a formula, as programs, articles and LaTeX write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from paramcalc.errors import UsageError, shown
from paramcalc.phrases import tr


class Token(NamedTuple):
    """A number, a name, a sign or a bracket, and its column from 1."""

    kind: str
    """`number`, `name`, `+`, `-`, `*`, `**`, `(`, `)`, `=` or `end`."""
    text: str
    column: int


SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_LETTERS = r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹]|_\{)\w)"

_TEXT_COMMANDS = r"\\(?:mathrm|mathit|mathbf|mathsf|mathtt|text|textit|textrm|texttt|textbf|operatorname)\s*"

PATTERNS = {
    "*": r"[·×⋅∙•∗✕✖]|\*(?!\*)|\\(?:times|cdot|ast)(?![A-Za-z])|(?<=[\d)\]])\s*[xX]\s*(?=[\d(\[])",
    "space": (
        r"\s+|~|\\[,;:!\ \[\]()]|\$+|&"
        r"|\\(?:left|right|quad|qquad|displaystyle|[bB]igg?[lr]?)(?![A-Za-z])"
    ),
    "**": r"\*\*|\^",
    "superscript": f"[{SUPERSCRIPTS}]+",
    "+": r"\+",
    "-": r"[-−–]",
    "(": r"[(\[{]|\\\{",
    ")": r"[)\]}]|\\\}",
    "=": r":?=|:",
    "number": r"\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+(?!\d)|\d+(?:_\d+)*",
    "name": rf"(?:{_TEXT_COMMANDS}\{{[^{{}}]*\}}|\\[A-Za-z]+|(?!\d){_LETTERS}+)"
    rf"(?:\\?_(?:\{{(?:{_TEXT_COMMANDS}\{{[^{{}}]*\}}|[^{{}}])*\}}|{_LETTERS}+|\\[A-Za-z]+))*",
}
"""What each kind of token looks like. An earlier kind wins."""

_TOKEN = re.compile("|".join(f"(?P<{'_' * position}k>{pattern})" for position, pattern in enumerate(PATTERNS.values())))
_KINDS = {"_" * position + "k": kind for position, kind in enumerate(PATTERNS)}

_AMBIGUOUS = re.compile(r"\d+[eE][+-]?\d|0[xXoObB][0-9A-Fa-f]")
"""A number in another notation, or a product without a sign: 2e3, 0b1."""

FUNCTIONS = {
    *("sin", "cos", "tan", "exp", "log", "ln", "lg", "sqrt", "abs", "min", "max", "floor", "ceil", "round", "mod"),
    *("frac", "dfrac", "tfrac", "binom", "sum", "prod", "int", "len", "pow"),
}
"""Words that are functions as LaTeX commands and before a bracket, where any other word is multiplied."""

_BRACKET = re.compile(r"\s*[(\[{]")

_WRAPPING = re.compile(rf"{_TEXT_COMMANDS}|[\\{{}}\s]")


def tokens(text: str) -> Iterator[Token]:
    r"""The tokens of a formula, spaces left out.

    >>> [token.text for token in tokens(r"3 \times (n_{\text{units}}² + 1{,}000)")]
    ['3', '*', '(', 'n_units', '**', '2', '+', '1000', ')', '']

    Raises UsageError for a character that no formula has, and for a text that may be a number or a product, as 2e3.
    """
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            message = tr("not a formula in sizes: {text}", text=shown(text))
            raise UsageError(
                message,
                tip=tr(
                    "column {position}: {text!r} has no meaning in a formula",
                    position=position + 1,
                    text=text[position],
                ),
            )
        kind, column = _KINDS[match.lastgroup], position + 1
        if kind == "superscript":
            yield Token("**", "**", column)
            yield Token("number", "".join(str(SUPERSCRIPTS.index(digit)) for digit in match[0]), column)
        elif kind == "number":
            if unclear := _AMBIGUOUS.match(text, position):
                problem = tr(
                    "{unclear!r} may be a number or a product; write the number in digits, or a * between",
                    unclear=unclear[0],
                )
                raise _refused(text, column, problem)
            yield Token("number", re.sub(r"\D", "", match[0]), column)
        elif kind == "name":
            name = _WRAPPING.sub("", match[0])
            if name in FUNCTIONS and (match[0].startswith("\\") or _BRACKET.match(text, match.end())):
                raise _refused(text, column, tr("a formula in sizes has no function {name!r}", name=name))
            yield Token("name", name, column)
        elif kind != "space":
            yield Token(kind, kind, column)
        position = match.end()
    yield Token("end", "", len(text) + 1)


def _refused(text: str, column: int, problem: str) -> UsageError:
    """The error for a text that is no formula, or may be another one than it seems."""
    tip = tr("column {column}: {problem}", column=column, problem=problem)
    return UsageError(tr("not a formula in sizes: {text}", text=shown(text)), tip=tip)
