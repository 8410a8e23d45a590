"""Everything that is in a document, found by its structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.document.nodes import Code, Document, Equations, Formula, Listing, Value


def contents(node: Any) -> Iterator[Any]:
    """A node and everything in it, depth first; tuples and mappings themselves are left out."""
    match node:
        case None | bool():
            return
        case Equations() | Listing():
            yield node
        case str() | int() | Polynomial():
            yield node
        case Formula():
            yield node
            yield node.polynomial
        case Mapping():
            for value in node.values():
                yield from contents(value)
        case tuple() | list():
            for value in node:
                yield from contents(value)
        case Value():
            yield node
            for name in node.__match_args__:
                yield from contents(getattr(node, name))
        case _ if hasattr(node, "__iter__"):
            for value in node:
                yield from contents(value)
        case _:
            yield node


def texts(document: Document) -> Iterator[str]:
    """Every text in a document, except its pieces of code, which are what a person types."""
    code = {content.text for content in contents(document) if isinstance(content, Code)}
    return (content for content in contents(document) if isinstance(content, str) and content not in code)
