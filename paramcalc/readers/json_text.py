"""JSON of a file, which may be broken, hostile or too long: read within limits."""

from __future__ import annotations

import json
from typing import Any

from paramcalc.algebra.integers import MOST_DIGITS, from_digits
from paramcalc.errors import UsageError, parser_words
from paramcalc.phrases import tr

MAX_CONFIG_BYTES = 12 * 2**20
"""Bytes of a configuration: 10,000 LSTMs as Keras 3 writes them. Python needs up to eight times as many for a text."""

MAX_VALUES = 450_000
"""Values in a configuration; each takes up to two hundred bytes of memory."""

TOO_LONG = tr("{what} has {count:,} bytes; at most {most:,} are read")

NO_JSON = tr("{origin} is not JSON: line {line}, column {column}: {reason}")

LONG_NUMBER = tr("{origin} has a number of {count:,} digits; at most {most:,} are read")


def load_json(text: str | bytes, origin: str) -> Any:
    """The value of a JSON text. Raises UsageError, with the place, for one that is broken, too long or too deep."""
    what = tr("the configuration in {origin}", origin=origin)
    if len(text) > MAX_CONFIG_BYTES:
        raise UsageError(TOO_LONG.format(what=what, count=len(text), most=MAX_CONFIG_BYTES))
    if sum(occurrences(text, mark) for mark in ",[{") > MAX_VALUES:
        raise UsageError(tr("{what} has more than {most:,} values", what=what, most=MAX_VALUES))
    try:
        return json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        message = NO_JSON.format(origin=origin, line=error.lineno, column=error.colno, reason=parser_words(error.msg))
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        raise UsageError(tr("{origin} is not UTF-8 text: byte {start:,}", origin=origin, start=error.start)) from error
    except RecursionError as error:
        raise UsageError(tr("the JSON in {origin} is nested too deeply to be a model", origin=origin)) from error
    except _LongNumberError as error:
        raise UsageError(LONG_NUMBER.format(origin=origin, count=error.count, most=MOST_DIGITS)) from error


class _LongNumberError(Exception):
    """A number of more digits than a size can have."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS + 1:
        raise _LongNumberError(len(text))
    return from_digits(text)


def occurrences(text: str | bytes, part: str) -> int:
    """How often a part occurs in a text or its bytes."""
    return text.count(part.encode()) if isinstance(text, bytes) else text.count(part)
