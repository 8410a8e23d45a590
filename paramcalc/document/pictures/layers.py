"""Layers drawn to scale: the picture of one layer, and those of compared layers side by side."""

from __future__ import annotations

from paramcalc.document.page import Page
from paramcalc.document.pictures.svg import svg
from paramcalc.document.subjects.comparison import title
from paramcalc.document.subjects.picture import build, build_comparison
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Comparison


def layer(breakdown: Breakdown, page: Page) -> str:
    """The picture of a layer."""
    return svg(build(breakdown), page)


def comparison(comparison: Comparison, page: Page) -> str:
    """The pictures of compared layers, at one scale."""
    return svg(build_comparison(comparison, title(comparison)), page)
