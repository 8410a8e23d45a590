"""A document in the language that is spoken: the same contents, each text replaced by its translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from paramcalc.document.nodes import Group, Mark, Phrase, Row, Table
from paramcalc.document.value import Value
from paramcalc.phrases import tr, translated

MARKS = {True: tr("ok"), False: tr("DIFFERS")}
"""The verdicts, as the writers print them in English."""


def in_language(content: Any) -> Any:
    """A document, or a part of one, in the language that is spoken, with all that is in it."""
    if isinstance(content, str):
        return translated(content)
    if type(content) is tuple:
        return tuple(map(in_language, content))
    if not isinstance(content, Value):
        return content
    fields = {name: getattr(content, name) for name in content.__match_args__}
    match content:
        case Phrase(template, values):
            return Phrase(translated(template), {name: in_language(value) for name, value in values.items()})
        case Mark(ok):
            return translated(MARKS[ok])
        case Table(rows=rows, widest=widest):
            # A writer recognises the rows of a table in memory by their identity, so they must last as long as it.
            fields["rows"] = tuple(rows) if widest is None else _Translated(rows)
    return type(content)(**{name: in_language(value) for name, value in fields.items()})


class _Translated:
    """Rows that are translated when they are read, since there may be too many for memory."""

    def __init__(self, rows: Iterable[Row | Group]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Row | Group]:
        return map(in_language, self.rows)
