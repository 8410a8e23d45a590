"""Programs as tutorials' notebooks have them: real Keras runs the cells, and every cell that shows a model is counted.

Real data is not loaded: the arrays of the documented shapes take no memory, and `fit` builds a model as training does.
"""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest

from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.magics import as_python
from paramcalc.readers.notebook import read_notebook
from tests.support import TESTS

keras = pytest.importorskip("keras", reason="pip install 'paramcalc[tensorflow]'")

import numpy as np  # noqa: E402  # it comes with Keras

FOLDER = TESTS / "files" / "notebooks"
"""The programs; a line `# %%` stands between two cells."""

NOTEBOOKS = {path.stem: tuple(path.read_text().rstrip("\n").split("\n# %%\n")) for path in sorted(FOLDER.glob("*.txt"))}

REFUSED = {"what_only_the_data_tells"}
"""The programs whose count depends on what no source states."""


def shown(cells: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """The total that each cell's last `summary()` stands for, with real Keras."""
    totals: dict[int, int] = {}
    current = [0]

    def fit(self, x=None, *arguments, **options):
        if not self.built:
            self.build((None, *x.shape[1:]))
        return SimpleNamespace(history={"loss": [1.0]})

    for cls in (keras.Model, keras.Sequential):
        monkeypatch.setattr(cls, "fit", fit)
        monkeypatch.setattr(cls, "evaluate", fit)
        monkeypatch.setattr(cls, "summary", lambda self, *a, **k: totals.update({current[0]: self.count_params()}))
    monkeypatch.setattr(keras.utils, "plot_model", lambda *a, **k: None)
    for name, shapes in SHAPES.items():
        data = tuple(tuple(np.array(np.broadcast_to(fill, shape)) for shape, fill in pair) for pair in shapes)
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda *a, data=data, **k: data)
        import tensorflow as tf

        monkeypatch.setattr(getattr(tf.keras.datasets, name), "load_data", lambda *a, data=data, **k: data)
    names: dict[str, object] = {"__name__": "__main__", "get_ipython": lambda: Shell()}
    for number, text in enumerate(cells, 1):
        current[0] = number
        try:
            exec(compile(as_python(text), f"cell {number}", "exec"), names)
        except ValueError as error:
            assert "as the text above" in str(error)
    return totals


class Shell:
    """IPython's shell, which does nothing."""

    def __getattr__(self, name):
        return lambda *arguments: None


SEQUENCES = np.empty((), dtype=object)
SEQUENCES[()] = [1, 2]

SHAPES = {
    "mnist": [[((60_000, 28, 28), 0), ((60_000,), 9)], [((10_000, 28, 28), 0), ((10_000,), 9)]],
    "fashion_mnist": [[((60_000, 28, 28), 0), ((60_000,), 9)], [((10_000, 28, 28), 0), ((10_000,), 9)]],
    "imdb": [[((25_000,), SEQUENCES), ((25_000,), 1)], [((25_000,), SEQUENCES), ((25_000,), 1)]],
    "reuters": [[((8_982,), SEQUENCES), ((8_982,), 45)], [((2_246,), SEQUENCES), ((2_246,), 45)]],
    "boston_housing": [[((404, 13), 1.5), ((404,), 1.5)], [((102, 13), 1.5), ((102,), 1.5)]],
}


def counted(cells: tuple[str, ...], cell: int) -> int | None:
    """The total after a cell; None where it is refused."""
    data = json.dumps({"cells": [{"cell_type": "code", "source": text} for text in cells], "nbformat": 4}).encode()
    try:
        model = Model(read_notebook(io.BytesIO(data), "a.ipynb", cell=cell))
    except UsageError:
        return None
    return None if model.is_lower_bound else model.total


def test_there_are_programs():
    assert len(NOTEBOOKS) >= 25
    assert NOTEBOOKS.keys() > REFUSED


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_that_shows_a_model(name, monkeypatch):
    cells = NOTEBOOKS[name]
    totals = shown(cells, monkeypatch)
    assert totals
    for cell, total in totals.items():
        assert counted(cells, cell) == (None if name in REFUSED else total), f"cell {cell}"
