"""Answers for programs: the value that JSON has, and the same rows as CSV.

Numbers are exact integers. A count that depends on a free size is null, with its formula in Python's syntax beside it.
The schemas describe every document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from paramcalc.algebra.integers import any_length, digits
from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, Size
from paramcalc.errors import printable

SCHEMA_VERSION = 1
"""The schema version of all documents, increased when a change would break a program that reads them."""


MAIN_COUNTS = ("count", "params", "total", "value")
"""The keys of an object's main count, whose formula has the key `polynomial`."""


class CsvColumn(NamedTuple):
    """A column of a CSV file."""

    head: str
    key: str
    """The key in a record."""
    separator: str = " x "
    """Between the entries of a list. Without one, a list is written as JSON has it: `[28, 75]`."""


class Records(NamedTuple):
    """An answer for programs."""

    document: Mapping[str, Any]
    """The value that JSON has."""
    rows: Iterable[Mapping[str, Any]]
    """The records that CSV has, one on each line."""
    columns: tuple[CsvColumn, ...]


def same(*keys: str) -> tuple[CsvColumn, ...]:
    """Columns that are called as in JSON."""
    return tuple(CsvColumn(key, key) for key in keys)


def numbers(*keys: str) -> tuple[CsvColumn, ...]:
    """Columns of shapes, whose numbers a program reads: `[28, 75]`, with null for a length that is not known."""
    return tuple(CsvColumn(key, key, "") for key in keys)


def polynomial_key(key: str) -> str:
    """The key of the formula beside a count that is not a number.

    >>> polynomial_key("total"), polynomial_key("bytes")
    ('polynomial', 'bytes_polynomial')
    """
    return "polynomial" if key in MAIN_COUNTS else f"{key}_polynomial"


def counts(**sizes: Size | None) -> dict[str, Any]:
    """Counts by key: numbers, or null with the formula beside it. A count of which nothing is known is null alone.

    >>> counts(total=75, bytes=4 * Polynomial.symbol("units"), macs=None)
    {'total': 75, 'bytes': None, 'bytes_polynomial': '4*units', 'macs': None}
    """
    record: dict[str, Any] = {}
    for key, size in sizes.items():
        record[key] = None if isinstance(size, Polynomial) else size
        if isinstance(size, Polynomial):
            record[polynomial_key(key)] = formula(size)
    return record


def counts_by(key: str, sizes: Mapping[str, Any]) -> dict[str, Any]:
    """Counts by a word, or by several: those that are not numbers are null, and a second object has their formulas.

    >>> counts_by("roles", {"bias": 3, "kernel": Polynomial.symbol("units")})
    {'roles': {'bias': 3, 'kernel': None}, 'roles_polynomial': {'kernel': 'units'}}
    """
    numbers: dict[str, Any] = {}
    formulas: dict[str, Any] = {}
    for word, size in sizes.items():
        record = counts_by(word, size) if isinstance(size, Mapping) else counts(**{word: size})
        numbers[word] = record.pop(word)
        formulas.update((word, text) for text in record.values())
    return {key: numbers, **({polynomial_key(key): formulas} if formulas else {})}


def value(size: Size) -> int | str:
    """A length as it is, a free one as a formula.

    >>> value(75), value(Polynomial.symbol("units"))
    (75, 'units')
    """
    return formula(size) if isinstance(size, Polynomial) else size


def formula(size: Size) -> str:
    """A number or a polynomial as text in Python's syntax."""
    return size.show(PYTHON) if isinstance(size, Polynomial) else digits(size)


def values(sizes: Iterable[Size]) -> list[int | str]:
    """Several of them, as in a shape."""
    return [value(size) for size in sizes]


def formulas(sizes: Iterable[Size]) -> list[str]:
    """A shape in symbols."""
    return [formula(size) for size in sizes]


def write_json(records: Records) -> Iterator[str]:
    """The document as JSON, one line for each key and for each entry of a list."""
    between = "{\n"
    for key, entry in {"schema": SCHEMA_VERSION, **records.document}.items():
        yield f"{between}  {_json(key)}: "
        yield from _entries(entry)
        between = ",\n"
    yield "\n}\n"


def _entries(entry: Any) -> Iterator[str]:
    if isinstance(entry, (str, Mapping)) or not isinstance(entry, Iterable):
        yield _json(entry)
        return
    between = "[\n"
    for item in entry:
        yield f"{between}    {_json(item)}"
        between = ",\n"
    yield "[]" if between == "[\n" else "\n  ]"


def _json(entry: Any) -> str:
    with any_length():
        return json.dumps(entry)


def write_csv(records: Records) -> Iterator[str]:
    """The rows as CSV below a line of heads."""
    yield _csv_line(column.head for column in records.columns)
    for row in records.rows:
        yield _csv_line(_csv_cell(_cell(row, column.key), column.separator) for column in records.columns)


def write_json_lines(records: Records) -> Iterator[str]:
    """The rows as JSON Lines: an object on each line."""
    return (f"{_json(row)}\n" for row in records.rows)


def flat_rows(records: Records) -> Iterator[dict[str, Any]]:
    """The rows as CSV has them, by the heads of the columns: numbers, truth values and texts, no lists."""
    for row in records.rows:
        yield {column.head: _flat(_cell(row, column.key), column.separator) for column in records.columns}


def _cell(row: Mapping[str, Any], key: str) -> Any:
    """The entry of a row, or its formula: a cell has room for one of the two. None where the row has no such entry."""
    entry = row.get(key)
    return row.get(polynomial_key(key)) if entry is None else entry


def _csv_cell(entry: Any, separator: str) -> Any:
    """An entry as a cell: lists as text, truth values in lower case, numbers of any length."""
    if isinstance(entry, bool):
        return str(entry).lower()
    return digits(entry) if isinstance(entry, int) else _flat(entry, separator)


def _flat(entry: Any, separator: str) -> Any:
    """An entry, a list as a text, without characters that move a terminal's cursor."""
    if isinstance(entry, str):
        return printable(entry)
    if isinstance(entry, list):
        if not separator:
            return _json(entry)
        inner = " x " if any(isinstance(item, list) for item in entry) else separator
        return (separator if inner == separator else "; ").join(
            "?" if item is None else digits(item) if isinstance(item, int) else _flat(item, inner) for item in entry
        )
    return entry


def _csv_line(cells: Iterable[Any]) -> str:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
