"""The registry of output forms: a breakdown in, text out. The one list that choices, tests and docs read."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from paramcalc.errors import unknown
from paramcalc.layers.breakdown import Breakdown
from paramcalc.render.page import PLAIN, Page

if TYPE_CHECKING:
    from paramcalc.render.model_grid import ModelView
    from paramcalc.verifiers.verdict import Report
    from paramcalc.weights.porting import Porting

FORMATS: dict[str, str] = {
    "table": "paramcalc.render.table:render",
    "text": "paramcalc.render.text:render",
    "json": "paramcalc.render.json:render",
    "csv": "paramcalc.render.csv:render",
    "markdown": "paramcalc.render.markdown:render",
    "latex": "paramcalc.render.latex:render",
    "html": "paramcalc.render.html:render",
}
"""Each output form with the module and function that make it, imported when used. The first is the default."""

EXPLANATIONS: dict[str, str] = {
    "text": "paramcalc.render.explain:explain",
    "markdown": "paramcalc.render.explain:explain_markdown",
}
"""The same for `explain`."""

VERIFICATIONS: dict[str, str] = {
    "text": "paramcalc.render.report:report_text",
    "json": "paramcalc.render.report:report_json",
}
"""The same for `verify`, which shows a report."""

MAPS: dict[str, str] = {
    "text": "paramcalc.render.porting:map_text",
    "json": "paramcalc.render.porting:map_json",
    "markdown": "paramcalc.render.porting:map_markdown",
}
"""The same for `map`, which shows how weights are carried over."""

MODELS: dict[str, str] = {
    "table": "paramcalc.render.model_table:render",
    "text": "paramcalc.render.model:text",
    "json": "paramcalc.render.model:as_json",
    "csv": "paramcalc.render.model:csv",
    "markdown": "paramcalc.render.model:markdown",
    "latex": "paramcalc.render.model:latex",
    "html": "paramcalc.render.model:html",
    "dot": "paramcalc.render.graph:dot",
    "svg": "paramcalc.render.graph:svg",
}
"""The same for `model`; the last two draw who reads from whom."""

LISTINGS: dict[str, str] = {
    "text": "paramcalc.render.listing:listing_text",
    "json": "paramcalc.render.listing:listing_json",
}
"""The same for `frameworks`, which shows the names of some."""


CLASS_LISTINGS: dict[str, str] = {
    "text": "paramcalc.render.listing:classes_text",
    "json": "paramcalc.render.listing:classes_json",
}
"""The same for `frameworks --layers`, which shows what a model may consist of."""


class Render(Protocol):
    """What makes an output form."""

    def __call__(self, subject: Any, page: Page) -> str:
        """The breakdown, or the report, as text that ends with a line feed."""


def render(
    subject: Breakdown | ModelView | Report | Porting | list[str],
    form: str,
    page: Page = PLAIN,
    forms: Mapping[str, str] = FORMATS,
) -> str:
    """A breakdown in this output form, or what `forms` is for in one of those, fit for the page.

    Raises UsageError for an unknown form.
    """
    if not isinstance(form, str) or form not in forms:
        raise unknown("format", form, forms)
    module, _, function = forms[form].partition(":")
    make: Render = getattr(import_module(module), function)
    return make(subject, page)


__all__ = [
    "CLASS_LISTINGS",
    "EXPLANATIONS",
    "FORMATS",
    "LISTINGS",
    "MAPS",
    "MODELS",
    "PLAIN",
    "VERIFICATIONS",
    "Page",
    "Render",
    "render",
]
