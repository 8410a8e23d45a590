"""The records of one value of an answer."""

from __future__ import annotations

from typing import Any

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.document.nodes import Content, Difference, Formula, LowerBound, Phrase
from paramcalc.document.page import ASCII_GLYPHS, Page
from paramcalc.document.records import Records, counts, same
from paramcalc.document.values import NamedValue
from paramcalc.document.writers.plain import TextWriter


def named_value(named: NamedValue) -> Records:
    """The value: a number, or null with its formula beside it; anything else as text."""
    content, is_lower_bound = _bare(named.content)
    size = content.size if isinstance(content, Difference) else content
    record: dict[str, Any] = {"name": named.name}
    if isinstance(size, Formula):
        size = size.polynomial
    if isinstance(size, (int, Polynomial)):
        record |= counts(value=size)
    else:
        record["value"] = TextWriter(Page(ASCII_GLYPHS, None)).content(content)
    record["lower_bound"] = is_lower_bound
    return Records(record, [record], same("name", "value", "lower_bound"))


def _bare(content: Content) -> tuple[Content, bool]:
    """A value without the sign that more may come to it, and whether it had that sign."""
    match content:
        case LowerBound(size):
            return size, True
        case Phrase(_, {"formula": formula}):
            return formula, True
    return content, False
