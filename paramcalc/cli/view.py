"""What a command makes of a breakdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paramcalc.api import LayerBreakdown


class View(NamedTuple):
    """What a command makes of a breakdown: its output forms (the first is the default) and what it does."""

    forms: Mapping[str, str]
    act: Callable[[LayerBreakdown, str, View], None]
    help: str
    custom_help: str = ""
    verifies: bool = False
    """Whether it has `--verify`."""
    weighs: bool = True
    """Whether it has `--dtype`."""
