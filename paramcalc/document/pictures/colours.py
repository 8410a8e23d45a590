"""The colours of all pictures, on a light and on a dark page.

People with any kind of colour blindness can tell the first five apart, and black text is readable on each: the tests
compute both. No cell of a framework has more gates than five. An area is the same on a light and on a dark page; a line
on a light page is darker.
"""

from __future__ import annotations

from typing import NamedTuple

AREAS = ("#5B9BE6", "#E58A00", "#8ED081", "#DFA0C3", "#FBE870", "#C7C7C7", "#F2A48C")
"""The fill of each gate's areas. A cell with more gates begins again."""

ON_AREA = "#10151B"
"""The text and the hatching on an area."""


class Theme(NamedTuple):
    """The colours of a page."""

    page: str
    ink: str
    muted: str
    """Notes, names of tensors, axes."""
    line: str
    """Thin lines that need no reading."""


LIGHT = Theme("#FFFFFF", "#1F2328", "#57606A", "#AFB8C1")

DARK = Theme("#0D1117", "#E6EDF3", "#9DA7B3", "#4B5560")


def area_colour(number: int) -> str:
    """The fill of the areas of a gate."""
    return AREAS[number % len(AREAS)]


DARKER = 62
"""The percentage of an area's red, green and blue that a line on a light page has."""


def line_colour(number: int) -> str:
    """The colour of a line on a light page; on a dark one it is that of the area."""
    colour = area_colour(number)
    parts = (int(colour[start : start + 2], 16) * DARKER // 100 for start in (1, 3, 5))
    return f"#{''.join(f'{part:02X}' for part in parts)}"
