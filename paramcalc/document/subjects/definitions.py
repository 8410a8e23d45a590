"""Definitions of layer classes to start from, as a file that can be copied."""

from __future__ import annotations

from paramcalc.document.nodes import Block, Heading, Listing
from paramcalc.phrases import tr

START = tr(
    "Definitions to start from. Save them as a TOML file, correct them, and give that file: the "
    "layers of these classes are then counted like any other."
)


def starting_definitions(text: str) -> tuple[Block, ...]:
    """The blocks with the text of such a file; none for an empty text."""
    return (Heading(START), Listing(tuple(text.splitlines()), "toml")) if text else ()
