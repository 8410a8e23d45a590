"""What a command makes of a layer's breakdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paramcalc.api import LayerBreakdown


class View(NamedTuple):
    """What a command makes of a breakdown: the subject that it shows, and what it does."""

    subject: str
    act: Callable[[LayerBreakdown, str], None]
    help: str
    custom_help: str = ""
    verifies: bool = False
    """Whether the command has `--verify`."""
    weighs: bool = True
    """Whether the command has `--dtype`."""
