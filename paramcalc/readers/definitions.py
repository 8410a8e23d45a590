"""Definitions of layer classes from TOML: a table for each class."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from paramcalc.classes.base import LayerEntry
from paramcalc.classes.definition import definition
from paramcalc.errors import UsageError, shown
from paramcalc.phrases import labelled, tr
from paramcalc.readers.streams import opened, read_bounded

MAX_BYTES = 2**20

MOST_CLASSES = 1000

EXAMPLE = tr('a definition is a table: a line [Scale], and below it lines such as weights = "gamma (input)"')


def read_definitions(path: str) -> list[tuple[str, str, LayerEntry]]:
    """The framework, the name and the entry of each class in a TOML file, or in standard input for `-`.

    Raises UsageError, with the place, for a file that is no TOML, and for a table that is no definition.
    """
    origin = tr("standard input") if path == "-" else path
    with opened(path) as file:
        data = read_bounded(file, MAX_BYTES, origin)
    try:
        return read_text(data.decode("utf-8"), origin)
    except UnicodeDecodeError as error:
        raise UsageError(tr("{origin} is not UTF-8 text: byte {start:,}", origin=origin, start=error.start)) from error


def read_text(text: str, origin: str) -> list[tuple[str, str, LayerEntry]]:
    r"""The same from the text of a file.

    >>> [(framework, name) for framework, name, _ in read_text("[Scale]\nweights = 'gamma (input)'", "the text")]
    [('keras', 'Scale')]
    """
    return definitions_in(tables_in(text, origin), origin)


def tables_in(text: str, origin: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises UsageError, with the place, for a text that is no TOML."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(tr("{origin} is not TOML: {error}", origin=origin, error=error), tip=EXAMPLE) from error


def definitions_in(tables: Mapping[str, Any], origin: str) -> list[tuple[str, str, LayerEntry]]:
    """The same from the tables of a file, or from a dictionary of dictionaries."""
    if not isinstance(tables, Mapping):
        raise UsageError(
            tr("{origin}: definitions are a table for each class, got {tables}", origin=origin, tables=shown(tables))
        )
    if not tables:
        raise UsageError(tr("{origin} defines no layer class", origin=origin), tip=EXAMPLE)
    if len(tables) > MOST_CLASSES:
        raise UsageError(tr("{origin} has more than {most:,} definitions", origin=origin, most=MOST_CLASSES))
    definitions = []
    for name, table in tables.items():
        try:
            framework, entry = definition(name, table)
        except UsageError as error:
            # An argument needs no origin.
            raise UsageError(labelled(origin, error.message) if origin else error.message, tip=error.tip) from error
        definitions.append((framework, name, entry))
    return definitions
