"""What the tests of notebooks share: a notebook from its cells, and the summary that Keras prints of a chain."""

from __future__ import annotations

import io
import json
from typing import Any

from paramcalc.models.breakdown import Model
from paramcalc.readers.notebook import read_notebook

HEAD = "from keras import Sequential, Input, Model, layers"


def code(source: str, *outputs: str, run: int | None = None) -> dict[str, Any]:
    """A code cell that has printed some texts."""
    printed = [{"output_type": "stream", "name": "stdout", "text": text.splitlines(True)} for text in outputs]
    return {"cell_type": "code", "source": source.splitlines(True), "execution_count": run, "outputs": printed}


def notebook(*cells: str | dict[str, Any], **metadata: Any) -> bytes:
    """A notebook; a text is a code cell."""
    entries = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": entries, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def summary(*rows: tuple[str, str, int], total: int | None = None) -> str:
    """What `model.summary()` prints."""
    lines = [f"{name + ' (' + kind + ')':29}{'(None, 8)':26}{count}" for name, kind, count in rows]
    whole = sum(count for *_, count in rows) if total is None else total
    head = f"{'Layer (type)':29}{'Output Shape':26}Param #"
    return "\n".join([head, "=" * 65, *lines, "=" * 65, f"Total params: {whole:,}", ""])


def model_of(*cells: str | dict[str, Any], metadata: dict[str, Any] | None = None, **options: Any) -> Model:
    """The model of a notebook."""
    return Model(read_notebook(io.BytesIO(notebook(*cells, **(metadata or {}))), "a.ipynb", **options))
