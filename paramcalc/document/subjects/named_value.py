"""One value of an answer, for the middle of a sentence."""

from __future__ import annotations

from paramcalc.document.nodes import Document, Inline
from paramcalc.document.values import NamedValue


def build(value: NamedValue) -> Document:
    """The document of a value."""
    return Document(blocks=(Inline(value.content),))
