"""Every error that the package raises on purpose, with its exit code."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from paramcalc.phrases import labelled, tr


class ExitCode(IntEnum):
    """The exit codes of the command line; a test compares the table in docs/exit-codes.md with them."""

    OK = 0
    DISAGREED = 1
    USAGE = 2
    MISSING = 3
    INCOMPLETE = 4
    LIMIT = 5
    INTERNAL = 70
    INTERRUPTED = 130


class Remedy(NamedTuple):
    """An argument that would fix the error, by its name in the Python interface.

    Each door adds its own words: the command line writes `Remedy("set", "units=N")` as `--set units=N`.
    """

    argument: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.argument}: {self.value}" if self.value else self.argument


class CellLine(int):
    """A line of a source that consists of cells, counted from the beginning of the first one.

    >>> line = CellLine(12, cell=3, line=2)
    >>> line == 12, line_text(line)
    (True, 'cell 3, line 2')
    """

    cell: int
    """The number of the cell, from 1."""
    line: int
    """The line in the cell, from 1."""

    def __new__(cls, number: int, cell: int, line: int) -> CellLine:
        """The line with this number."""
        value = super().__new__(cls, number)
        value.cell, value.line = cell, line
        return value

    def __getnewargs__(self) -> tuple[int, int, int]:  # type: ignore[override]  # an int has only its number
        """The arguments to make it again, for a copy."""
        return int(self), self.cell, self.line


def line_text(line: int) -> str:
    """A line as messages name it: `line 12`, or `cell 3, line 2` in a notebook."""
    return (
        tr("cell {cell}, line {line}", cell=line.cell, line=line.line)
        if isinstance(line, CellLine)
        else tr("line {line}", line=line)
    )


class ParamcalcError(Exception):
    """The base of all errors raised on purpose: a message, and a tip or a remedy where there is one.

    >>> error = ParamcalcError("no such cell: 'gruu'", tip="did you mean 'gru'?")
    >>> print(error)
    no such cell: 'gruu'
    tip: did you mean 'gru'?
    """

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, tip: str | None = None, remedy: Remedy | None = None) -> None:
        hint = tip or remedy
        super().__init__(message if hint is None else f"{message}\ntip: {hint}")
        self.message = message
        self.tip = tip
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """What pickle needs: an error comes back whole from another process, whatever its class takes."""
        return _restored_error, (type(self), self.args, self.__dict__)


def _restored_error(kind: type[ParamcalcError], args: tuple[Any, ...], state: dict[str, Any]) -> ParamcalcError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(ParamcalcError, ValueError):
    """The request cannot be answered: a wrong size, an unknown name, options that contradict each other."""

    exit_code = ExitCode.USAGE


class EquationError(UsageError):
    """Equations that cannot be read or whose sizes do not fit, with the position: `line` and `column`, both from 1."""

    def __init__(self, message: str, *, line: int, column: int, tip: str | None = None) -> None:
        super().__init__(
            tr("line {line}, column {column}: {message}", line=line, column=column, message=message), tip=tip
        )
        self.line = line
        self.column = column


class SourceError(UsageError):
    """A Python source that cannot be read or whose model cannot be determined, with the `line` from 1."""

    def __init__(self, message: str, *, line: int, tip: str | None = None, remedy: Remedy | None = None) -> None:
        super().__init__(labelled(line_text(line), message), tip=tip, remedy=remedy)
        self.line = line
        self.reason = message
        """The message without the line."""


class IncompleteError(ParamcalcError, ValueError):
    """The answer would be incomplete: some layers of a model could not be counted."""

    exit_code = ExitCode.INCOMPLETE


class LimitError(ParamcalcError, ValueError):
    """A count is over a limit or cannot be held against it, or has changed since a baseline was written."""

    exit_code = ExitCode.LIMIT


class MissingDependencyError(ParamcalcError, ImportError):
    """A required package is not installed; the tip is the command that installs it."""

    exit_code = ExitCode.MISSING


MOST_CHOICES = 200
"""How many allowed names a message lists and `unknown` searches for the nearest match."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` most likely means, or None.

    >>> nearest("gruu", ["rnn", "lstm", "gru"])
    'gru'
    """
    from difflib import get_close_matches

    lowered = {choice.lower().strip("-"): choice for choice in choices}
    matches = get_close_matches(word.lower().strip("-"), lowered, n=1, cutoff=0.7)
    return lowered[matches[0]] if matches else None


def shown(value: object, longest: int = 60) -> str:
    """A value as a short text for a message.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    try:
        text = repr(value)
    except ValueError:
        return tr("a number of thousands of digits")
    return shorten(text, longest)


def shorten(text: str, longest: int = 60) -> str:
    """The text, cut to at most `longest` characters.

    >>> shorten("reset_after", 6)
    'reset…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def word(value: object, longest: int = 200) -> str:
    """A name from a file as printable text, cut to at most `longest` characters."""
    text = value if isinstance(value, str) else shown(value)
    # A slice would forget how a text is translated.
    return printable(text if len(text) <= longest else text[:longest])


def printable(text: str) -> str:
    r"""The text with everything that is not printable escaped: control characters, marks that reorder letters, …

    A text from outside can move a terminal's cursor or make a line look like another one.

    >>> print(printable("a\x1b[31mb"))
    a\x1b[31mb
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else escaped(letter) for letter in text)


def escaped(text: str) -> str:
    r"""Every character as Python writes it in a literal: `\x1b`, `\u202e`."""
    codes = map(ord, text)
    return "".join(
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}" for code in codes
    )


TOO_DEEP = tr("it is nested too deeply")

PARSER_REASONS = {
    "integer string conversion": tr("a number has too many digits"),
    "null byte": tr("it has a null character"),
    "too many nested parentheses": TOO_DEEP,
    "too complex": TOO_DEEP,
    "recursion": TOO_DEEP,
}
"""What Python's parser says about its own limits, and what that means for whoever wrote the text."""


def parser_reason(error: Exception) -> str:
    """Why Python's parser refused a text. Its advice for programmers of Python is left out.

    >>> parser_reason(RecursionError())
    'it is nested too deeply'
    """
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    if isinstance(error, (RecursionError, MemoryError)):
        return TOO_DEEP
    return next((reason for words, reason in PARSER_REASONS.items() if words in said), parser_words(said))


PARSER_WORDS = (
    *(tr("{sign} was never closed"), tr("unmatched {sign}"), tr("invalid {kind} literal"), tr("Extra data")),
    tr("closing parenthesis {end} does not match opening parenthesis {begin}"),
    tr("closing parenthesis {end} does not match opening parenthesis {begin} on line {line}"),
    *(tr("invalid syntax"), tr("invalid syntax. Perhaps you forgot a comma?"), tr("unexpected indent")),
    *(tr("unterminated string literal (detected at line {line})"), tr("Unterminated string starting at")),
    *(tr("Expecting value"), tr("Expecting {sign} delimiter")),
    tr("Expecting property name enclosed in double quotes"),
)
"""What the parsers of Python and of JSON say most often, in their own English words, so that it can be translated."""


def parser_words(said: str) -> str:
    """What a parser says, as it can be translated; as it is where that is not known."""
    for message in PARSER_WORDS:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>\\S+)", re.escape(message))
        if match := re.fullmatch(pattern, said):
            return message.format(**match.groupdict()) if match.groupdict() else message
    return said or tr("it is no text of Python")


SYSTEM_REASONS = {
    errno.ENOENT: tr("No such file or directory"),
    errno.EACCES: tr("Permission denied"),
    errno.EISDIR: tr("Is a directory"),
    errno.ENOTDIR: tr("Not a directory"),
    errno.ENOSPC: tr("No space left on device"),
    errno.ENAMETOOLONG: tr("File name too long"),
}
"""What the usual errors of the operating system mean, in its own English words, so that they can be translated."""


def system_reason(error: OSError) -> str:
    """Why the operating system could not do something with a file.

    >>> system_reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "gru.keras"))
    'No such file or directory'
    """
    reason = SYSTEM_REASONS.get(error.errno) if error.errno is not None else None
    return reason or error.strerror or tr("the system refuses it")


def unknown(
    kind: str, word: object, choices: Iterable[str], meanings: Mapping[str, str] = MappingProxyType({})
) -> UsageError:
    """The error for a name that is not among `choices`: the name, the nearest match, and the allowed names.

    `meanings` maps common words for some of the choices, in lower case, to the choices.

    >>> print(unknown(tr("dtype"), "fp16", ["float32", "float16"], {"fp16": "float16"}).tip)
    did you mean 'float16'? allowed: float32, float16
    """
    names = list(islice(choices, MOST_CHOICES + 1))
    match = meanings.get(str(word).lower()) or nearest(str(word), names)
    meant = tr("did you mean {match!r}? ", match=match) if match else ""
    more = ", ..." if len(names) > MOST_CHOICES else ""
    return UsageError(
        tr("no {kind} {word}", kind=kind, word=shown(word)),
        tip=tr("{meant}allowed: {names}{more}", meant=meant, names=", ".join(names[:MOST_CHOICES]), more=more),
    )
