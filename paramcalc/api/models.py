"""A whole model as a result of the Python interface."""

from __future__ import annotations

from typing import Any, ClassVar

from paramcalc.algebra.integers import whole_number
from paramcalc.api.shown import Shown, rows_of, written
from paramcalc.document.page import Page
from paramcalc.document.subjects.model import ModelView
from paramcalc.layers.breakdown import checked_dtype
from paramcalc.models.breakdown import Model
from paramcalc.models.gates import gates_of
from paramcalc.models.memory import Memory, memory_of
from paramcalc.models.tflite import LiteSize, lite_size


class ModelBreakdown(Shown, Model):
    """A model layer by layer: `print(m)`, a table in a notebook, `m.to("svg")`.

    >>> import paramcalc
    >>> m = paramcalc.model("Input((28, 28)) > GRU(75) > Dense(10)")
    >>> m.total, m.by("layer")
    (24385, {'gru': 23625, 'dense': 760})
    """

    subject: ClassVar[str] = "model"

    def to(
        self, form: str, page: Page | None = None, *, depth: int = 1, gates: bool = False, layer: str | None = None
    ) -> str:
        """The model in an output form: table, text, markdown, latex, html, json, csv, dot, svg.

        `depth` opens nested models, `gates` shows the gates of recurrent layers, `layer` selects one layer and shows
        its tensors.

        Raises UsageError for an unknown form or layer.
        """
        return written(self.subject, self._view(depth, gates, layer), form, page)

    def to_dicts(self, *, depth: int = 1, gates: bool = False, layer: str | None = None) -> list[dict[str, Any]]:
        """A row for each layer, with `gates` or `layer` one for each parameter; the columns are those of CSV."""
        return rows_of(self.subject, self._view(depth, gates, layer))

    def _view(self, depth: int, gates: bool, layer: str | None) -> ModelView:
        return ModelView(self, depth, gates, self.layer(layer).path if layer else "")

    def _repr_html_(self) -> str:
        return self._displayed(ModelView(self))

    def sized(self, *, dtype: str = "", steps: int | None = None) -> ModelBreakdown:
        """The same model with its weights in a data type, and with a number of steps where its input leaves it open.

        >>> import paramcalc
        >>> m = paramcalc.model("Input((None, 6)) > GRU(20) > Dense(3)")
        >>> m.sized(dtype="int4", steps=50).bytes, m.sized(steps=50).macs
        (872, 78060)

        Raises UsageError for an unknown data type, and for steps where the model leaves none open.
        """
        steps = None if steps is None else whole_number("steps", steps, least=1)
        return ModelBreakdown(self.spec._replace(dtype=checked_dtype(dtype) if dtype else "", steps=steps))

    def memory(self, optimizer: str | None = None, *, activations: str = "") -> Memory:
        """The memory of states, of the largest activations, and of training with an optimizer, in bytes.

        >>> import paramcalc
        >>> m = paramcalc.model("Input((50, 6)) > GRU(20) > Dense(3)").memory("adam")
        >>> m.states, m.largest.layer, m.largest.bytes, m.training.total
        (80, 'gru', 1280, 27900)

        Raises UsageError for an unknown optimizer or data type.
        """
        return memory_of(self, activations, optimizer)

    def tflite(self) -> LiteSize:
        """The size in TensorFlow Lite after full integer quantization.

        >>> import paramcalc
        >>> size = paramcalc.model("Input((28,)) > Dense(50) > Dense(10)").tflite()
        >>> size.bytes, size.numbers.scales, size.incomplete
        (2140, 120, ())

        Raises UsageError for a model that is not one of Keras.
        """
        return lite_size(self)

    def explain(self, layer: str = "", form: str = "text", page: Page | None = None) -> str:
        """A recurrent layer of the model explained: its equations, and why every parameter has its shape.

        `layer` is its name or path; it is needed if the model has several recurrent layers.

        Raises UsageError for a layer without gates, and for an unknown layer or form.
        """
        return written("explanation", gates_of(self, layer), form, page)

    def __repr__(self) -> str:
        return f"<{self.framework} {self.spec.root.kind} {self.name!r}, {self.total} parameters>"
