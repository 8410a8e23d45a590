"""A whole model that shows itself, as a single layer's breakdown does."""

from __future__ import annotations

from paramcalc.models.breakdown import Model
from paramcalc.render import MODELS, PLAIN, Page, render
from paramcalc.render.model_grid import ModelView


class ModelBreakdown(Model):
    """A model layer by layer: `print(m)`, a table in a notebook, `m.to("svg")`.

    >>> import paramcalc
    >>> m = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    >>> m.total, m.by("layer")
    (24385, {'gru': 23625, 'dense': 760})
    """

    def to(
        self, form: str, page: Page = PLAIN, *, depth: int = 1, gates: bool = False, layer: str | None = None
    ) -> str:
        """The model in an output form: table, text, json, csv, markdown, latex, html, dot, svg.

        `depth` opens the models inside, `gates` the recurrent layers, `layer` shows one alone with its tensors.

        Raises UsageError for an unknown form or layer.
        """
        return render(ModelView(self, depth, gates, self.layer(layer).path if layer else ""), form, page, MODELS)

    def __str__(self) -> str:
        return self.to("text").rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self.framework} {self.spec.root.kind} {self.name!r}, {self.total} parameters>"

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_html_(self) -> str:
        return self.to("html")
