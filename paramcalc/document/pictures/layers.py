"""Layers drawn to scale: the picture of one layer, and those of compared layers side by side."""

from __future__ import annotations

from paramcalc.document.page import Page
from paramcalc.document.pictures.svg import svg as picture_svg
from paramcalc.document.subjects.comparison import title
from paramcalc.document.subjects.picture import build, build_comparison
from paramcalc.layers.breakdown import Breakdown
from paramcalc.layers.comparison import Comparison


def svg(subject: Breakdown | Comparison, page: Page) -> str:
    """The picture of a layer, or those of compared layers at one scale, as SVG."""
    if isinstance(subject, Breakdown):
        return picture_svg(build(subject), page)
    return picture_svg(build_comparison(subject, title(subject)), page)
