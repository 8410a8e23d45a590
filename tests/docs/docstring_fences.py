"""An extension of mkdocstrings: the examples of a docstring become fences, which Markdown would read as quotes."""

from __future__ import annotations

import doctest
from typing import Any

import griffe

OPENING, CLOSING = "```python", "```"


def with_fences(text: str) -> str:
    r"""The docstring with a fence around each example.

    >>> print(with_fences("Adds.\n\n>>> 1 + 1\n2\n\nRaises nothing.").replace("`", "'"))
    Adds.
    <BLANKLINE>
    '''python
    >>> 1 + 1
    2
    '''
    <BLANKLINE>
    Raises nothing.
    """
    parts: list[str] = []
    for piece in doctest.DocTestParser().parse(text):
        if isinstance(piece, str):
            parts.append(piece)
            continue
        first, *others = piece.source.splitlines()
        lines = [f">>> {first}", *(f"... {line}".rstrip() for line in others), *piece.want.splitlines()]
        parts.append("".join(f"{line}\n" for line in (OPENING, *lines, CLOSING)))
    # Examples that follow each other share a fence.
    return "".join(parts).replace(f"{CLOSING}\n{OPENING}\n", "")


class DocstringFences(griffe.Extension):
    """Applies `with_fences` to every docstring."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for every object that was read."""
        if obj.docstring is not None:
            obj.docstring.value = with_fences(obj.docstring.value)
